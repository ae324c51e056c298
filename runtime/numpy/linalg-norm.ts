/** Norms of vectors and matrices, and condition numbers. Without an axis left they are numbers, and the call waits. */
import { fail } from '../../compiler/errors';
import { DTYPES, isComplex } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { elementwise, reduce, reshape } from '../trace/ops';
import { checkAxes } from './axes';
import { columnsOf, lapack, matrices, resultType, squareMatrices } from './linalg-core';
import { linalgFail } from './linalg-error';
import { singularValues } from './linalg-factor';
import type { NDArray } from './ndarray';
import { type ArrayLike, converted, releasing, viewOf } from './operand';
import { reduceView, result } from './reductions';

export type Order = number | 'fro' | 'nuc' | null;

/** Elements in the type that norms are computed in: handed to `f`, ended afterwards. `name` says what `f` does. */
const inFloats = (name: string, x: View, f: (view: View) => View): View =>
  jointly('norm', name, [x], ([given]) => {
    const typed = converted(given as View, resultType(given as View));
    const value = f(typed.view);
    return typed.own ? releasing([typed.view], value) : value;
  });

/** |x|² */
function squares(x: View): View {
  if (!isComplex(x.dtype)) return elementwise('multiply', [x, x]);
  const [re, im] = [elementwise('real', [x]), elementwise('imag', [x])];
  const [re2, im2] = [elementwise('multiply', [re, re]), elementwise('multiply', [im, im])];
  return releasing([re, im, re2, im2], elementwise('add', [re2, im2]));
}

const absolutes = (x: View): View => elementwise('absolute', [x]);

function euclidean(x: View, axes: readonly number[], keepdims: boolean): View {
  const squared = squares(x);
  const total = reduceView('sum', squared, axes, keepdims);
  return releasing([squared, total], elementwise('sqrt', [total]));
}

function extreme(op: 'max' | 'min', x: View, axes: readonly number[], keepdims: boolean): View {
  if (axes.some((d) => x.shape[d] === 0)) {
    fail(
      'LGT4014',
      `zero-size array to reduction operation ${op === 'max' ? 'maximum' : 'minimum'} which has no identity`,
    );
  }
  return reduce(op, x, axes, keepdims);
}

function vectorNorm(x: View, ord: number | 'fro' | 'nuc', axes: readonly number[], keepdims: boolean): View {
  if (typeof ord !== 'number') return fail('LGT4018', `Invalid norm order '${ord}' for vectors`);
  if (ord === 2) return euclidean(x, axes, keepdims);
  if (ord === 0) {
    const nonzero = elementwise('not_equal', [x, { dtype: x.dtype, value: 0 }]);
    const { real } = DTYPES[x.dtype];
    const counts = reduceView('count_nonzero', nonzero, axes, keepdims);
    return releasing([nonzero, counts], elementwise('astype', [counts], { params: { dtype: real } }));
  }
  const sizes = absolutes(x);
  if (Math.abs(ord) === Number.POSITIVE_INFINITY) {
    return releasing([sizes], extreme(ord > 0 ? 'max' : 'min', sizes, axes, keepdims));
  }
  if (ord === 1) return releasing([sizes], reduceView('sum', sizes, axes, keepdims));
  const power = (v: View, p: number): View => elementwise('power', [v, { dtype: v.dtype, value: p }]);
  const powers = power(sizes, ord);
  const total = reduceView('sum', powers, axes, keepdims);
  return releasing([sizes, powers, total], power(total, 1 / ord));
}

/** Norms of matrices in the last two axes, without these. */
function matrixNorms(x: View, ord: number | 'fro' | 'nuc'): View {
  const [rows, columns] = [x.ndim - 2, x.ndim - 1];
  const sums = (sum: number, op: 'max' | 'min'): View => {
    const sizes = absolutes(x);
    const totals = reduceView('sum', sizes, [sum]);
    return releasing([sizes, totals], extreme(op, totals, [totals.ndim - 1], false));
  };
  switch (ord) {
    case 'fro':
      return euclidean(x, [rows, columns], false);
    case 1:
      return sums(rows, 'max');
    case -1:
      return sums(rows, 'min');
    case Number.POSITIVE_INFINITY:
      return sums(columns, 'max');
    case Number.NEGATIVE_INFINITY:
      return sums(columns, 'min');
    case 'nuc':
    case 2:
    case -2: {
      const s = singularValues(x);
      const last = [s.ndim - 1];
      const norm = ord === 'nuc' ? reduceView('sum', s, last) : extreme(ord === 2 ? 'max' : 'min', s, last, false);
      return releasing([s], norm);
    }
    default:
      return fail('LGT4018', 'Invalid norm order for matrices.');
  }
}

/** Norms of the matrices in two axes. */
function matrixNorm(x: View, ord: number | 'fro' | 'nuc', axes: readonly number[], keepdims: boolean): View {
  const others = [...x.shape.keys()].filter((d) => !axes.includes(d));
  const turned = x.transpose([...others, ...axes]);
  const norms = releasing([turned], matrixNorms(turned, ord));
  if (!keepdims) return norms;
  return releasing(
    [norms],
    reshape(
      norms,
      x.shape.map((e, d) => (axes.includes(d) ? 1 : e)),
    ),
  );
}

/**
 * Norm of a vector or a matrix, or of those along axes of an array.
 * @param ord not given: the root of the sum of squares. Of vectors any number, 0 (how many are not 0), ±Infinity; of
 * matrices `fro`, `nuc`, ±1, ±2, ±Infinity
 * @param axis one for vectors, two for matrices; not given: all elements, as a vector or a matrix
 * @throws LGT4018 for an order that there isn't, LGT4005
 */
export function norm(
  x: ArrayLike,
  ord?: Order,
  axis?: number | readonly number[] | null,
  keepdims = false,
): NDArray | number {
  const view = viewOf(x);
  const axes = checkAxes(axis, view.ndim);
  const computed = inFloats(`${ord} ${axes} ${keepdims}`, view, (v) => {
    if (ord === undefined || ord === null) return euclidean(v, axes, keepdims);
    if (axes.length === 1) return vectorNorm(v, ord, axes, keepdims);
    if (axes.length === 2) return matrixNorm(v, ord, axes, keepdims);
    return fail('LGT4018', 'Improper number of dimensions to norm.');
  });
  return result(computed, keepdims) as NDArray | number;
}

/** Norms of vectors along axes; not given: of all elements as one. */
export function vector_norm(
  x: ArrayLike,
  ord: number | 'fro' | 'nuc' = 2,
  axis?: number | readonly number[] | null,
  keepdims = false,
): NDArray | number {
  const view = viewOf(x);
  const axes = checkAxes(axis, view.ndim);
  return result(
    inFloats(`vector ${ord} ${axes} ${keepdims}`, view, (v) => vectorNorm(v, ord, axes, keepdims)),
    keepdims,
  ) as NDArray | number;
}

/** Norms of the matrices in the last two axes. @throws LGT4030 */
export function matrix_norm(x: ArrayLike, ord: number | 'fro' | 'nuc' = 'fro', keepdims = false): NDArray | number {
  const view = matrices(x);
  const axes = [view.ndim - 2, view.ndim - 1];
  return result(
    inFloats(`matrix ${ord} ${keepdims}`, view, (v) => matrixNorm(v, ord, axes, keepdims)),
    keepdims,
  ) as NDArray | number;
}

/**
 * Condition numbers of matrices in a norm: of 2 and -2 by singular values, else |a|·|a⁻¹|; a singular matrix has
 * infinity. @throws LGT4030
 */
export function cond(a: ArrayLike, p?: number | 'fro' | 'nuc' | null): number;
/** Of a stack of matrices: `cond<NDArray>(a)`. */
export function cond<R extends NDArray>(a: ArrayLike, p?: number | 'fro' | 'nuc' | null): R;
export function cond(a: ArrayLike, p?: number | 'fro' | 'nuc' | null): NDArray | number {
  const x = matrices(a);
  if (x.size === 0) linalgFail('cond is not defined on empty arrays');
  if (p === undefined || p === null || p === 2 || p === -2) {
    const s = singularValues(x);
    const ratios = jointly('cond', `${p === -2}`, [s, x], ([values, of]) =>
      spread(values as View, of as View, p === -2),
    );
    return result(releasing([s], ratios), false) as NDArray | number;
  }
  const square = squareMatrices(a);
  const values = inFloats(`cond ${p}`, square, (v) => {
    const [own, inverse] = [matrixNorms(v, p), inverseNorm(v, p)];
    return withoutNaN(releasing([own, inverse], elementwise('multiply', [own, inverse])), v);
  });
  return result(values, false) as NDArray | number;
}

/** How far apart the greatest and the least singular values of matrices are: their ratio, or its inverse. */
function spread(values: View, of: View, inverse: boolean): View {
  const last = values.ndim - 1;
  const [most, least] = [values.at(last, 0), values.at(last, columnsOf(values) - 1)];
  const ratio = elementwise('divide', inverse ? [least, most] : [most, least]);
  return releasing([most, least], withoutNaN(ratio, of));
}

/** |v⁻¹|, infinite where there is no inverse. */
function inverseNorm(v: View, p: number | 'fro' | 'nuc'): View {
  const [inverse, info] = lapack('linalg_inverse', [v]) as [View, View];
  const sizes = matrixNorms(inverse, p);
  const failed = elementwise('not_equal', [info, { dtype: 'int32', value: 0 }]);
  const infinite = { dtype: sizes.dtype, value: Number.POSITIVE_INFINITY };
  return releasing([inverse, info, sizes, failed], elementwise('where', [failed, infinite, sizes]));
}

/** NaN only where the matrix has one: 0/0 means infinity. */
function withoutNaN(ratio: View, x: View): View {
  const nans = elementwise('isnan', [x]);
  const some = reduceView('any', nans, [x.ndim - 2, x.ndim - 1]);
  const bad = elementwise('isnan', [ratio]);
  const infinite = { dtype: ratio.dtype, value: Number.POSITIVE_INFINITY };
  const nan = { dtype: ratio.dtype, value: Number.NaN };
  const mended = elementwise('where', [bad, infinite, ratio]);
  return releasing([nans, some, bad, ratio, mended], elementwise('where', [some, nan, mended]));
}
