/** Polynomials as lists of coefficients, the highest power first. Leading zeros are looked for, which waits. */
import { fail } from '../../compiler/errors';
import { DTYPES, promote } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { assign, elementwise, empty, library, reduce, reshape } from '../trace/ops';
import { composed, composedOf } from './composed';
import type { Divide, DType, Promote, Scalar } from './dtype';
import { toElement } from './element';
import { cast, elementOf, iota, scalarOf, truePlaces } from './gathering';
import { vander } from './grids';
import { part } from './joining';
import { linalg } from './namespaces';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';
import { result } from './reductions';

const zeros = (n: number, dtype: DType): View =>
  elementwise('copy', [{ dtype, value: DTYPES[dtype].kind === 'c' ? { re: 0, im: 0 } : scalarOf(0, dtype).value }], {
    shape: [n],
  });

/** The coefficients as a list; a number is a polynomial of degree 0. */
const coefficients = (p: ArrayLike): View => asList(viewOf(p));

const asList = (view: View): View => (view.ndim === 0 ? view.expand(0) : reshape(view, [view.size]));

/** Without leading zeros, but of one coefficient at least. Waits. */
function trimmed(p: View): View {
  if (p.size === 0) return zeros(1, p.dtype);
  const at = truePlaces(p);
  const first = at.size === 0 ? p.size - 1 : Number(elementOf(at, 0));
  return part(p, 0, first, p.size - first);
}

/** Both, the shorter one with zeros in front. */
function aligned(a: View, b: View): [View, View] {
  const n = Math.max(a.size, b.size);
  const widen = (p: View): View => {
    if (p.size === n) return p;
    const wide = zeros(n, p.dtype);
    assign(part(wide, 0, n - p.size, p.size), p);
    return wide;
  };
  return [widen(a), widen(b)];
}

/** The sum, without leading zeros. Waits. */
export function polyadd<A extends DType = 'float64', B extends DType = 'float64'>(
  a1: AnyArray<A> | ArrayLike,
  a2: AnyArray<B> | ArrayLike,
): NDArray<Promote<A, B>> {
  return composed(() => {
    const [a, b] = aligned(coefficients(a1), coefficients(a2));
    return wrap<Promote<A, B>>(elementwise('copy', [trimmed(elementwise('add', [a, b]))]));
  });
}

/** The difference, without leading zeros. Waits. */
export function polysub<A extends DType = 'float64', B extends DType = 'float64'>(
  a1: AnyArray<A> | ArrayLike,
  a2: AnyArray<B> | ArrayLike,
): NDArray<Promote<A, B>> {
  return composed(() => {
    const [a, b] = aligned(coefficients(a1), coefficients(a2));
    return wrap<Promote<A, B>>(elementwise('copy', [trimmed(elementwise('subtract', [a, b]))]));
  });
}

/** The product, of factors without leading zeros. Waits. */
export function polymul<A extends DType = 'float64', B extends DType = 'float64'>(
  a1: AnyArray<A> | ArrayLike,
  a2: AnyArray<B> | ArrayLike,
): NDArray<Promote<A, B>> {
  return composed(() =>
    wrap<Promote<A, B>>(library('convolve', [trimmed(coefficients(a1)), trimmed(coefficients(a2))])),
  );
}

const floatType = (t: DType): DType => (DTYPES[t].kind === 'f' || DTYPES[t].kind === 'c' ? t : 'float64');

/** Quotient and remainder. Waits. @throws LGT4018 for division by zero */
export function polydiv<A extends DType = 'float64', B extends DType = 'float64'>(
  u: AnyArray<A> | ArrayLike,
  v: AnyArray<B> | ArrayLike,
): [NDArray<Divide<A, B>>, NDArray<Divide<A, B>>] {
  return composed(() => {
    const [top, bottom] = [trimmed(coefficients(u)), trimmed(coefficients(v))];
    if (truePlaces(bottom).size === 0) fail('LGT4018', 'Division by zero polynomial');
    const type = floatType(promote(top.dtype, bottom.dtype));
    const [dividend, divisor] = [cast(top, type), cast(bottom, type)];
    const [n, m] = [dividend.size, divisor.size];
    if (n < m) return [wrap<Divide<A, B>>(zeros(1, type)), wrap<Divide<A, B>>(elementwise('copy', [dividend]))];
    const both = library('deconvolve', [dividend, divisor]);
    const left = m === 1 ? zeros(1, type) : trimmed(part(both, 0, n - m + 1, m - 1));
    return [part(both, 0, 0, n - m + 1), left].map((list) => wrap<Divide<A, B>>(elementwise('copy', [list]))) as [
      NDArray<Divide<A, B>>,
      NDArray<Divide<A, B>>,
    ];
  });
}

/** Values at `x`, by Horner's rule. A number for a number, which waits. */
export function polyval(p: ArrayLike, x: number): number;
export function polyval(p: ArrayLike, x: ArrayLike): NDArray;
export function polyval(p: ArrayLike, x: ArrayLike): NDArray | Scalar {
  const values = composedOf('polyval', '', [p, x], ([given, at]) => {
    const list = asList(given as View);
    const { dtype, shape } = at as View;
    const type = promote(list.dtype, dtype);
    const base = cast(at as View, type);
    let value = elementwise('copy', [cast(list.at(0, 0), type)], { shape });
    for (let k = 1; k < list.size; k++)
      value = elementwise('add', [elementwise('multiply', [value, base]), list.at(0, k)]);
    return value;
  });
  return typeof x === 'number' ? result(values, false) : wrap(values);
}

/** The powers n-1 … 0 that coefficients go with, raised by `by`. */
const powersOf = (n: number, by: number, dtype: DType): View =>
  cast(elementwise('subtract', [scalarOf(n - 1 + by, 'int64'), iota(n)]), dtype);

/** The m-th derivative. */
export function polyder<D extends DType = 'float64'>(p: AnyArray<D> | ArrayLike, m = 1): NDArray<Promote<D, 'int64'>> {
  if (m < 0) fail('LGT4018', 'Order of derivative must be positive (see polyint)');
  return composed(() => {
    const given = coefficients(p);
    let list = cast(given, promote(given.dtype, 'int64'));
    for (let k = 0; k < m; k++) {
      if (list.size === 0) break;
      const n = list.size - 1;
      list = elementwise('multiply', [part(list, 0, 0, n), powersOf(n, 1, list.dtype)]);
    }
    return wrap<Promote<D, 'int64'>>(
      m === 0 || list.size === 0 ? elementwise('copy', [list.size === 0 ? zeros(1, list.dtype) : list]) : list,
    );
  });
}

/** The m-th antiderivative, with integration constants `k`: one for all, or one for each time. */
export function polyint<D extends DType = 'float64'>(
  p: AnyArray<D> | ArrayLike,
  m = 1,
  k: number | readonly number[] | null = 0,
): NDArray<Promote<D, 'float64'>> {
  if (m < 0) fail('LGT4018', 'Order of integral must be positive (see polyder)');
  const constants = typeof k === 'number' ? Array<number>(m).fill(k) : (k ?? Array<number>(m).fill(0));
  const each = constants.length === 1 && m > 1 ? Array<number>(m).fill(constants[0] as number) : constants;
  if (each.length < m) fail('LGT4018', 'k must be a scalar or a rank-1 array of length 1 or >m.');
  return composed(() => {
    const given = coefficients(p);
    let list = cast(given, promote(given.dtype, 'float64'));
    for (let i = 0; i < m; i++) {
      const wide = empty([list.size + 1], list.dtype);
      assign(part(wide, 0, 0, list.size), elementwise('divide', [list, powersOf(list.size, 1, list.dtype)]));
      assign(part(wide, 0, list.size, 1), {
        dtype: list.dtype,
        value: list.dtype === 'complex128' ? { re: each[i] as number, im: 0 } : (each[i] as number),
      });
      list = wide;
    }
    return wrap<Promote<D, 'float64'>>(m === 0 ? elementwise('copy', [list]) : list);
  });
}

/** The monic polynomial with the given roots, or the characteristic polynomial of a square matrix. */
export function poly(seq_of_zeros: ArrayLike): NDArray {
  return composed(() => {
    const given = viewOf(seq_of_zeros);
    const square = given.ndim === 2 && given.shape[0] === given.shape[1] && given.size > 0;
    const roots = square ? (linalg.eigvals(wrap(given)) as NDArray).handle : reshape(given, [given.size]);
    const type = roots.dtype === 'float16' ? 'float64' : floatType(roots.dtype);
    const product = jointly('poly', type, [roots], ([given]) => productOf(given as View, type));
    return wrap(DTYPES[type].kind === 'c' && isConjugate(roots) ? elementwise('real', [product]) : product);
  });
}

/** The product of x - root. */
function productOf(roots: View, type: DType): View {
  const one = { dtype: type, value: toElement(1, type) };
  const factors = empty([roots.size, 2], type);
  let product = elementwise('copy', [one], { shape: [1] });
  if (roots.size === 0) return product;
  assign(part(factors, 1, 0, 1), one);
  assign(part(factors, 1, 1, 1), reshape(elementwise('negative', [cast(roots, type)]), [roots.size, 1]));
  for (let i = 0; i < roots.size; i++) product = library('convolve', [product, factors.at(0, i)]);
  return product;
}

/** Whether each complex number's conjugate is there as often: then the polynomial is real. Waits. */
function isConjugate(roots: View): boolean {
  const all = Array.from({ length: roots.size }, (_, i) => elementOf(roots, i) as { re: number; im: number });
  const count = (re: number, im: number): number => all.filter((z) => z.re === re && z.im === im).length;
  return all.every(({ re, im }) => count(re, im) === count(re, -im));
}

/** The roots, as complex128 (of float32 and complex64: complex64): the eigenvalues of the companion matrix. Waits. */
export function roots(p: ArrayLike): NDArray<'complex128'> {
  return composed(() => {
    const given = coefficients(p);
    const at = truePlaces(given);
    if (at.size === 0) return wrap<'complex128'>(zeros(0, 'complex128'));
    const [first, last] = [Number(elementOf(at, 0)), Number(elementOf(at, at.size - 1))];
    const list = part(given, 0, first, last - first + 1);
    const [n, trailing] = [list.size - 1, given.size - 1 - last];
    const narrow = given.dtype === 'float32' || given.dtype === 'complex64';
    const result = zeros(n + trailing, narrow ? 'complex64' : 'complex128');
    if (n > 0) {
      const type = floatType(list.dtype);
      const matrix = elementwise('eye', [], { params: { k: -1, dtype: type, rows: 0, columns: 1 }, shape: [n, n] });
      const scaled = elementwise('divide', [cast(part(list, 0, 1, n), type), cast(part(list, 0, 0, 1), type)]);
      assign(matrix.at(0, 0), elementwise('negative', [scaled]));
      const values = linalg.eigvals(wrap(matrix)) as NDArray;
      assign(part(result, 0, 0, n), values.handle);
    }
    return wrap<'complex128'>(result);
  });
}

/** The coefficients of the polynomial of a degree that fits points best, in the sense of least squares. Waits. */
export function polyfit(x: ArrayLike, y: ArrayLike, deg: number, w?: ArrayLike | null): NDArray {
  if (!Number.isInteger(deg) || deg < 0) fail('LGT4018', 'expected deg >= 0');
  return composed(() => {
    if ([x, y].some((v) => viewOf(v).dtype === 'float16'))
      fail('LGT4003', 'array type float16 is unsupported in linalg');
    const [at, values] = [cast(viewOf(x), 'float64'), viewOf(y)];
    if (at.ndim !== 1) fail('LGT4005', 'expected 1D vector for x');
    if (at.size === 0) fail('LGT4014', 'expected non-empty vector for x');
    if (at.size !== values.shape[0]) fail('LGT4016', 'expected x and y to have same length');
    let [left, right] = [
      viewOf(vander(wrap(at), deg + 1)),
      cast(values, DTYPES[values.dtype].kind === 'c' ? 'complex128' : 'float64'),
    ];
    if (w !== undefined && w !== null) {
      const weights = reshape(cast(viewOf(w), 'float64'), [at.size, 1]);
      left = elementwise('multiply', [left, weights]);
      right = elementwise('multiply', [right, right.ndim === 1 ? reshape(weights, [at.size]) : weights]);
    }
    const scale = elementwise('sqrt', [reduce('sum', elementwise('square', [left]), [0])]);
    const scaled = elementwise('divide', [left, scale]);
    const solution = (linalg.lstsq(wrap(scaled), wrap(right), at.size * 2 ** -52) as { x: NDArray }).x.handle;
    const factors = reshape(scale, [deg + 1, ...Array<number>(solution.ndim - 1).fill(1)]);
    return wrap(elementwise('divide', [solution, factors]));
  });
}
