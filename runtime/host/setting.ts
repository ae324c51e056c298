/** Whether small arrays are computed where they are, and what is small. */
import { BLOCK } from '../../compiler/ir/reduction-order';
import { readOptions } from '../../compiler/options';

/**
 * Elements that an array has at most to live in the host: a block of a reduction, so that there is nothing to
 * combine. At that size a task costs about as much as an operation in the host.
 */
export const SMALL = BLOCK;

let on: boolean | undefined;

export function isHostPathOn(): boolean {
  on ??= readOptions().hostPath !== 'off';
  return on;
}

/** Calls a function whose operations are to become nodes of a graph, however small. */
export function withoutHostPath<R>(f: () => R): R {
  const before = isHostPathOn();
  on = false;
  try {
    return f();
  } finally {
    on = before;
  }
}

/** For tests and tools. */
export function setHostPath(value: boolean): void {
  on = value;
}
