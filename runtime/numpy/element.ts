/** Between elements as the runtime has them and the JavaScript values that users see. */
import { isComplex } from '../../compiler/ir/dtype';
import { cStrides } from '../../compiler/ir/graph';
import { coerceElement } from '../../compiler/ops/element';
import type { Element } from '../../compiler/ops/operation';
import type { View } from '../core/view';
import { elementAt } from '../trace/elements';
import { inHost, readElements, readFlat } from '../trace/ops';
import type { ScalarValue } from '../trace/tracer';
import { Complex } from './complex';
import type { DType, Scalar } from './dtype';

/** What users may give for one element. */
export type ScalarInput = number | bigint | boolean | Complex | { readonly re: number; readonly im: number };

export const isScalarInput = (value: unknown): value is ScalarInput =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  typeof value === 'boolean' ||
  // Arrays first: whether they have `re` takes a while to find out.
  (typeof value === 'object' && value !== null && !('handle' in value) && Complex.isComplex(value));

/** The JavaScript value of an element. */
export function toScalar(element: Element): number | bigint | Complex {
  return typeof element === 'object' ? new Complex(element.re, element.im) : element;
}

/** A scalar converted to a type as `astype` does: integers truncate and wrap, complex to real drops the imaginary part. */
export const toElement = (value: ScalarInput, dtype: DType): Element => coerceElement(value, dtype);

/** As an operand of operations. */
export const scalarIn = (value: ScalarInput, dtype: DType): ScalarValue => ({ dtype, value: toElement(value, dtype) });

/** The only element of an array of one element. Waits. */
export function onlyElement<D extends DType>(view: View): Scalar<D> {
  return toScalar(readFlat(view.buffer, view.offset)) as Scalar<D>;
}

/** All elements in C order as JavaScript values. Waits. */
export function allScalars(view: View): (number | bigint | Complex)[] {
  const data = readElements(view);
  return Array.from({ length: view.size }, (_, i) => toScalar(elementAt(data, view.dtype, i)));
}

/** The nested lists of an array's elements. Waits. */
export function nestedScalars(view: View): unknown {
  if (view.ndim === 0) return onlyElement(view);
  const data = inHost(view) ?? readElements(view);
  // What was read is in C order.
  const isOwn = data === view.buffer.mirror;
  const strides = isOwn ? view.strides : cStrides(view.shape);
  const { dtype, shape } = view;
  const last = shape.length - 1;
  // The elements are what JavaScript's list of them has.
  const isPlain = dtype !== 'float16' && !isComplex(dtype);
  const nest = (axis: number, start: number): unknown[] => {
    const extent = shape[axis] as number;
    const step = strides[axis] as number;
    const out = new Array<unknown>(extent);
    if (axis === last && isPlain) {
      for (let i = 0, at = start; i < extent; i++, at += step) out[i] = data[at];
      return out;
    }
    for (let i = 0, at = start; i < extent; i++, at += step)
      out[i] = axis === last ? toScalar(elementAt(data, dtype, at)) : nest(axis + 1, at);
    return out;
  };
  return nest(0, isOwn ? view.offset : 0);
}
