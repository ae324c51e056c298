/**
 * Elementwise functions. Operands broadcast; results are new arrays; nothing is computed before somebody looks.
 * Integers given to functions with floating results are converted: of 8 bits to float16, of 16 to float32, others to float64.
 */
import { isComplex, isFloating } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { jointResults } from '../host/joint';
import { elementwise } from '../trace/ops';
import { filled } from './creation';
import type { Abs, Angle, BoolArith, ComplexComponent, DType, MathResult, Power, RoundResult } from './dtype';
import type { NDArray } from './ndarray';
import { isHolder } from './nested';
import { type AnyArray, alias, releasing, viewOf, wrap, wrapAlias } from './operand';
import {
  arithmetic,
  bits,
  bounding,
  exact,
  exponent,
  floating,
  quotient,
  remainder as remainderRule,
  shift,
} from './scalar-rules';
import {
  type BinaryBool,
  type BinaryDivide,
  type BinaryFloatPower,
  type BinaryMath,
  type BinaryPower,
  type BinaryPromoting,
  binary,
  type Num,
  type UnaryBool,
  type UnaryCount,
  type UnaryMath,
  type UnarySame,
  unary,
} from './ufunc';

// Arithmetic. A number beside integers doesn't change their type: int32 + 0.5 is int32.

/** x1 + x2; of booleans, whether one is true. */
export const add = binary('add', arithmetic);
/** x1 - x2. Not for booleans (use `logical_xor`). */
export const subtract = binary('subtract', arithmetic);
/** x1 · x2; of booleans, whether both are true. */
export const multiply = binary('multiply', arithmetic);
/** x1 / x2 in floating point: float64 for integers. */
export const divide = binary<BinaryDivide>('divide', quotient);
export const true_divide = divide;
/** x1 / x2 rounded down; integers give 0 where x2 is 0. */
export const floor_divide = binary<BinaryPower>('floor_divide', remainderRule);
/** Remainder with the sign of x2; integers give 0 where x2 is 0. */
export const remainder = binary<BinaryPower>('remainder', remainderRule);
export const mod = remainder;
/** Remainder with the sign of x1, as C's. */
export const fmod = binary('fmod', remainderRule);
/** x1 to the power of x2. Integers wrap; a negative or broken number as exponent gives floats. */
export const power = binary<BinaryPower>('power', exponent);
export const pow = power;
/** x1 to the power of x2, in float64 at least. */
export const float_power = binary<BinaryFloatPower>('float_power', exponent);
/** The greater; NaN where one is NaN. */
export const maximum = binary('maximum', bounding);
/** The lesser; NaN where one is NaN. */
export const minimum = binary('minimum', bounding);
/** The greater; the number where the other is NaN. */
export const fmax = binary('fmax', bounding);
/** The lesser; the number where the other is NaN. */
export const fmin = binary('fmin', bounding);
/** Greatest common divisor of integers. */
export const gcd = binary('gcd', bits);
/** Least common multiple of integers. */
export const lcm = binary('lcm', bits);
/** 0, x2 or 1 where x1 is negative, zero or positive. */
export const heaviside = binary<BinaryMath>('heaviside', floating);

/** -x. Not for booleans (use `logical_not`). */
export const negative = unary<UnarySame>('negative');
/** +x: a copy. */
export const positive = unary<UnarySame>('positive');
/** |x|; of complex numbers the magnitude, a real number. */
export const absolute = unary<<D extends DType>(x: AnyArray<D>) => NDArray<Abs<D>>>('absolute');
export const abs = absolute;
/** |x| in floating point. */
export const fabs = unary('fabs');
/** -1, 0 or 1; of complex numbers x / |x|. */
export const sign = unary<UnarySame>('sign');
/** x². */
export const square = unary<<D extends DType>(x: AnyArray<D>) => NDArray<BoolArith<D>>>('square');
/** √x; NaN for negative numbers. */
export const sqrt = unary('sqrt');
/** Cube root. */
export const cbrt = unary('cbrt');
/** 1 / x; integers truncate. */
export const reciprocal = unary<UnarySame>('reciprocal');

// Exponentials and logarithms.

/** eˣ. */
export const exp = unary('exp');
/** 2ˣ. */
export const exp2 = unary('exp2');
/** eˣ - 1, exact for small x. */
export const expm1 = unary('expm1');
/** Natural logarithm. */
export const log = unary('log');
/** Logarithm to base 2. */
export const log2 = unary('log2');
/** Logarithm to base 10. */
export const log10 = unary('log10');
/** log(1 + x), exact for small x. */
export const log1p = unary('log1p');
/** log(exp(x1) + exp(x2)) without overflow. */
export const logaddexp = binary<BinaryMath>('logaddexp', floating);
/** log2(2^x1 + 2^x2) without overflow. */
export const logaddexp2 = binary<BinaryMath>('logaddexp2', floating);

// Trigonometry, in radians.

/** Sine. */
export const sin = unary('sin');
/** Cosine. */
export const cos = unary('cos');
/** Tangent. */
export const tan = unary('tan');
/** Inverse sine, in [-π/2, π/2]. */
export const arcsin = unary('arcsin');
export const asin = arcsin;
/** Inverse cosine, in [0, π]. */
export const arccos = unary('arccos');
export const acos = arccos;
/** Inverse tangent, in [-π/2, π/2]. */
export const arctan = unary('arctan');
export const atan = arctan;
/** Angle of the point (x2, x1), in [-π, π]. */
export const arctan2 = binary<BinaryMath>('arctan2', floating);
export const atan2 = arctan2;
/** √(x1² + x2²) without overflow. */
export const hypot = binary<BinaryMath>('hypot', floating);
/** Hyperbolic sine. */
export const sinh = unary('sinh');
/** Hyperbolic cosine. */
export const cosh = unary('cosh');
/** Hyperbolic tangent. */
export const tanh = unary('tanh');
/** Inverse hyperbolic sine. */
export const arcsinh = unary('arcsinh');
export const asinh = arcsinh;
/** Inverse hyperbolic cosine. */
export const arccosh = unary('arccosh');
export const acosh = arccosh;
/** Inverse hyperbolic tangent. */
export const arctanh = unary('arctanh');
export const atanh = arctanh;
/** Radians to degrees. */
export const degrees = unary('rad2deg');
export const rad2deg = degrees;
/** Degrees to radians. */
export const radians = unary('deg2rad');
export const deg2rad = radians;

// Rounding.

/** Down to the next integer. */
export const floor = unary<UnarySame>('floor');
/** Up to the next integer. */
export const ceil = unary<UnarySame>('ceil');
/** Towards zero. */
export const trunc = unary<UnarySame>('trunc');
export const fix = trunc;
/** To the nearest integer, halves to the even one. */
export const rint = unary('rint');
/** To `decimals` places (negative: tens, hundreds…), halves to the even digit. */
export function around<D extends DType>(a: AnyArray<D>, decimals = 0): NDArray<RoundResult<D>> {
  return wrap(elementwise('around', [viewOf(a)], { params: { decimals } }));
}
export const round = around;

// Floating-point numbers.

/** |x1| with the sign of x2. */
export const copysign = binary<BinaryMath>('copysign', floating);
/** The next floating-point number from x1 towards x2. */
export const nextafter = binary<BinaryMath>('nextafter', floating);
/** Distance to the next floating-point number away from zero. */
export const spacing = unary('spacing');
/** Whether the sign bit is set, also of -0. */
export const signbit = unary<UnaryBool>('signbit');
export const isnan = unary<UnaryBool>('isnan');
export const isinf = unary<UnaryBool>('isinf');
/** Neither infinite nor NaN. */
export const isfinite = unary<UnaryBool>('isfinite');
export const isneginf = unary<UnaryBool>('isneginf');
export const isposinf = unary<UnaryBool>('isposinf');

/** Fractional and integral part, both with the sign of x. */
export function modf<D extends DType>(x: AnyArray<D>): [NDArray<MathResult<D>>, NDArray<MathResult<D>>] {
  const view = viewOf(x);
  return bothOf(view, 'modf_fractional', 'modf_integral') as [NDArray<MathResult<D>>, NDArray<MathResult<D>>];
}

/** Mantissa in [0.5, 1) and exponent: x = m · 2^e. */
export function frexp<D extends DType>(x: AnyArray<D>): [NDArray<MathResult<D>>, NDArray<'int32'>] {
  const view = viewOf(x);
  return bothOf(view, 'frexp_mantissa', 'frexp_exponent') as [NDArray<MathResult<D>>, NDArray<'int32'>];
}

/** The results of two operations on an array. */
const bothOf = (view: View, first: string, second: string): NDArray[] =>
  jointResults(first, '', [view], ([x]) => [first, second].map((op) => elementwise(op, [x as View]))).map((made) =>
    wrap(made),
  );

const scaled = binary<<D extends DType>(x1: AnyArray<D>, x2: AnyArray | number) => NDArray<MathResult<D>>>(
  'ldexp',
  (value) => ({ scalar: { dtype: 'int32', value: Math.trunc(Number(value)) } }),
);

/** x1 · 2^x2; exponents in floats, as numpy-ts makes arrays of numbers, are truncated. */
export function ldexp<D extends DType>(x1: AnyArray<D>, x2: AnyArray | number): NDArray<MathResult<D>> {
  if (typeof x2 === 'number') return scaled(x1, x2);
  const exponents = viewOf(x2);
  if (!isFloating(exponents.dtype)) return scaled(x1, x2);
  const whole = wrap(elementwise('astype', [exponents], { params: { dtype: 'int32' } }));
  const result = scaled(x1, whole);
  whole.dispose();
  return result;
}

/** Quotient rounded down and remainder. */
export function divmod<A extends DType, B extends DType>(
  x: AnyArray<A>,
  y: AnyArray<B>,
): [NDArray<Power<A, B>>, NDArray<Power<A, B>>];
export function divmod<A extends DType>(x: AnyArray<A>, y: Num): [NDArray<A>, NDArray<A>];
export function divmod(x: AnyArray, y: AnyArray | Num): [NDArray, NDArray];
export function divmod<A extends DType, B extends DType>(x: AnyArray<A>, y: AnyArray<B> | Num): [NDArray, NDArray] {
  return [floor_divide(x, y as NDArray<B>), remainder(x, y as NDArray<B>)];
}

// Comparison: numbers are compared exactly, whatever the types.

export const equal = binary<BinaryBool>('equal', exact);
export const not_equal = binary<BinaryBool>('not_equal', exact);
export const less = binary<BinaryBool>('less', exact);
export const less_equal = binary<BinaryBool>('less_equal', exact);
export const greater = binary<BinaryBool>('greater', exact);
export const greater_equal = binary<BinaryBool>('greater_equal', exact);

// Logic: everything but 0 is true.

export const logical_and = binary<BinaryBool>('logical_and', exact);
export const logical_or = binary<BinaryBool>('logical_or', exact);
export const logical_xor = binary<BinaryBool>('logical_xor', exact);
export const logical_not = unary<UnaryBool>('logical_not');

// Bits of integers and booleans.

export const bitwise_and = binary('bitwise_and', bits);
export const bitwise_or = binary('bitwise_or', bits);
export const bitwise_xor = binary('bitwise_xor', bits);
/** All bits inverted; of booleans the negation. */
export const invert = unary<UnarySame>('invert');
export const bitwise_not = invert;
export const bitwise_invert = invert;
/** Number of bits set in the absolute value, as uint8. */
export const bitwise_count = unary<UnaryCount>('bitwise_count');
/** Bits moved up; counts past the width give 0. */
export const left_shift = binary<BinaryPromoting>('left_shift', shift);
export const bitwise_left_shift = left_shift;
/** Bits moved down, the sign follows. */
export const right_shift = binary<BinaryPromoting>('right_shift', shift);
export const bitwise_right_shift = right_shift;

// Complex numbers.

const realPart = unary<<D extends DType>(x: AnyArray<D>) => NDArray<ComplexComponent<D>>>('real');

/** Real part; of an array of real numbers a view of it. */
export const real = ((x: AnyArray, last?: unknown): NDArray =>
  typeof last !== 'object' && isHolder(x) && !isComplex(x.dtype)
    ? wrapAlias(alias(x.handle))
    : (realPart as (x: AnyArray, last?: unknown) => NDArray)(x, last)) as typeof realPart;
/** Imaginary part; 0 for real numbers. */
export const imag = unary<<D extends DType>(x: AnyArray<D>) => NDArray<ComplexComponent<D>>>('imag');
/** Complex conjugate. */
export const conj = unary<UnarySame>('conjugate');
export const conjugate = conj;

/** Phase angle, in radians in (-π, π] or in degrees. */
export function angle<D extends DType>(x: AnyArray<D>, deg = false): NDArray<Angle<D>> {
  const radians = elementwise('angle', [viewOf(x)]);
  return wrap(deg ? releasing([radians], elementwise('rad2deg', [radians])) : radians);
}

/** Whether the imaginary part isn't 0. */
export function iscomplex(x: AnyArray): NDArray<'bool'> {
  return wrap(byImaginary('not_equal', viewOf(x)));
}

/** Whether the imaginary part is 0. */
export function isreal(x: AnyArray): NDArray<'bool'> {
  return wrap(byImaginary('equal', viewOf(x)));
}

/** The comparison of the imaginary parts with 0; those of real numbers needn't be looked at. */
function byImaginary(comparison: 'equal' | 'not_equal', x: View): View {
  if (!isComplex(x.dtype)) return filled(x.shape, { dtype: 'bool', value: comparison === 'equal' ? 1 : 0 });
  const part = elementwise('imag', [x]);
  return releasing([part], elementwise(comparison, [part, { dtype: part.dtype, value: zero(part.dtype) }]));
}

const zero = (d: DType): number | bigint => (d === 'int64' || d === 'uint64' ? 0n : 0);

export type { UnaryMath };
