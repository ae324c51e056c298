/** Means and variances of the elements that `where` chooses. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import { sameShape } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { broadcastShapes, elementwise } from '../trace/ops';
import { composed } from './composed';
import type { DType } from './dtype';
import { scalarIn } from './element';
import { cast } from './gathering';
import { inMeanType, squared } from './mean-type';
import { type ArrayLike, viewOf, wrap } from './operand';
import { type Reduced, reduceView, result } from './reductions';

/** Options of means and variances. */
export interface MeanOpts {
  /** Only elements where this is true (not 0) count; broadcast to the array. */
  readonly where?: ArrayLike;
}

/** The mask, if there is one. */
export const whereOf = (opts: MeanOpts | undefined): ArrayLike | undefined =>
  opts?.where === undefined || opts.where === null || opts.where === true ? undefined : opts.where;

/** Where elements count, spread over the array. */
function maskOf(where: ArrayLike, view: View): View {
  const given = viewOf(where);
  const shape = broadcastShapes([given.shape, view.shape]);
  if (!sameShape(shape, view.shape)) {
    fail('LGT4002', `where of shape (${given.shape}) does not fit the array's shape (${view.shape})`);
  }
  return cast(given, 'bool').broadcastTo(view.shape);
}

/** The sum of what counts; the rest is 0. */
function chosenSum(view: View, mask: View, axes: readonly number[], keepdims?: boolean): View {
  return reduceView('sum', elementwise('where', [mask, view, scalarIn(0, view.dtype)]), axes, keepdims);
}

/** How many elements count, less `ddof` but not below 0, in the array's type. */
function chosenCount(
  mask: View,
  view: View,
  axes: readonly number[],
  keepdims: boolean | undefined,
  ddof: number,
): View {
  const { real, kind } = DTYPES[view.dtype];
  const counts = reduceView('count_nonzero', mask, axes, keepdims);
  const count = cast(counts, kind === 'c' ? (real as DType) : view.dtype);
  if (ddof === 0) return count;
  return elementwise('maximum', [
    elementwise('subtract', [count, scalarIn(ddof, count.dtype)]),
    scalarIn(0, count.dtype),
  ]);
}

/** The mean of what counts; of nothing NaN. */
export function maskedMean<D extends DType>(
  given: View,
  where: ArrayLike,
  axes: readonly number[],
  keepdims: boolean | undefined,
): Reduced<D> {
  const means = composed(() =>
    wrap(
      inMeanType(given, (view) => {
        const mask = maskOf(where, view);
        const total = chosenSum(view, mask, axes, keepdims);
        return elementwise('divide', [total, chosenCount(mask, view, axes, keepdims, 0)]);
      }),
    ),
  );
  return result(means.handle, keepdims);
}

/** @param root gives standard deviations */
export function maskedVariance<D extends DType>(
  given: View,
  where: ArrayLike,
  axes: readonly number[],
  ddof: number,
  keepdims: boolean | undefined,
  root: boolean,
): Reduced<D> {
  const spread = composed(() =>
    wrap(
      inMeanType(given, (view) => {
        const mask = maskOf(where, view);
        const center = elementwise('divide', [
          chosenSum(view, mask, axes, true),
          chosenCount(mask, view, axes, true, 0),
        ]);
        const squares = squared(elementwise('subtract', [view, center]));
        const total = chosenSum(squares, mask, axes, keepdims);
        const variances = elementwise('divide', [total, chosenCount(mask, squares, axes, keepdims, ddof)]);
        return root ? elementwise('sqrt', [variances]) : variances;
      }),
    ),
  );
  return result(spread.handle, keepdims);
}
