/** Scalar code that several operations share. */
import { DTYPES, type DType, isComplex, isFloating, isInteger } from '../ir/dtype';
import type { Comparison, Scalar, ScalarBuilder } from './scalar-builder';

/** Greatest and least value of a real type (infinite for floats). */
export function limits(t: DType): readonly [least: number | bigint, greatest: number | bigint] {
  const { kind, size } = DTYPES[t];
  if (kind === 'b') return [0, 1];
  if (kind === 'f') return [-Infinity, Infinity];
  const bits = BigInt(8 * size);
  const [least, greatest] = kind === 'u' ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
  return size === 8 ? [least, greatest] : [Number(least), Number(greatest)];
}

export const isFloat = (s: Scalar): boolean => isFloating(s.dtype);
export const isComplexScalar = (s: Scalar): boolean => isComplex(s.dtype);
export const isIntegerScalar = (s: Scalar): boolean => isInteger(s.dtype);
export const isUnsigned = (s: Scalar): boolean => DTYPES[s.dtype].kind === 'u' || s.dtype === 'bool';

/** A constant of the same (for complex: the part's) type as a value. */
export const like = (b: ScalarBuilder, a: Scalar, v: number | bigint): Scalar => b.constant(a.dtype, v);

export const parts = (b: ScalarBuilder, z: Scalar): [re: Scalar, im: Scalar] => [b.real(z), b.imag(z)];

/** Applies a real function to both parts of a complex value, or to a real one. */
export const partwise = (b: ScalarBuilder, a: Scalar, f: (x: Scalar) => Scalar): Scalar =>
  isComplexScalar(a) ? b.complex(f(b.real(a)), f(b.imag(a))) : f(a);

export const falsehood = (b: ScalarBuilder): Scalar => b.constant('bool', false);

/** NumPy's order: complex values lexicographically, NaN below and above nothing. */
export function ordered(b: ScalarBuilder, how: Comparison, a: Scalar, c: Scalar): Scalar {
  if (!isComplexScalar(a) || how === 'eq' || how === 'ne') return compareMixed(b, how, a, c);
  const [ar, ai] = parts(b, a);
  const [cr, ci] = parts(b, c);
  const strict = how === 'le' || how === 'lt' ? 'lt' : 'gt';
  const nan = b.or(b.isNaN(ai), b.isNaN(ci));
  return b.or(b.and(b.compare(strict, ar, cr), b.not(nan)), b.and(b.compare('eq', ar, cr), b.compare(how, ai, ci)));
}

/** Compares, also int64 with uint64, exactly. */
function compareMixed(b: ScalarBuilder, how: Comparison, a: Scalar, c: Scalar): Scalar {
  if (a.dtype === c.dtype) return b.compare(how, a, c);
  const signed = a.dtype === 'int64' ? a : c;
  const negative = b.compare('lt', signed, b.constant('int64', 0));
  const compared = b.compare(how, b.convert(a, 'uint64'), b.convert(c, 'uint64'));
  const below = signed === a;
  const whenNegative = how === 'ne' || (below ? how === 'lt' || how === 'le' : how === 'gt' || how === 'ge');
  return b.select(negative, b.constant('bool', whenNegative), compared);
}

/** The greater; NaN if one is; of equal values the second, as x86's instruction. */
export function maximum(b: ScalarBuilder, a: Scalar, c: Scalar): Scalar {
  if (a.dtype === 'bool') return b.or(a, c);
  if (isComplexScalar(a)) return b.select(b.or(ordered(b, 'ge', a, c), b.isNaN(a)), a, c);
  const greater = b.select(b.compare('gt', a, c), a, c);
  return isFloat(a) ? b.select(b.isNaN(a), a, greater) : greater;
}

/** The lesser; NaN if one is; of equal values the second. */
export function minimum(b: ScalarBuilder, a: Scalar, c: Scalar): Scalar {
  if (a.dtype === 'bool') return b.and(a, c);
  if (isComplexScalar(a)) return b.select(b.or(ordered(b, 'le', a, c), b.isNaN(a)), a, c);
  const lesser = b.select(b.compare('lt', a, c), a, c);
  return isFloat(a) ? b.select(b.isNaN(a), a, lesser) : lesser;
}

/** The greater (lesser); of a number and NaN the number. */
export function maximumOfNumbers(b: ScalarBuilder, a: Scalar, c: Scalar): Scalar {
  if (isComplexScalar(a)) return b.select(b.or(ordered(b, 'ge', a, c), b.isNaN(c)), a, c);
  return isFloat(a) ? b.select(b.isNaN(c), a, b.select(b.compare('gt', a, c), a, c)) : maximum(b, a, c);
}

export function minimumOfNumbers(b: ScalarBuilder, a: Scalar, c: Scalar): Scalar {
  if (isComplexScalar(a)) return b.select(b.or(ordered(b, 'le', a, c), b.isNaN(c)), a, c);
  return isFloat(a) ? b.select(b.isNaN(c), a, b.select(b.compare('lt', a, c), a, c)) : minimum(b, a, c);
}

/** |x| of a real value; the least integer stays as it is. */
export function magnitude(b: ScalarBuilder, a: Scalar): Scalar {
  if (isFloat(a)) return b.call('fabs', a);
  if (isUnsigned(a)) return a;
  return b.select(b.compare('lt', a, like(b, a, 0)), b.neg(a), a);
}

/** sqrt(x² + y²) without undue overflow, by arithmetic that is the same on every path. */
export function hypotenuse(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const infinite = (v: Scalar): Scalar => b.compare('eq', b.call('fabs', v), like(b, v, Infinity));
  const length = x.dtype === 'float32' ? hypotenuse32(b, x, y) : hypotenuse64(b, x, y);
  return b.select(b.or(infinite(x), infinite(y)), like(b, x, Infinity), length);
}

function hypotenuse32(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const [u, v] = [b.convert(x, 'float64'), b.convert(y, 'float64')];
  return b.convert(b.call('sqrt', b.add(b.mul(u, u), b.mul(v, v))), 'float32');
}

function hypotenuse64(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const [u, v] = [b.call('fabs', x), b.call('fabs', y)];
  const long = b.select(b.compare('gt', u, v), u, v);
  const k = (n: number): Scalar => like(b, x, n);
  const huge = b.compare('gt', long, k(2 ** 510));
  const tiny = b.compare('lt', long, k(2 ** -450));
  const down = b.select(huge, k(2 ** -600), b.select(tiny, k(2 ** 600), k(1)));
  const up = b.select(huge, k(2 ** 600), b.select(tiny, k(2 ** -600), k(1)));
  const [p, q] = [b.mul(u, down), b.mul(v, down)];
  return b.mul(b.call('sqrt', b.add(b.mul(p, p), b.mul(q, q))), up);
}

/** The sign bit of a real value. */
export function signBit(b: ScalarBuilder, a: Scalar): Scalar {
  if (!isFloat(a)) return b.compare('lt', a, like(b, a, 0));
  return b.compare('lt', b.call('copysign', like(b, a, 1), a), like(b, a, 0));
}
