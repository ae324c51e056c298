/** How far two elements are apart, in units in the last place. */
import type { DType } from '../../../compiler/ir/dtype';
import { halfBits } from '../../../compiler/ir/half';
import type { Element } from '../../../compiler/ops/operation';

const view = new DataView(new ArrayBuffer(8));

/** Position of a float among all floats of its type. */
function ordinal(v: number, single: boolean): bigint {
  if (single) {
    view.setFloat32(0, v);
    const bits = BigInt(view.getInt32(0));
    return bits < 0n ? -(bits & 0x7fffffffn) : bits;
  }
  view.setFloat64(0, v);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

function real(a: number, b: number, single: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  if (a === 0 && b === 0) return Object.is(a, b) ? 0 : 0.5;
  const steps = ordinal(a, single) - ordinal(b, single);
  return Number(steps < 0n ? -steps : steps);
}

/** As `real`, of float16. */
function half(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b) || (a === 0 && b === 0)) return real(a, b, true);
  const position = (v: number): number => (v < 0 ? -1 : 1) * (halfBits(v) & 0x7fff);
  return Math.abs(position(a) - position(b));
}

/**
 * 0 for equal bits (all NaN are equal), 0.5 for zeros of different sign, Infinity for a number and NaN.
 * Complex values: their distance relative to the length of the second, if that is finite.
 */
export function distance(a: Element, b: Element, t: DType): number {
  if (t === 'float16') return half(Number(a), Number(b));
  const single = t === 'float32' || t === 'complex64';
  if (typeof a === 'object' && typeof b === 'object') {
    const parts = Math.max(real(a.re, b.re, single), real(a.im, b.im, single));
    const length = Math.hypot(b.re, b.im);
    if (parts <= 1 || !Number.isFinite(length) || length === 0) return parts;
    const epsilon = single ? 2 ** -24 : 2 ** -53;
    return Math.hypot(a.re - b.re, a.im - b.im) / length / epsilon;
  }
  if (typeof a === 'number' && typeof b === 'number' && (t === 'float32' || t === 'float64')) return real(a, b, single);
  return a === b ? 0 : Infinity;
}
