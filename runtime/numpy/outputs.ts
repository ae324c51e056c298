/**
 * Functions that take `{ out }` behind their arguments, and are no elementwise functions of one step (those of `ufunc.ts`
 * take it by themselves): the same functions, whose results are then written into an array that is there.
 */
import * as choosing from './choosing';
import * as cumulative from './cumulative';
import type { DType } from './dtype';
import * as einsums from './einsum';
import * as elementwise from './elementwise';
import * as indexing from './indexing';
import * as joining from './joining';
import type { MeanOpts } from './masked-means';
import * as nans from './nan';
import * as nanQuantiles from './nan-quantiles';
import type { NDArray } from './ndarray';
import type { ArrayLike } from './operand';
import { type OutOptions, type WithOut, withOut, withOutOfAxes, withOuts } from './output';
import * as products from './products';
import * as quantiles from './quantiles';
import * as reductions from './reductions';
import * as sorting from './sorting';
import * as statistics from './statistics';

export const clip = withOut(choosing.clip);
export const choose = withOut(choosing.choose);
export const around = withOut(elementwise.around);
export const round = around;
export const ldexp = withOut(elementwise.ldexp);
export const angle = withOut(elementwise.angle);
/** `np.modf(x, { out: [fractions, integers] })` */
export const modf = withOuts(elementwise.modf);
export const frexp = withOuts(elementwise.frexp);
export const divmod = withOuts(elementwise.divmod);
export const take = withOut(indexing.take);
export const compress = withOut(indexing.compress);
export const concatenate = withOut(joining.concatenate);
export const concat = concatenate;
export const stack = withOut(joining.stack);

/** `np.sort(a, -1, { out: a })` sorts in place. */
export const sort = withOut(sorting.sort);
export const partition = withOut(sorting.partition);

export const matmul = withOut(products.matmul);
export const dot = withOut(products.dot);
export const outer = withOut(products.outer);
export const vecdot = withOut(products.vecdot);
export const matvec = withOut(products.matvec);
export const vecmat = withOut(products.vecmat);
export const trace = withOut(products.trace);
interface EinsumInto {
  <O extends DType>(subscripts: string, ...operands: [...ArrayLike[], OutOptions<O>]): NDArray<O>;
  (subscripts: string, ...operands: ArrayLike[]): ReturnType<typeof einsums.einsum>;
}
export const einsum = withOut(einsums.einsum) as unknown as EinsumInto;

export const cumsum = withOut(cumulative.cumsum, 'unsafe');
export const cumulative_sum = cumsum;
export const cumprod = withOut(cumulative.cumprod, 'unsafe');
export const cumulative_prod = cumprod;
export const nancumsum = withOut(nans.nancumsum, 'unsafe');
export const nancumprod = withOut(nans.nancumprod, 'unsafe');

// biome-ignore lint/suspicious/noExplicitAny: stands for every function.
type Reducing<F extends (...args: any[]) => unknown> = WithOut<F, reductions.ReductionOpts>;
const OPTIONS = { options: ['where', 'initial', 'dtype'] } as const;
const ACCUMULATING = { ...OPTIONS, accumulates: true } as const;

export const sum = withOutOfAxes(reductions.sum, ACCUMULATING, 'sum') as Reducing<typeof reductions.sum>;
export const prod = withOutOfAxes(reductions.prod, ACCUMULATING, 'prod') as Reducing<typeof reductions.prod>;
export const max = withOutOfAxes(reductions.max, OPTIONS, 'max') as Reducing<typeof reductions.max>;
export const amax = max;
export const min = withOutOfAxes(reductions.min, OPTIONS, 'min') as Reducing<typeof reductions.min>;
export const amin = min;
export const any = withOutOfAxes(reductions.any, OPTIONS, 'any') as Reducing<typeof reductions.any>;
export const all = withOutOfAxes(reductions.all, OPTIONS, 'all') as Reducing<typeof reductions.all>;
export const ptp = withOutOfAxes(reductions.ptp);
export const argmin = withOutOfAxes(reductions.argmin, {}, 'argmin');
export const argmax = withOutOfAxes(reductions.argmax, {}, 'argmax');
const MASK = { options: ['where'] } as const;
const BEHIND_DDOF = { keepdims: 3, ...MASK } as const;
export const mean = withOutOfAxes(statistics.mean, MASK) as WithOut<typeof statistics.mean, MeanOpts>;
export const std = withOutOfAxes(statistics.std, BEHIND_DDOF, 'std') as WithOut<typeof statistics.std, MeanOpts>;
export const variance = withOutOfAxes(statistics.variance, BEHIND_DDOF, 'var') as WithOut<
  typeof statistics.variance,
  MeanOpts
>;
export const var_ = variance;
export const median = withOutOfAxes(quantiles.median);
export const percentile = withOutOfAxes(quantiles.percentile, { axis: 2, keepdims: 3 });
export const quantile = withOutOfAxes(quantiles.quantile, { axis: 2, keepdims: 3 });
export const nansum = withOutOfAxes(nans.nansum);
export const nanprod = withOutOfAxes(nans.nanprod);
export const nanmax = withOutOfAxes(nans.nanmax);
export const nanmin = withOutOfAxes(nans.nanmin);
export const nanmean = withOutOfAxes(nans.nanmean);
export const nanvar = withOutOfAxes(nans.nanvar, { keepdims: 3 });
export const nanstd = withOutOfAxes(nans.nanstd, { keepdims: 3 });
export const nanmedian = withOutOfAxes(nanQuantiles.nanmedian);
export const nanpercentile = withOutOfAxes(nanQuantiles.nanpercentile, { axis: 2, keepdims: 3 });
export const nanquantile = withOutOfAxes(nanQuantiles.nanquantile, { axis: 2, keepdims: 3 });
