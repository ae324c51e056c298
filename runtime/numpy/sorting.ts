/** Sorting along an axis; NaN goes to the end. */
import type { View } from '../core/view';
import { elementwise, library } from '../trace/ops';
import { checkAxis } from './axes';
import type { DType } from './dtype';
import type { NDArray } from './ndarray';
import { type AnyArray, releasing, viewOf, wrap } from './operand';
import { movedAxes } from './shape';
import { checkIndex } from './slicing';

/** Applies an operation along the last axis to any other one. */
function alongAxis(op: string, view: View, axis: number): View {
  const along = checkAxis(axis, view.ndim);
  if (along === view.ndim - 1) return library(op, [view]);
  const turned = view.transpose(movedAxes(view.ndim, along, -1));
  const done = library(op, [turned]);
  return releasing([turned, done], done.transpose(movedAxes(view.ndim, -1, along)));
}

/** A copy in ascending order along an axis. @throws LGT4005 */
export function sort<D extends DType>(a: AnyArray<D>, axis = -1): NDArray<D> {
  return wrap(alongAxis('sort', viewOf(a), axis));
}

/** The positions of elements in ascending order along an axis, of equal ones in their order; float64, as numpy-ts. @throws LGT4005 */
export function argsort(a: AnyArray, axis = -1): NDArray<'float64'> {
  const places = alongAxis('argsort', viewOf(a), axis);
  return wrap(releasing([places], elementwise('astype', [places], { params: { dtype: 'float64' } })));
}

/** A sorted copy: a partition around every place at once. @throws LGT4005, LGT4007 */
export function partition<D extends DType>(a: AnyArray<D>, kth: number, axis = -1): NDArray<D> {
  checkPlace(a, kth, axis);
  return sort(a, axis);
}

/** The positions of sorted elements, as `argsort`. @throws LGT4005, LGT4007 */
export function argpartition(a: AnyArray, kth: number, axis = -1): NDArray<'float64'> {
  checkPlace(a, kth, axis);
  return argsort(a, axis);
}

function checkPlace(a: AnyArray, kth: number, axis: number): void {
  const along = checkAxis(axis, a.ndim);
  checkIndex(kth, a.shape[along] as number, along);
}
