/**
 * Typed arrays of the program as buffers: tasks work on their memory in place. The program must not look at it
 * between the first operation on it and `settle`.
 */
import { DTYPES, type DType } from '../../compiler/ir/dtype';
import { Buffer } from '../core/buffer';
import { track } from '../core/lifetime';
import { completeAll, hold } from './held-memory';
import { tracer } from './instance';
import { ownedBuffer } from './owned-memory';

export type HostTypedArray = Exclude<NodeJS.TypedArray, BigInt64Array | BigUint64Array> & {
  readonly buffer: ArrayBuffer;
};

/** By memory: views of one memory in one type are views of one buffer. */
const attachments = new WeakMap<ArrayBuffer, Buffer>();

/** Buffers that operations were recorded on since the program last looked. */
const used = new Set<Buffer>();

/** The element type of a typed array whose elements are numbers. */
export function typeOfTypedArray(value: unknown): DType | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return TYPES[value[Symbol.toStringTag as never] as string];
}

const TYPES: Readonly<Record<string, DType>> = {
  Float64Array: 'float64',
  Float32Array: 'float32',
  Int8Array: 'int8',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Int16Array: 'int16',
  Uint16Array: 'uint16',
  Int32Array: 'int32',
  Uint32Array: 'uint32',
};

/** Whether the memory is the program's alone, and stays where it is. */
export function isAttachable(array: HostTypedArray): boolean {
  const { buffer } = array as { buffer: ArrayBufferLike & { resizable?: boolean } };
  return buffer instanceof ArrayBuffer && !buffer.resizable && array.length > 0;
}

/** The buffer over the memory of an array: its elements from the memory's begin. The array is in use until `settle`. */
export function attach(array: HostTypedArray, dtype: DType): Buffer {
  const memory = array.buffer;
  let buffer = attachments.get(memory);
  const own = buffer === undefined ? ownedBuffer(memory, dtype) : undefined;
  if (own !== undefined) return own;
  if (buffer !== undefined && buffer.dtype !== dtype) {
    // The same memory in another type is another region, of which Legion can't know that it is the same.
    settle();
    detach(buffer);
    buffer = undefined;
  }
  const { size } = DTYPES[dtype];
  const bytes = new Uint8Array(memory, 0, Math.floor(memory.byteLength / size) * size);
  if (buffer === undefined) {
    buffer = new Buffer(dtype, [bytes.byteLength / size]);
    buffer.attached = true;
    buffer.retain();
    track(memory as never, buffer);
    attachments.set(memory, buffer);
  }
  buffer.storage ??= tracer().attach(bytes, dtype);
  used.add(buffer);
  hold(buffer, bytes);
  return buffer;
}

function detach(buffer: Buffer): void {
  buffer.storage?.release();
  buffer.storage = undefined;
}

/** Completes what was recorded: the program may look at its arrays again. */
export function settle(): void {
  if (used.size === 0) return;
  const stays = completeAll();
  // Elsewhere each process has a copy of its own, which is brought up to date when it is given back.
  if (!stays) for (const buffer of used) detach(buffer);
  used.clear();
}
