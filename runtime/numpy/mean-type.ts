/** What means and variances are computed in: integers in float64, float16 in float32, other types in their own. */
import { DTYPES } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { elementwise } from '../trace/ops';
import { converted, releasing } from './operand';
import { meanType } from './reductions';

/**
 * Calls with the array in the type that means are computed in, and ends that one if it was made for it. Of float16
 * that is float32, and the result is rounded: sums would pass its greatest value.
 */
export function inMeanType(given: View, f: (view: View) => View): View {
  const half = given.dtype === 'float16';
  const { view, own } = converted(given, half ? 'float32' : meanType(given.dtype));
  const made = own ? releasing([view], f(view)) : f(view);
  return half ? releasing([made], elementwise('astype', [made], { params: { dtype: 'float16' } })) : made;
}

/** |x|² of deviations. */
export function squared(view: View): View {
  if (DTYPES[view.dtype].kind !== 'c') return elementwise('multiply', [view, view]);
  const [re, im] = [elementwise('real', [view]), elementwise('imag', [view])];
  const [re2, im2] = [elementwise('multiply', [re, re]), elementwise('multiply', [im, im])];
  return releasing([re, im, re2, im2], elementwise('add', [re2, im2]));
}
