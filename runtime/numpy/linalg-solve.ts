/** Linear systems, inverses and determinants. What may fail on data runs at the call, which waits. */
import { DTYPES, promote } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import { linearType } from '../../compiler/ops/linalg';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { broadcastShapes, elementwise, readElements, reshape } from '../trace/ops';
import type { Complex } from './complex';
import type { DType } from './dtype';
import { columnsOf, lapack, leadOf, matrix, resultType, rowsOf, squareMatrices, zeros } from './linalg-core';
import { linalgFail } from './linalg-error';
import type { NDArray } from './ndarray';
import { type ArrayLike, converted, releasing, viewOf, wrap } from './operand';
import { matmulViews } from './products';
import { eye } from './ranges';
import { result } from './reductions';

const SINGULAR = 'Singular matrix';

/** Solutions of a·x = b for matrices a and b of one shape of leading dimensions. */
export function solveViews(a: View, b: View): View {
  const type = linearType(promote(a.dtype, b.dtype));
  const lead = broadcastShapes([leadOf(a), leadOf(b)]);
  const shape = [...lead, rowsOf(a), columnsOf(b)];
  if (elements(shape) === 0) return zeros(shape, type);
  const wide = (v: View): View => v.broadcastTo([...lead, ...v.shape.slice(-2)]);
  const [typed, right] = [converted(a, type), converted(b, type)];
  const operands = [wide(typed.view), wide(right.view)];
  const [x] = lapack('linalg_solve', operands, {}, SINGULAR);
  const made = [typed, right].flatMap((v) => (v.own ? [v.view] : []));
  return releasing([...operands, ...made], x as View);
}

/**
 * The solution x of a·x = b. b is a vector (n), or holds matrices (…, n, k).
 * @param a (…, n, n) @throws LGT4030 Singular matrix
 */
export function solve(a: ArrayLike, b: ArrayLike): NDArray {
  const [x, y] = [squareMatrices(a), viewOf(b)];
  if (y.ndim === 0) linalgFail('0-dimensional array given. Array must be at least one-dimensional');
  const right = y.ndim === 1 ? y.expand(1) : y.slice([]);
  if (rowsOf(right) !== rowsOf(x)) {
    linalgFail(`solve: shapes (${x.shape.join(', ')}) and (${y.shape.join(', ')}${y.ndim === 1 ? ',' : ''}) don't fit`);
  }
  const solution = releasing([right], solveViews(x, right));
  if (y.ndim > 1) return wrap(solution);
  return wrap(releasing([solution], solution.reshape(solution.shape.slice(0, -1)) as View));
}

/** Inverses of square matrices (…, n, n). @throws LGT4030 Singular matrix */
export function inv(a: ArrayLike): NDArray {
  return wrap(inverseView(squareMatrices(a)));
}

function inverseView(x: View): View {
  if (x.size === 0) return zeros(x.shape, resultType(x));
  return lapack('linalg_inverse', [x], {}, SINGULAR)[0] as View;
}

/** Sign and logarithm of the absolute value of the determinants of square matrices, lazy. */
function signAndLog(x: View): [View, View] {
  const [sign, log] =
    x.size === 0
      ? [filledOnes(leadOf(x), resultType(x)), zeros(leadOf(x), DTYPES[resultType(x)].real)]
      : lapack('linalg_determinant', [x]);
  return [sign as View, log as View];
}

function filledOnes(shape: readonly number[], dtype: DType): View {
  const zero = zeros(shape, dtype);
  return elements(shape) === 0 ? zero : releasing([zero], elementwise('add', [zero, { dtype, value: 1 }]));
}

/** Determinants of square matrices (…, n, n); of one matrix a number, and the call waits. @throws LGT4030 */
export function det(a: ArrayLike): NDArray | number | Complex {
  const product = jointly('det', '', [squareMatrices(a)], ([given]) => {
    const [sign, log] = signAndLog(given as View);
    const size = elementwise('exp', [log]);
    return releasing([sign, log, size], elementwise('multiply', [sign, size]));
  });
  return result(product, false) as NDArray | number | Complex;
}

/** Sign and logarithm of the absolute value of determinants. Of one matrix both are numbers, and the call waits. */
export function slogdet(a: ArrayLike): { sign: NDArray | number; logabsdet: NDArray | number } {
  const [sign, log] = signAndLog(squareMatrices(a));
  return { sign: result(sign, false) as NDArray | number, logabsdet: result(log, false) as NDArray | number };
}

/**
 * The x that minimises |a·x - b|, of least norm if there are several.
 * @param a (m, n) @param b (m) or (m, k)
 * @param rcond singular values below this share of the greatest are taken as 0; not given: machine precision times
 * max(m, n)
 * @throws LGT4030 where shapes don't fit, or the singular values don't converge
 */
export function lstsq(
  a: ArrayLike,
  b: ArrayLike,
  rcond?: number | null,
): { x: NDArray; residuals: NDArray; rank: number; s: NDArray } {
  const [x, y] = [matrix(a), viewOf(b)];
  if (y.ndim !== 1 && y.ndim !== 2) {
    linalgFail(`${y.ndim}-dimensional array given. Array must be two-dimensional`);
  }
  if (y.shape[0] !== x.shape[0]) linalgFail('Incompatible dimensions');
  const [m, n] = x.shape as [number, number];
  const right = y.ndim === 1 ? y.expand(1) : y.slice([]);
  const k = columnsOf(right);
  const type = linearType(promote(x.dtype, y.dtype));
  const real = DTYPES[type].real;
  const precision = real === 'float32' ? 2 ** -23 : 2 ** -52;
  const limit = rcond ?? precision * Math.max(m, n);
  let parts: View[];
  let rank = 0;
  if (m * n * k === 0) {
    parts = [zeros([n, k], type), zeros([0], real), zeros([Math.min(m, n)], real)];
  } else {
    const [solution, residuals, ranks, s] = lapack(
      'linalg_lstsq',
      [x, right],
      {},
      'SVD did not converge in Linear Least Squares',
      [{ dtype: 'float64', value: limit }],
    ) as [View, View, View, View];
    rank = (readElements(ranks) as Int32Array)[0] as number;
    ranks.release();
    if (rank === n && m > n) parts = [solution, residuals, s];
    else parts = [solution, releasing([residuals], zeros([0], real)), s];
  }
  right.release();
  const [solution, residuals, s] = parts as [View, View, View];
  const flat = y.ndim === 1 ? releasing([solution], reshape(solution, [n])) : solution;
  return { x: wrap(flat), residuals: wrap(residuals), rank, s: wrap(s) };
}

/** Powers of square matrices by repeated squaring; negative ones of the inverse. @throws LGT4030 */
export function matrix_power(a: ArrayLike, n: number): NDArray {
  const x = squareMatrices(a);
  if (!Number.isInteger(n)) linalgFail('exponent must be an integer');
  return wrap(powerView(x, n));
}

function powerView(x: View, n: number): View {
  if (n === 0) {
    const unit = eye(rowsOf(x), undefined, 0, x.dtype);
    const wide = unit.handle.broadcastTo(x.shape);
    return releasing([wide, unit.handle], elementwise('copy', [wide]));
  }
  let base = n < 0 ? inverseView(x) : elementwise('copy', [x]);
  let power: View | undefined;
  for (let left = Math.abs(n); ; ) {
    if (left % 2 === 1) power = power === undefined ? base.slice([]) : releasing([power], matmulViews(power, base));
    left = Math.floor(left / 2);
    if (left === 0) return releasing([base], power as View);
    base = releasing([base], matmulViews(base, base));
  }
}

/** Factors L of Hermitian, positive definite a = L·Lᴴ, or their conjugate transposes. @throws LGT4030 */
export function cholesky(a: ArrayLike, upper = false): NDArray {
  const x = squareMatrices(a);
  if (x.size === 0) return wrap(zeros(x.shape, resultType(x)));
  return wrap(lapack('linalg_cholesky', [x], { upper }, 'Matrix is not positive definite')[0] as View);
}

/**
 * The inverse of a tensor that maps its last axes to its first `ind`.
 * @throws LGT4030
 */
export function tensorinv(a: ArrayLike, ind = 2): NDArray {
  const x = viewOf(a);
  if (ind <= 0) linalgFail('Invalid ind argument.');
  const [front, back] = [x.shape.slice(0, ind), x.shape.slice(ind)];
  const square = reshape(x, [elements(front), elements(back)]);
  if (rowsOf(square) !== columnsOf(square)) linalgFail('Last 2 dimensions of the array must be square');
  const inverse = inverseView(square);
  return wrap(releasing([square, inverse], inverse.reshape([...back, ...front]) as View));
}

/** The tensor x with tensordot(a, x, x.ndim) = b; `axes` of a are moved to its end first. @throws LGT4030 */
export function tensorsolve(a: ArrayLike, b: ArrayLike, axes?: readonly number[] | null): NDArray {
  const [given, y] = [viewOf(a), viewOf(b)];
  const last = (axes ?? []).map((d) => (d < 0 ? d + given.ndim : d));
  const order = [...given.shape.keys()].filter((d) => !last.includes(d)).concat(last);
  const x = given.transpose(order);
  const shape = x.shape.slice(y.ndim);
  const n = elements(shape);
  if (x.size !== n * n || y.size !== n) {
    linalgFail('Input arrays must satisfy the requirement prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])');
  }
  const [square, right] = [reshape(x, [n, n]), reshape(y, [n, 1])];
  const solution = solveViews(square, right);
  return wrap(releasing([x, square, right, solution], solution.reshape(shape) as View));
}
