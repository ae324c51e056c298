/**
 * Typed arrays that lifted loops have to themselves (`compiler/transform/owned-arrays.ts`). Their contents are a
 * buffer's like any other: they end with the array's last use, and are divided among ranks. The program says before it
 * looks at them itself.
 */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import { readOptions } from '../../compiler/options';
import { Buffer } from '../core/buffer';
import { track, untrack } from '../core/lifetime';
import { completeAll, heldMemory, hold } from './held-memory';
import { tracer } from './instance';

interface Owned {
  readonly elements: HostArray;
  /** What stands for the memory since the program last looked; undefined: the memory has the contents. */
  buffer: Buffer | undefined;
  /** Lifted loops had to do with it since then. */
  used: boolean;
}

const owned = new WeakMap<ArrayBuffer, Owned>();

/** How many are `used`. */
let inUse = 0;

/** Arrays with fewer elements are not worth it: loops over them are rarely lifted. */
const LEAST = 8192;

/** An array that was just made, of which the program says when it looks. */
export function own<T>(array: T): T {
  if (!ArrayBuffer.isView(array) || !(array.buffer instanceof ArrayBuffer)) return array;
  const elements = array as unknown as HostArray;
  if (elements.length >= LEAST || (elements.length > 0 && readOptions().loops === 'always'))
    owned.set(array.buffer, { elements, buffer: undefined, used: false });
  return array;
}

/** The buffer for an owned array's elements, which a lifted loop is about to use. */
export function ownedBuffer(memory: ArrayBuffer, dtype: DType): Buffer | undefined {
  const found = owned.get(memory);
  if (found === undefined) return undefined;
  if (found.buffer === undefined) {
    const { elements } = found;
    const buffer = new Buffer(dtype, [elements.length]);
    // In one process tasks may work where the array is. Others have copies of their own, of which each has a part.
    if (tracer().worksInPlace) buffer.lend(() => heldMemory(buffer) as Uint8Array);
    else buffer.mirror = elements;
    buffer.retain();
    track(memory as never, buffer);
    found.buffer = buffer;
  }
  if (!found.used) inUse++;
  found.used = true;
  const { byteOffset, byteLength } = found.elements;
  hold(found.buffer, new Uint8Array(memory, byteOffset, byteLength));
  return found.buffer;
}

/** The program is about to look at arrays, or to change them: their memory has their contents then. */
export function lookAt(...arrays: readonly unknown[]): undefined {
  if (inUse === 0) return;
  for (const array of arrays) if (ArrayBuffer.isView(array)) restore(array.buffer as ArrayBuffer);
}

function restore(memory: ArrayBuffer): void {
  const found = owned.get(memory);
  if (!found?.used) return;
  const { elements } = found;
  const buffer = found.buffer as Buffer;
  if (tracer().worksInPlace) completeAll();
  else {
    // What reads the memory as it is now must have done so.
    if (buffer.pending > 0) tracer().flush();
    tracer().read({ buffer, into: new Uint8Array(memory, elements.byteOffset, elements.byteLength) });
    untrack(memory);
    buffer.drop();
    found.buffer = undefined;
  }
  found.used = false;
  inUse--;
}

/** Ends an array after its last use. @returns whether it is an owned one */
export function endOwned(array: unknown): boolean {
  if (!ArrayBuffer.isView(array)) return false;
  const memory = array.buffer as ArrayBuffer;
  const found = owned.get(memory);
  if (found === undefined) return true;
  owned.delete(memory);
  if (found.used) inUse--;
  if (found.buffer === undefined) return true;
  found.buffer.named = true;
  untrack(memory);
  found.buffer.drop();
  return true;
}
