/** Found by test/differential/functions: arrays without axes, and without elements. */
import { expect, it } from 'vitest';
import { setHostPath } from '../../runtime/host/setting';
import * as np from '../../runtime/numpy/index';

it.each([false, true])('are what NumPy gives; host path %s', (host) => {
  setHostPath(host);
  try {
    const one = np.array(5);
    const none = np.zeros([0]);
    expect(np.count_nonzero(one)).toBe(1);
    expect(np.trim_zeros(one).tolist()).toBe(5);
    expect(np.histogramdd(one, 2)[0].tolist()).toEqual([0, 1]);
    expect(np.cov(none).tolist()).toBe(Number.NaN);
    expect(np.corrcoef(np.zeros([2, 0])).tolist()).toEqual([
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ]);
    expect(np.polyadd(none, none).tolist()).toEqual([0]);
    const empty = np.copy(np.zeros([4, 3]).slice(':', '1:1'));
    expect(() => empty.fill(1)).not.toThrow();
  } finally {
    setHostPath(true);
  }
});
