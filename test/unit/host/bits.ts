/** What a function gave, to the bit: arrays, lists of them, values. */
import * as np from '../../../runtime/numpy/index';

export function bits(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bits);
  if (!(value instanceof np.NDArray)) return value;
  const data = value.data as unknown as Uint8Array;
  return [value.shape, value.dtype, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')];
}
