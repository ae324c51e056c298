/** log(1 + x) of the greatest double was NaN: glibc's vectors say so, on processors with AVX2. */
import { expect, it } from 'vitest';
import { setHostPath } from '../../runtime/host/setting';
import * as np from '../../runtime/numpy/index';

it('log1p of the greatest numbers is their logarithm', () => {
  setHostPath(false);
  const x = np.array([Number.MAX_VALUE, 2 ** 1023, 1e308, 1]);
  const logs = np.log1p(x).toArray() as number[];
  [Number.MAX_VALUE, 2 ** 1023, 1e308].forEach((v, i) => {
    expect(logs[i]).toBeCloseTo(Math.log(v), 12);
  });
  setHostPath(true);
});
