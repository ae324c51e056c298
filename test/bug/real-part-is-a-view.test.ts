/** The real part of real numbers was a copy: in numpy-ts and NumPy writing it writes the array. */
import '../unit/numpy/setup';
import { expect, it } from 'vitest';
import * as np from '../../runtime/numpy/index';

it.each<[string, (x: np.NDArray) => unknown]>([
  ['real', np.real],
  ['real_if_close', np.real_if_close],
])('%s', (_, partOf) => {
  const a = np.array([1, 2, 3]);
  const part = partOf(a) as np.NDArray;
  part.set([0], 9);
  expect(a.toArray()).toEqual([9, 2, 3]);
  part.dispose();
  expect(a.toArray()).toEqual([9, 2, 3]);
  const z = np.array([new np.Complex(1, 0), new np.Complex(2, 0)]);
  const own = partOf(z) as np.NDArray;
  own.set([0], 9);
  expect([own.toArray(), (z.get([0]) as np.Complex).re]).toEqual([[9, 2], 1]);
});

it('`out` of real numbers is written', () => {
  const target = np.zeros([2]);
  np.real(np.array([1, 2]), { out: target });
  expect(target.toArray()).toEqual([1, 2]);
});
