/**
 * The stride of an axis of one element was 0 after a reshape or a new axis, where numpy-ts has what it is in C order.
 */
import { expect, it } from 'vitest';
import * as np from '../../runtime/numpy/index';

const m = np.arange(0, 24).reshape(2, 3, 4) as np.NDArray;

it.each<[string, np.NDArray, readonly number[]]>([
  ['reshape, in front', np.arange(0, 12).reshape(1, 3, 4) as np.NDArray, [12, 4, 1]],
  ['reshape, between others', np.arange(0, 12).reshape(3, 1, 4) as np.NDArray, [4, 4, 1]],
  ['reshape, behind', np.arange(0, 3).reshape(3, 1) as np.NDArray, [1, 1]],
  ['reshape of a slice', (m.slice(':', '1:2', '::2') as np.NDArray).reshape(2, 1, 2) as np.NDArray, [12, 4, 2]],
  ['a new axis in front', np.expand_dims(np.arange(0, 3), 0), [3, 1]],
  ['a new axis in a transposed array', np.expand_dims(np.transpose(m), 1), [1, 12, 4, 12]],
  ['a new axis behind', np.expand_dims(m, 3), [12, 4, 1, 1]],
  ['atleast_3d', np.atleast_3d(np.arange(0, 3)) as np.NDArray, [3, 1, 1]],
  ['not where it is spread', np.broadcast_to(np.arange(0, 3), [1, 3]), [0, 1]],
])('%s', (_, array, strides) => {
  expect(array.strides).toEqual(strides);
});
