/** Arrays with a border, in all of NumPy's ways: one axis after the other, so that corners follow. */
import { fail } from '../../compiler/errors';
import { DTYPES, isInteger } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { exact } from '../host/joint';
import { assign, elementwise, reduce, reshape, vacant } from '../trace/ops';
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

type Repeating = 'edge' | 'wrap' | 'reflect' | 'symmetric';
const REPEATING: ReadonlySet<PadMode> = new Set<PadMode>(['edge', 'wrap', 'reflect', 'symmetric']);

/** Borders of elements that are repeated: one axis after the other is gathered. */
function repeated(given: View, widths: readonly Pair<number>[], mode: Repeating): View {
  return widths.reduce((view, width, axis) => {
    if (width[0] === 0 && width[1] === 0) return view;
    const n = view.shape[axis] as number;
    if (n === 0) fail('LGT4018', `can't extend empty axis ${axis} using modes other than 'constant' or 'empty'`);
    return gather(view, repeatedPlaces(n, width, mode), axis);
  }, given);
}

/** Borders that are written around the given elements, which may be made of what is inside of them. */
function surrounded(given: View, widths: readonly Pair<number>[], mode: PadMode, values: readonly Pair<ScalarInput>[]) {
  const target = vacant(
    given.shape.map((n, d) => n + (widths[d] as Pair<number>)[0] + (widths[d] as Pair<number>)[1]),
    given.dtype,
  );
  /** The axes before one with their borders, the others without. */
  const inside = (axis: number): View =>
    given.shape.reduce((view, n, d) => (d < axis ? view : part(view, d, (widths[d] as Pair<number>)[0], n)), target);
  assign(inside(0), given);
  given.shape.forEach((n, axis) => {
    const [view, wide] = [inside(axis), inside(axis + 1)];
    const [before, after] = widths[axis] as Pair<number>;
    const [first, last] = values[axis] as Pair<ScalarInput>;
    border(view, axis, part(wide, axis, 0, before), mode, first, true);
    border(view, axis, part(wide, axis, before + n, after), mode, last, false);
  });
  return target;
}

/** One side of an axis of a view. */
function border(view: View, axis: number, side: View, mode: PadMode, value: ScalarInput, isBefore: boolean): void {
  const count = side.shape[axis] as number;
  if (count === 0) return;
  if (mode === 'constant' || mode === 'empty')
    assign(side, { dtype: view.dtype, value: toElement(mode === 'empty' ? 0 : value, view.dtype) });
  else if (mode === 'linear_ramp') {
    const edge = part(view, axis, isBefore ? 0 : (view.shape[axis] as number) - 1, 1);
    assign(side, ramp(edge, axis, count, value, isBefore));
  } else assign(side, statistic(view, axis, mode as 'maximum' | 'minimum' | 'mean' | 'median'));
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
      const view = given as View;
      if (widths.flat().every((width) => width === 0)) return elementwise('copy', [view]);
      if (!REPEATING.has(mode)) return surrounded(view, widths, mode, values);
      const made = repeated(view, widths, mode as Repeating);
      return reshape(made, made.shape);
    }),
  );
}

const textOf = (value: ScalarInput): string =>
  typeof value === 'number'
    ? exact(value)
    : typeof value === 'object'
      ? `${exact(value.re)} ${exact(value.im)}`
      : `${typeof value} ${value}`;
