/** `np.linalg`. Factorisations run on LAPACK (OpenBLAS), one thread a matrix; stacks of matrices are spread over processors. */
import type { View } from '../core/view';
import { reshape } from '../trace/ops';
import { singleCross as cross } from './cross';
import { linalgFail } from './linalg-error';
import { eig, eigh, eigvals, eigvalsh, matrix_rank, pinv, qr, svd, svdvals } from './linalg-factor';
import { cond, matrix_norm, norm, vector_norm } from './linalg-norm';
import { cholesky, det, inv, lstsq, matrix_power, slogdet, solve, tensorinv, tensorsolve } from './linalg-solve';
import type { NDArray } from './ndarray';
import { type ArrayLike, alias, releasing, viewOf, wrap } from './operand';
import { dot, inner, matmul, matmulViews, outer, tensordot, trace, vecdot } from './products';
import { diagonal, matrix_transpose, permute_dims, transpose } from './shape';

/** Where a chain of products is split at the least cost: `split[i][j]` of matrices i to j. */
function splits(extents: readonly number[]): number[][] {
  const n = extents.length - 1;
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const split = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let length = 1; length < n; length++) {
    for (let i = 0; i + length < n; i++) {
      const j = i + length;
      let best = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const parts = (cost[i]?.[k] as number) + (cost[k + 1]?.[j] as number);
        const own = (extents[i] as number) * (extents[k + 1] as number) * (extents[j + 1] as number);
        if (parts + own >= best) continue;
        best = parts + own;
        (split[i] as number[])[j] = k;
      }
      (cost[i] as number[])[j] = best;
    }
  }
  return split;
}

/**
 * Product of a chain of matrices, in the order that takes the fewest operations. The first may be a row, the last a
 * column: vectors; between two vectors the product has no axes, as in numpy-ts. @throws LGT4030
 */
export function multi_dot(arrays: readonly ArrayLike[]): NDArray {
  if (arrays.length < 2) linalgFail('Expecting at least two arrays.');
  const views = arrays.map(viewOf);
  const [first, last] = [views[0] as View, views[views.length - 1] as View];
  const chain = views.map((v, i) => {
    const isEnd = i === 0 || i === views.length - 1;
    return isEnd && v.ndim === 1 ? v.expand(i === 0 ? 0 : 1) : alias(v);
  });
  for (const v of chain) {
    if (v.ndim !== 2) linalgFail(`${v.ndim}-dimensional array given. Array must be two-dimensional`);
  }
  chain.slice(1).forEach((v, i) => {
    const [left, right] = [(chain[i] as View).shape[1], v.shape[0]];
    if (left !== right) linalgFail(`multi_dot: matrices ${i} and ${i + 1} don't fit: ${left} columns, ${right} rows`);
  });
  const split = splits([(chain[0] as View).shape[0] as number, ...chain.map((v) => v.shape[1] as number)]);
  const product = (i: number, j: number): View => {
    if (i === j) return alias(chain[i] as View);
    const k = split[i]?.[j] as number;
    const [left, right] = [product(i, k), product(k + 1, j)];
    return releasing([left, right], matmulViews(left, right));
  };
  const whole = product(0, chain.length - 1);
  const shape = [
    ...(first.ndim === 1 ? [] : [whole.shape[0]]),
    ...(last.ndim === 1 ? [] : [whole.shape[1]]),
  ] as number[];
  return wrap(releasing([...chain, whole], reshape(whole, shape)));
}

export const linalg = {
  matmul,
  dot,
  det,
  inv,
  solve,
  lstsq,
  norm,
  cond,
  matrix_rank,
  matrix_power,
  pinv,
  qr,
  cholesky,
  svd,
  eig,
  eigh,
  eigvals,
  eigvalsh,
  slogdet,
  svdvals,
  multi_dot,
  tensorinv,
  tensorsolve,
  vector_norm,
  matrix_norm,
  cross,
  matrix_transpose,
  permute_dims,
  trace,
  diagonal,
  outer,
  inner,
  tensordot,
  vecdot,
  transpose,
};
