/** What functions take as arrays, and how results become arrays again. */
import { isFloating } from '../../compiler/ir/dtype';
import { View } from '../core/view';
import { assign, elementwise } from '../trace/ops';
import type { Argument } from '../trace/tracer';
import { checkWritable } from './axes';
import type { DType, Scalar } from './dtype';
import { isScalarInput, type ScalarInput } from './element';
import { NDArray } from './ndarray';
import { fromValue, isHolder } from './nested';
import { numberForWrite, type ScalarRule } from './scalar-rules';

/**
 * An array to read: of this package, or of numpy-ts, which is copied at the call. `D` is its elements' type.
 */
export interface AnyArray<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly size: number;
  readonly ndim: number;
  readonly data: unknown;
  get(indices: number[]): Scalar<D>;
}

/** Arrays and what makes one: numbers, nested lists, typed arrays. */
export type ArrayLike = NDArray | AnyArray | ScalarInput | readonly unknown[] | ArrayBufferView;

/** The view of an array; other values become an array first. */
export function viewOf(x: unknown): View {
  if (x instanceof NDArray) return x.handle;
  return isHolder(x) ? x.handle : fromValue(x);
}

/** A new handle of the same elements. */
export const alias = (v: View): View => new View(v.buffer, v.offset, v.shape, v.strides);

/** The array itself, or one of this package with its elements. */
export const arrayOf = <D extends DType>(x: AnyArray<D>): NDArray<D> =>
  x instanceof NDArray ? (x as NDArray<D>) : new NDArray<D>(viewOf(x));

/** Wraps a view that nobody else holds. */
export const wrap = <D extends DType>(view: View): NDArray<D> => new NDArray<D>(view);

/** Wraps a view of somebody's elements. */
export const wrapAlias = <D extends DType>(view: View): NDArray<D> => new NDArray<D>(view, true);

/** Ends intermediates. Gives the last argument. */
export function releasing<T>(views: Iterable<View>, result: T): T {
  for (const v of views) v.release();
  return result;
}

/** The view converted to a type: itself (`own` false), or a new one. */
export function converted(view: View, dtype: DType): { readonly view: View; readonly own: boolean } {
  if (view.dtype === dtype) return { view, own: false };
  return { view: elementwise('astype', [view], { params: { dtype } }), own: true };
}

/**
 * Applies an operation of two operands, of which one may be a JavaScript scalar that takes its type from the other.
 */
export function applyBinary(op: string, rule: ScalarRule, x1: unknown, x2: unknown): View {
  if (x1 instanceof NDArray && x2 instanceof NDArray) return elementwise(op, [x1.handle, x2.handle]);
  const [s1, s2] = [isScalarInput(x1), isScalarInput(x2)];
  if (s1 === s2) return elementwise(op, [viewOf(x1), viewOf(x2)]);
  const array = viewOf(s1 ? x2 : x1);
  const { scalar, result } = rule((s1 ? x1 : x2) as ScalarInput, array.dtype);
  const args: Argument[] = s1 ? [scalar, array] : [array, scalar];
  const value = isSquare(op, args) ? elementwise('square', [array]) : elementwise(op, args);
  if (result === undefined || value.dtype === result) return value;
  return releasing([value], elementwise('astype', [value], { params: { dtype: result } }));
}

/** `x ** 2` of floats is one exactly rounded multiplication, and many times faster than a power. */
function isSquare(op: string, [base, power]: readonly Argument[]): boolean {
  return op === 'power' && power !== undefined && 'value' in power && power.value === 2 && isFloating(base!.dtype);
}

/** Writes a value (array, scalar, nested lists), converted and broadcast, through a view. @throws LGT4001, LGT4019 */
export function store(target: View, value: unknown): void {
  checkWritable(target);
  if (isScalarInput(value)) assign(target, { dtype: target.dtype, value: numberForWrite(value, target.dtype) });
  else if (isHolder(value)) assign(target, trimmed(value.handle, target));
  else {
    const host = fromValue(value);
    assign(target, trimmed(host, target));
    host.release();
  }
}

/** Leading axes of extent 1 are dropped where the target has fewer axes. */
function trimmed(source: View, target: View): View {
  let view = source;
  while (view.ndim > target.ndim && view.shape[0] === 1) view = view.at(0, 0);
  return view;
}
