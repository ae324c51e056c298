/** Writes into arrays, through whatever view. Values are converted to the array's type and broadcast. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';
import { assign, elementwise, reshape } from '../trace/ops';
import { checkWritable } from './axes';
import { composed } from './composed';
import type { DType } from './dtype';
import { isScalarInput, type ScalarInput } from './element';
import { cast, gather, iota, places, scalarOf, scatter, truePlaces } from './gathering';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, store, viewOf } from './operand';
import { deliver } from './output';
import { numberForWrite } from './scalar-rules';

/**
 * Writes `src` into `dst`, where the mask is true if there is one, also where they overlap.
 * @throws LGT4001 where shapes don't fit, LGT4019; with a mask LGT4002
 */
export function copyto(dst: NDArray, src: ArrayLike, options?: { readonly where?: ArrayLike }): void {
  const mask = options?.where;
  if (mask === undefined || mask === null) store(dst.handle, src);
  else {
    const { dtype } = dst;
    const value = isScalarInput(src) ? { dtype, value: numberForWrite(src, dtype) } : viewOf(src);
    deliver('copyto', elementwise('copy', [value]), { out: dst, where: mask }, 'unsafe').dispose();
  }
}

/** Writes one value everywhere. @throws LGT4019 */
export function fill(a: NDArray, value: ScalarInput): void {
  a.fill(value);
}

/** Values to write at so many places, of the target's type: one for all, or repeated as often as needed. */
function repeated(values: ArrayLike, count: number, dtype: DType): View {
  const given = isScalarInput(values)
    ? elementwise('copy', [{ dtype, value: numberForWrite(values, dtype) }], { shape: [1] })
    : viewOf(values);
  const flat = cast(reshape(given, [given.size]), dtype);
  if (flat.size === 1 || flat.size === count) return flat;
  if (flat.size > count) return flat.slice([{ start: 0, step: 1, count }]);
  const position = iota(count);
  return gather(flat, elementwise('remainder', [position, scalarOf(flat.size, 'int64')]));
}

/** Writes values at positions in C order; values repeat if there are fewer. Waits. @throws LGT4007, LGT4019 */
export function put(a: NDArray, indices: ArrayLike, values: ArrayLike): void {
  const target = a.handle;
  checkWritable(target);
  composed(() => {
    const at = viewOf(indices);
    const checked = places(reshape(at, [at.size]), target.size, 0);
    if (checked.size === 0) return;
    const given = repeated(values, checked.size, target.dtype);
    if (given.size === 0) fail('LGT4018', 'put needs a value to write');
    scatter(target, checked, given, target.ndim);
  });
}

/** Writes values where the mask is true; values of another size than the array repeat in C order. @throws LGT4019 */
export function putmask(a: NDArray, mask: ArrayLike, values: ArrayLike): void {
  checkWritable(a.handle);
  const chosen = maskOf(mask, a.handle);
  if (isScalarInput(values)) {
    const scalar = { dtype: a.dtype, value: numberForWrite(values, a.dtype) };
    elementwise('where', [chosen, scalar, a.handle], { into: a.handle });
  } else {
    const given = viewOf(values);
    if (given.size === 1 || given.size === a.size) {
      const shaped = reshape(given, given.size === 1 ? [] : a.shape);
      const typed = elementwise('astype', [shaped], { params: { dtype: a.dtype } });
      elementwise('where', [chosen, typed, a.handle], { into: a.handle });
      releasing([shaped, typed], undefined);
    } else composed(() => repeatInto(a.handle, chosen, given));
  }
  chosen.release();
}

/** Writes where chosen the value of the same position, of values that repeat in C order. */
function repeatInto(target: View, chosen: View, values: View): void {
  const typed = cast(reshape(values, [values.size]), target.dtype);
  const position = elementwise('flat', [], { params: { shape: target.shape }, shape: target.shape });
  const spread = gather(typed, elementwise('remainder', [position, scalarOf(typed.size, 'int64')]));
  elementwise('where', [chosen, spread, target], { into: target });
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
  const target = a.handle;
  checkWritable(target);
  composed(() => {
    const at = truePlaces(maskOf(mask, target));
    if (at.size === 0) return;
    const values = repeated(vals, at.size, target.dtype);
    if (values.size === 0) fail('LGT4018', 'Cannot insert from an empty array!');
    scatter(target, at, values, target.ndim);
  });
}

/**
 * Writes a value (of several, one after the other, over and over) on the main diagonal; `wrap` begins it again below the first square of a tall matrix.
 * @throws LGT4005 for less than two dimensions, LGT4021 for more that are not equally long
 */
export function fill_diagonal(a: NDArray, val: ArrayLike, wrap = false): void {
  const { handle: view } = a;
  if (view.ndim < 2) fail('LGT4005', 'array must be at least 2-d');
  if (view.ndim > 2 && view.shape.some((e) => e !== view.shape[0])) {
    fail('LGT4021', `All dimensions of input must be of equal length, not ${view.shape.join(', ')}`);
  }
  const rows = view.shape[0] as number;
  const columns = view.shape[1] as number;
  let next = 0;
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
      const inner = line.diagonal(0, 0, line.ndim - 1);
      line.release();
      line = inner;
    }
    if (isScalarInput(val)) assign(line, { dtype: view.dtype, value: numberForWrite(val, view.dtype) });
    else {
      const from = next;
      composed(() => {
        const values = repeated(val, from + count, view.dtype);
        assign(line, values.size === 1 ? values : values.slice([{ start: from, step: 1, count }]));
      });
    }
    next += count;
    line.release();
  }
}
