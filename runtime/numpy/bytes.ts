/** The bytes of elements under another type, or in another order. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import { View } from '../core/view';
import { assign, library, reshape, twinOf } from '../trace/ops';
import { checkWritable } from './axes';
import { composed } from './composed';
import { checkDType, type DType } from './dtype';
import type { NDArray } from './ndarray';
import { type AnyArray, releasing, viewOf, wrap, wrapAlias } from './operand';

/** @throws LGT4018 */
function checkWhole(view: View, dtype: DType): void {
  const [from, to] = [DTYPES[view.dtype].size, DTYPES[dtype].size];
  const last = view.shape[view.ndim - 1] ?? 1;
  if ((last * from) % to !== 0 || (view.ndim === 0 && from !== to)) {
    fail(
      'LGT4018',
      'When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.',
    );
  }
}

function reinterpreted(view: View, dtype: DType, swap: boolean): View {
  checkWhole(view, dtype);
  const [from, to] = [DTYPES[view.dtype].size, DTYPES[dtype].size];
  const last = view.shape[view.ndim - 1] ?? 1;
  const bytes = library('bytes', [reshape(view, [view.size])], { dtype, swap, from });
  return reshape(bytes, [...view.shape.slice(0, -1), ...(view.ndim === 0 ? [] : [(last * from) / to])]);
}

/** Extents and strides of a view of as many bytes along the last axis, under elements of another size. */
function rescaled(given: View, dtype: DType): { shape: number[]; strides: number[]; offset: number } | undefined {
  const [from, to] = [DTYPES[given.dtype].size, DTYPES[dtype].size];
  const last = given.ndim - 1;
  const scaled = (n: number): number => (n * from) / to;
  const shape = given.shape.map((e, d) => (d === last ? scaled(e) : e));
  const strides = given.strides.map((s, d) => (from !== to && d === last ? 1 : scaled(s)));
  const offset = scaled(given.offset);
  return [...shape, ...strides, offset].every(Number.isInteger) ? { shape, strides, offset } : undefined;
}

/**
 * The same memory as elements of another type: what is written through one is read through the other.
 * @throws LGT4018 where the last axis isn't a whole number of new elements; where it isn't contiguous and the sizes
 * differ; where an element of the new type would begin inside one of the array's memory
 */
export function view<E extends DType>(a: AnyArray, dtype?: E): NDArray<E> {
  const given = viewOf(a);
  if (dtype === undefined || checkDType(dtype) === given.dtype) return wrapAlias<E>(given.slice([]));
  const { buffer } = given;
  const [from, to] = [DTYPES[given.dtype].size, DTYPES[dtype].size];
  checkWhole(given, dtype);
  const last = given.ndim - 1;
  if (from !== to && (given.shape[last] as number) > 1 && given.strides[last] !== 1) {
    fail('LGT4018', 'To change to a dtype of a different size, the last axis must be contiguous');
  }
  const place = rescaled(given, dtype);
  if (place === undefined || (buffer.size * from) % to !== 0) {
    return fail('LGT4018', `elements of ${dtype} would begin inside of others of this memory; copy() the array first`);
  }
  const inner = ((buffer.shape.at(-1) ?? 1) * from) / to;
  const shape = Number.isInteger(inner) ? [...buffer.shape.slice(0, -1), inner] : [(buffer.size * from) / to];
  const whole = twinOf(buffer, dtype, buffer.shape.length === 0 && from === to ? [] : shape);
  const seen = new View(whole.buffer, place.offset, place.shape, place.strides);
  return releasing([whole], wrapAlias<E>(seen));
}

/** The elements with their bytes reversed; in place, if asked for. */
export function byteswap<D extends DType>(a: AnyArray<D>, inplace = false): NDArray<D> {
  const given = viewOf(a);
  if (inplace) checkWritable(given);
  const swapped = composed(() => wrap<D>(reinterpreted(given, given.dtype, true)));
  if (!inplace) return swapped;
  assign(given, swapped.handle);
  swapped.dispose();
  return wrapAlias<D>(given.slice([]));
}
