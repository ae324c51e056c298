/** `insert` took the place in front of the first from behind, -(n + 1), and wrote somewhere else. */
import '../unit/numpy/setup';
import { expect, it } from 'vitest';
import * as np from '../../runtime/numpy/index';

const a = np.array([1, 2, 3]);
const list = (x: np.NDArray): unknown => x.toArray();

it('refuses places that are not there', () => {
  for (const place of [-4, 4, [0, -4], [4, 1]]) expect(() => np.insert(a, place, 9)).toThrow(/LGT4007.*out of bounds/);
});

it('takes all others', () => {
  expect([-3, 0, 3, -1].map((place) => list(np.insert(a, place, 9)))).toEqual([
    [9, 1, 2, 3],
    [9, 1, 2, 3],
    [1, 2, 3, 9],
    [1, 2, 9, 3],
  ]);
  expect(list(np.insert(a, [-3, 3], [7, 8]))).toEqual([7, 1, 2, 3, 8]);
  expect(list(np.insert(a, 1, [7, 8]))).toEqual([1, 7, 8, 2, 3]);
  expect(
    list(
      np.insert(
        np.array([
          [1, 2],
          [3, 4],
        ]),
        -1,
        [7, 8],
        1,
      ),
    ),
  ).toEqual([
    [1, 7, 2],
    [3, 8, 4],
  ]);
  expect(list(np.delete_(a, -2))).toEqual([1, 3]);
  expect(() => np.delete_(a, 3)).toThrow(/LGT4007/);
});
