/**
 * Selections whose shape or places depend on values: indices and masks. For now they gather on the host, which waits
 * and is counted (`fallbacks`).
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type HostArray } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { countFallback } from '../profile/fallbacks';
import { elementwise, fromHost, readElements, reshape } from '../trace/ops';
import { checkAxis } from './axes';
import type { DType } from './dtype';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, viewOf, wrap } from './operand';
import { checkIndex } from './slicing';

const widthOf = (d: DType): number => (DTYPES[d].kind === 'c' ? 2 : 1);

/** Rows of an axis, in the order of their places. */
function gathered(view: View, places: readonly number[], axis: number, shape: readonly number[]): View {
  const data = readElements(view);
  const row = elements(view.shape.slice(axis + 1)) * widthOf(view.dtype);
  const block = row * (view.shape[axis] as number);
  const blocks = elements(view.shape.slice(0, axis));
  const out = new DTYPES[view.dtype].array(blocks * places.length * row);
  let at = 0;
  for (let b = 0; b < blocks; b++) {
    for (const p of places) {
      const from = b * block + p * row;
      out.set(data.subarray(from, from + row) as never, at);
      at += row;
    }
  }
  return fromHost(out, shape, view.dtype);
}

const numbersOf = (view: View): number[] => Array.from(readElements(view) as ArrayLike_, Number);
type ArrayLike_ = globalThis.ArrayLike<number | bigint>;

/** Elements at the given places of an axis, or in C order of the flattened array. Waits. @throws LGT4007, LGT4005 */
export function take<D extends DType>(a: NDArray<D>, indices: ArrayLike, axis?: number | null): NDArray<D> {
  const given = viewOf(a);
  const flat = axis === undefined || axis === null;
  const view = flat ? reshape(given, [given.size]) : given.slice([]);
  const along = flat ? 0 : checkAxis(axis, view.ndim);
  const places = viewOf(indices);
  countFallback('take');
  const list = numbersOf(places).map((i) => checkIndex(i, view.shape[along] as number, along));
  const shape = [...view.shape.slice(0, along), ...places.shape, ...view.shape.slice(along + 1)];
  return wrap(releasing([view], gathered(view, list, along, shape)));
}

/** Where a condition is true, of its elements in C order. Waits. */
function truePlaces(condition: View): number[] {
  const truth = elementwise('astype', [condition], { params: { dtype: 'bool' } });
  const data = readElements(truth);
  truth.release();
  const places: number[] = [];
  for (let i = 0; i < data.length; i++) if (data[i]) places.push(i);
  return places;
}

/** Slices of an axis (or elements of the flattened array) where the condition, a list, is true. Waits. @throws LGT4007 */
export function compress(condition: ArrayLike, a: NDArray, axis?: number | null): NDArray {
  const given = viewOf(a);
  const flat = axis === undefined || axis === null;
  const view = flat ? reshape(given, [given.size]) : given.slice([]);
  const along = flat ? 0 : checkAxis(axis, view.ndim);
  countFallback('compress');
  const places = truePlaces(viewOf(condition));
  for (const p of places.slice(-1)) checkIndex(p, view.shape[along] as number, along);
  const shape = view.shape.map((e, d) => (d === along ? places.length : e));
  return wrap(releasing([view], gathered(view, places, along, shape)));
}

/** Elements where the condition is true, in C order. Waits. */
export function extract(condition: ArrayLike, a: NDArray): NDArray {
  return compress(condition, a);
}

/** `take` by name of numpy-ts. Waits. */
export function iindex(a: NDArray, indices: ArrayLike, axis = 0): NDArray {
  const places = viewOf(indices);
  const flat = wrap(reshape(places, [places.size]));
  const taken = take(a, flat, axis);
  flat.dispose();
  return taken;
}

/** Elements (or slices of an axis) where a mask is true. Waits. @throws LGT4002 where the mask doesn't fit */
export function bindex(a: NDArray, mask: NDArray, axis?: number): NDArray {
  const view = viewOf(mask);
  const expected = axis === undefined ? a.size : (a.shape[checkAxis(axis, a.ndim)] as number);
  if (axis === undefined && view.ndim === 1 && a.ndim > 1 && view.size === a.shape[0]) return compress(mask, a, 0);
  if (view.size !== expected) {
    fail('LGT4002', `boolean index did not match indexed array: the mask has ${view.size} elements, not ${expected}`);
  }
  return compress(mask, a, axis);
}

function coordinates(view: View): { places: readonly number[]; along: (axis: number) => HostArray } {
  const places = truePlaces(view);
  return {
    places,
    along: (axis) => {
      const inner = elements(view.shape.slice(axis + 1));
      const extent = view.shape[axis] as number;
      return Float64Array.from(places, (p) => Math.floor(p / inner) % extent);
    },
  };
}

/** For each axis, the indices of the elements that aren't 0, in C order; float64, as numpy-ts. Waits. */
export function nonzero(a: ArrayLike): NDArray<'float64'>[] {
  const view = viewOf(a);
  if (view.ndim === 0) fail('LGT4005', 'nonzero is not defined for arrays without axes; use atleast_1d(a) first');
  countFallback('nonzero');
  const { places, along } = coordinates(view);
  return view.shape.map((_, axis) => wrap(fromHost(along(axis), [places.length], 'float64')));
}

/** The indices of the elements that aren't 0, a row each; float64, as numpy-ts. Waits. */
export function argwhere(a: NDArray): NDArray<'float64'> {
  const view = viewOf(a);
  countFallback('argwhere');
  const { places, along } = coordinates(view);
  const out = new Float64Array(places.length * view.ndim);
  view.shape.forEach((_, axis) => {
    along(axis).forEach((v, i) => {
      out[i * view.ndim + axis] = Number(v);
    });
  });
  return wrap(fromHost(out, [places.length, view.ndim], 'float64'));
}

/** Positions in C order of the elements that aren't 0; float64, as numpy-ts. Waits. */
export function flatnonzero(a: NDArray): NDArray<'float64'> {
  countFallback('flatnonzero');
  const places = truePlaces(viewOf(a));
  return wrap(fromHost(Float64Array.from(places), [places.length], 'float64'));
}
