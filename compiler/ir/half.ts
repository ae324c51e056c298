/** IEEE 754's 16-bit floating point: between its bits and JavaScript numbers, and rounded to it. */

const VALUE = new Float64Array(1);
const WORDS = new Uint32Array(VALUE.buffer);
/** Adding and subtracting it rounds to an integer, halves to even. */
const ROUNDER = 2 ** 52;
const LEAST_EXPONENT = -14;
const GREATEST = 65504;

/** The nearest value of 16 bits, ties to even; past the greatest one infinity. */
export function roundHalf(v: number): number {
  const size = Math.abs(v);
  if (!(size < Infinity) || size === 0) return v;
  VALUE[0] = size;
  const exponent = Math.max(((WORDS[1] as number) >>> 20) - 1023, LEAST_EXPONENT);
  if (exponent > 15) return v < 0 ? -Infinity : Infinity;
  const unit = 2 ** (exponent - 10);
  const rounded = (size / unit + ROUNDER - ROUNDER) * unit;
  const result = rounded > GREATEST ? Infinity : rounded;
  return v < 0 ? -result : result;
}

/** Bits of the nearest value. */
export function halfBits(v: number): number {
  if (Number.isNaN(v)) return 0x7e00;
  const r = roundHalf(v);
  const sign = r < 0 || Object.is(r, -0) ? 0x8000 : 0;
  const size = Math.abs(r);
  if (size === Infinity) return sign | 0x7c00;
  if (size < 2 ** LEAST_EXPONENT) return sign | (size * 2 ** 24);
  VALUE[0] = size;
  const exponent = ((WORDS[1] as number) >>> 20) - 1023;
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}

/** The value of 16 bits. */
export function halfValue(bits: number): number {
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Infinity
          : Number.NaN
        : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}
