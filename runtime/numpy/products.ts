/** Products of vectors and matrices. Matrix products run on BLAS; vector products are sums that fuse. */
import { fail } from '../../compiler/errors';
import { DTYPES, promote } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { broadcastShapes, elementwise, empty, library, reshape } from '../trace/ops';
import { checkAxes, checkAxis } from './axes';
import { filled } from './creation';
import type { DType, MatMul, Promote, ReductionAccum, Scalar } from './dtype';
import { toElement } from './element';
import type { NDArray } from './ndarray';
import { type AnyArray, converted, releasing, viewOf, wrap } from './operand';
import { reduceView, result } from './reductions';
import { diagonalView, movedAxes } from './shape';

/** Σ x·y along the last axis, in the common type: integers wrap, booleans or. */
const contract = (x: View, y: View): View =>
  jointly('contract', '', [x, y], ([v, w]) => contraction(v as View, w as View));

function contraction(x: View, y: View): View {
  const type = promote(x.dtype, y.dtype);
  const isTurned = liesAcross(x.size > y.size ? x : y);
  const operands = isTurned ? [turned(x), turned(y)] : [x, y];
  const products = elementwise('multiply', operands);
  const total = reduceView(type === 'bool' ? 'any' : 'sum', products, [products.ndim - (isTurned ? 2 : 1)]);
  const typed = converted(total, type);
  return releasing([products, ...(isTurned ? operands : []), ...(typed.own ? [total] : [])], typed.view);
}

/** Whether elements along the last axis are farther apart than along the one before: it is a matrix's first axis. */
function liesAcross({ ndim, shape, strides }: View): boolean {
  if (ndim < 2 || shape[ndim - 2] === 1) return false;
  return Math.abs(strides[ndim - 1] as number) > Math.abs(strides[ndim - 2] as number);
}

/** The last two axes exchanged; a list becomes a column. */
const turned = (v: View): View => (v.ndim === 1 ? v.expand(1) : v.transpose(movedAxes(v.ndim, -1, -2)));

/** Of a vector (k) and matrices (…, k, n). */
const rowProduct = (x: View, y: View): View =>
  jointly('row_product', '', [x, y], ([v, w]) => {
    const columns = turned(w as View);
    return releasing([columns], contraction(v as View, columns));
  });

function mismatch(name: string, x: View, y: View, k1: number | undefined, k2: number | undefined): never {
  const text = (v: View) => `(${v.shape.join(', ')}${v.ndim === 1 ? ',' : ''})`;
  return fail('LGT4015', `${name}: shapes ${text(x)} and ${text(y)} not aligned: ${k1} is not ${k2}`);
}

/** The view that is transposed to give this one, where it is a whole array in its own order. */
function transposedFrom(v: View): View | undefined {
  if (v.ndim !== 2 || v.contiguous) return undefined;
  const turned = v.transpose();
  if (turned.coversBuffer) return turned;
  turned.release();
  return undefined;
}

/** So many leading dimensions a native product takes. */
const MAX_LEAD = 4;

/** Products of matrices whose leading dimensions broadcast. */
export function matmulViews(x: View, y: View): View {
  if (x.ndim === 2 && y.ndim === 2 && x.size > 0 && y.size > 0) return blasProduct(x, y);
  const lead = broadcastShapes([x.shape.slice(0, -2), y.shape.slice(0, -2)]);
  const shape = [...lead, x.shape.at(-2) as number, y.shape.at(-1) as number];
  if (x.size === 0 || y.size === 0) {
    const type = promote(x.dtype, y.dtype);
    return elements(shape) === 0 ? empty(shape, type) : filled(shape, { dtype: type, value: toElement(0, type) });
  }
  if (lead.length > MAX_LEAD) {
    const stack = (v: View): View => {
      const wide = v.broadcastTo([...lead, ...v.shape.slice(-2)]);
      return releasing([wide], reshape(wide, [elements(lead), ...v.shape.slice(-2)]));
    };
    const [left, right] = [stack(x), stack(y)];
    const product = matmulViews(left, right);
    return releasing([left, right, product], product.reshape(shape) as View);
  }
  return blasProduct(x, y);
}

const PLAIN = {};

/** BLAS reads a transposed matrix as it is. */
function blasProduct(x: View, y: View): View {
  const [ta, tb] = [transposedFrom(x), transposedFrom(y)];
  const params = ta || tb ? { ...(ta && { ta: true }), ...(tb && { tb: true }) } : PLAIN;
  const product = library('matmul', [ta ?? x, tb ?? y], params);
  ta?.release();
  tb?.release();
  return product;
}

/**
 * Matrix product; stacks of matrices broadcast, one-dimensional operands are a row on the left, a column on the right.
 * @throws LGT4015 where the extents don't fit, LGT4005 for operands without axes
 */
export function matmul<A extends DType, B extends DType>(a: AnyArray<A>, b: AnyArray<B>): NDArray<MatMul<A, B>> {
  const [x, y] = [viewOf(a), viewOf(b)];
  if (x.ndim === 0 || y.ndim === 0) {
    fail('LGT4005', 'matmul: an operand does not have enough dimensions (at least 1 required)');
  }
  const [k1, k2] = [x.shape.at(-1), y.shape.at(y.ndim === 1 ? 0 : -2)];
  if (k1 !== k2) mismatch('matmul', x, y, k1, k2);
  if (y.ndim === 1) return wrap(contract(x, y));
  if (x.ndim === 1) return wrap(rowProduct(x, y));
  return wrap(matmulViews(x, y));
}

type Product<A extends DType, B extends DType> = NDArray<Promote<A, B>> | Scalar<Promote<A, B>>;

/** x (…, k) times y (k, n…) as matrices, under the shape of all other axes. */
function flattenedProduct(x: View, y: View, shape: readonly number[]): View {
  const k = x.shape.at(-1) as number;
  const [rows, columns] = [elements(x.shape.slice(0, -1)), elements(y.shape.slice(1))];
  const [left, right] = [reshape(x, [rows, k]), reshape(y, [k, columns])];
  const product = matmulViews(left, right);
  return releasing([left, right, product], product.reshape(shape) as View);
}

/**
 * Sum of products over the last axis of a and the last but one (or only) of b. Of two vectors it is a single value,
 * and the call waits. @throws LGT4015 where the extents don't fit
 */
export function dot<A extends DType, B extends DType>(a: AnyArray<A>, b: AnyArray<B>): Product<A, B> {
  const [x, y] = [viewOf(a), viewOf(b)];
  if (x.ndim === 0 || y.ndim === 0) return result(elementwise('multiply', [x, y]), false);
  const [k1, k2] = [x.shape.at(-1), y.shape.at(y.ndim === 1 ? 0 : -2)];
  if (k1 !== k2) mismatch('dot', x, y, k1, k2);
  if (y.ndim === 1) return result(contract(x, y), false);
  if (x.ndim === 1) return wrap(rowProduct(x, y));
  const first = y.transpose(movedAxes(y.ndim, -2, 0));
  return wrap(releasing([first], flattenedProduct(x, first, [...x.shape.slice(0, -1), ...first.shape.slice(1)])));
}

/** Sum of products over the last axes. Of two vectors it is a single value, and the call waits. @throws LGT4015 */
export function inner<A extends DType, B extends DType>(a: AnyArray<A>, b: AnyArray<B>): Product<A, B> {
  const [x, y] = [viewOf(a), viewOf(b)];
  if (x.ndim === 0 || y.ndim === 0) return result(elementwise('multiply', [x, y]), false);
  const [k1, k2] = [x.shape.at(-1), y.shape.at(-1)];
  if (k1 !== k2) mismatch('inner', x, y, k1, k2);
  if (y.ndim === 1) return result(contract(x, y), false);
  if (x.ndim === 1) return wrap(contract(x, y));
  const first = y.transpose(movedAxes(y.ndim, -1, 0));
  return wrap(releasing([first], flattenedProduct(x, first, [...x.shape.slice(0, -1), ...first.shape.slice(1)])));
}

/** All products of elements of the flattened a (rows) and b (columns). */
export function outer<A extends DType, B extends DType>(a: AnyArray<A>, b: AnyArray<B>): NDArray<Promote<A, B>> {
  const [x, y] = [viewOf(a), viewOf(b)];
  const [rows, columns] = [reshape(x, [x.size, 1]), reshape(y, [1, y.size])];
  return wrap(releasing([rows, columns], elementwise('multiply', [rows, columns])));
}

/** Sum of products of the flattened arrays, a conjugated. Waits. @throws LGT4015 where sizes differ */
export function vdot<A extends DType, B extends DType>(a: AnyArray<A>, b: AnyArray<B>): Scalar<Promote<A, B>> {
  const [x, y] = [viewOf(a), viewOf(b)];
  if (x.size !== y.size) mismatch('vdot', x, y, x.size, y.size);
  const [left, right] = [reshape(x, [x.size]), reshape(y, [y.size])];
  const complex = DTYPES[x.dtype].kind === 'c';
  const conjugate = complex ? elementwise('conjugate', [left]) : left;
  return result(releasing(new Set([left, right, conjugate]), contract(conjugate, right)), false) as Scalar<
    Promote<A, B>
  >;
}

/** Sum along the diagonal of two axes. Of a matrix it is a single value, and the call waits. @throws LGT4005 */
export function trace<D extends DType>(
  a: AnyArray<D>,
  offset = 0,
  axis1 = 0,
  axis2 = 1,
): NDArray<ReductionAccum<D>> | Scalar<ReductionAccum<D>> {
  const view = viewOf(a);
  const narrow = view.dtype !== 'int64' && view.dtype !== 'uint64';
  const sums = jointly('trace', `${offset} ${axis1} ${axis2}`, [view], ([matrix]) => {
    const line = diagonalView(matrix as View, offset, axis1, axis2);
    return releasing([line], reduceView('sum', line, [line.ndim - 1]));
  });
  return result(sums, false, narrow);
}

/**
 * Sum of products over several axes: the last `axes` of a with the first of b, or the axes of two lists with each other.
 * Where no axis is left it is a single value, and the call waits. @throws LGT4015, LGT4005
 */
export function tensordot<A extends DType, B extends DType>(
  a: AnyArray<A>,
  b: AnyArray<B>,
  axes: number | readonly [number | readonly number[], number | readonly number[]] = 2,
): Product<A, B> {
  const [x, y] = [viewOf(a), viewOf(b)];
  const list = (d: number | readonly number[]): readonly number[] => (typeof d === 'number' ? [d] : d);
  const count = typeof axes === 'number' ? axes : list(axes[0]).length;
  const range = (from: number) => Array.from({ length: count }, (_, k) => from + k);
  const [ax, ay] = typeof axes === 'number' ? [range(x.ndim - count), range(0)] : [list(axes[0]), list(axes[1])];
  const [xs, ys] = [checkAxes(ax, x.ndim), checkAxes(ay, y.ndim)];
  const uneven = xs.findIndex((d, k) => x.shape[d] !== y.shape[ys[k] as number]);
  if (xs.length !== ys.length || uneven >= 0) mismatch('tensordot', x, y, xs.length, ys.length);
  const left = x.transpose(
    movedAxes(
      x.ndim,
      xs,
      xs.map((_, k) => k - count),
    ),
  );
  const right = y.transpose(movedAxes(y.ndim, ys, range(0)));
  const shape = [...left.shape.slice(0, x.ndim - count), ...right.shape.slice(count)];
  const k = elements(right.shape.slice(0, count));
  const rows = reshape(left, [elements(left.shape.slice(0, x.ndim - count)), k]);
  const columns = reshape(right, [k, elements(right.shape.slice(count))]);
  return result(releasing([left, right, rows, columns], flattenedProduct(rows, columns, shape)), false);
}

/** Sum of products along an axis, a conjugated. Of two vectors it is a single value, and the call waits. @throws LGT4015 */
export function vecdot<A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>, axis = -1): Product<A, B> {
  const [x, y] = [viewOf(x1), viewOf(x2)];
  const last = (v: View): View => {
    const along = checkAxis(axis, v.ndim);
    return along === v.ndim - 1 ? v.slice([]) : v.transpose(movedAxes(v.ndim, along, -1));
  };
  const [left, right] = [last(x), last(y)];
  if (left.shape.at(-1) !== right.shape.at(-1)) mismatch('vecdot', x, y, left.shape.at(-1), right.shape.at(-1));
  const conjugate = DTYPES[x.dtype].kind === 'c' ? elementwise('conjugate', [left]) : left;
  return result(releasing(new Set([left, right, conjugate]), contract(conjugate, right)), false);
}

/** Blocks of b multiplied by each element of a. */
export function kron<A extends DType, B extends DType>(a: AnyArray<A>, b: AnyArray<B>): NDArray<Promote<A, B>> {
  const [x, y] = [viewOf(a), viewOf(b)];
  const ndim = Math.max(x.ndim, y.ndim);
  const padded = (v: View) => [...Array<number>(ndim - v.ndim).fill(1), ...v.shape];
  const [xs, ys] = [padded(x), padded(y)];
  const left = reshape(
    x,
    xs.flatMap((e) => [e, 1]),
  );
  const right = reshape(
    y,
    ys.flatMap((e) => [1, e]),
  );
  const blocks = elementwise('multiply', [left, right]);
  return wrap(releasing([left, right, blocks], blocks.reshape(xs.map((e, d) => e * (ys[d] as number))) as View));
}

/** Products of matrices (…, m, k) and vectors (…, k). @throws LGT4015, LGT4005 */
export function matvec<A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>): NDArray<Promote<A, B>> {
  const [x, y] = [viewOf(x1), viewOf(x2)];
  if (x.ndim < 2 || y.ndim < 1)
    fail('LGT4005', 'matvec takes matrices (at least 2 dimensions) and vectors (at least 1)');
  if (x.shape.at(-1) !== y.shape.at(-1)) mismatch('matvec', x, y, x.shape.at(-1), y.shape.at(-1));
  const row = y.expand(y.ndim - 1);
  return wrap(releasing([row], contract(x, row)));
}

/** Products of vectors (…, k), conjugated, and matrices (…, k, n). @throws LGT4015, LGT4005 */
export function vecmat<A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>): NDArray<Promote<A, B>> {
  const [x, y] = [viewOf(x1), viewOf(x2)];
  if (x.ndim < 1 || y.ndim < 2)
    fail('LGT4005', 'vecmat takes vectors (at least 1 dimension) and matrices (at least 2)');
  if (x.shape.at(-1) !== y.shape.at(-2)) mismatch('vecmat', x, y, x.shape.at(-1), y.shape.at(-2));
  return wrap(
    jointly('vecmat', '', [x, y], ([vector, matrix]) => {
      const [v, m] = [vector as View, matrix as View];
      const conjugate = DTYPES[v.dtype].kind === 'c' ? elementwise('conjugate', [v]) : v.slice([]);
      const row = conjugate.expand(conjugate.ndim - 1);
      const columns = turned(m);
      return releasing([conjugate, row, columns], contraction(row, columns));
    }),
  );
}
