/** A chain of matrices that begins and ends with the same vector: the last was taken for a row, as the first is. */
import '../unit/numpy/setup';
import { expect, test } from 'vitest';
import * as np from '../../runtime/numpy/index';

test('the same vector begins and ends the chain', () => {
  const v = np.array([1, 2]);
  const product = np.linalg.multi_dot([
    v,
    np.array([
      [1, 2],
      [3, 4],
    ]),
    v,
  ]);
  expect([product.shape, product.item()]).toEqual([[], 27]);
});
