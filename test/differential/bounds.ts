/**
 * What the generator knows of an array's elements, so that it asks only for what is defined:
 * a float too large for an integer type, say, has no one right conversion. It also tells which sums
 * are exact, whatever their order.
 */
import type { DType } from './program';

export interface Bounds {
  /** No element (part of a complex one) is larger in magnitude, unless infinite. */
  readonly max: number;
  readonly integral: boolean;
  /** No NaN, no infinity. */
  readonly finite: boolean;
}

export const kindOf = (t: DType): 'b' | 'u' | 'i' | 'f' | 'c' =>
  t === 'bool' ? 'b' : t.startsWith('u') ? 'u' : t.startsWith('i') ? 'i' : t.startsWith('f') ? 'f' : 'c';

export const isInt = (t: DType): boolean => kindOf(t) === 'i' || kindOf(t) === 'u';
export const isFloat = (t: DType): boolean => kindOf(t) === 'f';
export const isComplex = (t: DType): boolean => kindOf(t) === 'c';

export const bits = (t: DType): number => (t === 'bool' ? 1 : Number(t.replace(/\D+/, '')));

/** Least and greatest value of an integer type. */
export function rangeOf(t: DType): [number, number] {
  if (t === 'bool') return [0, 1];
  const n = bits(t);
  return kindOf(t) === 'u' ? [0, 2 ** n - 1] : [-(2 ** (n - 1)), 2 ** (n - 1) - 1];
}

/** Integers up to this magnitude are exact in the type. */
export function exactUpTo(t: DType): number {
  return t === 'float32' || t === 'complex64' ? 2 ** 24 : 2 ** 53;
}

const largest = (t: DType) => (t === 'float32' || t === 'complex64' ? 3e38 : 1e308);

/** What remains true once the elements are of this type. Integers wrap around. */
export function inType(b: Bounds, t: DType): Bounds {
  if (t === 'bool') return { max: 1, integral: true, finite: true };
  if (isInt(t)) {
    const limit = 2 ** bits(t);
    return { max: b.finite && b.max < limit / 2 ? b.max : limit, integral: true, finite: true };
  }
  const integral = b.integral && b.max <= exactUpTo(t);
  return b.max < largest(t) ? { ...b, integral } : { max: Infinity, integral: false, finite: false };
}

export function join(...all: Bounds[]): Bounds {
  return {
    max: Math.max(...all.map((b) => b.max)),
    integral: all.every((b) => b.integral),
    finite: all.every((b) => b.finite),
  };
}

export const ANYTHING: Bounds = { max: Infinity, integral: false, finite: false };
export const FLAGS: Bounds = { max: 1, integral: true, finite: true };

/** Whether adding n such elements is exact in any order. */
export function sumsExactly(b: Bounds, n: number, t: DType): boolean {
  return !(isFloat(t) || isComplex(t)) || (b.integral && b.finite && b.max * n <= exactUpTo(t));
}

/** Only conversions that have one right result. */
export function converts(bounds: Bounds, from: DType, to: DType): boolean {
  if (isComplex(from)) return isComplex(to);
  if (!isFloat(from) || !isInt(to)) return true;
  return kindOf(to) === 'i' && bounds.finite && bounds.max < 2 ** (bits(to) - 1);
}
