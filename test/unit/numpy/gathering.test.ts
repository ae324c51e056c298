/** Slices along any axis by their numbers: copies in C order, whatever the source's order is. */
import './setup';
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';

const [I, J, K] = [2, 3, 4];
const base = () => np.arange(0, I * J * K).reshape(I, J, K) as np.NDArray;
const at = (i: number, j: number, k: number): number => (i * J + j) * K + k;
const indices = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>((all, e) => all.flatMap((head) => Array.from({ length: e }, (_, n) => [...head, n])), [[]]);
/** The elements in C order, and whether they lie in it. */
const laidOut = (a: np.NDArray) => ({ elements: a.flatten().toArray(), strides: a.strides });
const inOrder = (shape: readonly number[], value: (...index: number[]) => number) => ({
  elements: indices(shape).map((index) => value(...index)),
  strides: shape.map((_, d) => shape.slice(d + 1).reduce((n, e) => n * e, 1)),
});

describe('take', () => {
  const [few, table] = [
    [2, 0, -1],
    [
      [1, -1],
      [0, 0],
    ],
  ];
  const wrapped = (n: number, extent: number): number => (n < 0 ? n + extent : n);

  it('along the first axis, one between others, and the last', () => {
    expect(laidOut(np.take(base(), [1, 0, -1], 0) as np.NDArray)).toEqual(
      inOrder([3, J, K], (n, j, k) => at([1, 0, 1][n]!, j, k)),
    );
    expect(laidOut(np.take(base(), few, 1) as np.NDArray)).toEqual(
      inOrder([I, 3, K], (i, n, k) => at(i, wrapped(few[n]!, J), k)),
    );
    expect(laidOut(np.take(base(), table, 2) as np.NDArray)).toEqual(
      inOrder([I, J, 2, 2], (i, j, r, c) => at(i, j, wrapped(table[r]![c]!, K))),
    );
  });

  it('of a transposed array', () => {
    expect(laidOut(np.take(base().transpose(), few, 1) as np.NDArray)).toEqual(
      inOrder([K, 3, I], (k, n, i) => at(i, wrapped(few[n]!, J), k)),
    );
  });

  it('of nothing', () => {
    expect((np.take(base(), [], 1) as np.NDArray).shape).toEqual([I, 0, K]);
  });

  it('refuses what lies outside, along that axis', () => {
    expect(() => np.take(base(), [J], 1)).toThrow(/LGT4007/);
  });
});

describe('lists in brackets', () => {
  it('that are neighbours stay where they are', () => {
    expect(laidOut(np.getitem(base(), ':', [2, 0], [1, -1]))).toEqual(
      inOrder([I, 2], (i, n) => at(i, [2, 0][n]!, [1, K - 1][n]!)),
    );
    expect(laidOut(np.getitem(base(), ':', [2, 0]))).toEqual(inOrder([I, 2, K], (i, n, k) => at(i, [2, 0][n]!, k)));
  });

  it('that are apart come first', () => {
    expect(laidOut(np.getitem(base(), [1, 0], ':', [3, 1]))).toEqual(
      inOrder([2, J], (n, j) => at([1, 0][n]!, j, [3, 1][n]!)),
    );
  });
});

describe('slices by a condition', () => {
  it('along any axis', () => {
    expect(laidOut(np.compress([true, false, true], base(), 1) as np.NDArray)).toEqual(
      inOrder([I, 2, K], (i, n, k) => at(i, 2 * n, k)),
    );
    expect(laidOut(np.compress([false, true], base(), 0) as np.NDArray)).toEqual(
      inOrder([1, J, K], (_, j, k) => at(1, j, k)),
    );
  });
});
