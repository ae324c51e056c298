/** The bytes of elements under another type, or in another order. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { assign, library, reshape } from '../trace/ops';
import { checkWritable } from './axes';
import { composed } from './composed';
import { checkDType, type DType } from './dtype';
import type { NDArray } from './ndarray';
import { viewOf, wrap, wrapAlias } from './operand';

function reinterpreted(view: View, dtype: DType, swap: boolean): View {
  const [from, to] = [DTYPES[view.dtype].size, DTYPES[dtype].size];
  const last = view.shape[view.ndim - 1] ?? 1;
  if ((last * from) % to !== 0 || (view.ndim === 0 && from !== to)) {
    fail(
      'LGT4018',
      'When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.',
    );
  }
  const bytes = library('bytes', [reshape(view, [view.size])], { dtype, swap, from });
  return reshape(bytes, [...view.shape.slice(0, -1), ...(view.ndim === 0 ? [] : [(last * from) / to])]);
}

/**
 * The elements' bytes as elements of another type. Of the same type (or none given) a view; else a copy, unlike
 * NumPy's. @throws LGT4018 where the last axis isn't a whole number of new elements
 */
export function view<E extends DType>(a: NDArray, dtype?: E): NDArray<E> {
  const given = viewOf(a);
  if (dtype === undefined || checkDType(dtype) === given.dtype) return wrapAlias<E>(given.slice([]));
  return composed(() => wrap<E>(reinterpreted(given, dtype, false)));
}

/** The elements with their bytes reversed; in place, if asked for. */
export function byteswap<D extends DType>(a: NDArray<D>, inplace = false): NDArray<D> {
  const given = viewOf(a);
  if (inplace) checkWritable(given);
  const swapped = composed(() => wrap<D>(reinterpreted(given, given.dtype, true)));
  if (!inplace) return swapped;
  assign(given, swapped.handle);
  swapped.dispose();
  return wrapAlias<D>(given.slice([]));
}
