/** Elements chosen by positions and masks. Positions are checked at the call, masks counted: both wait. */
import { fail } from '../../compiler/errors';
import { elements } from '../../compiler/ir/graph';
import { View } from '../core/view';
import { jointly } from '../host/joint';
import { assign, elementwise, empty, reshape } from '../trace/ops';
import { type AdvancedIndex, type IndexItem, itemsOf, selection } from './advanced';
import { checkAxis, checkWritable } from './axes';
import { composed } from './composed';
import type { DType } from './dtype';
import {
  asRows,
  cast,
  checkMask,
  chosen,
  coordinates,
  fromFront,
  gather,
  places,
  scalarOf,
  scatter,
  truePlaces,
} from './gathering';
import { joinViews } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';
import type { SliceSpec } from './slicing';

export type { IndexItem } from './advanced';

/** The array along an axis, or flattened. */
function along(a: ArrayLike, axis: number | null | undefined): { view: View; axis: number } {
  const given = viewOf(a);
  if (axis === undefined || axis === null) return { view: reshape(given, [given.size]), axis: 0 };
  return { view: given, axis: checkAxis(axis, given.ndim) };
}

/** Elements at the given places of an axis, or in C order of the flattened array. Waits. @throws LGT4007, LGT4005 */
export function take<D extends DType>(a: AnyArray<D>, indices: ArrayLike, axis?: number | null): NDArray<D> {
  return composed(() => {
    const source = along(a, axis);
    const at = places(viewOf(indices), source.view.shape[source.axis] as number, source.axis);
    return wrap<D>(gather(source.view, at, source.axis));
  });
}

/** Slices of an axis (or elements of the flattened array) where the condition, a list, is true. Waits. @throws LGT4007 */
export function compress(condition: ArrayLike, a: AnyArray, axis?: number | null): NDArray {
  return composed(() => {
    const source = along(a, axis);
    const [mask, extent] = [viewOf(condition), source.view.shape[source.axis] as number];
    if (mask.size === extent) return wrap(chosen(source.view, mask, source.axis));
    const found = truePlaces(mask);
    const at = mask.size < extent ? found : places(found, extent, source.axis);
    return wrap(gather(source.view, at, source.axis));
  });
}

/** Elements where the condition is true, in C order. Waits. */
export function extract(condition: ArrayLike, a: AnyArray): NDArray {
  return compress(condition, a);
}

/** `take` by name of numpy-ts: the places as a list, whatever their shape. Waits. */
export function iindex<D extends DType>(a: AnyArray<D>, indices: ArrayLike, axis = 0): NDArray<D> {
  return composed(() => {
    const at = viewOf(indices);
    return take(a, wrap(reshape(at, [at.size])), axis);
  });
}

/** Elements (or slices of an axis) where a mask is true. Waits. @throws LGT4002 where the mask doesn't fit */
export function bindex<D extends DType>(a: AnyArray<D>, mask: AnyArray, axis?: number): NDArray<D> {
  const view = viewOf(mask);
  const expected = axis === undefined ? a.size : (a.shape[checkAxis(axis, a.ndim)] as number);
  if (axis === undefined && view.ndim === 1 && a.ndim > 1 && view.size === a.shape[0])
    return compress(mask, a, 0) as NDArray<D>;
  if (view.size !== expected) {
    fail('LGT4002', `boolean index did not match indexed array: the mask has ${view.size} elements, not ${expected}`);
  }
  return compress(mask, a, axis) as NDArray<D>;
}

/** Positions as numpy-ts gives them. */
const asPositions = (at: View): NDArray<'float64'> => wrap(cast(at, 'float64'));

/** For each axis, the indices of the elements that aren't 0, in C order; float64, as numpy-ts. Waits. */
export function nonzero(a: ArrayLike): NDArray<'float64'>[] {
  const view = viewOf(a);
  if (view.ndim === 0) fail('LGT4005', 'nonzero is not defined for arrays without axes; use atleast_1d(a) first');
  return composed(() => {
    const flat = truePlaces(view);
    return coordinates(flat, view.shape).map((list) => wrap<'float64'>(list));
  });
}

/** The indices of the elements that aren't 0, a row each; float64, as numpy-ts. Waits. */
export function argwhere(a: AnyArray): NDArray<'float64'> {
  const view = viewOf(a);
  return composed(() => {
    const flat = truePlaces(view);
    if (flat.size === 0 || view.ndim === 0) return wrap<'float64'>(empty([flat.size, view.ndim], 'float64'));
    const columns = coordinates(flat, view.shape).map((list) => list.expand(1));
    return wrap<'float64'>(joinViews(columns, 1));
  });
}

/** Positions in C order of the elements that aren't 0; float64, as numpy-ts. Waits. */
export function flatnonzero(a: AnyArray): NDArray<'float64'> {
  return composed(() => asPositions(truePlaces(viewOf(a))));
}

/** Checked indices along an axis, counted from the front. Waits. @throws LGT4007, LGT4009 */
function checkedAlong(view: View, indices: View, axis: number): View {
  if (indices.ndim !== view.ndim) {
    fail('LGT4009', '`indices` and `arr` must have the same number of dimensions');
  }
  const extent = view.shape[axis] as number;
  return fromFront(places(indices, extent, axis), extent);
}

/** Flat positions of the elements at indices along an axis, which have the array's other extents (or 1). */
function alongPlaces(view: View, indices: View, axis: number): View {
  const shape = view.shape.map((e, d) => (d === axis ? (indices.shape[d] as number) : e));
  const at = indices.broadcastTo(shape);
  let flat = elementwise('multiply', [at, scalarOf(elements(view.shape.slice(axis + 1)), 'int64')]);
  for (const d of shape.keys()) {
    if (d === axis || view.shape[d] === 1) continue;
    const position = elementwise('iota', [], { params: { axis: d }, shape });
    const step = scalarOf(elements(view.shape.slice(d + 1)), 'int64');
    flat = elementwise('add', [flat, elementwise('multiply', [position, step])]);
  }
  return flat;
}

/** For each line along the axis, its elements at that line's indices. Waits. @throws LGT4007, LGT4009 */
export function take_along_axis<D extends DType>(
  arr: AnyArray<D>,
  indices: AnyArray,
  axis: number | null = -1,
): NDArray<D> {
  return composed(() => {
    const source = along(arr, axis);
    const at = checkedAlong(source.view, viewOf(indices), source.axis);
    return wrap<D>(takeAlong(source.view, at, source.axis));
  });
}

/** @internal `take_along_axis` of views, at indices that are there and count from the front. */
export const takeAlong = (view: View, indices: View, axis: number): View =>
  jointly('takeAlong', `${axis}`, [view, indices], ([list, at]) => {
    const [from, places] = [list as View, at as View];
    return gather(reshape(from, [from.size]), alongPlaces(from, places, axis));
  });

/** Writes values at each line's indices along the axis; the last of several wins. Waits. @throws LGT4007, LGT4019 */
export function put_along_axis(arr: AnyArray, indices: AnyArray, values: ArrayLike, axis: number | null = -1): void {
  const view = viewOf(arr);
  checkWritable(view);
  composed(() => {
    const flatly = axis === null || axis === undefined;
    const target = flatly ? reshape(view, [view.size]) : view;
    const d = flatly ? 0 : checkAxis(axis, view.ndim);
    const flat = alongPlaces(target, checkedAlong(target, viewOf(indices), d), d);
    const spread = cast(viewOf(values), view.dtype).broadcastTo(flat.shape);
    scatter(view, flat, spread, view.ndim);
  });
}

/** The places that lists select, as numbers in C order of their axes, in the lists' shape. */
function numbersOf({ view, axes, lists, within }: AdvancedIndex): View {
  let at: View | undefined;
  for (const [k, list] of lists.entries()) {
    const extent = view.shape[axes[k] as number] as number;
    const front = within[k] ? list : fromFront(places(list, extent, axes[k] as number), extent);
    at =
      at === undefined ? front : elementwise('add', [elementwise('multiply', [at, scalarOf(extent, 'int64')]), front]);
  }
  return at as View;
}

/** The view with the axes that lists select from behind so many of the others. */
function turned({ view, axes }: AdvancedIndex, before: number): View {
  const rest = Array.from({ length: view.ndim }, (_, d) => d).filter((d) => !axes.includes(d));
  return view.transpose([...rest.slice(0, before), ...axes, ...rest.slice(before)]);
}

function selected(index: AdvancedIndex): View {
  const { view, axes, before, lists } = index;
  if (lists.length === 0) return view;
  const at = numbersOf(index);
  // Neighbours stay where they are.
  const source = turned(index, before);
  const { shape } = source;
  const behind = before + axes.length;
  const one = elements(shape.slice(before, behind));
  return gather(reshape(source, [...shape.slice(0, before), one, ...shape.slice(behind)]), at, before);
}

/**
 * Elements by any mix of integers, slices, `newaxis`, `...`, lists and arrays of integers, and masks, as NumPy's
 * brackets take them: a view if there are only slices and integers, else a copy.
 * @throws LGT4007, LGT4008, LGT4009; LGT4002 where masks or lists don't fit
 */
export function getitem<D extends DType>(a: AnyArray<D>, ...items: IndexItem[]): NDArray<D> {
  return composed(() => {
    const [view, parts] = [viewOf(a), itemsOf(items)];
    const mask = onlyMask(parts, view);
    if (mask === undefined) return wrap<D>(selected(selection(view, parts)));
    const rest = view.shape.slice(mask.ndim);
    return wrap<D>(chosen(reshape(view, [mask.size, ...rest]), mask));
  });
}

/** The mask of an index that is nothing else. */
function onlyMask(items: readonly (SliceSpec | View)[], view: View): View | undefined {
  const [mask] = items;
  if (items.length !== 1 || !(mask instanceof View) || mask.dtype !== 'bool') return undefined;
  if (mask.ndim === 0 || mask.ndim > view.ndim) return undefined;
  checkMask(mask.shape, view.shape);
  return mask;
}

/** Writes what `getitem` reads; the last value wins where positions repeat. @throws also LGT4001, LGT4019 */
export function setitem(a: AnyArray, items: IndexItem | readonly IndexItem[], value: ArrayLike): void {
  const view = viewOf(a);
  checkWritable(view);
  composed(() => {
    const parts = itemsOf(Array.isArray(items) ? items : [items as IndexItem]);
    let source = cast(viewOf(value), view.dtype);
    const mask = onlyMask(parts, view);
    if (mask !== undefined && isForEach(source, view.shape.slice(mask.ndim))) {
      const wide = reshape(mask, [...mask.shape, ...Array<number>(view.ndim - mask.ndim).fill(1)]);
      elementwise('where', [wide, source.size === 1 ? reshape(source, []) : source, view], { into: view });
      return;
    }
    const index = selection(view, parts);
    if (index.lists.length === 0) return assign(index.view, source);
    const [target, at] = [turned(index, 0), numbersOf(index)];
    const { axes, before } = index;
    const shape = [...at.shape, ...target.shape.slice(axes.length)];
    const wanted = [
      ...shape.slice(at.ndim, at.ndim + before),
      ...shape.slice(0, at.ndim),
      ...shape.slice(at.ndim + before),
    ];
    while (source.ndim > wanted.length && source.shape[0] === 1) source = source.at(0, 0);
    const spread = source.broadcastTo(wanted);
    // Back to where the rows are counted: the list's axes in front.
    const all = Array.from({ length: wanted.length }, (_, d) => d);
    const front = all.slice(before, before + at.ndim);
    const values = spread.transpose([...front, ...all.filter((d) => !front.includes(d))]);
    scatter(target, at, asRows(values, at.ndim), axes.length);
  });
}

/** Whether the same values are for each place that a mask chooses, whose slices have that shape. */
const isForEach = (values: View, slice: readonly number[]): boolean =>
  values.size === 1 ||
  (values.ndim <= slice.length && values.shape.every((e, k) => e === 1 || e === slice.at(k - values.ndim)));

/** `getitem` by name of numpy-ts. */
export function vindex<D extends DType>(a: AnyArray<D>, ...indices: IndexItem[]): NDArray<D> {
  return getitem(a, ...indices);
}
