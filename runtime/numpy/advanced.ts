/** NumPy's indexing by lists, arrays and masks, mixed with slices: what the items mean for a view. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { broadcastShapes } from '../trace/ops';
import { cast, checkMask, coordinate, truePlaces } from './gathering';
import { type ArrayLike, viewOf } from './operand';
import { type SliceSpec, sliceView } from './slicing';

/** One of the comma-separated parts of an index. */
export type IndexItem = SliceSpec | ArrayLike | null;

export interface AdvancedIndex {
  /** What is left after slices and integers among them. */
  readonly view: View;
  /** Axes of it that lists select from, and the lists, in one shape. */
  readonly axes: readonly number[];
  readonly lists: readonly View[];
  /** Of each list whether its positions are known to be there, counted from the front. */
  readonly within: readonly boolean[];
  /** Axes of the result before those of the lists. */
  readonly before: number;
}

type Part = { readonly spec: SliceSpec } | { readonly list: View; readonly within: boolean };

const isSpec = (item: unknown): item is SliceSpec => typeof item === 'number' || typeof item === 'string';

/** The items as text and views: a mask becomes the positions in each of its axes. Waits for masks. */
export function itemsOf(items: readonly IndexItem[]): (SliceSpec | View)[] {
  return items.map((item) => {
    if (item === null) return 'newaxis';
    if (isSpec(item)) return item;
    return isMask(item) ? cast(viewOf(item), 'bool') : viewOf(item);
  });
}

/** Whether an item is a list of nothing but booleans, which numpy-ts' arrays would take as numbers. */
function isMask(item: ArrayLike): boolean {
  if (!Array.isArray(item)) return false;
  const leaves = (item as unknown[]).flat(Number.POSITIVE_INFINITY);
  return leaves.length > 0 && leaves.every((v) => typeof v === 'boolean');
}

const taken = (item: SliceSpec | View): number => {
  if (typeof item === 'number') return 1;
  if (typeof item === 'string') return /newaxis|\.\.\./.test(item) ? 0 : 1;
  return item.dtype === 'bool' ? item.ndim : 1;
};

/** Parts, an axis each, with the ellipsis spelt out. */
function partsOf(view: View, items: readonly (SliceSpec | View)[]): Part[] {
  const count = items.reduce<number>((n, i) => n + taken(i), 0);
  if (count > view.ndim) {
    fail('LGT4009', `too many indices for array: array is ${view.ndim}-dimensional, but ${count} were indexed`);
  }
  if (items.filter((i) => i === '...').length > 1) fail('LGT4008', "an index can only have a single ellipsis ('...')");
  const parts: Part[] = [];
  let axis = 0;
  const rest = (n: number): void => {
    for (let i = 0; i < n; i++, axis++) parts.push({ spec: ':' });
  };
  for (const item of items) {
    if (isSpec(item)) {
      if (item === '...') rest(view.ndim - count);
      else {
        parts.push({ spec: item });
        axis += taken(item);
      }
    } else if (item.dtype !== 'bool') {
      if (DTYPES[item.dtype].kind === 'c')
        fail('LGT4009', 'arrays used as indices must be of integer (or boolean) type');
      parts.push({ list: item, within: false });
      axis++;
    } else {
      checkMask(item.shape, view.shape.slice(axis, axis + item.ndim));
      const flat = truePlaces(item);
      item.shape.forEach((_, d) => {
        parts.push({ list: coordinate(flat, item.shape, d), within: true });
      });
      axis += item.ndim;
    }
  }
  rest(view.ndim - axis);
  return parts;
}

/** Applies slices at once and collects the lists. Integers beside lists count as lists of one. */
export function selection(view: View, items: readonly (SliceSpec | View)[]): AdvancedIndex {
  const parts = partsOf(view, items);
  const lists = parts.filter((p): p is { list: View; within: boolean } => 'list' in p);
  if (lists.length === 0) {
    const specs = parts.map((p) => (p as { spec: SliceSpec }).spec);
    return { view: sliceView(view, specs), axes: [], lists: [], within: [], before: 0 };
  }
  const among = (p: Part): boolean => 'list' in p || isInteger(p.spec);
  const first = parts.findIndex(among);
  const last = parts.length - 1 - [...parts].reverse().findIndex(among);
  const together = parts.slice(first, last + 1).every(among);
  const sliced = sliceView(
    view,
    parts.map((p) => ('list' in p ? ':' : p.spec)),
  );
  const axes: number[] = [];
  let axis = 0;
  for (const p of parts) {
    if ('list' in p) axes.push(axis);
    if ('list' in p || !isInteger(p.spec)) axis++;
  }
  const shape = broadcastShapes(lists.map((p) => p.list.shape));
  const before = !together ? 0 : parts.slice(0, first).length;
  const within = lists.map((p) => p.within);
  return { view: sliced, axes, lists: lists.map((p) => p.list.broadcastTo(shape)), within, before };
}

const isInteger = (spec: SliceSpec): boolean => typeof spec === 'number' || /^\s*[+-]?\d+\s*$/.test(spec);
