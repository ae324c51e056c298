/**
 * Rows by their numbers, read and written: what all indexing by arrays comes down to. Positions are int64 and checked
 * here, which waits for their extremes unless they come from the host; masks wait for how many are true.
 */
import { fail } from '../../compiler/errors';
import { type HostArray, isBig } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { Element } from '../../compiler/ops/operation';
import type { View } from '../core/view';
import { jointly, jointResults } from '../host/joint';
import { tracer } from '../trace/instance';
import { assign, elementwise, empty, library, readElement, readElements, reduce, reshape } from '../trace/ops';
import type { DType } from './dtype';
import { checkIndex } from './slicing';

export const scalarOf = (value: number | bigint, dtype: DType) => ({
  dtype,
  value: dtype === 'int64' || dtype === 'uint64' ? BigInt(value) : Number(value),
});

export const cast = (view: View, dtype: DType): View =>
  view.dtype === dtype ? view : elementwise('astype', [view], { params: { dtype } });

/** The positions 0 … count - 1, int64. */
export const iota = (count: number): View => elementwise('iota', [], { params: { axis: 0 }, shape: [count] });

/** Checked positions, negative ones from the end, as they count from the front. */
export function fromFront(at: View, extent: number): View {
  const isNegative = elementwise('less', [at, scalarOf(0, 'int64')]);
  return elementwise('where', [isNegative, elementwise('add', [at, scalarOf(extent, 'int64')]), at]);
}

/** One element of a list, alone brought to the host. Waits. */
export function elementOf(list: View, position: number): Element {
  return readElement(elementwise('copy', [list.at(0, position)]), []);
}

/** Lists up to this long that the host made are checked there. */
const SHORT = 4096;

/** Positions along an axis (before `end`) as int64, negative ones counted from the end. Waits. @throws LGT4007 */
export function places(given: View, extent: number, axis: number, end = extent): View {
  const view = cast(given, 'int64');
  if (view.size === 0) return view;
  const { buffer } = given;
  // Of float16 only the bits are at hand.
  const isReadable = given.size <= SHORT && given.dtype !== 'float16';
  if (isReadable && buffer.twins === undefined && buffer.mirror !== undefined && !tracer().isWritten(buffer)) {
    checkAll(given, extent, axis, end);
  } else {
    const [least, greatest] = [reduce('min', view), reduce('max', view)];
    checkIndex(Number(readElement(least, [])), extent, axis, end);
    checkIndex(Number(readElement(greatest, [])), extent, axis, end);
  }
  return view;
}

/** Checks the elements of a view that is in the host. */
function checkAll(view: View, extent: number, axis: number, end: number): void {
  const list = view.coversBuffer ? (view.buffer.mirror as HostArray) : readElements(view);
  if (!isBig(view.dtype)) {
    for (let i = 0; i < list.length; i++) {
      const at = list[i] as number;
      if (!(at >= 0 && at < end)) checkIndex(Math.trunc(at), extent, axis, end);
    }
    return;
  }
  // By halves: reading a bigint makes one.
  const halves = new Int32Array(list.buffer, list.byteOffset, 2 * list.length);
  const isSigned = view.dtype === 'int64';
  for (let i = 0; i < list.length; i++) {
    const [low, high] = [halves[2 * i] as number, halves[2 * i + 1] as number];
    const isInside = high === 0 ? low >= 0 && low < end : isSigned && high === -1 && low < 0 && low >= -extent;
    if (!isInside) checkIndex(Number(list[i]), extent, axis, end);
  }
}

/** A view as a list of rows: of elements, if a row has one. */
export function asRows(view: View, lead = 1): View {
  const count = elements(view.shape.slice(0, lead));
  const width = elements(view.shape.slice(lead));
  return reshape(view, width === 1 ? [count] : [count, width]);
}

/** The slices of an axis at checked positions, in whose shape the axis becomes; in C order. */
export function gather(view: View, at: View, axis = 0): View {
  const [outer, extent] = [view.shape.slice(0, axis), view.shape[axis] as number];
  const shape = [...outer, ...at.shape, ...view.shape.slice(axis + 1)];
  if (elements(shape) === 0) return empty(shape, view.dtype);
  return jointly('gather', `${axis}`, [view, at], ([from, list]) => {
    const rows = rowsAt(reshape(list as View, [at.size]), extent, elements(outer));
    return reshape(library('take', [asRows(from as View, axis + 1), rows]), shape);
  });
}

/** The numbers of rows that come `extent` after `extent`, so many times: those at some places of the first, and of each. */
function rowsAt(list: View, extent: number, times: number): View {
  if (times === 1) return list;
  const first = elementwise('multiply', [reshape(iota(times), [times, 1]), scalarOf(extent, 'int64')]);
  return reshape(elementwise('add', [first, fromFront(list, extent)]), [times * list.size]);
}

/** Writes rows (one for all, or one each) at checked positions into the slices of the first axes of a view. */
export function scatter(target: View, at: View, values: View, lead = 1, add = false): void {
  if (at.size === 0 || target.size === 0) return;
  const base = asRows(target, lead);
  const rows = cast(reshape(values, base.ndim === 1 ? [values.size] : [-1, base.shape[1] as number]), target.dtype);
  const written = library('put', [base, reshape(at, [at.size]), rows], { add });
  assign(target, reshape(written, target.shape));
}

/** A condition as a list of booleans, and how many are true. Waits. */
function counted(condition: View): { flat: View; count: number } {
  const flat = reshape(cast(condition, 'bool'), [condition.size]);
  return { flat, count: flat.size === 0 ? 0 : Number(readElement(reduce('count_nonzero', flat), [])) };
}

/** Positions in C order of the elements that aren't 0, int64. Waits: see `placesOf`. */
export function truePlaces(condition: View): View {
  const { flat, count } = counted(condition);
  return placesOf(flat, count);
}

/** The positions of the true elements of a list, int64, where it is known how many these are. */
export const placesOf = (flat: View, count: number): View => library('nonzero', [flat], { count });

/** The slices of an axis where a condition, of as many elements in C order, isn't 0. Waits. */
export function chosen(view: View, condition: View, axis = 0): View {
  if (axis !== 0) return gather(view, truePlaces(condition), axis);
  const { flat, count } = counted(condition);
  const shape = [count, ...view.shape.slice(1)];
  if (elements(shape) === 0) return empty(shape, view.dtype);
  return reshape(library('compress', [asRows(view), flat], { count }), shape);
}

/** The coordinate along an axis of positions in C order of a shape. */
export function coordinate(flat: View, shape: readonly number[], axis: number): View {
  const inner = elements(shape.slice(axis + 1));
  const extent = shape[axis] as number;
  const outer = inner === 1 ? flat : elementwise('floor_divide', [flat, scalarOf(inner, 'int64')]);
  return axis === 0 ? outer : elementwise('remainder', [outer, scalarOf(extent, 'int64')]);
}

/** The coordinates along each axis of positions in C order of a shape: float64, as numpy-ts has indices. */
export const coordinates = (flat: View, shape: readonly number[]): readonly View[] =>
  jointResults('coordinates', `${shape}`, [flat], ([positions]) => {
    // Quotients of whole numbers below 2^53 round to their own floor at least.
    const at = elementwise('astype', [positions as View], { params: { dtype: 'float64' } });
    const outer = shape.map((_, axis) => {
      const inner = elements(shape.slice(axis + 1));
      if (inner === 1) return at;
      return elementwise('floor', [elementwise('divide', [at, scalarOf(inner, 'float64')])]);
    });
    return outer.map((view, axis) => {
      if (axis === 0) return view;
      const before = elementwise('multiply', [outer[axis - 1] as View, scalarOf(shape[axis] as number, 'float64')]);
      return elementwise('subtract', [view, before]);
    });
  });

/** @throws LGT4002 where a mask has another shape than what it chooses from */
export function checkMask(mask: readonly number[], shape: readonly number[]): void {
  const odd = mask.findIndex((e, d) => e !== shape[d]);
  if (odd >= 0) {
    fail(
      'LGT4002',
      `boolean index did not match indexed array along axis ${odd}; size of axis is ${shape[odd]} but size of corresponding boolean axis is ${mask[odd]}`,
    );
  }
}
