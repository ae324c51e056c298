/** Functions made of others: what they make on the way ends with them. */

import { handlesOf } from '../core/lifetime';
import { View } from '../core/view';
import { NDArray } from './ndarray';

/**
 * Calls a function and ends all views that were made in it, but for those of its result: an array, a view, or lists and
 * objects of them. Not for functions that hand arrays to the user's code meanwhile.
 */
export function composed<R>(f: () => R): R {
  const { result, handles } = handlesOf(f);
  const kept = new Set<unknown>();
  keep(result, kept);
  for (const handle of handles) if (!kept.has(handle)) handle.release();
  return result;
}

function keep(value: unknown, kept: Set<unknown>): void {
  if (value instanceof View) kept.add(value);
  else if (value instanceof NDArray) kept.add(value.handle);
  else if (Array.isArray(value)) for (const v of value) keep(v, kept);
  else if (typeof value === 'object' && value !== null) for (const v of Object.values(value)) keep(v, kept);
}
