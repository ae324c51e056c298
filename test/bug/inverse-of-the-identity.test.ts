/** The inverse of a diagonal or triangular matrix had zeros with a sign: `-0.` where NumPy prints `0.`. */
import { expect, it } from 'vitest';
import * as np from '../../runtime/numpy/index';

it.each([
  [
    'the identity',
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ],
  [
    'a diagonal',
    [
      [1, 0],
      [0, 2],
    ],
    [
      [1, 0],
      [0, 0.5],
    ],
  ],
  [
    'a triangle',
    [
      [1, 2, 0],
      [0, 4, 0],
      [0, 0, 4],
    ],
    [
      [1, -0.5, 0],
      [0, 0.25, 0],
      [0, 0, 0.25],
    ],
  ],
])('of %s', (_, matrix, inverse) => {
  expect(np.linalg.inv(np.array(matrix)).toArray()).toEqual(inverse);
  const complex = np.linalg.inv(np.array(matrix).astype('complex128'));
  expect(np.real(complex).toArray()).toEqual(inverse);
  expect(np.imag(complex).flatten().toArray()).toEqual(matrix.flat().map(() => 0));
});
