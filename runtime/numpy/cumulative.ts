/** Sums and products up to each element, along an axis or (not given) of the flattened array. */
import type { View } from '../core/view';
import { library, reshape } from '../trace/ops';
import { checkAxis } from './axes';
import type { DType, ReductionAccum } from './dtype';
import type { NDArray } from './ndarray';
import { type AnyArray, releasing, viewOf, wrap } from './operand';

export function cumulative(op: 'cumsum' | 'cumprod', view: View, axis: number | null | undefined): View {
  if (axis !== undefined && axis !== null) return library(op, [view], { axis: checkAxis(axis, view.ndim) });
  const flat = reshape(view, [view.size]);
  return releasing([flat], library(op, [flat], { axis: 0 }));
}

/** Sums up to each element; integers in 64 bits. @throws LGT4005 */
export function cumsum<D extends DType>(a: AnyArray<D>, axis?: number | null): NDArray<ReductionAccum<D>> {
  return wrap(cumulative('cumsum', viewOf(a), axis));
}
export const cumulative_sum = cumsum;

/** Products up to each element; integers in 64 bits. @throws LGT4005 */
export function cumprod<D extends DType>(a: AnyArray<D>, axis?: number | null): NDArray<ReductionAccum<D>> {
  return wrap(cumulative('cumprod', viewOf(a), axis));
}
export const cumulative_prod = cumprod;
