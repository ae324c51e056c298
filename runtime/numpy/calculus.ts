/** Differences, gradients, integrals and phases along axes, made of shifted views. */
import { fail } from '../../compiler/errors';
import { DTYPES, promote } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { exact, jointly } from '../host/joint';
import { assign, elementwise, empty, library, reduce, reshape } from '../trace/ops';
import { checkAxes, checkAxis } from './axes';
import type { Complex } from './complex';
import { composed, composedOf } from './composed';
import type { DType, TrueDivide } from './dtype';
import { cast } from './gathering';
import { joinViews, part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';
import { meanType, result } from './reductions';

const sub = (a: View, b: View): View => elementwise('subtract', [a, b]);
const add = (a: View, b: View): View => elementwise('add', [a, b]);
const mul = (a: View, b: View): View => elementwise('multiply', [a, b]);
const div = (a: View, b: View): View => elementwise('divide', [a, b]);
const real = (value: number, like: View) => ({
  dtype: like.dtype,
  value: DTYPES[like.dtype].kind === 'c' ? { re: value, im: 0 } : value,
});

/** The part of an axis; negative ends count from behind. */
function cut(view: View, axis: number, start: number, stop?: number): View {
  const extent = view.shape[axis] as number;
  const from = start < 0 ? start + extent : start;
  const to = stop === undefined ? extent : stop < 0 ? stop + extent : stop;
  return part(view, axis, from, Math.max(0, to - from));
}

/** The differences of successive elements of the flattened array, between other elements in front and behind. */
export function ediff1d<D extends DType>(
  a: AnyArray<D>,
  to_end?: ArrayLike | null,
  to_begin?: ArrayLike | null,
): NDArray<D> {
  const ends = [to_begin, to_end].map((values) => (values === undefined || values === null ? [] : [values]));
  const [begin, end] = ends as [ArrayLike[], ArrayLike[]];
  return wrap(
    composedOf('ediff1d', `${begin.length}`, [a, ...begin, ...end], ([given, ...others]) => {
      const flat = reshape(given as View, [(given as View).size]);
      const n = Math.max(0, flat.size - 1);
      const inner = n === 0 ? empty([0], flat.dtype) : sub(part(flat, 0, 1, n), part(flat, 0, 0, n));
      const lists = others.map((view) => reshape(cast(view, flat.dtype), [view.size]));
      return joinViews([...lists.slice(0, begin.length), inner, ...lists.slice(begin.length)], 0);
    }),
  );
}

/** One difference quotient along an axis: central inside, one-sided at the ends. Spacing by a number or by coordinates. */
function slope(f: View, axis: number, spacing: number | View, edgeOrder: 1 | 2): View {
  const n = f.shape[axis] as number;
  if (n < edgeOrder + 1) {
    fail(
      'LGT4018',
      'Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.',
    );
  }
  const out = empty(f.shape, f.dtype);
  const [left, middle, right] = [cut(f, axis, 0, n - 2), cut(f, axis, 1, n - 1), cut(f, axis, 2, n)];
  const shaped = (steps: View): View =>
    reshape(
      steps,
      f.shape.map((_, d) => (d === axis ? steps.size : 1)),
    );
  const one = (i: number): View => cut(f, axis, i, i + 1);
  if (typeof spacing === 'number') {
    const [h, h2] = [real(spacing, f), real(2 * spacing, f)];
    if (n > 2) assign(cut(out, axis, 1, n - 1), elementwise('divide', [sub(right, left), h2]));
    const ends = (at: number, i: number, j: number, k: number, sign: number): void => {
      const flat = edgeOrder === 1 ? (sign > 0 ? sub(one(j), one(i)) : sub(one(i), one(j))) : undefined;
      const bent =
        flat ??
        add(
          add(
            elementwise('multiply', [one(i), real(-1.5 * sign, f)]),
            elementwise('multiply', [one(j), real(2 * sign, f)]),
          ),
          elementwise('multiply', [one(k), real(-0.5 * sign, f)]),
        );
      assign(cut(out, axis, at, at + 1), elementwise('divide', [bent, h]));
    };
    ends(0, 0, 1, 2, 1);
    ends(n - 1, n - 1, n - 2, n - 3, -1);
    return out;
  }
  const x = cast(spacing, DTYPES[f.dtype].real);
  const dx = sub(part(x, 0, 1, n - 1), part(x, 0, 0, n - 1));
  if (n > 2) {
    const [d1, d2] = [part(dx, 0, 0, n - 2), part(dx, 0, 1, n - 2)];
    const total = add(d1, d2);
    const minus = elementwise('negative', [div(d2, mul(d1, total))]);
    const here = div(sub(d2, d1), mul(d1, d2));
    const plus = div(d1, mul(d2, total));
    const terms = [mul(shaped(minus), left), mul(shaped(here), middle), mul(shaped(plus), right)] as const;
    assign(cut(out, axis, 1, n - 1), add(add(terms[0], terms[1]), terms[2]));
  }
  const step = (i: number): View => shaped(part(dx, 0, i, 1));
  if (edgeOrder === 1) {
    assign(cut(out, axis, 0, 1), div(sub(one(1), one(0)), step(0)));
    assign(cut(out, axis, n - 1, n), div(sub(one(n - 1), one(n - 2)), step(n - 2)));
    return out;
  }
  const edge = (at: number, near: View, far: View, i: number, j: number, k: number, sign: number): void => {
    const both = add(near, far);
    const a = elementwise('multiply', [div(add(both, near), mul(near, both)), real(-sign, x)]);
    const b = elementwise('multiply', [div(both, mul(near, far)), real(sign, x)]);
    const c = elementwise('multiply', [div(near, mul(far, both)), real(-sign, x)]);
    assign(cut(out, axis, at, at + 1), add(add(mul(a, one(i)), mul(b, one(j))), mul(c, one(k))));
  };
  edge(0, step(0), step(1), 0, 1, 2, 1);
  edge(n - 1, step(n - 2), step(n - 3), n - 1, n - 2, n - 3, -1);
  return out;
}

type Spacing = number | readonly (number | ArrayLike)[];

/**
 * Difference quotients along each axis, central inside and one-sided at the ends: an array for one axis, else a list.
 * @param varargs distance of neighbours, for all axes or in a list for each: a number, or the coordinates
 * @throws LGT4018 for axes that are too short
 */
export function gradient(
  f: AnyArray,
  varargs: Spacing = 1,
  axis?: number | readonly number[] | null,
  edge_order: 1 | 2 = 1,
): NDArray | NDArray[] {
  return composed(() => {
    const given = viewOf(f);
    const view = cast(given, meanType(given.dtype));
    const axes = checkAxes(axis, view.ndim);
    if (given.dtype === 'bool' && axes.length > 0)
      fail('LGT4003', "'gradient' is not defined for bool: convert with astype first");
    const list = typeof varargs === 'number' ? [varargs] : varargs;
    if (list.length !== 1 && list.length !== axes.length) fail('LGT4018', 'invalid number of spacings');
    const slopes = axes.map((d, k) => {
      const spacing = list[list.length === 1 ? 0 : k] as number | ArrayLike;
      if (typeof spacing === 'number') {
        const params = `${d} ${exact(spacing)} ${edge_order}`;
        return wrap(jointly('gradient', params, [view], ([whole]) => slope(whole as View, d, spacing, edge_order)));
      }
      const x = viewOf(spacing);
      if (x.size !== view.shape[d])
        fail('LGT4002', 'when 1d, distances must match the length of the corresponding dimension');
      return wrap(slope(view, d, x, edge_order));
    });
    return slopes.length === 1 ? (slopes[0] as NDArray) : slopes;
  });
}

/** Area under the polygon through the values along an axis, at distance `dx` or coordinates `x`. Waits if it is a single value. */
export function trapezoid(y: ArrayLike, x?: ArrayLike | null, dx = 1, axis = -1): NDArray | number | Complex {
  const spaced = x === undefined || x === null ? [] : [x];
  const area = composedOf('trapezoid', `${exact(dx)} ${axis}`, [y, ...spaced], ([values, places]) =>
    areaUnder(values as View, places, dx, axis),
  );
  return result(area, false) as NDArray | number | Complex;
}

function areaUnder(given: View, places: View | undefined, dx: number, axis: number): View {
  // Of integers too the area is in floating point, so never a bigint.
  const view = cast(given, meanType(given.dtype));
  const along = checkAxis(axis, view.ndim);
  const n = view.shape[along] as number;
  if (n === 0) return reduce('sum', view, [along]);
  // The sum of two truth values is one.
  const from = given.dtype === 'bool' ? given : view;
  const sums = cast(add(part(from, along, 1, n - 1), part(from, along, 0, n - 1)), view.dtype);
  let areas: View;
  if (places === undefined) areas = elementwise('multiply', [sums, real(dx, view)]);
  else {
    const d = places.ndim === 1 ? 0 : checkAxis(axis, places.ndim);
    const m = places.shape[d] as number;
    const gaps = sub(part(places, d, 1, m - 1), part(places, d, 0, m - 1));
    const wide =
      places.ndim === 1
        ? reshape(
            gaps,
            view.shape.map((_, k) => (k === along ? m - 1 : 1)),
          )
        : gaps;
    areas = mul(sums, cast(wide, promote(wide.dtype, view.dtype)));
  }
  return reduce('sum', elementwise('multiply', [areas, real(0.5, areas)]), [along]);
}

/** Phases along an axis without jumps of more than `discont` (half a period), by adding periods. */
export function unwrap<D extends DType>(
  p: AnyArray<D>,
  discont?: number | null,
  axis = -1,
  period = 2 * Math.PI,
): NDArray<TrueDivide<D>> {
  return wrap(
    composedOf('unwrap', `${discont} ${axis} ${period}`, [p], ([given]) =>
      unwrapped(given as View, discont ?? period / 2, axis, period),
    ),
  );
}

function unwrapped(given: View, discont: number, axis: number, period: number): View {
  const view = cast(given, meanType(given.dtype));
  const along = checkAxis(axis, view.ndim);
  const n = view.shape[along] as number;
  const out = elementwise('copy', [view]);
  if (n < 2) return out;
  const half = period / 2;
  const steps = sub(part(view, along, 1, n - 1), part(view, along, 0, n - 1));
  const moved = elementwise('remainder', [elementwise('add', [steps, real(half, view)]), real(period, view)]);
  const inside = elementwise('subtract', [moved, real(half, view)]);
  // The remainder is -half where the jump was +half: that is no jump then.
  const edge = elementwise('logical_and', [
    elementwise('equal', [inside, real(-half, view)]),
    elementwise('greater', [steps, real(0, view)]),
  ]);
  const jump = sub(elementwise('where', [edge, real(half, view), inside]), steps);
  const small = elementwise('less', [elementwise('absolute', [steps]), real(discont, view)]);
  const corrections = elementwise('where', [small, real(0, view), jump]);
  const sums = library('cumsum', [corrections], { axis: along });
  assign(part(out, along, 1, n - 1), add(part(view, along, 1, n - 1), sums));
  return out;
}

/** Modified Bessel function of the first kind, of order 0. */
export function i0<D extends DType>(x: AnyArray<D>): NDArray<TrueDivide<D>> {
  return wrap(
    composedOf('i0', '', [x], ([given]) => {
      const type = meanType((given as View).dtype);
      if (DTYPES[type].kind === 'c') fail('LGT4003', 'i0 is not defined for complex values');
      return cast(elementwise('i0', [cast(given as View, 'float64')]), type);
    }),
  );
}
