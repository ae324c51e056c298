/** Medians and quantiles, from sorted elements. `axis`, `keepdims` and what waits: as in `reductions.ts`. */
import { fail } from '../../compiler/errors';
import { isComplex, isFloating } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { elementwise, library, reduce, reshape } from '../trace/ops';
import { checkAxes } from './axes';
import type { DType, TrueDivide } from './dtype';
import { type AnyArray, converted, releasing, viewOf } from './operand';
import { type Axis, countAlong, meanType, type Reduced, result } from './reductions';
import { movedAxes } from './shape';

/** Elements from which on two of them, and whether there is NaN, are found sooner than all are sorted. */
const WORTH_SELECTING = 1 << 16;

/** @internal The elements along the axes, as one last axis behind the others. */
export function rowsAlong(view: View, axes: readonly number[]): View {
  const last = axes.map((_, k) => k - axes.length);
  const turned = view.transpose(movedAxes(view.ndim, axes, last));
  const kept = turned.shape.slice(0, view.ndim - axes.length);
  return releasing([turned], reshape(turned, [...kept, countAlong(view, axes)]));
}

/** The elements at a place of each row's order and at the next one, and one that is NaN if any is. */
function neighbours(rows: View, low: number): readonly [View, View, View] {
  const axis = rows.ndim - 1;
  const last = (rows.shape[axis] as number) - 1;
  const next = Math.min(low + 1, last);
  if (last < WORTH_SELECTING || isComplex(rows.dtype)) {
    const sorted = library('sort', [rows]);
    return releasing([sorted], [sorted.at(axis, low), sorted.at(axis, next), sorted.at(axis, last)]);
  }
  const found = library('order_statistics', [rows], { from: low, to: next + 1 });
  return releasing([found], [found.at(axis, 0), found.at(axis, next - low), reduce('max', rows, [axis])]);
}

/** Value at a fractional position of each row's order, between its neighbours as NumPy interpolates; NaN if there is one. */
function valueAt(rows: View, position: number): View {
  const low = Math.floor(position);
  const t = position - low;
  const [a, b, last] = neighbours(rows, low);
  const scalar = (value: number) => ({ dtype: rows.dtype, value });
  const gap = elementwise('subtract', [b, a]);
  const step = elementwise('multiply', [gap, scalar(t < 0.5 ? t : 1 - t)]);
  const value = t === 0 ? a : t < 0.5 ? elementwise('add', [a, step]) : elementwise('subtract', [b, step]);
  const missing = elementwise('isnan', [last]);
  const whole = elementwise('where', [missing, last, value]);
  return releasing(new Set([a, b, last, gap, step, value, missing]), whole);
}

/** @internal The interpolation subtracts. @throws LGT4003 */
export function refuseBool(name: string, dtype: DType): void {
  if (dtype === 'bool' && name !== 'median')
    fail('LGT4003', `'${name}' is not defined for bool: convert with astype first`);
}

function quantileOf(name: string, given: View, q: number, axis: Axis | undefined, keepdims?: boolean): Reduced<DType> {
  if (!(q >= 0 && q <= 1)) fail('LGT4018', `${name}s must be in the range [0, ${name === 'percentile' ? 100 : 1}]`);
  const axes = checkAxes(axis, given.ndim);
  if (countAlong(given, axes) === 0) fail('LGT4014', `${name} of no elements`);
  refuseBool(name, given.dtype);
  const type = meanType(given.dtype);
  // Complex numbers have an order (by real part, then imaginary part), and so a middle, but no interpolation.
  if (!isFloating(type) && name !== 'median')
    fail('LGT4003', `'${name}' is not defined for ${given.dtype}: take the real part or the absolute value`);
  const made = jointly('quantile', `${q} ${axes} ${keepdims}`, [given], ([whole]) => {
    const { view, own } = converted(whole as View, type);
    const rows = rowsAlong(view, axes);
    if (own) view.release();
    const value = valueAt(rows, q * (countAlong(given, axes) - 1));
    rows.release();
    if (!keepdims) return value;
    const wide = value.reshape(given.shape.map((e, d) => (axes.includes(d) ? 1 : e))) as View;
    return releasing([value], wide);
  });
  return result(made, keepdims);
}

/** The middle of the sorted elements, or the mean of the two in the middle. NaN if there is one. @throws LGT4005, LGT4014 */
export function median<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>> {
  return quantileOf('median', viewOf(a), 0.5, axis, keepdims) as Reduced<TrueDivide<D>>;
}

/** The value below which a share `q`, from 0 to 1, of the elements lies, interpolated linearly. @throws LGT4005, LGT4014, LGT4018 */
export function quantile<D extends DType>(
  a: AnyArray<D>,
  q: number,
  axis?: Axis,
  keepdims?: boolean,
): Reduced<TrueDivide<D>> {
  return quantileOf('quantile', viewOf(a), q, axis, keepdims) as Reduced<TrueDivide<D>>;
}

/** The value below which `q` percent of the elements lie, interpolated linearly. @throws LGT4005, LGT4014, LGT4018 */
export function percentile<D extends DType>(
  a: AnyArray<D>,
  q: number,
  axis?: Axis,
  keepdims?: boolean,
): Reduced<TrueDivide<D>> {
  return quantileOf('percentile', viewOf(a), q / 100, axis, keepdims) as Reduced<TrueDivide<D>>;
}
