/** float16 as typed arrays: a `Float16Array` where the engine has that. */
import type { HostArray, HostArrayConstructor } from '../../compiler/ir/dtype';
import { halfValue } from '../../compiler/ir/half';

const Native = (globalThis as { Float16Array?: HostArrayConstructor }).Float16Array;

/** The numbers that bits mean: the same memory where the engine has `Float16Array`, else a copy as float32. */
export function halfNumbers(bits: Uint16Array): HostArray {
  if (Native) return new Native(bits.buffer, bits.byteOffset, bits.length);
  return Float32Array.from(bits, halfValue);
}
