/** Reductions that leave NaN out. `axis`, `keepdims` and what waits: as in `reductions.ts`. */
import { DTYPES } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { exact, jointly } from '../host/joint';
import { elementwise } from '../trace/ops';
import type { ScalarValue } from '../trace/tracer';
import { checkAxes } from './axes';
import { allOf } from './comparing';
import { cumulative } from './cumulative';
import type { DType, ReductionAccum, StdVar, TrueDivide } from './dtype';
import { scalarIn } from './element';
import type { NDArray } from './ndarray';
import { type AnyArray, releasing, viewOf, wrap } from './operand';
import { type Axis, max, min, positions, prod, type Reduced, reduceView, result, sum } from './reductions';
import { mean, std, variance } from './statistics';

/** @internal Whether there are NaN among a type's values. */
export const hasNaN = (d: DType): boolean => 'fc'.includes(DTYPES[d].kind);

/** The array with another value for NaN. */
function replaced(view: View, by: number): View {
  if (!hasNaN(view.dtype)) return elementwise('copy', [view]);
  const missing = elementwise('isnan', [view]);
  return releasing([missing], elementwise('where', [missing, scalarIn(by, view.dtype), view]));
}

/** What is made along axes of a view whose type has NaN. */
type AlongAxes = (view: View, axes: readonly number[], keepdims: boolean | undefined) => View;

/** The result of steps along axes. */
function along<D extends DType>(
  name: string,
  view: View,
  axis: Axis | undefined,
  keepdims: boolean | undefined,
  steps: AlongAxes,
  ddof = 0,
): Reduced<D> {
  const axes = checkAxes(axis, view.ndim);
  const made = jointly(name, `${axes} ${keepdims} ${ddof}`, [view], ([whole]) => steps(whole as View, axes, keepdims));
  return result<D>(made, keepdims);
}

/** Calls with the view that has another value for NaN, and ends it. */
function replacing(view: View, by: number, f: (clean: View) => View): View {
  const clean = replaced(view, by);
  return releasing([clean], f(clean));
}

const reducedWith =
  (op: string, by: number): AlongAxes =>
  (view, axes, keepdims) =>
    replacing(view, by, (clean) => reduceView(op, clean, axes, keepdims));

/** Sum of the numbers; 0 if there is none. */
export function nansum<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<ReductionAccum<D>> {
  const view = viewOf(a);
  if (!hasNaN(view.dtype)) return sum(a, axis, keepdims);
  return along('nansum', view, axis, keepdims, reducedWith('sum', 0));
}

/** Product of the numbers; 1 if there is none. */
export function nanprod<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<ReductionAccum<D>> {
  const view = viewOf(a);
  if (!hasNaN(view.dtype)) return prod(a, axis, keepdims);
  return along('nanprod', view, axis, keepdims, reducedWith('prod', 1));
}

/** Greatest number; NaN if there is none. */
export function nanmax<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<D> {
  const view = viewOf(a);
  if (!hasNaN(view.dtype) || view.size === 0) return max(a, axis, keepdims);
  return result(reduceView('nanmax', view, checkAxes(axis, view.ndim), keepdims), keepdims);
}

/** Least number; NaN if there is none. */
export function nanmin<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<D> {
  const view = viewOf(a);
  if (!hasNaN(view.dtype) || view.size === 0) return min(a, axis, keepdims);
  return result(reduceView('nanmin', view, checkAxes(axis, view.ndim), keepdims), keepdims);
}

/** How many numbers there are, as a float. */
function countNumbers(view: View, axes: readonly number[], keepdims: boolean | undefined, dtype: DType): View {
  const missing = elementwise('isnan', [view]);
  const present = elementwise('logical_not', [missing]);
  const counts = reduceView('count_nonzero', present, axes, keepdims);
  return releasing([missing, present, counts], elementwise('astype', [counts], { params: { dtype } }));
}

function nanmeanView(view: View, axes: readonly number[], keepdims?: boolean): View {
  const clean = replaced(view, 0);
  const total = reduceView('sum', clean, axes, keepdims);
  const counts = countNumbers(view, axes, keepdims, view.dtype);
  return releasing([clean, total, counts], elementwise('divide', [total, counts]));
}

/** Mean of the numbers; NaN if there is none. */
export function nanmean<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>> {
  const view = viewOf(a);
  if (!hasNaN(view.dtype)) return mean(a, axis, keepdims);
  return along('nanmean', view, axis, keepdims, nanmeanView);
}

function nanvarView(view: View, axes: readonly number[], ddof: number, keepdims?: boolean): View {
  const center = nanmeanView(view, axes, true);
  const deviation = elementwise('subtract', [view, center]);
  const size = elementwise('absolute', [deviation]);
  const squares = elementwise('square', [size]);
  const clean = replaced(squares, 0);
  const total = reduceView('sum', clean, axes, keepdims);
  const counts = countNumbers(view, axes, keepdims, total.dtype);
  const degrees = elementwise('subtract', [counts, scalarIn(ddof, total.dtype)]);
  const enough = elementwise('greater', [degrees, scalarIn(0, total.dtype)]);
  const quotient = elementwise('divide', [total, degrees]);
  const value = elementwise('where', [enough, quotient, scalarIn(Number.NaN, total.dtype)]);
  return releasing([center, deviation, size, squares, clean, total, counts, degrees, enough, quotient], value);
}

/** Variance of the numbers; NaN where there are not more than `ddof`. */
export function nanvar<D extends DType>(a: AnyArray<D>, axis?: Axis, ddof = 0, keepdims?: boolean): Reduced<StdVar<D>> {
  const view = viewOf(a);
  if (!hasNaN(view.dtype)) return variance(a, axis, ddof, keepdims);
  return along('nanvar', view, axis, keepdims, (x, axes, kept) => nanvarView(x, axes, ddof, kept), ddof);
}

/** Standard deviation of the numbers. */
export function nanstd<D extends DType>(a: AnyArray<D>, axis?: Axis, ddof = 0, keepdims?: boolean): Reduced<StdVar<D>> {
  const view = viewOf(a);
  if (!hasNaN(view.dtype)) return std(a, axis, ddof, keepdims);
  const steps: AlongAxes = (x, axes, kept) => {
    const squares = nanvarView(x, axes, ddof, kept);
    return releasing([squares], elementwise('sqrt', [squares]));
  };
  return along('nanstd', view, axis, keepdims, steps, ddof);
}

/** Positions of extremes with another value for NaN; of all elements in C order, -1 where there is no number. */
function nanPosition(op: 'argmin' | 'argmax', by: number) {
  return (a: AnyArray, axis?: number | null): NDArray<'int32'> | number => {
    const view = viewOf(a);
    if (!hasNaN(view.dtype)) return result<'int32'>(positions(op, view, axis), false);
    const made = jointly(`nan${op}`, `${axis}`, [view], ([whole]) => {
      const x = whole as View;
      const found = replacing(x, by, (clean) => positions(op, clean, axis));
      if (found.ndim > 0) return found;
      const none = allOf(elementwise('isnan', [x]));
      return releasing([none, found], elementwise('where', [none, scalarIn(-1, found.dtype), found]));
    });
    return result<'int32'>(made, false);
  };
}

/** Position of the first greatest number, of all in C order (-1 if all are NaN) or along an axis. */
export const nanargmax = nanPosition('argmax', Number.NEGATIVE_INFINITY);
/** Position of the first least number, of all in C order (-1 if all are NaN) or along an axis. */
export const nanargmin = nanPosition('argmin', Number.POSITIVE_INFINITY);

const cumulating =
  (op: 'cumsum' | 'cumprod', by: number) =>
  <D extends DType>(a: AnyArray<D>, axis?: number | null): NDArray<ReductionAccum<D>> => {
    const view = viewOf(a);
    return wrap(
      jointly(`nan${op}`, `${axis}`, [view], ([whole]) =>
        replacing(whole as View, by, (clean) => cumulative(op, clean, axis)),
      ),
    );
  };

/** Sums up to each element, NaN taken as 0. */
export const nancumsum = cumulating('cumsum', 0);
/** Products up to each element, NaN taken as 1. */
export const nancumprod = cumulating('cumprod', 1);

/** NaN and infinities replaced by numbers: 0 and the greatest and least finite ones, unless others are given. */
export function nan_to_num<D extends DType>(x: AnyArray<D>, nan = 0, posinf?: number, neginf?: number): NDArray<D> {
  const view = viewOf(x);
  if (!hasNaN(view.dtype)) return wrap(elementwise('copy', [view]));
  return wrap(
    jointly('nan_to_num', `${exact(nan)} ${exact(posinf)} ${exact(neginf)}`, [view], ([whole]) =>
      finite(whole as View, nan, posinf, neginf),
    ),
  );
}

function finite(view: View, nan: number, posinf?: number, neginf?: number): View {
  if (DTYPES[view.dtype].kind !== 'c') return finiteParts(view, nan, posinf, neginf);
  const parts = ['real', 'imag'].map((part) => {
    const values = elementwise(part, [view]);
    return releasing([values], finiteParts(values, nan, posinf, neginf));
  });
  const i: ScalarValue = { dtype: view.dtype, value: { re: 0, im: 1 } };
  const turned = elementwise('multiply', [parts[1] as View, i]);
  return releasing([...parts, turned], elementwise('add', [parts[0] as View, turned]));
}

function finiteParts(view: View, nan: number, posinf?: number, neginf?: number): View {
  const { dtype } = view;
  const greatest = dtype === 'float32' ? 3.4028234663852886e38 : dtype === 'float16' ? 65504 : Number.MAX_VALUE;
  let values = replaced(view, nan);
  for (const [test, by] of [
    ['isposinf', posinf ?? greatest],
    ['isneginf', neginf ?? -greatest],
  ] as const) {
    const found = elementwise(test, [view]);
    values = releasing([found, values], elementwise('where', [found, scalarIn(by, dtype), values]));
  }
  return values;
}
