/** One element in and out of host arrays, for each type. */
import { DTYPES, type DType, type HostArray, isBig } from '../../compiler/ir/dtype';
import { halfBits, halfValue } from '../../compiler/ir/half';
import type { Element } from '../../compiler/ops/operation';

/** Element at a flat position. bool gives 0 or 1. */
export function elementAt(data: HostArray, dtype: DType, at: number): Element {
  if (DTYPES[dtype].kind === 'c') {
    return { re: data[2 * at] as number, im: data[2 * at + 1] as number };
  }
  return dtype === 'float16' ? halfValue(data[at] as number) : (data[at] as number | bigint);
}

/** Writes an element that already is of the type (wrapping integers as typed arrays do). */
export function setElementAt(data: HostArray, dtype: DType, at: number, value: Element): void {
  if (typeof value === 'object') {
    if (DTYPES[dtype].kind === 'c') {
      data[2 * at] = value.re as never;
      data[2 * at + 1] = value.im as never;
    } else data[at] = (dtype === 'float16' ? halfBits(value.re) : value.re) as never;
    return;
  }
  if (DTYPES[dtype].kind === 'c') {
    data[2 * at] = Number(value) as never;
    data[2 * at + 1] = 0 as never;
  } else if (isBig(dtype)) data[at] = toBig(value) as never;
  else if (dtype === 'bool') data[at] = (Number(value) !== 0 ? 1 : 0) as never;
  else data[at] = (dtype === 'float16' ? halfBits(Number(value)) : Number(value)) as never;
}

function toBig(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value;
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

/** The 16 bytes of a launch's scalar slot: the element in its own type at the front. */
export function writeSlot(slots: Uint8Array, slot: number, dtype: DType, value: Element): void {
  const info = DTYPES[dtype];
  const width = info.kind === 'c' ? 2 : 1;
  const data = new info.array(slots.buffer, slots.byteOffset + 16 * slot, width);
  setElementAt(data, dtype, 0, value);
}

/** The slots of a launch's scalars. */
export function slotsOf(scalars: readonly { readonly dtype: DType; readonly value: Element }[]): Uint8Array {
  const slots = new Uint8Array(16 * scalars.length);
  scalars.forEach((s, i) => {
    writeSlot(slots, i, s.dtype, s.value);
  });
  return slots;
}
