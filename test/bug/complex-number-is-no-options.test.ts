/** A complex number given last, as a plain object, was taken for options: "outer has no option 're'". */
import '../unit/numpy/setup';
import { expect, it } from 'vitest';
import * as np from '../../runtime/numpy/index';

it('a complex number as a plain object is an operand', () => {
  const outer = np.outer as unknown as (...args: unknown[]) => np.NDArray;
  const x = np.array([1.5, -2.25, 7]);
  const expected = np.outer(x, np.array([new np.Complex(1, 2)]));
  expect(np.array_equal(outer(x, { re: 1, im: 2 }), expected)).toBe(true);
});
