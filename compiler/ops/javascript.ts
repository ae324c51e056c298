/** What JavaScript's operators and `Math` functions mean, as scalar code: to the bit where that is exact. */
import type { Comparison, MathFunction, Scalar, ScalarBuilder } from './scalar-builder';
import { hypotenuse } from './scalar-idioms';

export interface Lowering {
  readonly b: ScalarBuilder;
  /** Of numbers that come from an int32: that. Chains of bitwise operators then stay integers. */
  readonly int32: WeakMap<Scalar, Scalar>;
}

type Code = (l: Lowering, operands: readonly Scalar[]) => Scalar;

/** Two operands, or one. */
const two =
  (f: (b: ScalarBuilder, x: Scalar, y: Scalar) => Scalar): Code =>
  ({ b }, [x, y]) =>
    f(b, x!, y!);
const one =
  (f: (b: ScalarBuilder, x: Scalar) => Scalar): Code =>
  ({ b }, [x]) =>
    f(b, x!);

const real = (b: ScalarBuilder, value: number): Scalar => b.constant('float64', value);

/**
 * ToInt32: the low 32 bits of the integer part; 0 for what isn't finite. Every step is exact, and has a vector
 * form.
 */
function toInt32({ b, int32 }: Lowering, x: Scalar): Scalar {
  const known = int32.get(x);
  if (known !== undefined) return known;
  const whole = b.call('trunc', x);
  const wraps = b.call('trunc', b.mul(whole, real(b, 2 ** -32)));
  const rest = b.sub(whole, b.mul(wraps, real(b, 2 ** 32)));
  const down = b.select(b.compare('ge', rest, real(b, 2 ** 31)), b.sub(rest, real(b, 2 ** 32)), rest);
  const wrapped = b.select(b.compare('lt', down, real(b, -(2 ** 31))), b.add(down, real(b, 2 ** 32)), down);
  const finite = b.select(b.isNaN(wrapped), real(b, 0), wrapped);
  const result = b.convert(finite, 'int32');
  int32.set(x, result);
  return result;
}

function fromInt32({ b, int32 }: Lowering, x: Scalar): Scalar {
  const result = b.convert(x, 'float64');
  int32.set(result, x);
  return result;
}

const bitwise =
  (f: (b: ScalarBuilder, x: Scalar, y: Scalar) => Scalar): Code =>
  (l, [x, y]) =>
    fromInt32(l, f(l.b, toInt32(l, x!), toInt32(l, y!)));

const shift =
  (f: (b: ScalarBuilder, x: Scalar, count: Scalar) => Scalar): Code =>
  (l, [x, y]) =>
    fromInt32(l, f(l.b, toInt32(l, x!), l.b.and(toInt32(l, y!), l.b.constant('int32', 31))));

const toUint32 = (l: Lowering, x: Scalar): Scalar => l.b.convert(toInt32(l, x), 'uint32');

function shiftUnsigned(l: Lowering, [x, y]: readonly Scalar[]): Scalar {
  const count = l.b.and(toUint32(l, y!), l.b.constant('uint32', 31));
  const shifted = l.b.shr(toUint32(l, x!), count);
  const result = l.b.convert(shifted, 'float64');
  l.int32.set(result, l.b.convert(shifted, 'int32'));
  return result;
}

/** Zeros before the first bit that is set. */
function leadingZeros(l: Lowering, [x]: readonly Scalar[]): Scalar {
  const { b } = l;
  const value = b.convert(toUint32(l, x!), 'float64');
  const zeros = b.sub(real(b, 31), b.call('logb', value));
  return b.select(b.compare('eq', value, real(b, 0)), real(b, 32), zeros);
}

/** C's power, but ±1 to the power of an infinity, and 1 to the power of NaN, are NaN. */
function power(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const unit = b.compare('eq', b.call('fabs', x), real(b, 1));
  // Neither for infinities nor for NaN.
  const finite = b.compare('lt', b.call('fabs', y), real(b, Infinity));
  return b.select(b.and(unit, b.not(finite)), real(b, Number.NaN), b.call('pow', x, y));
}

/** The sum is right where the two are equal zeros, and NaN where one is. */
function maximum(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const same = b.and(b.compare('eq', x, y), b.compare('ne', x, real(b, 0)));
  const rest = b.select(same, x, b.add(x, y));
  return b.select(b.compare('gt', x, y), x, b.select(b.compare('lt', x, y), y, rest));
}

const minimum = (b: ScalarBuilder, x: Scalar, y: Scalar): Scalar => b.neg(maximum(b, b.neg(x), b.neg(y)));

/** Halves up; what rounds to zero from below is -0. */
function round(b: ScalarBuilder, x: Scalar): Scalar {
  const up = b.call('ceil', x);
  return b.select(b.compare('gt', b.sub(up, real(b, 0.5)), x), b.sub(up, real(b, 1)), up);
}

function sign(b: ScalarBuilder, x: Scalar): Scalar {
  const zero = real(b, 0);
  const negative = b.select(b.compare('lt', x, zero), real(b, -1), x);
  return b.select(b.compare('gt', x, zero), real(b, 1), negative);
}

const truth = (b: ScalarBuilder, x: Scalar): Scalar => b.and(b.compare('ne', x, real(b, 0)), b.compare('eq', x, x));

const compared = (how: Comparison): [string, Code] => [how, two((b, x, y) => b.compare(how, x, y))];
const called = (name: string, fn = name as MathFunction): [string, Code] => [name, one((b, x) => b.call(fn, x))];

/** By instruction of `ir/scalar-function.ts`. */
export const INSTRUCTION_CODE: Readonly<Record<string, Code>> = {
  add: two((b, x, y) => b.add(x, y)),
  sub: two((b, x, y) => b.sub(x, y)),
  mul: two((b, x, y) => b.mul(x, y)),
  div: two((b, x, y) => b.div(x, y)),
  rem: two((b, x, y) => b.call('fmod', x, y)),
  pow: two(power),
  neg: one((b, x) => b.neg(x)),
  bitand: bitwise((b, x, y) => b.and(x, y)),
  bitor: bitwise((b, x, y) => b.or(x, y)),
  bitxor: bitwise((b, x, y) => b.xor(x, y)),
  imul: bitwise((b, x, y) => b.mul(x, y)),
  bitnot: (l, [x]) => fromInt32(l, l.b.not(toInt32(l, x!))),
  shl: shift((b, x, count) => b.shl(x, count)),
  shr: shift((b, x, count) => b.shr(x, count)),
  ushr: shiftUnsigned,
  clz32: leadingZeros,
  fround: one((b, x) => b.convert(b.convert(x, 'float32'), 'float64')),
  min: two(minimum),
  max: two(maximum),
  atan2: two((b, y, x) => b.call('atan2', y, x)),
  hypot: two(hypotenuse),
  sign: one(sign),
  round: one(round),
  abs: one((b, x) => b.call('fabs', x)),
  ...Object.fromEntries(
    'floor ceil trunc sqrt cbrt exp expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh'
      .split(' ')
      .map((name) => called(name)),
  ),
  ...Object.fromEntries((['lt', 'le', 'gt', 'ge', 'eq', 'ne'] as const).map(compared)),
  and: two((b, x, y) => b.and(x, y)),
  or: two((b, x, y) => b.or(x, y)),
  xor: two((b, x, y) => b.xor(x, y)),
  not: one((b, x) => b.not(x)),
  number: one((b, x) => b.convert(x, 'float64')),
  truth: one(truth),
  select: ({ b }, [c, x, y]) => b.select(c!, x!, y!),
};
