/** Sums, products, quotients and what is made of them. */
import { DTYPES, isBig } from '../ir/dtype';
import { binary, unary } from './define';
import type { Operation } from './operation';
import { power } from './power';
import type { Scalar, ScalarBuilder } from './scalar-builder';
import { hypotenuse, isComplexScalar, isFloat, isUnsigned, like, magnitude, parts } from './scalar-idioms';
import { floating, realPart, same, sameNotBool, trueFloating } from './type-rules';

/** NumPy's npy_divmod: quotient rounded down and remainder with the divisor's sign. */
function divmod(b: ScalarBuilder, x: Scalar, y: Scalar): readonly [quotient: Scalar, remainder: Scalar] {
  if (!isFloat(x)) return divmodIntegers(b, x, y);
  const zero = like(b, x, 0);
  const one = like(b, x, 1);
  const rem = b.call('fmod', x, y);
  const whole = b.div(b.sub(x, rem), y);
  const exact = b.compare('eq', rem, zero);
  const opposite = b.xor(b.compare('lt', y, zero), b.compare('lt', rem, zero));
  const adjust = b.and(b.not(exact), opposite);
  const quotient = b.select(adjust, b.sub(whole, one), whole);
  const remainder = b.select(exact, b.call('copysign', zero, y), b.select(adjust, b.add(rem, y), rem));
  const floor = b.call('floor', quotient);
  const nearest = b.select(b.compare('gt', b.sub(quotient, floor), like(b, x, 0.5)), b.add(floor, one), floor);
  const ratio = b.div(x, y);
  const rounded = b.select(b.compare('eq', quotient, zero), b.call('copysign', zero, ratio), nearest);
  const byZero = b.compare('eq', y, zero);
  return [b.select(byZero, ratio, rounded), b.select(byZero, rem, remainder)];
}

function divmodIntegers(b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] {
  const quotient = b.div(x, y);
  const remainder = b.rem(x, y);
  if (isUnsigned(x)) return [quotient, remainder];
  const zero = like(b, x, 0);
  const opposite = b.xor(b.compare('lt', x, zero), b.compare('lt', y, zero));
  const adjust = b.and(b.compare('ne', remainder, zero), opposite);
  return [b.select(adjust, b.sub(quotient, like(b, x, 1)), quotient), b.select(adjust, b.add(remainder, y), remainder)];
}

/** z / |z|, with the limits at 0 and infinity that NumPy defines. */
function signOfComplex(b: ScalarBuilder, z: Scalar): Scalar {
  const [re, im] = parts(b, z);
  const length = hypotenuse(b, re, im);
  const zero = like(b, re, 0);
  const infinity = like(b, re, Infinity);
  const infinite = (v: Scalar): Scalar => b.compare('eq', b.call('fabs', v), infinity);
  const unit = (v: Scalar): Scalar => b.select(infinite(v), b.call('copysign', like(b, v, 1), v), zero);
  const both = b.and(infinite(re), infinite(im));
  const pick = (v: Scalar): Scalar => {
    const atInfinity = b.select(both, like(b, re, Number.NaN), unit(v));
    const quotient = b.select(b.compare('eq', length, zero), zero, b.div(v, length));
    return b.select(b.compare('eq', length, infinity), atInfinity, quotient);
  };
  // A NaN in one part makes the other one NaN too, except beside an infinity.
  return b.complex(pick(re), pick(im));
}

function sign(b: ScalarBuilder, a: Scalar): Scalar {
  if (isComplexScalar(a)) return signOfComplex(b, a);
  const zero = like(b, a, 0);
  const one = like(b, a, 1);
  const positive = b.compare('gt', a, zero);
  if (isUnsigned(a)) return b.select(positive, one, zero);
  const rest = isFloat(a) ? b.select(b.isNaN(a), a, zero) : zero;
  return b.select(positive, one, b.select(b.compare('lt', a, zero), b.neg(one), rest));
}

/** 1 / z by NumPy's steps; of an integer the truncated real reciprocal. */
function reciprocal(b: ScalarBuilder, a: Scalar): Scalar {
  if (isFloat(a)) return b.div(like(b, a, 1), a);
  if (!isComplexScalar(a)) {
    return b.convert(b.div(b.constant('float64', 1), b.convert(a, 'float64')), a.dtype);
  }
  const [re, im] = parts(b, a);
  const one = like(b, re, 1);
  const wide = b.compare('le', b.call('fabs', im), b.call('fabs', re));
  const r = b.select(wide, b.div(im, re), b.div(re, im));
  const d = b.select(wide, b.add(re, b.mul(im, r)), b.add(b.mul(re, r), im));
  return b.complex(b.div(b.select(wide, one, r), d), b.div(b.select(wide, b.neg(r), b.neg(one)), d));
}

const either = (b: ScalarBuilder, x: Scalar, y: Scalar): Scalar => (x.dtype === 'bool' ? b.or(x, y) : b.add(x, y));
const both = (b: ScalarBuilder, x: Scalar, y: Scalar): Scalar => (x.dtype === 'bool' ? b.and(x, y) : b.mul(x, y));

function greatestCommonDivisor(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const unsigned = `uint${8 * DTYPES[x.dtype].size}` as const;
  const start = [magnitude(b, x), magnitude(b, y)].map((v) => b.convert(v, unsigned as 'uint64'));
  const zero = b.constant(unsigned as 'uint64', isBig(x.dtype) ? 0n : 0);
  const [divisor] = b.loop(
    start,
    ([, v]) => b.compare('ne', v as Scalar, zero),
    ([u, v]) => [v as Scalar, b.rem(u as Scalar, v as Scalar)],
  );
  return b.convert(divisor as Scalar, x.dtype);
}

function leastCommonMultiple(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const unsigned = `uint${8 * DTYPES[x.dtype].size}` as 'uint64';
  const [u, v] = [b.convert(magnitude(b, x), unsigned), b.convert(magnitude(b, y), unsigned)];
  const divisor = b.convert(greatestCommonDivisor(b, x, y), unsigned);
  return b.convert(b.mul(b.div(u, divisor), v), x.dtype);
}

export const ARITHMETIC: readonly Operation[] = [
  binary('add', 'Sum; of booleans whether one is true.', same(), either),
  binary('subtract', 'Difference.', same('iufc'), (b, x, y) => b.sub(x, y)),
  binary('multiply', 'Product; of booleans whether both are true.', same(), both),
  binary('divide', 'Quotient; of integers in floating point.', trueFloating(), (b, x, y) => b.div(x, y)),
  binary(
    'floor_divide',
    'Quotient rounded down; of integers 0 where the divisor is 0.',
    sameNotBool('biuf'),
    (b, x, y) => (x.dtype === 'float64' ? b.call('floordiv', x, y) : divmod(b, x, y)[0]),
  ),
  binary(
    'remainder',
    "Remainder with the divisor's sign; of integers 0 where the divisor is 0.",
    sameNotBool('biuf'),
    (b, x, y) => divmod(b, x, y)[1],
  ),
  binary(
    'fmod',
    "Remainder with the dividend's sign; of integers 0 where the divisor is 0.",
    sameNotBool('biuf'),
    (b, x, y) => b.rem(x, y),
  ),
  ...power,
  unary('negative', 'The value with its sign changed.', same('iufc'), (b, a) => b.neg(a)),
  unary('positive', 'The value itself.', same('iufc'), (_, a) => a),
  unary(
    'absolute',
    'Absolute value; of complex numbers the length.',
    realPart,
    (b, a) => (isComplexScalar(a) ? hypotenuse(b, b.real(a), b.imag(a)) : magnitude(b, a)),
    1,
  ),
  unary('fabs', 'Absolute value in floating point.', floating('biuf'), (b, a) => b.call('fabs', a)),
  unary(
    'sign',
    '-1, 0 or 1 as the value is negative, zero or positive; of complex numbers z / |z|.',
    same('iufc'),
    sign,
    1,
  ),
  unary('square', 'The value times itself.', sameNotBool(), (b, a) => b.mul(a, a)),
  unary('reciprocal', 'One over the value; of integers truncated.', sameNotBool(), reciprocal),
  binary('gcd', 'Greatest common divisor.', same('iu'), greatestCommonDivisor),
  binary('lcm', 'Least common multiple of the absolute values.', same('iu'), leastCommonMultiple),
];
