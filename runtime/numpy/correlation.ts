/** Convolutions and correlations of lists; covariances of variables. */
import { fail } from '../../compiler/errors';
import { DTYPES, promote } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { assign, elementwise, library, reduce, reshape, vacant } from '../trace/ops';
import { composed, composedOf } from './composed';
import type { DType, Promote } from './dtype';
import { cast } from './gathering';
import { part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';

export type ConvolutionMode = 'full' | 'same' | 'valid';

/** The part of the full result (of n and m elements) that a mode asks for. */
function moded(full: View, n: number, m: number, mode: ConvolutionMode, back: boolean): View {
  const [long, short] = [Math.max(n, m), Math.min(n, m)];
  if (mode === 'full') return full;
  if (mode === 'valid') return part(full, 0, short - 1, long - short + 1);
  if (mode !== 'same') fail('LGT4018', `mode must be one of 'valid', 'same', or 'full' (got '${String(mode)}')`);
  // Of an even shorter list, one element more is left out in front or, if the lists were exchanged, behind.
  const start = back ? Math.floor(short / 2) : Math.floor((short - 1) / 2);
  return part(full, 0, start, long);
}

function listOf(a: ArrayLike, name: string): View {
  const given = viewOf(a);
  const view = given.ndim === 0 ? given.expand(0) : given;
  if (view.ndim !== 1) fail('LGT4005', `${name}: object too deep for desired array`);
  if (view.size === 0) fail('LGT4018', `${name}: an operand cannot be empty`);
  return view;
}

/** The discrete convolution of two lists. @throws LGT4005, LGT4018 */
export function convolve<A extends DType, B extends DType>(
  a: AnyArray<A>,
  v: AnyArray<B>,
  mode: ConvolutionMode = 'full',
): NDArray<Promote<A, B>> {
  return composed(() => {
    const [left, right] = [listOf(a, 'convolve'), listOf(v, 'convolve')];
    const [long, short] = left.size < right.size ? [right, left] : [left, right];
    const full = library('convolve', [long, short]);
    return wrap<Promote<A, B>>(moded(full, left.size, right.size, mode, false));
  });
}

/** The cross-correlation of two lists, the second conjugated. @throws LGT4005, LGT4018 */
export function correlate<A extends DType, B extends DType>(
  a: AnyArray<A>,
  v: AnyArray<B>,
  mode: ConvolutionMode = 'valid',
): NDArray<Promote<A, B>> {
  return composed(() => {
    const [left, right] = [listOf(a, 'correlate'), listOf(v, 'correlate')];
    const turned = right.flip([0]);
    const other = DTYPES[right.dtype].kind === 'c' ? elementwise('conjugate', [turned]) : turned;
    const full = library('convolve', left.size < right.size ? [other, left] : [left, other]);
    return wrap<Promote<A, B>>(moded(full, left.size, right.size, mode, left.size < right.size));
  });
}

/** Observations of variables, a row each. */
function rowsOf(view: View, rowvar: boolean): View {
  if (view.ndim > 2) fail('LGT4005', 'm has more than 2 dimensions');
  if (view.ndim < 2) return reshape(view, [1, view.size]);
  return rowvar || view.shape[0] === 1 ? view : view.transpose();
}

function covariance(given: readonly View[], rowvar: boolean, ddof: number): View {
  const parts = given.map((view) => rowsOf(view, rowvar));
  const type = parts.map((p) => p.dtype).reduce(promote, 'float64');
  const [rows, n] = [parts.reduce((k, p) => k + (p.shape[0] as number), 0), parts[0]?.shape[1] as number];
  if (parts.some((p) => p.shape[1] !== n)) fail('LGT4016', 'm and y must have the same number of observations');
  const number = (value: number) => ({ dtype: type, value: type === 'complex128' ? { re: value, im: 0 } : value });
  // Means of nothing are NaN, in both parts of a complex number.
  if (n === 0) {
    const nothing = type === 'complex128' ? { re: Number.NaN, im: Number.NaN } : Number.NaN;
    return elementwise('copy', [{ dtype: type, value: nothing }], { shape: [rows, rows] });
  }
  const x = vacant([rows, n], type);
  let start = 0;
  for (const p of parts) {
    assign(part(x, 0, start, p.shape[0] as number), p);
    start += p.shape[0] as number;
  }
  const mean = elementwise('divide', [reduce('sum', x, [1], true), number(n)]);
  const centred = elementwise('subtract', [x, mean]);
  const turned = centred.transpose();
  const product = library('matmul', [centred, type === 'complex128' ? elementwise('conjugate', [turned]) : turned]);
  return elementwise('divide', [product, number(Math.max(0, n - ddof))]);
}

/** A matrix of one variable is its variance, without axes. */
const squeezed = (view: View): View => (view.size === 1 ? reshape(view, []) : view);

/**
 * Covariances of variables: rows of `m` (columns, if not `rowvar`) and `y`.
 * @param bias divides by the number of observations, not by one less; `ddof` says what to subtract from it instead
 */
export function cov<D extends DType>(
  m: AnyArray<D>,
  y?: AnyArray | null,
  rowvar = true,
  bias = false,
  ddof?: number | null,
): NDArray<Promote<D, 'float64'>> {
  const less = ddof ?? (bias ? 0 : 1);
  return wrap(
    composedOf('cov', `${rowvar} ${less}`, observed(m, y), (given) => squeezed(covariance(given, rowvar, less))),
  );
}

/** Pearson's correlation coefficients of variables, as `cov` takes them. */
export function corrcoef<D extends DType>(
  x: AnyArray<D>,
  y?: AnyArray | null,
  rowvar = true,
): NDArray<Promote<D, 'float64'>> {
  return wrap(
    composedOf('corrcoef', `${rowvar}`, observed(x, y), (given) => coefficients(covariance(given, rowvar, 1))),
  );
}

const observed = (x: ArrayLike, y: ArrayLike | null | undefined): readonly ArrayLike[] =>
  y === undefined || y === null ? [x] : [x, y];

/** Covariances divided by both variables' deviations. */
function coefficients(matrix: View): View {
  if (matrix.size === 1) return reshape(elementwise('divide', [matrix, matrix]), []);
  const spread = cast(elementwise('sqrt', [elementwise('real', [matrix.diagonal(0, 0, 1)])]), matrix.dtype);
  const n = spread.size;
  const byRows = elementwise('divide', [matrix, reshape(spread, [n, 1])]);
  const scaled = elementwise('divide', [byRows, reshape(spread, [1, n])]);
  if (DTYPES[scaled.dtype].kind === 'c') return scaled;
  const low = elementwise('maximum', [scaled, { dtype: 'float64', value: -1 }]);
  return elementwise('minimum', [low, { dtype: 'float64', value: 1 }]);
}
