/** Rounding to integers and decimals, and the parts of floating-point numbers. */
import { isComplex, isFloating } from '../ir/dtype';
import { binary, elementwise, unary } from './define';
import { nextHalf, spacingOfHalf } from './half';
import type { Operation } from './operation';
import type { MathFunction, Scalar, ScalarBuilder } from './scalar-builder';
import { isFloat, like, partwise } from './scalar-idioms';
import { floating, floatOf, same } from './type-rules';

const ofFloats = (name: string, fn: MathFunction, doc: string): Operation =>
  unary(name, doc, same('biuf'), (b, a) => (isFloat(a) ? b.call(fn, a) : a));

/** NumPy scales by a power of ten, rounds to even, and scales back. */
function around(b: ScalarBuilder, a: Scalar, decimals: number): Scalar {
  if (decimals === 0) return b.call('rint', a);
  const factor = like(b, a, 10 ** Math.abs(decimals));
  return decimals > 0
    ? b.div(b.call('rint', b.mul(a, factor)), factor)
    : b.mul(b.call('rint', b.div(a, factor)), factor);
}

function fraction(b: ScalarBuilder, a: Scalar): Scalar {
  const infinite = b.compare('eq', b.call('fabs', a), like(b, a, Infinity));
  const rest = b.select(infinite, like(b, a, 0), b.sub(a, b.call('trunc', a)));
  return b.call('copysign', rest, a);
}

/** Exponent of frexp: 0 for zero, infinities and NaN. */
function exponent(b: ScalarBuilder, a: Scalar): Scalar {
  const zero = like(b, a, 0);
  const regular = b.and(b.compare('lt', b.call('fabs', a), like(b, a, Infinity)), b.compare('ne', a, zero));
  const e = b.add(b.call('logb', b.select(regular, a, like(b, a, 0.5))), like(b, a, 1));
  return b.convert(e, 'int32');
}

function spacing(b: ScalarBuilder, a: Scalar): Scalar {
  const next = b.call('nextafter', a, b.call('copysign', like(b, a, Infinity), a));
  const least = a.dtype === 'float32' ? 2 ** -149 : 2 ** -1074;
  return b.select(b.compare('eq', a, like(b, a, 0)), like(b, a, least), b.sub(next, a));
}

export const ROUNDING: readonly Operation[] = [
  ofFloats('floor', 'floor', 'Greatest integer not above.'),
  ofFloats('ceil', 'ceil', 'Least integer not below.'),
  ofFloats('trunc', 'trunc', 'Nearest integer towards zero.'),
  ofFloats('fix', 'trunc', 'Nearest integer towards zero.'),
  unary('rint', 'Nearest integer, halves to even.', floating(), (b, a) => partwise(b, a, (x) => b.call('rint', x))),
  elementwise({
    name: 'around',
    doc: 'Rounded to `decimals` places, halves to even; negative counts round to tens, hundreds….',
    arity: 1,
    types: ([t], params) => {
      if (t === undefined) return undefined;
      if (t === 'bool') return { inputs: ['float16'], output: 'float16' };
      // Integers change only when rounded to tens, and are rounded in floating point.
      const exact = isFloating(t) || isComplex(t) || Number(params.decimals ?? 0) >= 0;
      return { inputs: [exact ? t : 'float64'], output: t };
    },
    emit: (b, [a], signature, params) => {
      const decimals = Number(params.decimals ?? 0);
      const value = a as Scalar;
      if (isFloat(value) || isComplex(value.dtype)) {
        return b.convert(
          partwise(b, value, (x) => around(b, x, decimals)),
          signature.output,
        );
      }
      return value;
    },
  }),
  unary('modf_fractional', 'Part behind the point, with the sign of the value.', floating('biuf'), fraction),
  unary('modf_integral', 'Part before the point.', floating('biuf'), (b, a) => b.call('trunc', a)),
  unary('frexp_mantissa', 'm in [0.5, 1) of the value as m * 2^e.', floating('biuf'), (b, a) =>
    b.call('ldexp', a, b.neg(exponent(b, a))),
  ),
  unary(
    'frexp_exponent',
    'e of the value as m * 2^e with m in [0.5, 1).',
    (operands) => {
      const signature = floating('biuf')(operands);
      return signature && { ...signature, output: 'int32' };
    },
    exponent,
  ),
  elementwise({
    name: 'ldexp',
    doc: 'First times two to the power of the second (an integer).',
    arity: 2,
    types: ([x, n]) => {
      if (x === undefined || n === undefined || isComplex(x) || isFloating(n) || isComplex(n) || n === 'uint64') {
        return undefined;
      }
      const t = floatOf(x);
      return { inputs: [t, 'int64'], output: t };
    },
    emit: (b, [x, n]) => {
      // Beyond these every result is 0 or infinite.
      const bound = (v: Scalar, how: 'gt' | 'lt', k: number): Scalar =>
        b.select(b.compare(how, v, b.constant('int64', k)), b.constant('int64', k), v);
      const count = bound(bound(n as Scalar, 'gt', 5000), 'lt', -5000);
      return b.call('ldexp', x as Scalar, b.convert(count, 'int32'));
    },
  }),
  binary('copysign', 'First with the sign of the second.', floating('biuf'), (b, x, y) => b.call('copysign', x, y)),
  elementwise({
    name: 'nextafter',
    doc: 'Next floating-point number from the first towards the second.',
    arity: 2,
    types: floating('biuf'),
    takesHalf: true,
    emit: (b, operands, s) => {
      const [x, y] = operands as [Scalar, Scalar];
      return s.output === 'float16' ? nextHalf(b, x, y) : b.call('nextafter', x, y);
    },
  }),
  elementwise({
    name: 'spacing',
    doc: 'Distance to the next floating-point number away from zero.',
    arity: 1,
    types: floating('biuf'),
    takesHalf: true,
    emit: (b, [x], s) => (s.output === 'float16' ? spacingOfHalf(b, x as Scalar) : spacing(b, x as Scalar)),
  }),
];
