/** What a function gave, to the bit: arrays, lists of them, values. */
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';

export function bits(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bits);
  if (!(value instanceof np.NDArray)) return value;
  const data = value.data as unknown as Uint8Array;
  return [value.shape, value.dtype, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')];
}

/** A test of each call: it gives the same bits after it was made so many times. */
export function firstAndLast(calls: Readonly<Record<string, () => unknown>>, times: number): void {
  describe('first and last', () => {
    it.each(Object.entries(calls))('%s', (_, call) => {
      const first = bits(call());
      for (let k = 0; k < times; k++) call();
      expect(bits(call())).toEqual(first);
    });
  });
}
