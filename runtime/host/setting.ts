/** Whether small arrays are computed where they are, and what is small. */
import { readOptions } from '../../compiler/options';

let limit: number | undefined;

/**
 * Elements that an array has at most to live in the host. Up to the default size one processor computes a few operations in
 * the time in which tasks are mapped, and their ends awaited.
 */
export function hostLimit(): number {
  limit ??= readOptions().hostLimit;
  return limit;
}

export const isHostSize = (size: number): boolean => size <= hostLimit();

/** What only puts elements together that the host has makes twice as many of them sooner than a task would. */
export const isMoveSize = (size: number): boolean => size <= 2 * hostLimit();

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
