/** Functions made of others: what they make on the way ends with them. */

import { handlesOf } from '../core/lifetime';
import { View } from '../core/view';
import { jointly } from '../host/joint';
import { copy } from '../trace/ops';
import { NDArray } from './ndarray';
import { isHolder } from './nested';
import { type ArrayLike, viewOf, wrap } from './operand';

/**
 * Calls a function and ends all views that were made in it, but for those of its result: an array, a view, or lists and
 * objects of them. Not for functions that hand arrays to the user's code meanwhile.
 */
export function composed<R>(f: () => R): R {
  const { result: given, handles } = handlesOf(f);
  const views = handles as readonly View[];
  const result = dense(given, views) as R;
  const kept = new Set<unknown>();
  keep(result, kept);
  for (const handle of handles) if (!kept.has(handle)) handle.release();
  return result;
}

/**
 * `composed` of operations alone on arrays, given whatever else they depend on: of small ones it is one call, see `jointly`.
 */
export function composedOf(
  name: string,
  params: string,
  arrays: readonly ArrayLike[],
  steps: (views: readonly View[]) => View,
): View {
  const views = arrays.map(viewOf);
  const made = jointly(name, params, views, (given) => composed(() => wrap(steps(given))).handle);
  for (let k = 0; k < arrays.length; k++) if (!isHolder(arrays[k])) views[k]?.release();
  return made;
}

/** Whether nobody else has handles of a buffer. */
function isOwn(view: View, views: readonly View[]): boolean {
  if (!views.includes(view)) return false;
  const alive = views.filter((v) => v.buffer === view.buffer && !v.isReleased).length;
  return alive === view.buffer.handles;
}

/** Results in C order of their own, so that `data` and `strides` are what a new array's are. */
function dense(value: unknown, views: readonly View[]): unknown {
  if (value instanceof NDArray) {
    const { handle } = value;
    if (handle.coversBuffer || !isOwn(handle, views)) return value;
    const copied = new NDArray(copy(handle));
    handle.release();
    return copied;
  }
  if (Array.isArray(value)) return value.map((v) => dense(v, views));
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, dense(v, views)]));
  return value;
}

function keep(value: unknown, kept: Set<unknown>): void {
  if (value instanceof View) kept.add(value);
  else if (value instanceof NDArray) kept.add(value.handle);
  else if (Array.isArray(value)) for (const v of value) keep(v, kept);
  else if (typeof value === 'object' && value !== null) for (const v of Object.values(value)) keep(v, kept);
}
