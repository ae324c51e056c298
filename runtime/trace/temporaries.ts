/**
 * The unnamed intermediates of expressions under evaluation, as compiled code registers them.
 *
 * They form a stack: a call's intermediate operands are the latest entries when it is made, and end
 * when its result is registered in their place. A call that waits for its own result may end them
 * before it does, so that they are never stored.
 */
import { Buffer } from '../core/buffer';

/** Something that holds memory until it is disposed of: the arrays of the libraries. */
interface Holder {
  readonly buffer: Buffer;
  dispose(): void;
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && (value as Holder).buffer instanceof Buffer;
}

/** Outermost first. Values that turned out not to be arrays keep their place. */
export const temporaries: unknown[] = [];

/** How many of the latest are operands of the call that is being made. */
let given = 0;

/** Drops what a variable held. */
export function dropNamed(value: unknown): void {
  if (isHolder(value)) value.buffer.named = true;
  drop(value);
}

/** Drops what an array holds; twice is once. */
export function drop(value: unknown): void {
  if (isHolder(value)) value.dispose();
}

/** Ends the intermediates from a position of the stack on, but not `except`. */
export function endTemporaries(from: number, except: unknown): void {
  given = 0;
  while (temporaries.length > from) {
    const temporary = temporaries.pop();
    if (temporary !== except) drop(temporary);
  }
}

/** The memory of the intermediates: those of the expression that is being evaluated are not dead yet. */
export function temporaryBuffers(): Set<Buffer> {
  return new Set(temporaries.filter(isHolder).map(({ buffer }) => buffer));
}

/** Says how many of the latest intermediates the call about to be made is given. */
export function giveTemporaries(count: number): void {
  given = count;
}

/** For a library call that has recorded all it will, and now waits: ends its intermediate operands. */
export function endOperands(): void {
  for (let n = 1; n <= given; n++) drop(temporaries[temporaries.length - n]);
  given = 0;
}
