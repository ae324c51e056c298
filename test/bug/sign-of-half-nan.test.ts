/** Copies of float16 that aren't lines of memory lost the signs of NaN, where the host made them by JavaScript. */
import { expect, it } from 'vitest';
import { setHostPath } from '../../runtime/host/setting';
import * as np from '../../runtime/numpy/index';

it('copies keep the signs of NaN', () => {
  setHostPath(true);
  const bits = np.array([0xfe00, 1, 0x7e00, 1, 0xfc00, 1, 0x8000, 1]).astype('uint16') as np.NDArray;
  const halves = bits.view('float16') as np.NDArray;
  expect(halves.slice('::2').copy().view('uint16').toArray()).toEqual([0xfe00, 0x7e00, 0xfc00, 0x8000]);
  expect((np.signbit(halves.slice('::2').copy()).toArray() as number[]).map(Number)).toEqual([1, 0, 1, 1]);
});
