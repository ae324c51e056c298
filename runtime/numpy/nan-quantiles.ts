/** Medians and quantiles that leave NaN out: sorted, NaN is last, so that each line has its own positions. */
import { fail } from '../../compiler/errors';
import { isFloating } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { elementwise, library, reduce, reshape } from '../trace/ops';
import { checkAxes } from './axes';
import { composedOf } from './composed';
import type { DType, TrueDivide } from './dtype';
import { toElement } from './element';
import { cast, scalarOf } from './gathering';
import { takeAlong } from './indexing';
import { hasNaN } from './nan';
import { type AnyArray, type ArrayLike, viewOf } from './operand';
import { median, percentile, quantile, refuseBool, rowsAlong } from './quantiles';
import { type Axis, countAlong, meanType, type Reduced, result } from './reductions';

/** The value at a share of each line's numbers, as `quantile` interpolates. */
function nanQuantileView(view: View, q: number, axes: readonly number[], keepdims?: boolean): View {
  const rows = rowsAlong(view, axes);
  const last = rows.ndim - 1;
  const sorted = library('sort', [rows]);
  const missing = cast(reduce('count_nonzero', elementwise('isnan', [rows]), [last], true), 'float64');
  const total = scalarOf((rows.shape[last] as number) - 1, 'float64');
  const top = elementwise('subtract', [total, missing]);
  const at = elementwise('multiply', [elementwise('maximum', [top, scalarOf(0, 'float64')]), scalarOf(q, 'float64')]);
  const low = elementwise('floor', [at]);
  const share = elementwise('subtract', [at, low]);
  const t = cast(share, view.dtype);
  const place = cast(low, 'int64');
  const next = cast(elementwise('ceil', [at]), 'int64');
  const [a, b] = [takeAlong(sorted, place, last), takeAlong(sorted, next, last)];
  const gap = elementwise('subtract', [b, a]);
  const rest = elementwise('subtract', [{ dtype: view.dtype, value: toElement(1, view.dtype) }, t]);
  const upper = elementwise('subtract', [b, elementwise('multiply', [gap, rest])]);
  const lower = elementwise('add', [a, elementwise('multiply', [gap, t])]);
  const value = elementwise('where', [elementwise('less', [share, scalarOf(0.5, 'float64')]), lower, upper]);
  const shape = keepdims ? view.shape.map((e, d) => (axes.includes(d) ? 1 : e)) : rows.shape.slice(0, last);
  return reshape(value, shape);
}

function nanQuantile(name: string, a: ArrayLike, q: number, axis?: Axis, keepdims?: boolean): Reduced<DType> {
  if (!(q >= 0 && q <= 1)) fail('LGT4018', `${name}s must be in the range [0, ${name === 'percentile' ? 100 : 1}]`);
  const made = composedOf('nanquantile', `${name} ${q} ${axis} ${keepdims}`, [a], ([given]) => {
    const view = given as View;
    const axes = checkAxes(axis, view.ndim);
    if (countAlong(view, axes) === 0) fail('LGT4014', `${name} of no elements`);
    refuseBool(name, view.dtype);
    const type = meanType(view.dtype);
    if (!isFloating(type) && name !== 'median') fail('LGT4003', `'${name}' is not defined for ${view.dtype}`);
    return nanQuantileView(cast(view, type), q, axes, keepdims);
  });
  return result(made, keepdims);
}

/** The middle of the numbers; NaN where there is none. @throws LGT4005, LGT4014 */
export function nanmedian<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>> {
  if (!hasNaN(viewOf(a).dtype)) return median(a, axis, keepdims);
  return nanQuantile('median', a, 0.5, axis, keepdims) as Reduced<TrueDivide<D>>;
}

/** The value below which a share `q`, from 0 to 1, of the numbers lies. @throws LGT4005, LGT4014, LGT4018 */
export function nanquantile<D extends DType>(
  a: AnyArray<D>,
  q: number,
  axis?: Axis,
  keepdims?: boolean,
): Reduced<TrueDivide<D>> {
  if (!hasNaN(viewOf(a).dtype)) return quantile(a, q, axis, keepdims);
  return nanQuantile('quantile', a, q, axis, keepdims) as Reduced<TrueDivide<D>>;
}

/** The value below which `q` percent of the numbers lie. @throws LGT4005, LGT4014, LGT4018 */
export function nanpercentile<D extends DType>(
  a: AnyArray<D>,
  q: number,
  axis?: Axis,
  keepdims?: boolean,
): Reduced<TrueDivide<D>> {
  if (!hasNaN(viewOf(a).dtype)) return percentile(a, q, axis, keepdims);
  return nanQuantile('percentile', a, q / 100, axis, keepdims) as Reduced<TrueDivide<D>>;
}
