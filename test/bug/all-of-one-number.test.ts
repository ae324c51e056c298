/** A reduction of an array without axes, fused with what made the array, had no code. */
import { expect, it } from 'vitest';
import { setHostPath } from '../../runtime/host/setting';
import * as np from '../../runtime/numpy/index';

it('reductions of arrays without axes run as tasks', () => {
  setHostPath(false);
  try {
    expect(np.asarray_chkfinite(np.array(3.5)).item()).toBe(3.5);
    const [counts] = np.histogram(np.array(3.5), 4) as [np.NDArray, np.NDArray];
    expect([...(counts.tolist() as number[])]).toEqual([0, 0, 1, 0]);
    expect(np.sum(np.add(np.array(3.5), 1))).toBe(4.5);
    expect(np.argmin(np.negative(np.array(3.5)))).toBe(0);
  } finally {
    setHostPath(true);
  }
});
