/** New arrays: filled, from host values, from other arrays. Host values are a snapshot taken at the call. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { copy as copyView, elementwise, fromHost } from '../trace/ops';
import type { ScalarValue } from '../trace/tracer';
import { checkShape } from './axes';
import { checkDType, type DType, type TypedArray } from './dtype';
import { type ScalarInput, toElement } from './element';
import { stack } from './joining';
import { NDArray } from './ndarray';
import { fromValue, isHolder } from './nested';
import { type AnyArray, alias, converted, viewOf, wrap, wrapAlias } from './operand';
import { numberForWrite } from './scalar-rules';

/** Extents; a number stands for one axis. */
export type Shape = number | readonly number[];

/** An array of one value everywhere. */
export function filled(shape: readonly number[], scalar: ScalarValue): View {
  return elementwise('copy', [scalar], { shape });
}

const constant = <D extends DType>(shape: Shape, value: ScalarInput, dtype: DType): NDArray<D> =>
  wrap(filled(checkShape(shape), { dtype, value: toElement(value, checkDType(dtype)) }));

/** Zeros. @throws LGT4011 for an unknown type, LGT4013 for a shape that isn't one */
export function zeros<D extends DType = 'float64'>(shape: Shape, dtype = 'float64' as D): NDArray<D> {
  return constant(shape, 0, dtype);
}

/** Ones. @throws LGT4011, LGT4013 */
export function ones<D extends DType = 'float64'>(shape: Shape, dtype = 'float64' as D): NDArray<D> {
  return constant(shape, 1, dtype);
}

/** An array to be written; until then it holds zeros. @throws LGT4011, LGT4013 */
export function empty<D extends DType = 'float64'>(shape: Shape, dtype = 'float64' as D): NDArray<D> {
  return constant(shape, 0, dtype);
}

/** Type of an array full of a value: int32 (or int64 if need be) for whole numbers. */
function typeOfFill(value: ScalarInput): DType {
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'object') return 'complex128';
  if (!Number.isInteger(value)) return 'float64';
  return value >= -(2 ** 31) && value < 2 ** 31 ? 'int32' : 'int64';
}

/** One value everywhere. Its type, if none is given: int32 for whole numbers, int64 for bigints, bool, float64. */
export function full<D extends DType = DType>(shape: Shape, fill_value: ScalarInput, dtype?: D): NDArray<D> {
  const type = checkDType(dtype ?? typeOfFill(fill_value));
  return wrap(filled(checkShape(shape), { dtype: type, value: numberForWrite(fill_value, type) }));
}

export function zeros_like<D extends DType = DType>(a: AnyArray, dtype?: D): NDArray<D> {
  return constant(a.shape, 0, dtype ?? a.dtype);
}

export function ones_like<D extends DType = DType>(a: AnyArray, dtype?: D): NDArray<D> {
  return constant(a.shape, 1, dtype ?? a.dtype);
}

export function empty_like<D extends DType = DType>(a: AnyArray, dtype?: D): NDArray<D> {
  return constant(a.shape, 0, dtype ?? a.dtype);
}

export function full_like<D extends DType = DType>(a: AnyArray, fill_value: ScalarInput, dtype?: D): NDArray<D> {
  return full(a.shape, fill_value, dtype ?? (a.dtype as D));
}

/**
 * An array of numbers, nested lists, a typed array or another array (copied). Its type, if none is given: a typed
 * array's own; complex128 or int64 if there is a Complex or a bigint; else float64.
 * @throws LGT4010 for lists of different lengths and for elements that aren't numbers, LGT4011
 */
export function array<D extends DType = DType>(data: unknown, dtype?: D): NDArray<D> {
  const type = dtype === undefined ? undefined : checkDType(dtype);
  if (isHolder(data)) {
    const { view, own } = type === undefined ? { view: data.handle, own: false } : converted(data.handle, type);
    return wrap(own ? view : copyView(view));
  }
  if (Array.isArray(data) && data.length > 0 && data.every((x) => x instanceof NDArray)) {
    const joined = stack(data as NDArray[]);
    return (type === undefined ? joined : asarray(joined, type)) as NDArray<D>;
  }
  return wrap(fromValue(data, type));
}

/** The array itself (a new handle of the same memory) if it is one of that type, else a new array. */
export function asarray<D extends DType = DType>(a: unknown, dtype?: D): NDArray<D> {
  if (!isHolder(a)) return array(a, dtype);
  if (dtype === undefined || a.handle.dtype === checkDType(dtype)) return wrapAlias(alias(a.handle));
  return wrap(converted(a.handle, dtype).view);
}
export const asanyarray = asarray;

/** A copy in C order. */
export function ascontiguousarray<D extends DType = DType>(a: unknown, dtype?: D): NDArray<D> {
  return array(a, dtype);
}

/** A new array of the same elements. */
export function copy<D extends DType>(a: AnyArray<D>): NDArray<D> {
  return wrap(copyView(viewOf(a)));
}

/** The elements converted: floats truncate to integers, integers wrap, complex to real drops the imaginary part. */
export function astype<E extends DType>(a: AnyArray, dtype: E, copy = true): NDArray<E> {
  const view = viewOf(a);
  const result = converted(view, checkDType(dtype));
  if (result.own) return wrap(result.view);
  return copy ? wrap(copyView(view)) : wrapAlias(alias(view));
}

/** A one-dimensional array of bytes taken as elements. @throws LGT4018 where the bytes don't make whole elements */
export function frombuffer<D extends DType = DType>(
  buffer: ArrayBuffer | TypedArray,
  dtype = 'float64' as D,
  count = -1,
  offset = 0,
): NDArray<D> {
  const type = checkDType(dtype);
  if (ArrayBuffer.isView(buffer)) {
    return array((buffer as Float64Array).subarray(offset, count < 0 ? undefined : offset + count), dtype);
  }
  const { size, array: List } = DTYPES[type];
  const whole = count < 0 ? (buffer.byteLength - offset) / size : count;
  if (!Number.isInteger(whole) || offset < 0 || offset + whole * size > buffer.byteLength) {
    fail(
      'LGT4018',
      `${buffer.byteLength} bytes from byte ${offset} on don't hold ${count < 0 ? 'whole' : count} elements of ${type}`,
    );
  }
  const bytes = buffer.slice(offset, offset + whole * size);
  return wrap(fromHost(new List(bytes), [whole], type));
}

/** An array of what an iterable gives, `count` elements at most. */
export function fromiter<D extends DType = DType>(
  iter: Iterable<ScalarInput>,
  dtype = 'float64' as D,
  count = -1,
): NDArray<D> {
  const items: ScalarInput[] = [];
  for (const item of iter) {
    if (count >= 0 && items.length >= count) break;
    items.push(item);
  }
  return array(items, dtype);
}
