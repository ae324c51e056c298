/** Views of the parts of an array. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';
import { checkAxis } from './axes';
import type { DType } from './dtype';
import { part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, viewOf, wrapAlias } from './operand';

/** Views of the parts that an axis is cut into, at the given places. */
function cut(view: View, places: readonly number[], axis: number): NDArray[] {
  const extent = view.shape[axis] as number;
  const at = (p: number) => Math.min(extent, Math.max(0, p < 0 ? p + extent : p));
  return [...places, extent].map((end, i) => {
    const start = i === 0 ? 0 : at(places[i - 1] as number);
    return wrapAlias(part(view, axis, start, Math.max(0, at(end) - start)));
  });
}

/** Views of parts: so many, almost equally long, or cut at the given places. @throws LGT4005 */
export function array_split(a: AnyArray, indicesOrSections: number | readonly number[], axis = 0): NDArray[] {
  const view = viewOf(a);
  const along = checkAxis(axis, view.ndim);
  if (typeof indicesOrSections !== 'number') return cut(view, indicesOrSections, along);
  const sections = indicesOrSections;
  if (!Number.isInteger(sections) || sections < 1) fail('LGT4018', 'number sections must be larger than 0');
  const extent = view.shape[along] as number;
  const [short, longer] = [Math.floor(extent / sections), extent % sections];
  const places = Array.from({ length: sections - 1 }, (_, i) => (i + 1) * short + Math.min(i + 1, longer));
  return cut(view, places, along);
}

/** Views of equally long parts, or cut at the given places. @throws LGT4018 where parts would not be equal */
export function split(a: AnyArray, indicesOrSections: number | readonly number[], axis = 0): NDArray[] {
  const view = viewOf(a);
  const extent = view.shape[checkAxis(axis, view.ndim)] as number;
  if (typeof indicesOrSections === 'number' && extent % indicesOrSections !== 0) {
    fail('LGT4018', `array split does not result in an equal division: ${extent} into ${indicesOrSections} parts`);
  }
  return array_split(a, indicesOrSections, axis);
}

function needsAxes(name: string, a: AnyArray, ndim: number): void {
  if (viewOf(a).ndim < ndim) fail('LGT4005', `${name} only works on arrays of ${ndim} or more dimensions`);
}

/** `split` along the first of at least two axes. @throws LGT4005 */
export function vsplit(a: AnyArray, indicesOrSections: number | readonly number[]): NDArray[] {
  needsAxes('vsplit', a, 2);
  return split(a, indicesOrSections, 0);
}
/** `split` along the second axis, or the only one. @throws LGT4005 */
export function hsplit(a: AnyArray, indicesOrSections: number | readonly number[]): NDArray[] {
  needsAxes('hsplit', a, 1);
  return split(a, indicesOrSections, viewOf(a).ndim === 1 ? 0 : 1);
}
/** `split` along the third axis. @throws LGT4005 */
export function dsplit(a: AnyArray, indicesOrSections: number | readonly number[]): NDArray[] {
  needsAxes('dsplit', a, 3);
  return split(a, indicesOrSections, 2);
}

/** Views of the hyperplanes of an axis. */
export function unstack<D extends DType>(a: AnyArray<D>, axis = 0): NDArray<D>[] {
  const view = viewOf(a);
  const along = checkAxis(axis, view.ndim);
  return Array.from({ length: view.shape[along] as number }, (_, i) => wrapAlias<D>(view.at(along, i)));
}
