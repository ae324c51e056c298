/** Writes into arrays, through whatever view. Values are converted to the array's type and broadcast. */
import { fail } from '../../compiler/errors';
import type { HostArray } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { countFallback } from '../profile/fallbacks';
import { elementAt, setElementAt } from '../trace/elements';
import { assign, elementwise, fromHost, readElements, reshape } from '../trace/ops';
import { checkWritable } from './axes';
import { isScalarInput, type ScalarInput, toScalar } from './element';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, store, viewOf } from './operand';
import { numberForWrite } from './scalar-rules';
import { checkIndex } from './slicing';

/** Writes `src` into all of `dst`, also where they overlap. @throws LGT4001 where shapes don't fit, LGT4019 */
export function copyto(dst: NDArray, src: ArrayLike): void {
  store(dst.view, src);
}

/** Writes one value everywhere. @throws LGT4019 */
export function fill(a: NDArray, value: ScalarInput): void {
  a.fill(value);
}

/** The elements of an array in C order, changed by a function of the host, written back. Waits. */
function onHost(what: string, target: View, change: (set: (at: number, value: ScalarInput) => void) => void): void {
  countFallback(what);
  checkWritable(target);
  const data = readElements(target);
  change((at, value) => setElementAt(data, target.dtype, at, numberForWrite(value, target.dtype)));
  const changed = fromHost(data, target.shape, target.dtype);
  assign(target, changed);
  changed.release();
}

/** Scalars that an argument holds, in C order. Waits for arrays. */
function scalarsOf(values: ArrayLike): ScalarInput[] {
  if (isScalarInput(values)) return [values];
  const view = viewOf(values);
  const data = readElements(view);
  return Array.from({ length: view.size }, (_, i) => toScalar(elementAt(data, view.dtype, i)));
}

/** Fewer writes than this go one by one, without waiting. */
const FEW = 16;

/** Writes values at positions in C order; values repeat if there are fewer. @throws LGT4007, LGT4019 */
export function put(a: NDArray, indices: ArrayLike, values: ArrayLike): void {
  const places = scalarsOf(indices).map((i) => checkIndex(Number(i), a.size, 0));
  if (places.length === 0) return;
  const given = scalarsOf(values);
  if (given.length === 0) fail('LGT4018', 'put needs a value to write');
  const write = (set: (at: number, value: ScalarInput) => void): void => {
    for (const [i, at] of places.entries()) set(at, given[i % given.length] as ScalarInput);
  };
  if (places.length <= FEW) write((at, value) => a.iset(at, value));
  else onHost('put', a.view, write);
}

/** Writes values where the mask is true; values of another size than the array repeat in C order. @throws LGT4019 */
export function putmask(a: NDArray, mask: ArrayLike, values: ArrayLike): void {
  checkWritable(a.view);
  const chosen = maskOf(mask, a.view);
  if (isScalarInput(values)) {
    const scalar = { dtype: a.dtype, value: numberForWrite(values, a.dtype) };
    elementwise('where', [chosen, scalar, a.view], { into: a.view });
  } else {
    const given = viewOf(values);
    if (given.size === 1 || given.size === a.size) {
      const shaped = reshape(given, given.size === 1 ? [] : a.shape);
      const typed = elementwise('astype', [shaped], { params: { dtype: a.dtype } });
      elementwise('where', [chosen, typed, a.view], { into: a.view });
      releasing([shaped, typed], undefined);
    } else repeatInto(a, readElements(chosen), values);
  }
  chosen.release();
}

/** Writes the value at each chosen position, of values that repeat in C order. Waits. */
function repeatInto(a: NDArray, chosen: HostArray, values: ArrayLike): void {
  const list = scalarsOf(values);
  onHost('putmask', a.view, (set) => {
    chosen.forEach((on, i) => {
      if (on) set(i, list[i % list.length] as ScalarInput);
    });
  });
}

/** A mask in the array's shape. */
function maskOf(mask: ArrayLike, of: View): View {
  const view = viewOf(mask);
  if (view.size !== of.size) fail('LGT4002', `the mask has ${view.size} elements, the array ${of.size}`);
  const shaped = reshape(view, of.shape);
  return releasing([shaped], elementwise('astype', [shaped], { params: { dtype: 'bool' } }));
}

/** Writes the values one after the other where the mask is true, from the front again when they run out. Waits. */
export function place(a: NDArray, mask: ArrayLike, vals: ArrayLike): void {
  const list = scalarsOf(vals);
  const chosen = maskOf(mask, a.view);
  const data = releasing([chosen], readElements(chosen));
  let next = 0;
  onHost('place', a.view, (set) => {
    data.forEach((on, i) => {
      if (on && list.length === 0) fail('LGT4018', 'Cannot insert from an empty array!');
      if (on) set(i, list[next++ % list.length] as ScalarInput);
    });
  });
}

/**
 * Writes a value on the main diagonal; `wrap` begins it again below the first square of a tall matrix.
 * @throws LGT4005 for less than two dimensions, LGT4021 for more that are not equally long
 */
export function fill_diagonal(a: NDArray, val: ScalarInput, wrap = false): void {
  const { view } = a;
  if (view.ndim < 2) fail('LGT4005', 'array must be at least 2-d');
  if (view.ndim > 2 && view.shape.some((e) => e !== view.shape[0])) {
    fail('LGT4021', `All dimensions of input must be of equal length, not ${view.shape.join(', ')}`);
  }
  const rows = view.shape[0] as number;
  const columns = view.shape[1] as number;
  const scalar = { dtype: view.dtype, value: numberForWrite(val, view.dtype) };
  const starts =
    wrap && view.ndim === 2
      ? Array.from({ length: Math.ceil(rows / (columns + 1)) }, (_, i) => i * (columns + 1))
      : [0];
  for (const start of starts) {
    const count = Math.min(rows - start, ...view.shape.slice(1));
    const block = view.slice([
      { start, step: 1, count },
      ...view.shape.slice(1).map(() => ({ start: 0, step: 1, count })),
    ]);
    let line = block;
    while (line.ndim > 1) {
      const next = line.diagonal(0, 0, line.ndim - 1);
      line.release();
      line = next;
    }
    assign(line, scalar);
    line.release();
  }
}
