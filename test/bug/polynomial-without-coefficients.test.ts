/** The product of polynomials without coefficients read in front of their memory. */
import { expect, it } from 'vitest';
import { setHostPath } from '../../runtime/host/setting';
import * as np from '../../runtime/numpy/index';

it.each([false, true])('no coefficients are the polynomial 0; host path %s', (host) => {
  setHostPath(host);
  try {
    const none = np.zeros([0]);
    expect(np.polymul(none, none).tolist()).toEqual([0]);
    expect(np.polymul(none, np.array([1, 2])).tolist()).toEqual([0, 0]);
    expect(() => np.polydiv(none, none)).toThrow(/LGT4018/);
  } finally {
    setHostPath(true);
  }
});
