/** Sorting along an axis; NaN goes to the end. */
import type { Params } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { elementwise, library } from '../trace/ops';
import { checkAxis } from './axes';
import type { DType } from './dtype';
import type { NDArray } from './ndarray';
import { type AnyArray, releasing, viewOf, wrap } from './operand';
import { movedAxes } from './shape';
import { checkIndex } from './slicing';

/** Applies an operation along the last axis to any other one. */
function alongAxis(op: string, view: View, axis: number, params?: Params): View {
  const along = checkAxis(axis, view.ndim);
  if (along === view.ndim - 1) return library(op, [view], params);
  const turned = view.transpose(movedAxes(view.ndim, along, -1));
  const done = library(op, [turned], params);
  return releasing([turned, done], done.transpose(movedAxes(view.ndim, -1, along)));
}

/** A copy in ascending order along an axis. @throws LGT4005 */
export function sort<D extends DType>(a: AnyArray<D>, axis = -1): NDArray<D> {
  return wrap(alongAxis('sort', viewOf(a), axis));
}

/** The positions of elements in ascending order along an axis, of equal ones in their order; float64, as numpy-ts. @throws LGT4005 */
export function argsort(a: AnyArray, axis = -1): NDArray<'float64'> {
  return positions(alongAxis('argsort', viewOf(a), axis));
}

/** As floating-point numbers, which numpy-ts gives. */
const positions = (places: View): NDArray<'float64'> =>
  wrap(releasing([places], elementwise('astype', [places], { params: { dtype: 'float64' } })));

/**
 * A copy in which the element at `kth` along an axis is the one that sorting puts there: before it those that are less, then
 * its equals, then the others, each in their order. @throws LGT4005, LGT4007
 */
export function partition<D extends DType>(a: AnyArray<D>, kth: number, axis = -1): NDArray<D> {
  return wrap(alongAxis('partition', viewOf(a), axis, checkPlace(a, kth, axis)));
}

/** The positions of the elements as `partition` arranges them; float64, as numpy-ts. @throws LGT4005, LGT4007 */
export function argpartition(a: AnyArray, kth: number, axis = -1): NDArray<'float64'> {
  return positions(alongAxis('argpartition', viewOf(a), axis, checkPlace(a, kth, axis)));
}

function checkPlace(a: AnyArray, kth: number, axis: number): Params {
  const along = checkAxis(axis, a.ndim);
  return { kth: checkIndex(kth, a.shape[along] as number, along) };
}
