/**
 * JavaScript's arithmetic where the numbers are known to be integers. Each function gives the float64 that
 * JavaScript does, to the bit; beside it stands the integer that it is modulo 2^32, so that what looks only at
 * that (bitwise operators, elements of integer arrays) is computed without floats. Code that nobody looks at
 * costs nothing.
 */
import { DTYPES, type DType } from '../ir/dtype';
import type { Comparison, MathFunction, Scalar, ScalarBuilder } from './scalar-builder';

/** Of a number that is finite. Whole ones may be -0. */
export interface Range {
  readonly least: number;
  readonly greatest: number;
  readonly whole: boolean;
}

export interface Lowering {
  readonly b: ScalarBuilder;
  /** ToInt32 of numbers, where it is known. Of all that are whole by `ranges`, it is. */
  readonly int32: WeakMap<Scalar, Scalar>;
  readonly ranges: WeakMap<Scalar, Range>;
}

export const lowering = (b: ScalarBuilder): Lowering => ({ b, int32: new WeakMap(), ranges: new WeakMap() });

/** Integers up to here are exact. */
const EXACT = 2 ** 53;
const INT32: Range = { least: -(2 ** 31), greatest: 2 ** 31 - 1, whole: true };
const UINT32: Range = { least: 0, greatest: 2 ** 32 - 1, whole: true };

const within = (r: Range, outer: Range): boolean => r.least >= outer.least && r.greatest <= outer.greatest;
const real = (b: ScalarBuilder, value: number): Scalar => b.constant('float64', value);

/** Says what is known of a number. @param low ToInt32 of it, for a whole one. */
function note(l: Lowering, x: Scalar, range: Range, low?: Scalar): Scalar {
  if (range.least < -EXACT || range.greatest > EXACT) return x;
  if (low !== undefined) l.int32.set(x, low);
  l.ranges.set(x, range);
  return x;
}

export function constant(l: Lowering, value: number): Scalar {
  const x = real(l.b, value);
  if (!Number.isFinite(value)) return x;
  const whole = Number.isSafeInteger(value);
  return note(l, x, { least: value, greatest: value, whole }, whole ? l.b.constant('int32', value | 0) : undefined);
}

/** The number that an element of a type is. Types with elements that aren't exact are left alone. */
export function element(l: Lowering, x: Scalar): Scalar {
  const { kind, size } = DTYPES[x.dtype];
  const number = l.b.convert(x, 'float64');
  if (!'iu'.includes(kind) || size > 4) return number;
  const least = kind === 'u' ? 0 : -(2 ** (8 * size - 1));
  return note(l, number, { least, greatest: least + 2 ** (8 * size) - 1, whole: true }, l.b.convert(x, 'int32'));
}

/** The number that a position is. No array is longer than what is exact. */
export const position = (l: Lowering, index: Scalar): Scalar =>
  note(l, l.b.convert(index, 'float64'), { least: 0, greatest: 2 ** 48, whole: true }, l.b.convert(index, 'int32'));

/**
 * ToInt32: the low 32 bits of the integer part; 0 for what isn't finite. Every step is exact, and has a vector
 * form.
 */
export function toInt32(l: Lowering, x: Scalar): Scalar {
  const { b, int32, ranges } = l;
  const known = int32.get(x);
  if (known !== undefined) return known;
  const range = ranges.get(x);
  const result = range !== undefined && within(range, INT32) ? b.convert(x, 'int32') : truncated(b, x);
  int32.set(x, result);
  return result;
}

function truncated(b: ScalarBuilder, x: Scalar): Scalar {
  const whole = b.call('trunc', x);
  const wraps = b.call('trunc', b.mul(whole, real(b, 2 ** -32)));
  const rest = b.sub(whole, b.mul(wraps, real(b, 2 ** 32)));
  const down = b.select(b.compare('ge', rest, real(b, 2 ** 31)), b.sub(rest, real(b, 2 ** 32)), rest);
  const wrapped = b.select(b.compare('lt', down, real(b, -(2 ** 31))), b.add(down, real(b, 2 ** 32)), down);
  const finite = b.select(b.isNaN(wrapped), real(b, 0), wrapped);
  return b.convert(finite, 'int32');
}

/** The number that an int32 is. */
export const fromInt32 = (l: Lowering, x: Scalar, range = INT32): Scalar =>
  note(l, l.b.convert(x, 'float64'), range, x);

export const toUint32 = (l: Lowering, x: Scalar): Scalar => l.b.convert(toInt32(l, x), 'uint32');

export function fromUint32(l: Lowering, x: Scalar): Scalar {
  return note(l, l.b.convert(x, 'float64'), UINT32, l.b.convert(x, 'int32'));
}

type Bounds = (x: Range, y: Range) => readonly number[];

/** Arithmetic whose low bits follow from those of its operands; extremes are among `corners`. */
const arithmetic =
  (op: 'add' | 'sub' | 'mul', corners: Bounds) =>
  (l: Lowering, x: Scalar, y: Scalar): Scalar => {
    const result = l.b[op](x, y);
    const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
    if (p === undefined || q === undefined) return result;
    const all = corners(p, q);
    const whole = p.whole && q.whole;
    const range = { least: Math.min(...all), greatest: Math.max(...all), whole };
    return note(l, result, range, whole ? l.b[op](toInt32(l, x), toInt32(l, y)) : undefined);
  };

export const add = arithmetic('add', (x, y) => [x.least + y.least, x.greatest + y.greatest]);
export const sub = arithmetic('sub', (x, y) => [x.least - y.greatest, x.greatest - y.least]);
export const mul = arithmetic('mul', (x, y) => [
  x.least * y.least,
  x.least * y.greatest,
  x.greatest * y.least,
  x.greatest * y.greatest,
]);

export function div(l: Lowering, x: Scalar, y: Scalar): Scalar {
  const result = l.b.div(x, y);
  const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
  if (p === undefined || q === undefined || (q.least <= 0 && q.greatest >= 0)) return result;
  const all = [p.least / q.least, p.least / q.greatest, p.greatest / q.least, p.greatest / q.greatest];
  return note(l, result, { least: Math.min(...all), greatest: Math.max(...all), whole: false });
}

/** The remainder has the sign of the dividend, also where it is 0; by 0 it is NaN. */
export function rem(l: Lowering, x: Scalar, y: Scalar): Scalar {
  const { b } = l;
  const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
  if (!p?.whole || !q?.whole) return b.call('fmod', x, y);
  const narrow = within(p, INT32) && within(q, INT32);
  const whole = (v: Scalar): Scalar => (narrow ? toInt32(l, v) : b.convert(v, 'int64'));
  const rest = b.rem(whole(x), whole(y));
  const low = b.convert(rest, 'int32');
  const none = b.compare('eq', rest, b.constant(rest.dtype, 0));
  const negative = b.compare('lt', x, real(b, 0));
  // The dividend itself where it is a zero: it may be -0.
  const zero = b.select(negative, real(b, -0), b.select(b.compare('eq', x, real(b, 0)), x, real(b, 0)));
  const number = b.select(none, zero, b.convert(rest, 'float64'));
  const most = Math.max(Math.abs(q.least), Math.abs(q.greatest)) - 1;
  const range = {
    least: Math.max(Math.min(p.least, 0), -most),
    greatest: Math.min(Math.max(p.greatest, 0), most),
    whole: true,
  };
  if (q.least > 0 || q.greatest < 0) return note(l, number, range, low);
  const result = b.select(b.compare('eq', y, real(b, 0)), real(b, Number.NaN), number);
  l.int32.set(result, low);
  return result;
}

export function neg(l: Lowering, x: Scalar): Scalar {
  const result = l.b.neg(x);
  const p = l.ranges.get(x);
  if (p === undefined) return result;
  const range = { least: -p.greatest, greatest: -p.least, whole: p.whole };
  return note(l, result, range, p.whole ? l.b.neg(toInt32(l, x)) : undefined);
}

export function abs(l: Lowering, x: Scalar): Scalar {
  const { b } = l;
  const result = b.call('fabs', x);
  const p = l.ranges.get(x);
  if (p === undefined) return result;
  const greatest = Math.max(Math.abs(p.least), Math.abs(p.greatest));
  const least = p.least > 0 ? p.least : p.greatest < 0 ? -p.greatest : 0;
  if (!p.whole) return note(l, result, { least, greatest, whole: false });
  const low = toInt32(l, x);
  const negative = within(p, INT32) ? b.compare('lt', low, b.constant('int32', 0)) : b.compare('lt', x, real(b, 0));
  return note(l, result, { least, greatest, whole: true }, b.select(negative, b.neg(low), low));
}

/** Rounding to whole numbers: of whole ones nothing. */
export const rounded =
  (fn: MathFunction | ((b: ScalarBuilder, x: Scalar) => Scalar)) =>
  (l: Lowering, x: Scalar): Scalar => {
    const p = l.ranges.get(x);
    if (p?.whole) return x;
    const result = typeof fn === 'string' ? l.b.call(fn, x) : fn(l.b, x);
    const range = p && { least: Math.floor(p.least), greatest: Math.ceil(p.greatest), whole: true };
    if (range === undefined || !within(range, INT32)) return result;
    return note(l, result, range, l.b.convert(result, 'int32'));
  };

/** `Math.min` and `Math.max`: of numbers `otherwise` says which. */
export const extreme =
  (better: 'lt' | 'gt', otherwise: (b: ScalarBuilder, x: Scalar, y: Scalar) => Scalar) =>
  (l: Lowering, x: Scalar, y: Scalar): Scalar => {
    const { b } = l;
    const result = otherwise(b, x, y);
    const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
    if (p === undefined || q === undefined) return result;
    const pick = better === 'lt' ? Math.min : Math.max;
    const whole = p.whole && q.whole;
    const range = { least: pick(p.least, q.least), greatest: pick(p.greatest, q.greatest), whole };
    return note(
      l,
      result,
      range,
      whole ? b.select(compared(better)(l, x, y), toInt32(l, x), toInt32(l, y)) : undefined,
    );
  };

export const compared =
  (how: Comparison) =>
  (l: Lowering, x: Scalar, y: Scalar): Scalar => {
    const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
    if (p?.whole && q?.whole) {
      if (within(p, INT32) && within(q, INT32)) return l.b.compare(how, toInt32(l, x), toInt32(l, y));
      if (within(p, UINT32) && within(q, UINT32)) return l.b.compare(how, toUint32(l, x), toUint32(l, y));
    }
    return l.b.compare(how, x, y);
  };

export function select(l: Lowering, condition: Scalar, x: Scalar, y: Scalar): Scalar {
  const result = l.b.select(condition, x, y);
  if (x.dtype === 'bool') return result;
  const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
  const [u, v] = [l.int32.get(x), l.int32.get(y)];
  const low = u && v && l.b.select(condition, u, v);
  if (low !== undefined) l.int32.set(result, low);
  if (p === undefined || q === undefined) return result;
  const range = {
    least: Math.min(p.least, q.least),
    greatest: Math.max(p.greatest, q.greatest),
    whole: p.whole && q.whole,
  };
  return note(l, result, range);
}

export const ofBoolean = (l: Lowering, x: Scalar): Scalar =>
  fromInt32(l, l.b.convert(x, 'int32'), { least: 0, greatest: 1, whole: true });

/** `&`: no more than an operand that isn't negative. */
export function bitand(l: Lowering, x: Scalar, y: Scalar): Scalar {
  const low = l.b.and(toInt32(l, x), toInt32(l, y));
  const bounds = [x, y].flatMap((v) => {
    const r = l.ranges.get(v);
    return r?.whole && r.least >= 0 && within(r, INT32) ? [r.greatest] : [];
  });
  return fromInt32(l, low, bounds.length > 0 ? { least: 0, greatest: Math.min(...bounds), whole: true } : INT32);
}

/** `|` and `^`: no more bits than the operands have, if those aren't negative. */
export const bitjoin =
  (op: 'or' | 'xor') =>
  (l: Lowering, x: Scalar, y: Scalar): Scalar => {
    const low = l.b[op](toInt32(l, x), toInt32(l, y));
    const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
    const small = (r: Range | undefined): boolean => r?.whole === true && r.least >= 0 && within(r, INT32);
    if (!small(p) || !small(q)) return fromInt32(l, low);
    const bits = 32 - Math.clz32(Math.max(p!.greatest, q!.greatest));
    return fromInt32(l, low, { least: 0, greatest: 2 ** bits - 1, whole: true });
  };

/** `>>` by a constant makes a range smaller. */
export function shr(l: Lowering, x: Scalar, y: Scalar): Scalar {
  const { b } = l;
  const low = b.shr(toInt32(l, x), b.and(toInt32(l, y), b.constant('int32', 31)));
  const [p, q] = [l.ranges.get(x), l.ranges.get(y)];
  if (!p?.whole || !within(p, INT32) || !q?.whole || q.least !== q.greatest) return fromInt32(l, low);
  return fromInt32(l, low, { least: p.least >> q.least, greatest: p.greatest >> q.least, whole: true });
}

/**
 * A number as the element that a typed array stores: integers wrap, `uint8c` is clamped and rounded half to even.
 * @returns a scalar of the type; of `uint8c` a uint8.
 */
export function stored(l: Lowering, x: Scalar, as: DType | 'uint8c'): Scalar {
  const { b } = l;
  if (as === 'uint8c') return clamped(l, x);
  const { kind, size } = DTYPES[as];
  return 'iu'.includes(kind) && size <= 4 ? b.convert(toInt32(l, x), as) : b.convert(x, as);
}

function clamped(l: Lowering, x: Scalar): Scalar {
  const { b } = l;
  const p = l.ranges.get(x);
  const limit = (v: Scalar): Scalar => {
    const k = (n: number): Scalar => b.constant(v.dtype, n);
    const low = b.select(b.compare('gt', v, k(0)), v, k(0));
    return b.select(b.compare('lt', low, k(255)), low, k(255));
  };
  if (p?.whole && within(p, INT32)) return b.convert(limit(toInt32(l, x)), 'uint8');
  return b.convert(b.convert(b.call('rint', limit(x)), 'int32'), 'uint8');
}
