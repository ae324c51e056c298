/**
 * When the kernel that tasks run is called, on the calling thread, for what a script of JavaScript does as well: the
 * kernel uses the processor's vectors, but has to be compiled, and called from outside. Both give the same bits. It is
 * counted, not timed: what is decided hangs on the program alone.
 */

import { readOptions } from '../../compiler/options';

/** Elements below which a call of a kernel costs more than the script takes. */
const WORTH_A_CALL = 128;
/** Elements that scripts compute in about the time in which a kernel is compiled. */
const WORTH_COMPILING = 1 << 18;

let atOnce: boolean | undefined;

/** `--host-path kernels`: nothing has to be used much. */
export function isAtOnce(): boolean {
  atOnce ??= readOptions().hostPath === 'kernels';
  return atOnce;
}

export class Warmth {
  private done = isAtOnce() ? WORTH_COMPILING : 0;

  /** Counts a use on so many elements. @returns whether it is the kernel's to compute */
  isHot(size: number): boolean {
    if (size < WORTH_A_CALL && !isAtOnce()) return false;
    if (this.isDone) return true;
    this.done += size;
    return false;
  }

  /** Whether there were as many uses as kernels are worth. */
  get isDone(): boolean {
    return this.done >= WORTH_COMPILING;
  }

  /** Counts so many operations of scripts, each of which takes a call's time at least. */
  count(operations: number, size: number): void {
    this.done += operations * Math.max(size, WORTH_A_CALL);
  }
}
