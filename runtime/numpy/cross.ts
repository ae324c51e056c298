/** Products of vectors of two or three elements along an axis. */
import { promote } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { assign, broadcastShapes, elementwise, vacant } from '../trace/ops';
import { checkAxis } from './axes';
import type { DType, Promote, Scalar } from './dtype';
import { linalgFail } from './linalg-error';
import type { NDArray } from './ndarray';
import { type AnyArray, releasing, viewOf, wrap } from './operand';
import { movedAxes } from './shape';

/** Component of a vector along the last axis; undefined for the third of a plane one. */
const component = (v: View, k: number): View | undefined =>
  k < (v.shape.at(-1) as number) ? v.at(v.ndim - 1, k) : undefined;

/** a·b - c·d, where a missing factor is 0. */
function minor(a?: View, b?: View, c?: View, d?: View): View | undefined {
  const first = a && b && elementwise('multiply', [a, b]);
  const second = c && d && elementwise('multiply', [c, d]);
  if (first && second) return releasing([first, second], elementwise('subtract', [first, second]));
  return first ?? (second && releasing([second], elementwise('negative', [second])));
}

/**
 * Vector products along axes of two or three elements, the others broadcast. Of plane vectors only the third component
 * is given; of two single ones it is an array without axes.
 * @param axis of a, b and the result, instead of the three single ones @throws LGT4005, LGT4030, LGT4002
 */
export function cross<A extends DType, B extends DType>(
  a: AnyArray<A>,
  b: AnyArray<B>,
  axisa = -1,
  axisb = -1,
  axisc = -1,
  axis?: number,
): NDArray<Promote<A, B>> {
  const [x, y] = [viewOf(a), viewOf(b)];
  const last = (v: View, d: number): View => v.transpose(movedAxes(v.ndim, checkAxis(d, v.ndim), -1));
  const [left, right] = [last(x, axis ?? axisa), last(y, axis ?? axisb)];
  const lengths = [left.shape.at(-1) as number, right.shape.at(-1) as number];
  if (lengths.some((n) => n !== 2 && n !== 3)) {
    linalgFail('incompatible dimensions for cross product (dimension must be 2 or 3)');
  }
  const [a0, a1, a2] = [0, 1, 2].map((k) => component(left, k));
  const [b0, b1, b2] = [0, 1, 2].map((k) => component(right, k));
  const parts = [a0, a1, a2, b0, b1, b2].filter((v) => v !== undefined);
  const used = [left, right, ...parts];
  const third = minor(a0, b1, a1, b0) as View;
  if (lengths[0] === 2 && lengths[1] === 2) return wrap<Promote<A, B>>(releasing(used, third));
  const shape = broadcastShapes([left.shape.slice(0, -1), right.shape.slice(0, -1)]);
  const product = vacant([...shape, 3], promote(x.dtype, y.dtype));
  if (product.size > 0) {
    [minor(a1, b2, a2, b1), minor(a2, b0, a0, b2), third].forEach((value, k) => {
      const target = product.at(product.ndim - 1, k);
      assign(target, value ?? { dtype: product.dtype, value: 0 });
      releasing(value ? [target, value] : [target], undefined);
    });
  }
  const at = checkAxis(axis ?? axisc, product.ndim);
  const turned = product.transpose(movedAxes(product.ndim, -1, at));
  return wrap(releasing([...used, product], turned));
}

/** As `cross`; of two single vectors of the plane a number, for which the call waits. */
export function singleCross<A extends DType, B extends DType>(
  ...given: Parameters<typeof cross<A, B>>
): NDArray<Promote<A, B>> | Scalar<Promote<A, B>> {
  const product = cross(...given);
  return product.ndim === 0 ? releasing([product.handle], product.item()) : product;
}
