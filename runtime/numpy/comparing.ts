/** Whole arrays compared. What gives one truth value waits for it. */

import { isComplex, isFloating } from '../../compiler/ir/dtype';
import { sameShape } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { frontOf } from '../host/front';
import { jointly } from '../host/joint';
import { isHostPathOn } from '../host/setting';
import { elementwise } from '../trace/ops';
import { onlyElement } from './element';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, viewOf, wrap } from './operand';
import { reduceView } from './reductions';

/** @internal Whether all elements are true, an array without axes. Ends the view. */
export const allOf = (view: View): View => releasing([view], reduceView('all', view, [...view.shape.keys()]));

/** The truth value of an array without axes, which it ends. Waits. */
const isTrue = (truth: View): boolean => Boolean(releasing([truth], onlyElement(truth)));

/** @internal Whether all elements are true. Ends the view. Waits. */
export const allTrue = (view: View): boolean => isTrue(allOf(view));

/** Where elements are equal, or both NaN if that counts. */
function equality(x: View, y: View, equalNaN: boolean): View {
  const same = elementwise('equal', [x, y]);
  const mayBeNaN = (v: View) => isFloating(v.dtype) || isComplex(v.dtype);
  if (!equalNaN || !mayBeNaN(x) || !mayBeNaN(y)) return same;
  const [xn, yn] = [elementwise('isnan', [x]), elementwise('isnan', [y])];
  const both = elementwise('logical_and', [xn, yn]);
  return releasing([same, xn, yn, both], elementwise('logical_or', [same, both]));
}

/** Whether shapes and all elements are equal. Waits. */
export function array_equal(a: ArrayLike, b: ArrayLike, equal_nan = false): boolean {
  const [x, y] = [viewOf(a), viewOf(b)];
  return sameShape(x.shape, y.shape) && allEqual(x, y, equal_nan);
}

/** Whether all elements are equal after broadcasting; false if shapes don't broadcast. Waits. */
export function array_equiv(a: ArrayLike, b: ArrayLike): boolean {
  const [x, y] = [viewOf(a), viewOf(b)];
  const rank = Math.max(x.ndim, y.ndim);
  for (let d = 1; d <= rank; d++) {
    const [e, f] = [x.shape.at(-d) ?? 1, y.shape.at(-d) ?? 1];
    if (e !== f && e !== 1 && f !== 1) return false;
  }
  return allEqual(x, y, false);
}

const allEqual = (x: View, y: View, equalNaN: boolean): boolean =>
  !differAtFront(x, y) &&
  isTrue(jointly('array_equal', `${equalNaN}`, [x, y], ([v, w]) => allOf(equality(v as View, w as View, equalNaN))));

/** Whether lines of numbers in the host differ at the front, where none of them is NaN. */
function differAtFront(x: View, y: View): boolean {
  if (!isHostPathOn() || x.dtype !== y.dtype || !sameShape(x.shape, y.shape)) return false;
  const [a, b] = [frontOf(x), frontOf(y)];
  if (a === undefined || b === undefined) return false;
  for (let i = a.start, k = b.start; i < a.end; i++, k++) {
    const [v, w] = [a.data[i] as number, b.data[k] as number];
    if (v < w || v > w) return true;
  }
  return false;
}

/** Where |a - b| ≤ atol + rtol·|b|; equal infinities are close, NaN only to NaN and if `equal_nan`. */
export function isclose(a: ArrayLike, b: ArrayLike, rtol = 1e-5, atol = 1e-8, equal_nan = false): NDArray<'bool'> {
  return wrap(
    jointly('isclose', `${rtol} ${atol} ${equal_nan}`, [viewOf(a), viewOf(b)], ([x, y]) =>
      closeness(x as View, y as View, rtol, atol, equal_nan),
    ),
  );
}

/** Whether all elements are close. Waits. */
export function allclose(a: ArrayLike, b: ArrayLike, rtol = 1e-5, atol = 1e-8, equal_nan = false): boolean {
  return isTrue(
    jointly('allclose', `${rtol} ${atol} ${equal_nan}`, [viewOf(a), viewOf(b)], ([x, y]) =>
      allOf(closeness(x as View, y as View, rtol, atol, equal_nan)),
    ),
  );
}

function closeness(x: View, y: View, rtol: number, atol: number, equalNaN: boolean): View {
  const kept: View[] = [];
  const step = (op: string, args: Parameters<typeof elementwise>[1]): View => {
    const view = elementwise(op, args);
    kept.push(view);
    return view;
  };
  const [fx, fy] = [floatOf(x, kept), floatOf(y, kept)];
  const distance = step('absolute', [step('subtract', [fx, fy])]);
  const size = step('absolute', [fy]);
  const scalar = (value: number) => ({ dtype: size.dtype, value });
  const allowed = step('add', [step('multiply', [size, scalar(rtol)]), scalar(atol)]);
  const near = step('logical_and', [step('less_equal', [distance, allowed]), step('isfinite', [fy])]);
  const equal = equality(fx, fy, equalNaN);
  kept.push(equal);
  return releasing(kept, elementwise('logical_or', [near, equal]));
}

function floatOf(view: View, kept: View[]): View {
  if (isFloating(view.dtype) || isComplex(view.dtype)) return view;
  const float = elementwise('astype', [view], { params: { dtype: 'float64' } });
  kept.push(float);
  return float;
}
