/** Arrays with parts inserted, left out, or repeated to a size; arrays assembled from blocks. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { assign, elementwise, empty, library, reduce, reshape, vacant } from '../trace/ops';
import { checkAxis, checkShape } from './axes';
import { composed } from './composed';
import type { DType } from './dtype';
import { cast, chosen, elementOf, fromFront, gather, iota, places, scalarOf, scatter, truePlaces } from './gathering';
import { joinViews, part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';
import { checkIndex, type SliceSpec, sliceView } from './slicing';

/** Positions: a number, a list, an array, a mask, or a slice as text. */
export type Positions = ArrayLike | SliceSpec;

/** The array along an axis, or flattened. */
function along(arr: ArrayLike, axis: number | null | undefined): { view: View; axis: number } {
  const given = viewOf(arr);
  if (axis === undefined || axis === null) return { view: reshape(given, [given.size]), axis: 0 };
  return { view: given, axis: checkAxis(axis, given.ndim) };
}

/** Checked positions in [0, extent) as a list; with `open`, the end of the axis is one too. */
function listed(obj: Positions, extent: number, axis: number, open = false): View {
  if (typeof obj === 'string') return sliceView(iota(extent), [obj]);
  const given = viewOf(obj);
  const isMask =
    given.dtype === 'bool' || (Array.isArray(obj) && obj.length > 0 && obj.every((o) => typeof o === 'boolean'));
  if (isMask) return truePlaces(given);
  return fromFront(places(reshape(given, [given.size]), extent, axis, open ? extent + 1 : extent), extent);
}

/** A list of booleans of which these positions are true. */
function maskOf(at: View, extent: number): View {
  const mask = elementwise('copy', [{ dtype: 'bool', value: 0 }], { shape: [extent] });
  if (at.size === 0) return mask;
  const one = elementwise('copy', [{ dtype: 'bool', value: 1 }], { shape: [1] });
  return library('put', [mask, at, one], { add: false });
}

/** Without the slices of an axis (or elements of the flattened array) at positions. Waits. @throws LGT4007 */
export function delete_<D extends DType>(
  arr: AnyArray<D> | ArrayLike,
  obj: Positions,
  axis?: number | null,
): NDArray<D> {
  return composed(() => {
    const { view, axis: d } = along(arr, axis);
    const extent = view.shape[d] as number;
    if (typeof obj === 'number') {
      const at = checkIndex(obj, extent, d);
      const parts = [part(view, d, 0, at), part(view, d, at + 1, extent - at - 1)];
      return wrap<D>(joinViews(parts, d));
    }
    const gone = maskOf(listed(obj, extent, d), extent);
    return wrap<D>(chosen(view, elementwise('logical_not', [gone]), d));
  });
}

/**
 * With values before the slices of an axis (or elements of the flattened array) at positions, which count in the array
 * as it was. Waits. @throws LGT4007; LGT4001 where the values don't fit
 */
export function insert(arr: ArrayLike, obj: Positions, values: ArrayLike, axis?: number | null): NDArray {
  return composed(() => {
    const { view, axis: d } = along(arr, axis);
    const extent = view.shape[d] as number;
    const single = typeof obj === 'number' || (typeof obj !== 'string' && viewOf(obj).size === 1);
    const at = typeof obj === 'number' ? openIndex(obj, extent, d) : listed(obj, extent, d, true);
    let fresh = cast(viewOf(values), view.dtype);
    if (typeof obj === 'number' && fresh.ndim > 0) {
      // One place takes as many slices as there are values for.
      while (fresh.ndim < view.ndim) fresh = fresh.expand(0);
      if (axis !== undefined && axis !== null) fresh = movedFirst(fresh, d);
    }
    const count =
      typeof at !== 'number' && !single ? at.size : fresh.ndim === view.ndim ? (fresh.shape[d] as number) : 1;
    const spread = fresh.broadcastTo(view.shape.map((e, k) => (k === d ? count : e)));
    if (typeof at === 'number' || single) {
      const place = typeof at === 'number' ? at : Number(elementOf(at.broadcastTo([1]), 0));
      return wrap(joinViews([part(view, d, 0, place), spread, part(view, d, place, extent - place)], d));
    }
    const order = library('argsort', [at]);
    const into = elementwise('add', [gather(at, order), iota(count)]);
    const placed = gather(spread, order, d);
    const total = extent + count;
    const old = truePlaces(elementwise('logical_not', [maskOf(into, total)]));
    const target = empty(
      view.shape.map((e, k) => (k === d ? total : e)),
      view.dtype,
    );
    assign(target, {
      dtype: target.dtype,
      value: target.dtype.startsWith('complex') ? { re: 0, im: 0 } : scalarOf(0, target.dtype).value,
    });
    const axes = [d, ...view.shape.keys()].filter((k, i) => i === 0 || k !== d);
    const turned = target.transpose(axes);
    scatter(turned, old, asList(view.transpose(axes)));
    scatter(turned, into, asList(placed.transpose(axes)));
    return wrap(target);
  });
}

/** As `checkIndex`, of the places between elements: behind the last one is one too. */
const openIndex = (index: number, extent: number, axis: number): number =>
  index === extent ? extent : checkIndex(index, extent, axis);

const asList = (view: View): View => reshape(view, [view.shape[0] as number, elements(view.shape.slice(1))]);

/** For one position, NumPy takes the values' first axis as the one that they are inserted along. */
const movedFirst = (values: View, axis: number): View => {
  const rest = Array.from({ length: values.ndim }, (_, k) => k).slice(1);
  rest.splice(axis, 0, 0);
  return values.transpose(rest);
};

/** The elements, over and over, in another shape; zeros if there is none. */
export function resize<D extends DType>(a: AnyArray<D>, new_shape: number | readonly number[]): NDArray<D> {
  const shape = checkShape(new_shape);
  return composed(() => {
    const view = viewOf(a);
    const target = vacant(shape, view.dtype);
    const flat = target.reshape([target.size]) as View;
    if (view.size === 0) {
      assign(flat, {
        dtype: view.dtype,
        value: view.dtype.startsWith('complex') ? { re: 0, im: 0 } : scalarOf(0, view.dtype).value,
      });
      return wrap<D>(target);
    }
    const list = reshape(view, [view.size]);
    const whole = Math.floor(target.size / view.size);
    if (whole > 0) {
      const lines = part(flat, 0, 0, whole * view.size).reshape([whole, view.size]) as View;
      assign(lines, list);
    }
    const rest = target.size - whole * view.size;
    assign(part(flat, 0, target.size - rest, rest), part(list, 0, 0, rest));
    return wrap<D>(target);
  });
}

export type Nested = ArrayLike | readonly Nested[];

/** An array assembled from nested lists of blocks: the innermost lists go along the last axis. @throws LGT4016 */
export function block(arrays: Nested): NDArray {
  return composed(() => {
    const depth = depthOf(arrays);
    const views = leaves(arrays);
    const ndim = Math.max(depth, ...views.map((v) => v.ndim));
    return wrap(assembled(arrays, depth, ndim));
  });
}

const isBlocks = (x: Nested): x is readonly Nested[] => Array.isArray(x);
const depthOf = (x: Nested): number => (isBlocks(x) ? 1 + Math.max(0, ...x.map(depthOf)) : 0);
const leaves = (x: Nested): View[] => (isBlocks(x) ? x.flatMap(leaves) : [viewOf(x)]);

function assembled(x: Nested, depth: number, ndim: number): View {
  if (!isBlocks(x)) {
    let view = viewOf(x);
    while (view.ndim < ndim) view = view.expand(0);
    return elementwise('copy', [view]);
  }
  if (x.length === 0) fail('LGT4018', 'List at arrays cannot be empty');
  if (new Set(x.map(depthOf)).size > 1) fail('LGT4018', 'List depths are mismatched');
  return joinViews(
    x.map((b) => assembled(b, depth - 1, ndim)),
    ndim - depth,
  );
}

/**
 * Bits of booleans (or of integers that aren't 0), eight in a byte, along an axis or of the flattened array.
 * @throws LGT4003 for other types
 */
export function packbits(a: ArrayLike, axis?: number | null, bitorder: 'big' | 'little' = 'big'): NDArray<'uint8'> {
  return composed(() => {
    const { view, axis: d } = along(a, axis);
    if (!'biu'.includes(DTYPES[view.dtype].kind))
      fail('LGT4003', `'packbits' is not defined for ${view.dtype}: compare first, e.g. by notEqual(0)`);
    const last = view.ndim - 1;
    const turned = toLast(cast(view, 'bool'), d);
    const n = turned.shape[last] as number;
    const bytes = Math.ceil(n / 8);
    const wide = elementwise('copy', [{ dtype: 'uint8', value: 0 }], {
      shape: [...turned.shape.slice(0, last), bytes * 8],
    });
    assign(part(wide, last, 0, n), turned);
    const bits = wide.reshape([...turned.shape.slice(0, last), bytes, 8]) as View;
    const shifted = elementwise('left_shift', [bits, shifts(bitorder)]);
    const packed = cast(reduce('sum', shifted, [last + 1]), 'uint8');
    return wrap<'uint8'>(fromLast(packed, d));
  });
}

/** The bits of bytes, along an axis or of the flattened array. @param count how many; all if -1, less so many than there are if below */
export function unpackbits(
  a: ArrayLike,
  axis?: number | null,
  count?: number | null,
  bitorder: 'big' | 'little' = 'big',
): NDArray<'uint8'> {
  return composed(() => {
    const { view, axis: d } = along(a, axis);
    if (view.dtype !== 'uint8')
      fail('LGT4003', `Expected an input array of unsigned byte data type, not ${view.dtype}`);
    const last = view.ndim - 1;
    const turned = toLast(view, d);
    const single = elementwise('right_shift', [turned.expand(view.ndim), shifts(bitorder)]);
    const bits = elementwise('bitwise_and', [single, { dtype: 'uint8', value: 1 }]);
    const all = reshape(bits, [...turned.shape.slice(0, last), (turned.shape[last] as number) * 8]);
    const n = all.shape[last] as number;
    // -1 is how numpy-ts says all.
    const wanted =
      count === undefined || count === null || count === -1 ? n : count < 0 ? Math.max(0, n + count) : count;
    if (wanted <= n) return wrap<'uint8'>(fromLast(part(all, last, 0, wanted), d));
    const wide = elementwise('copy', [{ dtype: 'uint8', value: 0 }], { shape: [...all.shape.slice(0, last), wanted] });
    assign(part(wide, last, 0, n), all);
    return wrap<'uint8'>(fromLast(wide, d));
  });
}

/** How far each of eight bits is moved. */
function shifts(bitorder: 'big' | 'little'): View {
  if (bitorder !== 'big' && bitorder !== 'little') fail('LGT4018', "'order' must be either 'little' or 'big'");
  const up = cast(iota(8), 'uint8');
  return bitorder === 'little' ? up : elementwise('subtract', [{ dtype: 'uint8', value: 7 }, up]);
}

const toLast = (view: View, axis: number): View => {
  const order = [...view.shape.keys()].filter((k) => k !== axis);
  return view.transpose([...order, axis]);
};

const fromLast = (view: View, axis: number): View => {
  const order = Array.from({ length: view.ndim - 1 }, (_, k) => k);
  order.splice(axis, 0, view.ndim - 1);
  return view.transpose(order);
};
