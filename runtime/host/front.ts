/** What is decided by the first elements needn't look at all of them. */
import { type HostArray, isComplex } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { hostContents } from './memory';

/** Elements that are looked at before all are. */
const MOST = 64;

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
  const data = hostContents(buffer);
  return data && { data, start: offset, end: offset + Math.min(size, MOST) };
}
