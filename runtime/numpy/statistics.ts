/**
 * Means, variances and weighted averages, made of sums and elementwise operations, which fuse. `axis`, `keepdims` and
 * what waits: as in `reductions.ts`.
 */
import { fail } from '../../compiler/errors';
import { promote } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { elementwise } from '../trace/ops';
import { checkAxes } from './axes';
import { composed } from './composed';
import { filled } from './creation';
import type { DType, Scalar, StdVar, TrueDivide } from './dtype';
import { scalarIn } from './element';
import { joinViews, part } from './joining';
import { type MeanOpts, maskedMean, maskedVariance, whereOf } from './masked-means';
import { inMeanType, squared } from './mean-type';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, converted, releasing, viewOf, wrap } from './operand';
import { type Axis, countAlong, meanType, type Reduced, reduceView, result } from './reductions';

const divided = (view: View, by: number): View =>
  releasing([view], elementwise('divide', [view, scalarIn(by, view.dtype)]));

const meanView = (given: View, axes: readonly number[], keepdims?: boolean): View =>
  jointly('mean', `${axes} ${keepdims}`, [given], ([whole]) =>
    inMeanType(whole as View, (view) => divided(reduceView('sum', view, axes, keepdims), countAlong(view, axes))),
  );

/**
 * Two passes, as NumPy: the mean, then the mean of the squared deviations from it.
 * @param root gives standard deviations
 */
const varianceView = (given: View, axes: readonly number[], ddof: number, keepdims?: boolean, root = false): View =>
  jointly(root ? 'std' : 'var', `${axes} ${ddof} ${keepdims}`, [given], ([whole]) =>
    variances(whole as View, axes, ddof, keepdims, root),
  );

function variances(given: View, axes: readonly number[], ddof: number, keepdims?: boolean, root = false): View {
  return inMeanType(given, (view) => {
    const count = countAlong(view, axes);
    const center = divided(reduceView('sum', view, axes, true), count);
    const deviation = elementwise('subtract', [view, center]);
    const squares = squared(deviation);
    const total = reduceView('sum', squares, axes, keepdims);
    const variances = divided(releasing([center, deviation, squares], total), Math.max(count - ddof, 0));
    return root ? releasing([variances], elementwise('sqrt', [variances])) : variances;
  });
}

/** Arithmetic mean. Waits if it is a single value. @throws LGT4005, LGT4006 for axes */
export function mean<D extends DType>(a: AnyArray<D>, axis?: null, keepdims?: false): Scalar<TrueDivide<D>>;
export function mean<D extends DType>(a: AnyArray<D>, axis: Axis | undefined, keepdims: true): NDArray<TrueDivide<D>>;
export function mean<D extends DType>(
  a: AnyArray<D>,
  axis?: Axis,
  keepdims?: boolean,
  opts?: MeanOpts,
): Reduced<TrueDivide<D>>;
export function mean<D extends DType>(
  a: AnyArray<D>,
  axis?: Axis,
  keepdims?: boolean,
  opts?: MeanOpts,
): Reduced<TrueDivide<D>> {
  const view = viewOf(a);
  const axes = checkAxes(axis, view.ndim);
  const where = whereOf(opts);
  if (where === undefined) return result(meanView(view, axes, keepdims), keepdims);
  return maskedMean(view, where, axes, keepdims);
}

export interface Spread {
  <D extends DType>(a: AnyArray<D>, axis?: null, ddof?: number, keepdims?: false): Scalar<StdVar<D>>;
  <D extends DType>(
    a: AnyArray<D>,
    axis: Axis | undefined,
    ddof: number | undefined,
    keepdims: true,
  ): NDArray<StdVar<D>>;
  <D extends DType>(
    a: AnyArray<D>,
    axis?: Axis,
    ddof?: number,
    keepdims?: boolean,
    opts?: MeanOpts,
  ): Reduced<StdVar<D>>;
}
/** The last as numpy-ts types `var`. */
export type Variance = Spread &
  ((a: AnyArray, axis?: Axis, ddof?: number, keepdims?: boolean, opts?: MeanOpts) => NDArray | number);

/** @param root of standard deviations */
function spread(root: boolean) {
  return (a: AnyArray, axis?: Axis, ddof = 0, keepdims?: boolean, opts?: MeanOpts) => {
    const view = viewOf(a);
    const axes = checkAxes(axis, view.ndim);
    const where = whereOf(opts);
    if (where === undefined) return result(varianceView(view, axes, ddof, keepdims, root), keepdims);
    return maskedVariance(view, where, axes, ddof, keepdims, root);
  };
}

/** Variance: Σ|x - mean|² / (n - ddof). Waits if it is a single value. @throws LGT4005, LGT4006 */
export const variance = spread(false) as Variance;

/** Standard deviation, the root of the variance. Waits if it is a single value. @throws LGT4005, LGT4006 */
export const std = spread(true) as Spread;

type Average = Reduced<DType>;

/** The weights in the array's number of axes: given for all elements, or for the places of one axis. */
function spreadWeights(weights: View, view: View, axes: readonly number[]): View {
  const same = weights.ndim === view.ndim && weights.shape.every((e, d) => e === view.shape[d]);
  if (same) return weights.slice([]);
  const [axis] = axes;
  if (weights.ndim !== 1 || axes.length !== 1 || axis === undefined) {
    return fail('LGT4002', '1D weights expected, and one axis, when shapes of a and weights differ');
  }
  if (weights.shape[0] !== view.shape[axis]) {
    fail(
      'LGT4002',
      `length of weights (${weights.shape[0]}) not compatible with axis ${axis} of size ${view.shape[axis]}`,
    );
  }
  return weights.reshape(view.shape.map((e, d) => (d === axis ? e : 1))) as View;
}

/**
 * Weighted mean: Σ(x·w) / Σw. Waits if it is a single value.
 * @param returned also gives the sum of weights
 * @throws LGT4002 where weights fit neither the array nor the axis
 */
export function average(
  a: AnyArray,
  axis?: Axis,
  weights?: AnyArray,
  keepdims?: boolean,
  returned?: false,
): NDArray | Scalar;
export function average<D extends DType>(
  a: AnyArray<D>,
  axis?: Axis,
  weights?: AnyArray,
  keepdims?: boolean,
  returned?: boolean,
): Reduced<TrueDivide<D>> | [Reduced<TrueDivide<D>>, Reduced<TrueDivide<D>>];
export function average(
  a: AnyArray,
  axis?: Axis,
  weights?: AnyArray,
  keepdims?: boolean,
  returned?: boolean,
): Average | [Average, Average] {
  const view = viewOf(a);
  const axes = checkAxes(axis, view.ndim);
  if (weights === undefined || weights === null) {
    const plain = result(meanView(view, axes, keepdims), keepdims);
    if (!returned) return plain;
    const count = countAlong(view, axes);
    // As many sums as means, all the same.
    const isArray = typeof plain === 'object' && 'shape' in plain;
    return [plain, isArray ? wrap(filled(plain.shape, { dtype: 'float64', value: count })) : count];
  }
  const spread = spreadWeights(viewOf(weights), view, axes);
  const type = meanType(promote(view.dtype, spread.dtype));
  const [x, w] = [converted(view, type), converted(spread, type)];
  const products = elementwise('multiply', [x.view, w.view]);
  const wide = w.view.broadcastTo(view.shape);
  const total = reduceView('sum', products, axes, keepdims);
  const scale = reduceView('sum', wide, axes, keepdims);
  const value = elementwise('divide', [total, scale]);
  if (x.own) x.view.release();
  if (w.own) w.view.release();
  releasing([spread, products, wide, total], undefined);
  const mean = result(value, keepdims);
  return returned ? [mean, result(scale, keepdims)] : releasing([scale], mean);
}

/**
 * Successive differences along an axis, n times, of the array between what is put in front and behind. Of booleans,
 * whether neighbours differ. @throws LGT4005, LGT4018
 */
export function diff<D extends DType>(
  a: AnyArray<D>,
  n = 1,
  axis = -1,
  prepend?: ArrayLike | null,
  append?: ArrayLike | null,
): NDArray<D> {
  const given = viewOf(a);
  if (!Number.isInteger(n) || n < 0) fail('LGT4018', `order must be non-negative but got ${n}`);
  if (given.ndim === 0) fail('LGT4005', 'diff requires input that is at least one dimensional');
  const [along] = checkAxes([axis], given.ndim) as [number];
  return composed(() => {
    let view = widened(given, along, prepend, append);
    for (let i = 0; i < n; i++) {
      const count = Math.max(0, (view.shape[along] as number) - 1);
      view = elementwise(given.dtype === 'bool' ? 'not_equal' : 'subtract', [
        part(view, along, 1, count),
        part(view, along, 0, count),
      ]);
    }
    return wrap<D>(n === 0 ? elementwise('copy', [view]) : view);
  });
}

/** The array with others in front and behind along an axis; a single value is a slice full of it. */
function widened(view: View, axis: number, before?: ArrayLike | null, after?: ArrayLike | null): View {
  const end = (values: ArrayLike | null | undefined): View[] => {
    if (values === undefined || values === null) return [];
    const given = viewOf(values);
    return [given.ndim === 0 ? given.broadcastTo(view.shape.map((e, d) => (d === axis ? 1 : e))) : given];
  };
  const parts = [...end(before), view, ...end(after)];
  return parts.length === 1 ? view : joinViews(parts, axis);
}
