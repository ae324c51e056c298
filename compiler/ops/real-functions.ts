/** The real functions of `ScalarBuilder.call`, on JavaScript numbers, with C's special values. */
import type { MathFunction } from './scalar-builder';

/** Nearest integer, halves to even. */
export function rint(x: number): number {
  if (Math.abs(x) >= 2 ** 52 || x !== x) return x;
  const shift = x < 0 || Object.is(x, -0) ? -(2 ** 52) : 2 ** 52;
  const r = x + shift - shift;
  return r === 0 ? copysign(0, x) : r;
}

export function copysign(x: number, sign: number): number {
  const magnitude = Math.abs(x);
  return sign < 0 || Object.is(sign, -0) || (sign !== sign && nanIsNegative(sign)) ? -magnitude : magnitude;
}

const bits64 = new DataView(new ArrayBuffer(8));

function nanIsNegative(x: number): boolean {
  bits64.setFloat64(0, x);
  return bits64.getInt32(0) < 0;
}

/** JavaScript's power, but 1 to any power and anything to the power 0 are 1, and (-1)^±inf is 1. */
export function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Infinity || y === -Infinity))) return 1;
  return x ** y;
}

/** x * 2^n with one rounding. `n` is an integer. */
export function ldexp(x: number, n: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const e = logb(x);
  const normal = e < 0 ? x * 2 ** 54 : x * 0.5;
  const mantissa = normal * powerOfTwo(-logb(normal));
  const to = e + n;
  if (to > 1023) return copysign(Infinity, x);
  if (to >= -1022) return mantissa * powerOfTwo(to);
  return mantissa * 2 ** -1022 * powerOfTwo(Math.max(to, -1100) + 1022);
}

/** 2^k for k in [-1022, 1023]. */
function powerOfTwo(k: number): number {
  bits64.setUint32(0, (k + 1023) << 20);
  bits64.setUint32(4, 0);
  return bits64.getFloat64(0);
}

/** Integer exponent e of |x| in [2^e, 2^(e+1)); as C's logb. */
export function logb(x: number): number {
  if (x === 0) return -Infinity;
  if (!Number.isFinite(x)) return x * x;
  bits64.setFloat64(0, x);
  const biased = (bits64.getUint32(0) >>> 20) & 0x7ff;
  return biased === 0 ? logb(x * 2 ** 54) - 54 : biased - 1023;
}

/** Next value of the type from x in the direction of y. */
export function nextafter(x: number, y: number): number {
  if (x !== x || y !== y) return x + y;
  if (x === y) return y;
  if (x === 0) return copysign(2 ** -1074, y);
  bits64.setFloat64(0, x);
  const away = y > x === x > 0;
  bits64.setBigInt64(0, bits64.getBigInt64(0) + (away ? 1n : -1n));
  return bits64.getFloat64(0);
}

export function nextafter32(x: number, y: number): number {
  if (x !== x || y !== y) return x + y;
  if (x === y) return y;
  if (x === 0) return copysign(2 ** -149, y);
  bits64.setFloat32(0, x);
  const away = y > x === x > 0;
  bits64.setInt32(0, bits64.getInt32(0) + (away ? 1 : -1));
  return bits64.getFloat32(0);
}

/** The quotient rounded down, by NumPy's steps: what is left when the remainder is taken away. */
export function floordiv(x: number, y: number): number {
  if (y === 0) return x / y;
  const rest = x % y;
  let quotient = (x - rest) / y;
  if (rest !== 0 && y < 0 !== rest < 0) quotient -= 1;
  if (quotient === 0) return copysign(0, x / y);
  const whole = Math.floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

/** Implementations in double precision; float32's are these, rounded, but `nextafter`. */
export const REAL: Readonly<Record<MathFunction, (x: number, y: number) => number>> = {
  minimum: Math.min,
  maximum: Math.max,
  sqrt: Math.sqrt,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  rint,
  fabs: Math.abs,
  copysign,
  fmod: (x, y) => x % y,
  floordiv,
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  cbrt: Math.cbrt,
  pow,
  hypot: Math.hypot,
  nextafter,
  ldexp,
  logb,
};
