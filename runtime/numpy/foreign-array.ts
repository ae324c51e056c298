/** Arrays of numpy-ts as they come in: taken over as snapshots, wherever an array is taken. */
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { halfBits } from '../../compiler/ir/half';
import { View } from '../core/view';
import { fromHost } from '../trace/ops';

/** What an array of numpy-ts has, as far as it matters here. */
export interface ForeignArray {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly dtype: string;
  readonly data: HostArray;
  readonly storage: { readonly offset: number; readonly constructor: unknown };
}

/** Whether a value is an array of numpy-ts, of whichever copy of it. */
export const isForeign = (value: unknown): value is ForeignArray =>
  typeof value === 'object' &&
  value !== null &&
  'storage' in value &&
  'strides' in value &&
  'dtype' in value &&
  'data' in value;

/** A snapshot of a numpy-ts array. Engines without `Float16Array` have its float16 in a `Float32Array`. */
export function viewOfForeign(array: ForeignArray): View {
  const dtype = array.dtype as DType;
  const { array: HostClass, kind } = DTYPES[dtype];
  const own = new HostClass(array.data.length);
  if (dtype === 'float16') for (let i = 0; i < own.length; i++) own[i] = halfBits(array.data[i] as number);
  else own.set(array.data as never);
  const all = fromHost(own, [own.length / (kind === 'c' ? 2 : 1)], dtype);
  const view = new View(all.buffer, array.storage.offset, [...array.shape], [...array.strides]);
  all.release();
  return view;
}
