/** Areas and gradients of truth values, and covariances of no complex numbers, were not NumPy's. */
import { expect, it } from 'vitest';
import { setHostPath } from '../../runtime/host/setting';
import * as np from '../../runtime/numpy/index';

it.each([false, true])('as NumPy says; host path %s', (host) => {
  setHostPath(host);
  try {
    const flags = np.array([true, false, true, true], 'bool');
    // The sum of two truth values is one.
    expect(np.trapezoid(flags)).toBe(1.5);
    expect(np.trapezoid(flags, [0, 2, 4, 6])).toBe(3);
    expect(np.gradient(np.array(true, 'bool'))).toEqual([]);
    expect(() => np.gradient(flags)).toThrow(/LGT4003/);
    const none = np.cov(np.zeros([0], 'complex128')).item() as unknown as np.Complex;
    expect([none.re, none.im]).toEqual([Number.NaN, Number.NaN]);
  } finally {
    setHostPath(true);
  }
});
