/** What is decided by the first elements needn't look at all of them. */
import { type HostArray, isBig, isComplex } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { contentsAtHand } from './memory';

/** Elements of a line that are looked at before all are. */
export const FRONT = 64;

/** Entries of memory that are a view's first elements. */
export interface Front {
  readonly data: HostArray;
  readonly start: number;
  readonly end: number;
}

/** The first elements of a line that the host has; undefined where entries aren't the elements themselves. */
export function frontOf(view: View): Front | undefined {
  const { buffer, dtype, offset, size } = view;
  if (!view.contiguous || dtype === 'float16' || isComplex(dtype)) return undefined;
  const data = contentsAtHand(buffer);
  return data && { data, start: offset, end: offset + Math.min(size, FRONT) };
}

/** How many zeros a line begins and ends with, where that is seen at its ends. */
export function zerosAtEnds(view: View): { readonly before: number; readonly behind: number } | undefined {
  const front = frontOf(view);
  if (front === undefined) return undefined;
  const { data, start, end } = front;
  const zero = isBig(view.dtype) ? 0n : 0;
  let first = start;
  while (first < end && data[first] === zero) first++;
  const stop = view.offset + view.size;
  let last = stop - 1;
  while (last >= stop - (end - start) && data[last] === zero) last--;
  return first === end || last < stop - (end - start) ? undefined : { before: first - start, behind: stop - 1 - last };
}
