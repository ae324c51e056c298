/** What JavaScript's operators and `Math` functions mean, as scalar code: to the bit where that is exact. */
import * as integers from './javascript-integers';
import { fromInt32, type Lowering, toInt32, toUint32 } from './javascript-integers';
import type { Comparison, MathFunction, Scalar, ScalarBuilder } from './scalar-builder';
import { hypotenuse } from './scalar-idioms';

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

/** With what is known of integers: see `javascript-integers.ts`. */
const pair =
  (f: (l: Lowering, x: Scalar, y: Scalar) => Scalar): Code =>
  (l, [x, y]) =>
    f(l, x!, y!);
const single =
  (f: (l: Lowering, x: Scalar) => Scalar): Code =>
  (l, [x]) =>
    f(l, x!);

const real = (b: ScalarBuilder, value: number): Scalar => b.constant('float64', value);

const bitwise =
  (f: (b: ScalarBuilder, x: Scalar, y: Scalar) => Scalar): Code =>
  (l, [x, y]) =>
    fromInt32(l, f(l.b, toInt32(l, x!), toInt32(l, y!)));

const shift =
  (f: (b: ScalarBuilder, x: Scalar, count: Scalar) => Scalar): Code =>
  (l, [x, y]) =>
    fromInt32(l, f(l.b, toInt32(l, x!), l.b.and(toInt32(l, y!), l.b.constant('int32', 31))));

function shiftUnsigned(l: Lowering, [x, y]: readonly Scalar[]): Scalar {
  const count = l.b.and(toUint32(l, y!), l.b.constant('uint32', 31));
  return integers.fromUint32(l, l.b.shr(toUint32(l, x!), count));
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

const compared = (how: Comparison): [string, Code] => [how, pair(integers.compared(how))];
const rounded = (fn: 'floor' | 'ceil' | 'trunc'): [string, Code] => [fn, single(integers.rounded(fn))];
const called = (name: string, fn = name as MathFunction): [string, Code] => [name, one((b, x) => b.call(fn, x))];

/** By instruction of `ir/scalar-function.ts`. */
export const INSTRUCTION_CODE: Readonly<Record<string, Code>> = {
  add: pair(integers.add),
  sub: pair(integers.sub),
  mul: pair(integers.mul),
  div: pair(integers.div),
  rem: pair(integers.rem),
  pow: two(power),
  neg: single(integers.neg),
  bitand: pair(integers.bitand),
  bitor: pair(integers.bitjoin('or')),
  bitxor: pair(integers.bitjoin('xor')),
  imul: bitwise((b, x, y) => b.mul(x, y)),
  bitnot: (l, [x]) => fromInt32(l, l.b.not(toInt32(l, x!))),
  shl: shift((b, x, count) => b.shl(x, count)),
  shr: pair(integers.shr),
  ushr: shiftUnsigned,
  clz32: leadingZeros,
  fround: one((b, x) => b.convert(b.convert(x, 'float32'), 'float64')),
  min: pair(integers.extreme('lt', (b, x, y) => b.call('minimum', x, y))),
  max: pair(integers.extreme('gt', (b, x, y) => b.call('maximum', x, y))),
  atan2: two((b, y, x) => b.call('atan2', y, x)),
  hypot: two(hypotenuse),
  sign: one(sign),
  round: single(integers.rounded(round)),
  abs: single(integers.abs),
  ...Object.fromEntries((['floor', 'ceil', 'trunc'] as const).map(rounded)),
  ...Object.fromEntries(
    'sqrt cbrt exp expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh'
      .split(' ')
      .map((name) => called(name)),
  ),
  ...Object.fromEntries((['lt', 'le', 'gt', 'ge', 'eq', 'ne'] as const).map(compared)),
  and: two((b, x, y) => b.and(x, y)),
  or: two((b, x, y) => b.or(x, y)),
  xor: two((b, x, y) => b.xor(x, y)),
  not: one((b, x) => b.not(x)),
  number: single(integers.ofBoolean),
  truth: one(truth),
  select: (l, [c, x, y]) => integers.select(l, c!, x!, y!),
};
