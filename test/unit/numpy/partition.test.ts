/** Partitions: what is less, what is equal and what is more than the element at a place, each in its order. */
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';
import { built } from '../native/harness';

type Value = number | { re: number; im: number };

const rank = (v: number): number => (Number.isNaN(v) ? 1 : 0);
const compared = (a: number, b: number): number => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);

/** The places of numbers as they are to be arranged. */
function places(values: readonly number[], kth: number): number[] {
  const pivot = [...values].sort(compared)[kth]!;
  const part = (sign: number) => values.flatMap((v, i) => (Math.sign(compared(v, pivot)) === sign ? [i] : []));
  return [...part(-1), ...part(0), ...part(1)];
}

const KINDS: Record<string, (i: number) => number> = {
  scattered: (i) => ((i * 40503) % 100003) % 120,
  rising: (i) => i % 127,
  falling: (i) => 126 - (i % 127),
  'almost all equal': (i) => (i % 700 === 3 ? 1 : i % 500 === 2 ? 9 : 4),
};
const TYPES = ['bool', 'int8', 'uint8', 'int16', 'uint32', 'int64', 'float16', 'float32', 'float64'] as const;

describe.skipIf(!built)('partition and argpartition', () => {
  // Longer lists are sampled first.
  const LENGTHS = [1, 2, 7, 1000, 40_009];
  const listed = (x: np.NDArray): number[] => (x.toArray() as (number | bigint)[]).map(Number);

  it.each(Object.keys(KINDS))('%s', (kind) => {
    for (const n of LENGTHS) {
      const values = Array.from({ length: n }, (_, i) => KINDS[kind]!(i));
      const x = np.array(values);
      for (const kth of new Set([0, n >> 1, Math.floor(n * 0.9), n - 1])) {
        const order = places(values, kth);
        expect(listed(np.argpartition(x, kth))).toEqual(order);
        expect(listed(np.partition(x, kth))).toEqual(order.map((i) => values[i]));
      }
    }
  });

  it.each(TYPES)('of %s', (dtype) => {
    const x = np.array(Array.from({ length: 999 }, (_, i) => KINDS.scattered!(i))).astype(dtype) as np.NDArray;
    const values = listed(x);
    const order = places(values, 123);
    expect(np.partition(x, 123).dtype).toBe(dtype);
    expect(listed(np.partition(x, 123))).toEqual(order.map((i) => values[i]));
    expect(listed(np.argpartition(x, 123))).toEqual(order);
  });

  it('NaN at the end, infinities among the others, zeros of both signs equal', () => {
    const values = Array.from({ length: 40_000 }, (_, i) =>
      i % 5 === 0
        ? Number.NaN
        : i % 7 === 0
          ? Number.NEGATIVE_INFINITY
          : i % 11 === 0
            ? Number.POSITIVE_INFINITY
            : i % 2
              ? -0
              : 0,
    );
    const x = np.array(values);
    for (const kth of [10, 20_000, 31_000, 39_999]) {
      const order = places(values, kth);
      expect(listed(np.argpartition(x, kth))).toEqual(order);
      expect(listed(np.partition(x, kth)).map((v) => (Object.is(v, -0) ? '-0' : v))).toEqual(
        order.map((i) => (Object.is(values[i], -0) ? '-0' : values[i])),
      );
    }
  });

  it('complex numbers by real part, then imaginary part', () => {
    const x = np
      .array([3, 1, 2, 1, 0])
      .add(np.multiply(np.array([0, 5, 0, -5, 1]), new np.Complex(0, 1))) as np.NDArray;
    const shown = (np.partition(x, 2).toArray() as Value[]).map(
      (z) => `${(z as { re: number }).re} ${(z as { im: number }).im}`,
    );
    expect(shown).toEqual(['1 -5', '0 1', '1 5', '3 0', '2 0']);
    expect(listed(np.argpartition(x, 2))).toEqual([3, 4, 1, 0, 2]);
  });

  it('along axes, of other orders in memory, from the end', () => {
    const m = np.array(Array.from({ length: 60 }, (_, i) => KINDS.scattered!(i))).reshape(6, 10);
    const rows = m.toArray() as number[][];
    const expected = rows.map((row) => places(row, 7).map((i) => row[i]!));
    expect(np.partition(m, -3).toArray()).toEqual(expected);
    expect((np.partition(m.T, 7, 0) as np.NDArray).T.toArray()).toEqual(expected);
    expect((np.argpartition(m.T, 7, 0) as np.NDArray).T.toArray()).toEqual(rows.map((row) => places(row, 7)));
    expect(listed(np.partition(m.ravel().slice('::-3'), 4))[4]).toBe(
      (m.ravel().slice('::-3').toArray() as number[]).sort(compared)[4],
    );
  });

  it('places that are not there', () => {
    expect(() => np.partition(np.array([1, 2]), 2)).toThrow(/LGT4007/);
    expect(() => np.argpartition(np.array([1, 2]), -3)).toThrow(/LGT4007/);
  });
});
