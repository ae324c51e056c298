/** Arrays with a border, in all of NumPy's ways: one axis after the other, so that corners follow. */
import { fail } from '../../compiler/errors';
import { DTYPES, isInteger } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { exact } from '../host/joint';
import { assign, elementwise, empty, reduce, reshape } from '../trace/ops';
import { composedOf } from './composed';
import type { DType } from './dtype';
import { type ScalarInput, toElement } from './element';
import { cast, gather, iota, scalarOf } from './gathering';
import { part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, arrayOf, wrap } from './operand';
import { median } from './quantiles';
import { meanType } from './reductions';

export type PadMode =
  | 'constant'
  | 'edge'
  | 'linear_ramp'
  | 'maximum'
  | 'mean'
  | 'median'
  | 'minimum'
  | 'reflect'
  | 'symmetric'
  | 'wrap'
  | 'empty';

/** Before and after each axis: one for all, a pair for all, or a pair (or one for both) for each. */
export type PadWidth = number | readonly number[] | readonly (number | readonly number[])[];
export type PadValue = ScalarInput | readonly (ScalarInput | readonly ScalarInput[])[];

type Pair<T> = readonly [T, T];

function pairs<T>(given: T | readonly (T | readonly T[])[], ndim: number, what: string): Pair<T>[] {
  const wrong = (): never => fail('LGT4018', `a ${what} is a number, a pair, or a pair for each of the ${ndim} axes`);
  const pair = (p: T | readonly T[]): Pair<T> => {
    if (!Array.isArray(p)) return [p as T, p as T];
    return p.length === 1 ? [p[0], p[0]] : p.length === 2 ? [p[0], p[1]] : wrong();
  };
  if (!Array.isArray(given)) return Array(ndim).fill(pair(given as T));
  if (given.length <= 2 && given.every((g) => !Array.isArray(g))) return Array(ndim).fill(pair(given as readonly T[]));
  const list = (given as readonly (T | readonly T[])[]).map(pair);
  if (list.length === 1) return Array(ndim).fill(list[0]);
  return list.length === ndim ? list : wrong();
}

/** Positions that an axis with a border repeats, as int64. */
function repeatedPlaces(
  n: number,
  [before, after]: Pair<number>,
  mode: 'edge' | 'wrap' | 'reflect' | 'symmetric',
): View {
  const at = elementwise('subtract', [iota(before + n + after), scalarOf(before, 'int64')]);
  const int = (value: number) => scalarOf(value, 'int64');
  const within = (count: number): View => elementwise('remainder', [at, int(count)]);
  if (mode === 'edge') return elementwise('minimum', [elementwise('maximum', [at, int(0)]), int(n - 1)]);
  if (mode === 'wrap') return within(n);
  // Forth and back: a period of both ways, with the ends once ('reflect') or twice.
  const period = mode === 'reflect' ? Math.max(1, 2 * n - 2) : 2 * n;
  const phase = within(period);
  const back = elementwise('subtract', [int(mode === 'reflect' ? period : period - 1), phase]);
  return elementwise('minimum', [phase, back]);
}

/** What a border is filled with: a slice of extent 1 on either side. */
function statistic(view: View, axis: number, mode: 'maximum' | 'minimum' | 'mean' | 'median'): View {
  if (mode === 'maximum' || mode === 'minimum') return reduce(mode === 'maximum' ? 'max' : 'min', view, [axis], true);
  const type = meanType(view.dtype);
  const count = view.shape[axis] as number;
  const value =
    mode === 'median'
      ? (median(wrap(view), axis, true) as NDArray).handle
      : elementwise('divide', [
          reduce('sum', cast(view, type), [axis], true),
          { dtype: type, value: DTYPES[type].kind === 'c' ? { re: count, im: 0 } : count },
        ]);
  return cast(isInteger(view.dtype) ? elementwise('rint', [value]) : value, view.dtype);
}

/** From the edge to an end value, which is the outermost. */
function ramp(edge: View, axis: number, count: number, end: ScalarInput, before: boolean): View {
  const type = meanType(edge.dtype);
  const goal = { dtype: type, value: toElement(end, type) };
  const shape = edge.shape.map((_, d) => (d === axis ? count : 1));
  const step = cast(elementwise('iota', [], { params: { axis }, shape }), type);
  const number = (value: number) => ({ dtype: type, value: toElement(value, type) });
  // Distance from the end, as a share of the whole way.
  const far = before ? step : elementwise('subtract', [number(count - 1), step]);
  const gap = elementwise('divide', [elementwise('subtract', [cast(edge, type), goal]), number(count)]);
  const value = elementwise('add', [elementwise('multiply', [far, gap]), goal]);
  return cast(isInteger(edge.dtype) ? elementwise('floor', [value]) : value, edge.dtype);
}

/** One axis with its border. */
function padded(view: View, axis: number, width: Pair<number>, mode: PadMode, values: Pair<ScalarInput>): View {
  const [before, after] = width;
  const n = view.shape[axis] as number;
  if (before === 0 && after === 0) return view;
  if (mode === 'edge' || mode === 'wrap' || mode === 'reflect' || mode === 'symmetric') {
    if (n === 0) fail('LGT4018', `can't extend empty axis ${axis} using modes other than 'constant' or 'empty'`);
    return gather(view, repeatedPlaces(n, width, mode), axis);
  }
  const target = empty(
    view.shape.map((e, d) => (d === axis ? before + n + after : e)),
    view.dtype,
  );
  assign(part(target, axis, before, n), view);
  const sides = [
    [part(target, axis, 0, before), before, values[0], true],
    [part(target, axis, before + n, after), after, values[1], false],
  ] as const;
  for (const [side, count, value, isBefore] of sides) {
    if (count === 0) continue;
    if (mode === 'constant' || mode === 'empty')
      assign(side, { dtype: view.dtype, value: toElement(mode === 'empty' ? 0 : value, view.dtype) });
    else if (mode === 'linear_ramp')
      assign(side, ramp(part(view, axis, isBefore ? 0 : n - 1, 1), axis, count, value, isBefore));
    else assign(side, statistic(view, axis, mode));
  }
  return target;
}

const MODES = 'constant edge linear_ramp maximum mean median minimum reflect symmetric wrap empty'.split(' ');

/**
 * The array with a border.
 * @param constant_values of 'constant', and the ends of 'linear_ramp': before and after each axis, as `pad_width`
 * @throws LGT4018 for widths that aren't whole and positive, and for modes that NumPy hasn't
 */
export function pad<D extends DType>(
  arr: AnyArray<D>,
  pad_width: PadWidth,
  mode: PadMode = 'constant',
  constant_values: PadValue = 0,
): NDArray<D> {
  if (!MODES.includes(mode)) fail('LGT4018', `mode '${String(mode)}' is not supported`);
  const array = arrayOf(arr);
  const { ndim } = array;
  const widths = pairs(pad_width as never as number, ndim, 'pad width') as Pair<number>[];
  for (const w of widths.flat()) {
    if (!Number.isInteger(w) || w < 0)
      fail('LGT4018', "index can't contain negative values, and pad widths are integers");
  }
  const values = pairs(constant_values as never as ScalarInput, ndim, 'value') as Pair<ScalarInput>[];
  return wrap(
    composedOf('pad', `${mode}; ${widths}; ${values.flat().map(textOf)}`, [array], ([given]) => {
      let view = given as View;
      for (let axis = 0; axis < ndim; axis++)
        view = padded(view, axis, widths[axis] as Pair<number>, mode, values[axis] as Pair<ScalarInput>);
      return view === given ? elementwise('copy', [view]) : reshape(view, view.shape);
    }),
  );
}

const textOf = (value: ScalarInput): string =>
  typeof value === 'number'
    ? exact(value)
    : typeof value === 'object'
      ? `${exact(value.re)} ${exact(value.im)}`
      : `${typeof value} ${value}`;
