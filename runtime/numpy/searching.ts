/** Places in sorted lists, and what is built on them: bins, interpolation, orders by several keys. */
import { fail } from '../../compiler/errors';
import { DTYPES, isComplex } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { assign, elementwise, library, reshape } from '../trace/ops';
import { composed } from './composed';
import { cast, elementOf, gather, iota, scalarOf } from './gathering';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';
import { orderBy } from './sets';

/** @internal For each value how many of a sorted list come before it (or are equal, from the right); int64. */
export function placesIn(sorted: View, values: View, right: boolean): View {
  if (sorted.size === 0 || values.size === 0)
    return elementwise('copy', [scalarOf(0, 'int64')], { shape: [...values.shape] });
  const flat = reshape(values, [values.size]);
  return reshape(library('searchsorted', [reshape(sorted, [sorted.size]), flat], { right }), values.shape);
}

/**
 * For each value the place in a sorted list where it would go: before equal ones ('left') or behind them; float64, as
 * numpy-ts.
 * @param sorter the order that sorts the list, where it isn't
 */
export function searchsorted(
  a: ArrayLike,
  v: ArrayLike,
  side: 'left' | 'right' = 'left',
  sorter?: ArrayLike,
): NDArray<'float64'> {
  if (side !== 'left' && side !== 'right') fail('LGT4018', `side must be 'left' or 'right', not '${String(side)}'`);
  return composed(() => {
    const list = sorter === undefined ? viewOf(a) : gather(viewOf(a), cast(viewOf(sorter), 'int64'));
    return wrap<'float64'>(cast(placesIn(list, viewOf(v), side === 'right'), 'float64'));
  });
}

/** @internal There is no order of them that bins or polygons could go by. @throws LGT4003 */
export function refuseComplex(name: string, ...views: readonly View[]): void {
  const wrong = views.find((v) => DTYPES[v.dtype].kind === 'c');
  if (wrong !== undefined)
    fail('LGT4003', `'${name}' is not defined for ${wrong.dtype}: take the real part or the absolute value`);
}

/** For each value the number of its bin, between edges that rise or fall; float64, as numpy-ts. Waits. @throws LGT4018 */
export function digitize(x: ArrayLike, bins: ArrayLike, right = false): NDArray<'float64'> {
  return composed(() => {
    const [edges, values] = [viewOf(bins), viewOf(x)];
    refuseComplex('digitize', edges, values);
    if (edges.ndim !== 1) fail('LGT4005', 'bins must be 1-dimensional');
    const falls = edges.size > 1 && Number(elementOf(edges, 0)) > Number(elementOf(edges, edges.size - 1));
    const at = placesIn(falls ? edges.flip([0]) : edges, values, !right);
    const place = falls ? elementwise('subtract', [scalarOf(edges.size, 'int64'), at]) : at;
    return wrap<'float64'>(cast(place, 'float64'));
  });
}

/** The stable order by several keys, the last of which counts most; float64, as numpy-ts. */
export function lexsort(keys: readonly ArrayLike[] | NDArray): NDArray<'float64'> {
  const lists = Array.isArray(keys) ? keys.map(viewOf) : rowsOf(viewOf(keys));
  if (lists.length === 0) return wrap<'float64'>(elementwise('copy', [scalarOf(0, 'float64')], { shape: [0] }));
  if (lists.some((l) => l.ndim !== 1)) fail('LGT4005', 'lexsort: keys must be 1D arrays');
  if (lists.some((l) => l.size !== lists[0]?.size)) fail('LGT4016', 'lexsort: all keys must have the same length');
  return composed(() => wrap<'float64'>(cast(orderBy(lists), 'float64')));
}

const rowsOf = (view: View): View[] =>
  view.ndim < 2 ? [view] : Array.from({ length: view.shape[0] as number }, (_, k) => view.at(0, k));

/** What all values of integers of 16 bits and less, and of complex64, fit into. */
const NARROW: readonly string[] = ['int8', 'uint8', 'int16', 'uint16', 'complex64'];

/** All elements sorted by real part, then imaginary part: complex64 for complex64 and narrow integers, else complex128. */
export function sort_complex(a: AnyArray): NDArray<'complex128' | 'complex64'> {
  return composed(() => {
    const view = viewOf(a);
    const list = reshape(view, [view.size]);
    const type = NARROW.includes(view.dtype) ? 'complex64' : 'complex128';
    // Numbers without imaginary parts are faster to sort as they are.
    return wrap(isComplex(view.dtype) ? library('sort', [list]) : cast(library('sort', [list]), type));
  });
}

/** Position modulo a period, in [0, period). */
const within = (view: View, period: number): View =>
  elementwise('remainder', [cast(view, 'float64'), scalarOf(Math.abs(period), 'float64')]);

/**
 * Values at `x` of the polygon through the points (xp, fp), xp ascending.
 * @param left for x before the first point (its value, if not given), `right` behind the last
 * @param period of x and xp; both are sorted then, and `left` and `right` are not used
 */
export function interp(
  x: ArrayLike,
  xp: ArrayLike,
  fp: ArrayLike,
  left?: number,
  right?: number,
  period?: number,
): NDArray {
  return composed(() => {
    let [at, places, values] = [viewOf(x), viewOf(xp), viewOf(fp)];
    refuseComplex('interp', at, places);
    if (places.ndim !== 1 || values.ndim !== 1 || places.size !== values.size)
      fail('LGT4002', 'fp and xp are not of the same length');
    if (places.size === 0) fail('LGT4014', 'array of sample points is empty');
    const type = DTYPES[values.dtype].kind === 'c' ? 'complex128' : 'float64';
    [at, places, values] = [cast(at, 'float64'), cast(places, 'float64'), cast(values, type)];
    if (period !== undefined && period !== null) {
      if (period === 0) fail('LGT4018', 'period must be a non-zero value');
      at = within(at, period);
      const folded = within(places, period);
      const order = library('argsort', [folded]);
      [places, values] = [around(gather(folded, order), period), around(gather(values, order), 0)];
    }
    return wrap(interpolated(at, places, values, left, right));
  });
}

/** A list with its last element, less a period, in front, and its first, more a period, behind. */
function around(list: View, period: number): View {
  const n = list.size;
  const at = elementwise('remainder', [
    elementwise('add', [iota(n + 2), scalarOf(n - 1, 'int64')]),
    scalarOf(n, 'int64'),
  ]);
  const wide = gather(list, at);
  if (period === 0) return wide;
  const ends: [number, number][] = [
    [0, -period],
    [n + 1, period],
  ];
  for (const [i, by] of ends) {
    const one = wide.at(0, i);
    assign(one, elementwise('add', [one, { dtype: wide.dtype, value: by }]));
  }
  return wide;
}

function interpolated(x: View, xp: View, fp: View, left?: number, right?: number): View {
  const n = xp.size;
  const count = placesIn(xp, x, true);
  const low = elementwise('maximum', [elementwise('subtract', [count, scalarOf(1, 'int64')]), scalarOf(0, 'int64')]);
  const high = elementwise('minimum', [elementwise('add', [low, scalarOf(1, 'int64')]), scalarOf(n - 1, 'int64')]);
  const [x0, x1, y0, y1] = [gather(xp, low), gather(xp, high), gather(fp, low), gather(fp, high)];
  const gap = elementwise('subtract', [x1, x0]);
  const slope = elementwise('divide', [elementwise('subtract', [y1, y0]), gap]);
  const inside = elementwise('add', [elementwise('multiply', [slope, elementwise('subtract', [x, x0])]), y0]);
  // At a point, and behind the last one, where there is no slope, its own value.
  const exact = elementwise('logical_or', [
    elementwise('equal', [x, x0]),
    elementwise('equal', [gap, scalarOf(0, 'float64')]),
  ]);
  let value = elementwise('where', [exact, y0, inside]);
  const end = (i: number, given: number | undefined) =>
    given === undefined || given === null ? fp.at(0, i) : { dtype: fp.dtype, value: given };
  value = elementwise('where', [elementwise('greater', [x, xp.at(0, n - 1)]), end(n - 1, right), value]);
  value = elementwise('where', [elementwise('less', [x, xp.at(0, 0)]), end(0, left), value]);
  const missing = elementwise('isnan', [x]);
  return elementwise('where', [missing, cast(x, fp.dtype), value]);
}
