/** Factorisations and what follows from singular values. What may fail on data runs at the call, which waits. */

import { fail } from '../../compiler/errors';
import { DTYPES, isComplex } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import { QR_MODES } from '../../compiler/ops/linalg';
import type { View } from '../core/view';
import { elementwise, reduce } from '../trace/ops';
import { onlyElement } from './element';
import { columnsOf, lapack, leadOf, matrices, resultType, rowsOf, squareMatrices, zeros } from './linalg-core';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, viewOf, wrap } from './operand';
import { matmulViews } from './products';
import { eye } from './ranges';
import { reduceView, result } from './reductions';

type QrMode = (typeof QR_MODES)[number];

/** Units matrices of a shape of leading dimensions. */
function units(lead: readonly number[], n: number, like: View): View {
  const unit = eye(n, n, 0, resultType(like)).handle;
  const wide = unit.broadcastTo([...lead, n, n]);
  return releasing([unit, wide], elements(wide.shape) === 0 ? zeros(wide.shape, resultType(like)) : copyOf(wide));
}
const copyOf = (v: View): View => elementwise('copy', [v]);

/**
 * a = q·r with orthonormal columns in q and upper triangular r, of k = min(m, n) columns and rows.
 * @param mode `complete`: q is square; `r`: only r; `raw`: LAPACK's reflectors `h` (n, m) and factors `tau`
 */
export function qr(a: ArrayLike, mode?: 'reduced' | 'complete'): { q: NDArray; r: NDArray };
export function qr(a: ArrayLike, mode: 'r'): NDArray;
export function qr(a: ArrayLike, mode: 'raw'): { h: NDArray; tau: NDArray };
export function qr(a: ArrayLike, mode?: QrMode): { q: NDArray; r: NDArray } | NDArray | { h: NDArray; tau: NDArray };
export function qr(a: ArrayLike, mode: QrMode = 'reduced') {
  if (!QR_MODES.includes(mode)) fail('LGT4018', `Unrecognized mode '${mode}'; it is reduced, complete, r or raw`);
  const x = matrices(a);
  const [first, second] = (x.size === 0 ? emptyQr(x, mode) : lapack('linalg_qr', [x], { mode })).map((v) => wrap(v));
  if (mode === 'r') return first;
  return mode === 'raw' ? { h: first, tau: second } : { q: first, r: second };
}

function emptyQr(x: View, mode: QrMode): View[] {
  const [lead, m, n, type] = [leadOf(x), rowsOf(x), columnsOf(x), resultType(x)];
  const k = Math.min(m, n);
  if (mode === 'r') return [zeros([...lead, k, n], type)];
  if (mode === 'raw') return [zeros([...lead, n, m], type), zeros([...lead, k], type)];
  const q = mode === 'complete' ? units(lead, m, x) : zeros([...lead, m, k], type);
  return [q, zeros([...lead, mode === 'complete' ? m : k, n], type)];
}

const SVD_FAILED = 'SVD did not converge';

/** (U, singular values, V transposed) */
function svdViews(x: View, full: boolean): [View, View, View] {
  if (x.size > 0) return lapack('linalg_svd', [x], { full }, SVD_FAILED) as [View, View, View];
  const [lead, m, n, type] = [leadOf(x), rowsOf(x), columnsOf(x), resultType(x)];
  return [
    full ? units(lead, m, x) : zeros([...lead, m, 0], type),
    zeros([...lead, Math.min(m, n)], DTYPES[type].real),
    full ? units(lead, n, x) : zeros([...lead, 0, n], type),
  ];
}

/** @internal Singular values, descending. */
export function singularValues(x: View): View {
  if (x.size === 0) return zeros([...leadOf(x), Math.min(rowsOf(x), columnsOf(x))], DTYPES[resultType(x)].real);
  return lapack('linalg_singular_values', [x], {}, SVD_FAILED)[0] as View;
}

/**
 * Singular value decomposition a = u·diag(s)·vt, s in descending order; or s alone.
 * @param full_matrices u and vt are square @throws LGT4030 SVD did not converge
 */
export function svd(a: ArrayLike, full_matrices?: boolean, compute_uv?: true): { u: NDArray; s: NDArray; vt: NDArray };
export function svd(a: ArrayLike, full_matrices: boolean | undefined, compute_uv: false): NDArray;
export function svd(
  a: ArrayLike,
  full_matrices?: boolean,
  compute_uv?: boolean,
): { u: NDArray; s: NDArray; vt: NDArray } | NDArray;
export function svd(a: ArrayLike, full_matrices = true, compute_uv = true) {
  const x = matrices(a);
  if (!compute_uv) return wrap(singularValues(x));
  const [u, s, vt] = svdViews(x, full_matrices);
  return { u: wrap(u), s: wrap(s), vt: wrap(vt) };
}

/** Singular values in descending order. @throws LGT4030 */
export const svdvals = (a: ArrayLike): NDArray => wrap(singularValues(matrices(a)));

/** Unit in the last place of 1. */
const precision = (x: View): number => (DTYPES[resultType(x)].real === 'float32' ? 2 ** -23 : 2 ** -52);

/** Which singular values are greater than a share of the greatest of their matrix. */
function significant(s: View, share: number | View): View {
  const greatest = reduce('max', s, [s.ndim - 1], true);
  const factor = typeof share === 'number' ? { dtype: s.dtype, value: share } : share;
  const limit = elementwise('multiply', [greatest, factor]);
  return releasing([greatest, limit], elementwise('greater', [s, limit]));
}

/**
 * How many singular values are greater than `tol`; not given: than the greatest times max(m, n) times the machine's
 * precision. Of one matrix a number, and the call waits. @throws LGT4030
 */
export function matrix_rank(a: ArrayLike, tol?: number | null): number;
/** Of a stack of matrices: `matrix_rank<NDArray>(a)`. */
export function matrix_rank<R extends NDArray>(a: ArrayLike, tol?: number | null): R;
export function matrix_rank(a: ArrayLike, tol?: number | null): NDArray | number {
  const x = viewOf(a);
  if (x.ndim < 2) {
    const nonzero = elementwise('not_equal', [x, { dtype: x.dtype, value: 0 }]);
    const some = reduceView('any', nonzero, [...x.shape.keys()]);
    const value = Number(onlyElement(some));
    return releasing([nonzero, some], value);
  }
  const s = singularValues(x);
  let counts: View;
  if (s.size === 0) counts = zeros(leadOf(x), 'int64');
  else {
    const great =
      tol === undefined || tol === null
        ? significant(s, Math.max(rowsOf(x), columnsOf(x)) * precision(x))
        : elementwise('greater', [s, { dtype: s.dtype, value: tol }]);
    counts = releasing([great], reduceView('count_nonzero', great, [s.ndim - 1]));
  }
  const rank = result(releasing([s], counts), false, true);
  return rank as NDArray | number;
}

/**
 * Moore–Penrose inverses: singular values up to `rcond` times the greatest are taken as 0.
 * @throws LGT4030
 */
export function pinv(a: ArrayLike, rcond?: number | null): NDArray {
  const x = matrices(a);
  const type = resultType(x);
  const shape = [...leadOf(x), columnsOf(x), rowsOf(x)];
  if (x.size === 0) return wrap(zeros(shape, type));
  const conjugate = isComplex(x.dtype) ? elementwise('conjugate', [x]) : x.slice([]);
  const [u, s, vt] = svdViews(conjugate, false);
  const great = significant(s, rcond ?? 1e-15);
  const zero = { dtype: s.dtype, value: 0 };
  const one = elementwise('divide', [{ dtype: s.dtype, value: 1 }, s]);
  const inverse = elementwise('where', [great, one, zero]);
  const column = inverse.expand(inverse.ndim);
  const ut = swapped(u);
  const scaled = elementwise('multiply', [column, ut]);
  const v = swapped(vt);
  return wrap(releasing([conjugate, u, s, vt, great, one, inverse, column, ut, scaled, v], matmulViews(v, scaled)));
}

const swapped = (v: View): View =>
  v.transpose([...v.shape.keys()].map((d) => (d < v.ndim - 2 ? d : 2 * v.ndim - 3 - d)));

type Values = { w: NDArray; v: NDArray };
const EIGEN_FAILED = (info: number): string =>
  info === 1 << 30 ? 'Array must not contain infs or NaNs' : 'Eigenvalues did not converge';

/** Complex values as real ones where all of them are and the matrix is; this waits. */
function realIfAll(values: readonly View[], of: View): View[] {
  if (isComplex(of.dtype)) return [...values];
  const [w] = values as [View];
  const imaginary = elementwise('imag', [w]);
  const some = reduceView('any', imaginary, [...imaginary.shape.keys()]);
  const complex = Number(onlyElement(some)) !== 0;
  releasing([imaginary, some], undefined);
  if (complex) return [...values];
  return releasing(
    values,
    values.map((v) => elementwise('real', [v])),
  );
}

/**
 * Eigenvalues `w` and right eigenvectors (columns of `v`) of square matrices. Of real matrices they are real if all
 * eigenvalues are. @throws LGT4030
 */
export function eig(a: ArrayLike): Values {
  const x = squareMatrices(a);
  if (x.size === 0) {
    return { w: wrap(zeros(x.shape.slice(0, -1), resultType(x))), v: wrap(zeros(x.shape, resultType(x))) };
  }
  const [w, v] = realIfAll(lapack('linalg_eig', [x], {}, EIGEN_FAILED), x) as [View, View];
  return { w: wrap(w), v: wrap(v) };
}

/** Eigenvalues of square matrices; of real ones real if all are. @throws LGT4030 */
export function eigvals(a: ArrayLike): NDArray {
  const x = squareMatrices(a);
  if (x.size === 0) return wrap(zeros(x.shape.slice(0, -1), resultType(x)));
  return wrap(realIfAll(lapack('linalg_eigvals', [x], {}, EIGEN_FAILED), x)[0] as View);
}

function upperOf(uplo: string): boolean {
  const triangle = uplo.toUpperCase();
  if (triangle !== 'L' && triangle !== 'U') fail('LGT4018', "UPLO argument must be 'L' or 'U'");
  return triangle === 'U';
}

/**
 * Eigenvalues `w`, ascending, and orthonormal eigenvectors (columns of `v`) of Hermitian matrices.
 * @param UPLO the triangle that is read @throws LGT4030
 */
export function eigh(a: ArrayLike, UPLO: 'L' | 'U' = 'L'): Values {
  const upper = upperOf(UPLO);
  const x = squareMatrices(a);
  const type = resultType(x);
  if (x.size === 0) {
    return { w: wrap(zeros(x.shape.slice(0, -1), DTYPES[type].real)), v: wrap(zeros(x.shape, type)) };
  }
  const [w, v] = lapack('linalg_eigh', [x], { upper }, EIGEN_FAILED) as [View, View];
  return { w: wrap(w), v: wrap(v) };
}

/** Eigenvalues of Hermitian matrices, ascending. @throws LGT4030 */
export function eigvalsh(a: ArrayLike, UPLO: 'L' | 'U' = 'L'): NDArray {
  const upper = upperOf(UPLO);
  const x = squareMatrices(a);
  if (x.size === 0) return wrap(zeros(x.shape.slice(0, -1), DTYPES[resultType(x)].real));
  return wrap(lapack('linalg_eigvalsh', [x], { upper }, EIGEN_FAILED)[0] as View);
}
