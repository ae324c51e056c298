/** The part of a buffer's memory that a view's elements lie in: what a kernel for the view is handed. */
import type { HostArray } from '../../compiler/ir/dtype';
import { sameShape, type View as ViewDecl } from '../../compiler/ir/graph';
import type { View } from '../core/view';

export interface Span {
  /** Flat index of its first element. */
  readonly start: number;
  readonly length: number;
}

/** Elements of a span at most that kernels are handed: a few elements of a very large array aren't worth one. */
export const LONGEST_SPAN = 1 << 24;

/** The span of a view that is spread over a shape by strides. */
export function spanOf({ offset }: View, shape: readonly number[], strides: readonly number[]): Span {
  let [first, last] = [offset, offset];
  for (let d = 0; d < shape.length; d++) {
    const reach = (strides[d] as number) * ((shape[d] as number) - 1);
    if (reach < 0) first += reach;
    else last += reach;
  }
  return { start: first, length: last - first + 1 };
}

/** The memory of a span of a view's buffer. */
export function memoryOf({ buffer }: View, { start, length }: Span, all: HostArray): HostArray {
  if (start === 0 && length === buffer.size) return all;
  const width = all.length / buffer.size;
  return all.subarray(start * width, (start + length) * width);
}

/** The view within its span, which is buffer number `buffer` of a trace. */
export const withinSpan = (
  buffer: number,
  { offset }: View,
  { start }: Span,
  shape: readonly number[],
  strides: readonly number[],
): ViewDecl => ({ buffer, offset: offset - start, shape, strides });

/** Strides by which a view is spread over a shape that it broadcasts to. */
export function spread(view: View, shape: readonly number[]): readonly number[] {
  const lead = shape.length - view.shape.length;
  if (lead === 0 && (view.shape === shape || sameShape(view.shape, shape))) return view.strides;
  const strides = new Array<number>(shape.length);
  for (let d = 0; d < shape.length; d++) {
    const own = d - lead;
    strides[d] = own < 0 || (view.shape[own] === 1 && shape[d] !== 1) ? 0 : (view.strides[own] as number);
  }
  return strides;
}
