/**
 * Memory of typed arrays that tasks work on. The program may be done with an array, and the collector free it, while
 * loops over it are still pending or running: so it is held until they are complete. Buffers don't have the memory
 * themselves, because what they have would never be collected (`runtime/core/lifetime.ts`).
 */
import type { Buffer } from '../core/buffer';
import { tracer } from './instance';

const held = new Map<Buffer, Uint8Array>();
let heldBytes = 0;

/** Bytes of arrays that may be held although the program is done with them. */
const MOST = 2 ** 30;

/** Tasks are about to be given a buffer, whose contents are in JavaScript's memory. */
export function hold(buffer: Buffer, memory: Uint8Array): void {
  if (held.has(buffer)) return;
  held.set(buffer, memory);
  heldBytes += memory.byteLength;
}

export const heldMemory = (buffer: Buffer): Uint8Array | undefined => held.get(buffer);

/** Before a loop's arrays are given to tasks: what is held must not pile up. */
export function relieveHeld(): void {
  if (heldBytes > MOST) completeAll();
}

/**
 * Waits for all that was recorded.
 * @returns whether memory that tasks worked on has the outcome; if not, it has it once it is given back
 */
export function completeAll(): boolean {
  const stays = tracer().settle();
  held.clear();
  heldBytes = 0;
  return stays;
}
