/**
 * Arithmetic on single elements as JavaScript values, by type: what one machine instruction does.
 * bool is 0 or 1, int64 and uint64 are bigints, float32 is rounded after every step.
 */
import { DTYPES, type DType, type HostArray, isInteger } from '../ir/dtype';
import { halfBits, halfValue, roundHalf } from '../ir/half';
import type { ComplexElement, Element } from './operation';

const TWO_31 = 2 ** 31;
const TWO_63 = 2 ** 63;
const MIN_64 = -(1n << 63n);

/** An integer brought into the range of an integer type, as two's complement wraps. */
export function wrap(t: DType, v: number | bigint): number | bigint {
  switch (t) {
    case 'int64':
      return BigInt.asIntN(64, BigInt(v));
    case 'uint64':
      return BigInt.asUintN(64, BigInt(v));
    case 'bool':
      return v ? 1 : 0;
    case 'int8':
      return (low32(v) << 24) >> 24;
    case 'int16':
      return (low32(v) << 16) >> 16;
    case 'int32':
      return low32(v);
    case 'uint8':
      return low32(v) & 0xff;
    case 'uint16':
      return low32(v) & 0xffff;
    default:
      return low32(v) >>> 0;
  }
}

/** ToInt32 of JavaScript is exact for all safe integers. */
const low32 = (v: number | bigint): number => (typeof v === 'bigint' ? Number(BigInt.asIntN(32, v)) : v | 0);

/** A real number rounded to a floating type. */
export function roundTo(t: DType, v: number): number {
  if (t === 'float32' || t === 'complex64') return Math.fround(v);
  return t === 'float16' ? roundHalf(v) : v;
}

/** What x86's `cvttsd2si` gives: the least integer where the value doesn't fit. */
function truncate32(v: number): number {
  const r = Math.trunc(v);
  return r >= -TWO_31 && r < TWO_31 ? r : -TWO_31;
}

function truncate64(v: number): bigint {
  const r = Math.trunc(v);
  return r >= -TWO_63 && r < TWO_63 ? BigInt(r) : MIN_64;
}

function floatToInteger(v: number, to: DType): number | bigint {
  switch (to) {
    case 'int64':
      return truncate64(v);
    case 'uint64':
      return BigInt.asUintN(64, v >= TWO_63 ? truncate64(v - TWO_63) ^ MIN_64 : truncate64(v));
    case 'uint32':
      return (v >= TWO_31 ? truncate32(v - TWO_31) ^ -TWO_31 : truncate32(v)) >>> 0;
    default:
      return wrap(to, truncate32(v));
  }
}

/** A bigint rounded once to float32: `Math.fround(Number(v))` would round twice. */
function bigToFloat32(v: bigint): number {
  const exact = Number(v);
  if (Math.abs(exact) < 2 ** 53) return Math.fround(exact);
  let top = v >> 12n;
  if (top << 12n !== v) top |= 1n;
  return Math.fround(Number(top) * 4096);
}

function toFloat(v: number | bigint, to: DType): number {
  if (to === 'float16') return roundHalf(typeof v === 'bigint' ? bigToFloat32(v) : v);
  if (to === 'float32') return typeof v === 'bigint' ? bigToFloat32(v) : Math.fround(v);
  return Number(v);
}

/**
 * C's conversion, as NumPy's `astype` on x86: floats are truncated, and where the result doesn't fit
 * give the type's least value (8 and 16 bits: 0); integers wrap; complex to real drops the imaginary part.
 */
export function convertElement(value: Element, from: DType, to: DType): Element {
  if (from === to) return value;
  const kind = DTYPES[to].kind;
  if (typeof value === 'object') {
    if (kind === 'c') return { re: toFloat(value.re, DTYPES[to].real), im: toFloat(value.im, DTYPES[to].real) };
    if (kind === 'b') return value.re !== 0 || value.im !== 0 ? 1 : 0;
    return convertElement(value.re, DTYPES[from].real, to);
  }
  switch (kind) {
    case 'c':
      return { re: toFloat(value, DTYPES[to].real), im: 0 };
    case 'f':
      // NumPy goes from integers to float16 by float32.
      if (to === 'float16' && isInteger(from)) return roundHalf(toFloat(value, 'float32'));
      return toFloat(value, to);
    case 'b':
      return Number(value) !== 0 ? 1 : 0;
    default:
      return DTYPES[from].kind === 'f' ? floatToInteger(value as number, to) : wrap(to, value);
  }
}

/** A scalar as a caller passes it (a number for an int64, say) as an element of the type. */
export function coerceElement(value: Element | boolean, to: DType): Element {
  // The usual case, and the one that loops over elements are made of.
  if (to === 'float64' && typeof value === 'number') return value;
  if (typeof value === 'object') return convertElement(value, 'complex128', to);
  if (typeof value === 'boolean') return convertElement(value ? 1 : 0, 'bool', to);
  const whole = typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  return whole ? wholeElement(BigInt(value), to) : convertElement(value, 'float64', to);
}

/** A whole number of any size, wrapped by the type it becomes. */
const wholeElement = (value: bigint, to: DType): Element =>
  to === 'int64' || to === 'uint64' ? wrap(to, value) : convertElement(value, 'int64', to);

/** Element at a flat position of a C-ordered host array. */
export function loadElement(data: HostArray, t: DType, at: number): Element {
  if (DTYPES[t].kind === 'c') return { re: data[2 * at] as number, im: data[2 * at + 1] as number };
  return t === 'float16' ? halfValue(data[at] as number) : (data[at] as number | bigint);
}

/** Writes an element that already is of the type. */
export function storeElement(data: HostArray, t: DType, at: number, value: Element): void {
  if (DTYPES[t].kind === 'c') {
    const z = value as ComplexElement;
    data[2 * at] = z.re;
    data[2 * at + 1] = z.im;
  } else data[at] = (t === 'float16' ? halfBits(value as number) : value) as never;
}

/** Host array for this many elements of a type, zeroed. */
export function hostArray(t: DType, count: number): HostArray {
  const { array, kind } = DTYPES[t];
  return new array(kind === 'c' ? 2 * count : count);
}

/** The same memory as bytes. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: HostArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
