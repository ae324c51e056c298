/** Places in sorted lists, and tallies between edges, against plain counting: even and uneven lists, every border. */
import './setup';
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Scattered over [low, high), and every border with its neighbours. */
function samples(list: readonly number[], count: number): number[] {
  const [low, high] = [Math.min(...list) - 1, Math.max(...list) + 1];
  const scattered = Array.from({ length: count }, (_, n) => low + ((n * 0.6180339887498949) % 1) * (high - low));
  const near = list.flatMap((v) => [v, v * (1 + Number.EPSILON), v * (1 - Number.EPSILON)]);
  return [...scattered, ...near, nan, inf, -inf, 0, -0];
}

const LISTS: Record<string, number[]> = {
  even: Array.from({ length: 101 }, (_, n) => n / 100),
  thirds: Array.from({ length: 31 }, (_, n) => -5 + n / 3),
  uneven: [-100, -1, 0, 0.25, 0.26, 7, 1e6],
  equal: [2, 2, 2, 2],
  steps: [0, 0, 1, 1, 1, 2, 2, 3, 3, 3],
  one: [0.5],
  two: [0, 1],
  tiny: [0, 5e-324, 1e-323],
  huge: [-1e308, 0, 1e308, 1.7e308],
};

describe.each(Object.entries(LISTS))('%s', (_, list) => {
  const values = samples(list, 300);
  const [sorted, wanted] = [np.array(list), np.array(values)];

  it.each(['left', 'right'] as const)('places on the %s', (side) => {
    // NaN is after everything.
    const isBefore = (e: number, v: number) => (Number.isNaN(v) ? true : side === 'left' ? e < v : e <= v);
    const expected = values.map((v) => list.filter((e) => isBefore(e, v)).length);
    expect(Array.from(np.searchsorted(sorted, wanted, side).toArray() as number[])).toEqual(expected);
  });

  it.skipIf(list.length < 2)('tallies', () => {
    const last = list.length - 2;
    const isIn = (v: number, n: number) => v >= list[n]! && (n === last ? v <= list[n + 1]! : v < list[n + 1]!);
    const expected = Array.from({ length: last + 1 }, (_, n) => values.filter((v) => isIn(v, n)).length);
    expect(np.histogram(wanted, sorted)[0].toArray()).toEqual(expected);
  });
});

it('a list that ends with NaN', () => {
  const list = np.array([0, 1, 2, nan, nan]);
  const values = np.array([-1, 0, 1.5, 2, 9, nan]);
  expect(np.searchsorted(list, values, 'left').toArray()).toEqual([0, 0, 2, 2, 3, 3]);
  expect(np.searchsorted(list, values, 'right').toArray()).toEqual([0, 1, 2, 3, 3, 5]);
});

it('integers that float64 does not tell apart', () => {
  const base = 2n ** 62n;
  const list = np.array(
    [0n, 1n, 2n, 3n, 4n, 6n].map((n) => base + n),
    'int64',
  );
  const values = np.array(
    [-1n, 0n, 1n, 4n, 5n, 6n, 7n].map((n) => base + n),
    'int64',
  );
  expect(np.searchsorted(list, values, 'left').toArray()).toEqual([0, 0, 1, 4, 5, 5, 6]);
  expect(np.searchsorted(list, values, 'right').toArray()).toEqual([0, 1, 2, 5, 5, 6, 6]);
});

it('a list and values that are not in a row', () => {
  const list = np.arange(0, 20).slice('::-2').slice('::-1');
  const values = np.arange(0, 24).reshape(4, 6).transpose().ravel().slice('::5');
  const [lines, all] = [list.toArray() as number[], values.toArray() as number[]];
  expect(np.searchsorted(list, values, 'right').toArray()).toEqual(all.map((v) => lines.filter((e) => e <= v).length));
});

describe('many values, which tasks share', () => {
  const count = 100_003;
  const values = np.mod(np.arange(0, count).multiply(0.6180339887498949), 1).multiply(7) as np.NDArray;
  const all = values.toArray() as number[];
  const between = (low: number, high: number) => all.filter((v) => v >= low && v < high).length;

  it('counts', () => {
    const expected = Array.from({ length: 5 }, (_, n) => between(n, n + 1));
    expect(np.histogram(values, [0, 1, 2, 3, 4, 5])[0].toArray()).toEqual([...expected.slice(0, 4), between(4, 5)]);
    const sum = (np.histogram(values, 50)[0] as np.NDArray).sum();
    expect(sum).toBe(count);
  });

  it('densities', () => {
    const [density, edges] = np.histogram(values, [0, 2, 3], null, true);
    const inside = between(0, 3);
    const expected = [between(0, 2) / 2 / inside, between(2, 3) / inside];
    for (const [n, d] of (density.toArray() as number[]).entries()) expect(d).toBeCloseTo(expected[n]!, 14);
    expect(edges.toArray()).toEqual([0, 2, 3]);
  });

  it('sums of weights, added in order', () => {
    const weights = np.arange(0, count).multiply(0.1) as np.NDArray;
    const each = weights.toArray() as number[];
    const expected = [0, 0];
    all.forEach((v, n) => {
      if (v < 3) expected[v < 1 ? 0 : 1]! += each[n]!;
    });
    expect(np.histogram(values, [0, 1, 3], null, false, weights)[0].toArray()).toEqual(expected);
    const places = np.array([0, 2, 5, 2], 'int64');
    expect(np.bincount(places, np.array([0.5, 1, 2, 4])).toArray()).toEqual([0.5, 0, 5, 0, 0, 2]);
  });
});
