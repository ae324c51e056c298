/** Arrays that meet requirements: of a type, in Fortran's order, finite, real. */
import { fail } from '../../compiler/errors';
import { DTYPES, isComplex } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { elementwise, readElement, reduce } from '../trace/ops';
import { composed } from './composed';
import { array, asarray } from './creation';
import type { DType } from './dtype';
import { scalarOf } from './gathering';
import type { NDArray } from './ndarray';
import { type AnyArray, alias, releasing, viewOf, wrap, wrapAlias } from './operand';

/** A copy whose first axis is the one whose elements are neighbours. */
export function asfortranarray<D extends DType = DType>(a: unknown, dtype?: D): NDArray<D> {
  const given = viewOf(asarray(a, dtype));
  const copied = jointly('transposed', '', [given], ([whole]) => {
    const turned = (whole as View).transpose();
    return releasing([turned], elementwise('copy', [turned]));
  });
  return wrap<D>(releasing([copied], copied.transpose()));
}

/** Waits. */
function areFinite(view: View): boolean {
  if (!'fc'.includes(DTYPES[view.dtype].kind)) return true;
  const all = jointly('areFinite', '', [view], ([v]) => {
    const finite = elementwise('isfinite', [v as View]);
    return releasing([finite], reduce('all', finite));
  });
  return releasing([all], Number(readElement(all, [])) === 1);
}

/** As `asarray`, but refuses NaN and infinities. Waits. @throws LGT4018 */
export function asarray_chkfinite<D extends DType = DType>(a: unknown, dtype?: D): NDArray<D> {
  const result = asarray(a, dtype);
  if (!areFinite(result.handle)) fail('LGT4018', 'array must not contain infs or NaNs');
  return result;
}

/** An array of a type that meets requirements: 'C' or 'F' order, its own data ('O'), … */
function required<D extends DType = DType>(
  a: unknown,
  dtype?: D,
  requirements: string | readonly string[] = [],
): NDArray<D> {
  const wanted = (typeof requirements === 'string' ? requirements.split(',') : requirements).map((r) =>
    r.trim().toUpperCase(),
  );
  if (wanted.some((r) => r === 'F' || r === 'F_CONTIGUOUS' || r === 'FORTRAN')) return asfortranarray(a, dtype);
  const result = asarray(a, dtype);
  const copied = wanted.some((r) => r === 'O' || r === 'OWNDATA' || r === 'C' || r === 'C_CONTIGUOUS');
  return copied ? array(result, dtype) : result;
}

export { required as require };

/** Without its imaginary parts, if all of them are small: below `tol` (times the spacing at 1, if `tol` is over 1). Waits. */
export function real_if_close(x: AnyArray, tol = 100): NDArray {
  const given = viewOf(x);
  if (!isComplex(given.dtype)) return wrapAlias(alias(given));
  return composed(() => {
    const view = given;
    const { real } = DTYPES[view.dtype];
    const limit = tol > 1 ? tol * (real === 'float32' ? 2 ** -23 : 2 ** -52) : tol;
    const small = elementwise('less', [elementwise('absolute', [elementwise('imag', [view])]), scalarOf(limit, real)]);
    const isReal = view.size === 0 || Number(readElement(reduce('all', small), [])) === 1;
    return wrap(isReal ? elementwise('real', [view]) : elementwise('copy', [view]));
  });
}
