/** Questions about arrays and types that need no values. */
import { DTYPES, isComplex, promote } from '../../compiler/ir/dtype';
import { elementwise } from '../trace/ops';
import { filled } from './creation';
import { checkDType, type DType, type TrueDivide } from './dtype';
import { isScalarInput } from './element';
import { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, arrayOf, viewOf, wrap } from './operand';

/** Whether the elements are complex by type. */
export const iscomplexobj = (x: ArrayLike): boolean => isComplex(viewOf(x).dtype);
/** Whether the elements are real by type. */
export const isrealobj = (x: ArrayLike): boolean => !iscomplexobj(x);
/** Whether the value is a number, a bigint, a boolean or a Complex. */
export const isscalar = (val: unknown): boolean => typeof val === 'string' || isScalarInput(val);
/** Whether `for (… of obj)` works. */
export const iterable = (obj: unknown): boolean =>
  obj instanceof NDArray ? obj.ndim > 0 : typeof (obj as Iterable<unknown> | null)?.[Symbol.iterator] === 'function';
/** Whether the first axis, but not the last, is the one whose elements are neighbours. */
export const isfortran = (x: AnyArray): boolean => {
  const { F_CONTIGUOUS, C_CONTIGUOUS } = arrayOf(x).flags;
  return F_CONTIGUOUS && !C_CONTIGUOUS;
};
/** Not a time: false everywhere, as no type holds times. */
export const isnat = (x: AnyArray): NDArray<'bool'> => wrap(filled(x.shape, { dtype: 'bool', value: 0 }));

const typeOf = (x: DType | NDArray): DType => (typeof x === 'string' ? checkDType(x) : x.dtype);

/** Type that arrays and types are promoted to; float64 for none. @throws LGT4011 */
export const result_type = (...arrays_and_dtypes: (DType | NDArray)[]): DType =>
  arrays_and_dtypes.length === 0 ? 'float64' : arrays_and_dtypes.map(typeOf).reduce(promote);

/**
 * Whether values of one type can become another: 'no' change, 'safe' without loss, within the 'same_kind', or anyhow
 * ('unsafe').
 */
export function can_cast(
  from: DType | NDArray,
  to: DType,
  casting: 'no' | 'equiv' | 'safe' | 'same_kind' | 'unsafe' = 'safe',
): boolean {
  const [source, target] = [typeOf(from), checkDType(to)];
  if (casting === 'unsafe') return true;
  if (casting === 'no' || casting === 'equiv') return source === target;
  if (promote(source, target) === target) return true;
  const order = 'buifc';
  return casting === 'same_kind' && order.indexOf(DTYPES[source].kind) <= order.indexOf(DTYPES[target].kind);
}

/** Whether the arrays touch a common part of one memory, as far as their bounds tell. */
export const may_share_memory = (a: AnyArray, b: AnyArray): boolean => viewOf(a).mayOverlap(viewOf(b));

/** Whether the arrays have elements in common; told by their bounds, and exactly for views of equal strides. */
export function shares_memory(a: AnyArray, b: AnyArray): boolean {
  const [v, w] = [viewOf(a), viewOf(b)];
  if (!v.mayOverlap(w)) return false;
  const steps = [...v.strides.map(Math.abs), ...w.strides.map(Math.abs)].filter((s) => s > 0);
  const divisor = steps.reduce((x, y) => (y === 0 ? x : gcd(x, y)), 0);
  // Elements of both lie on grids of one step: they meet only if the grids do.
  return divisor === 0 || (v.offset - w.offset) % divisor === 0;
}

const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));

/** sin(πx) / (πx), 1 at 0. */
export const sinc = <D extends DType>(x: AnyArray<D>): NDArray<TrueDivide<D>> => wrap(elementwise('sinc', [viewOf(x)]));

/** One element of an array. Waits. */
export const item = (a: AnyArray, ...args: number[]): ReturnType<NDArray['item']> => arrayOf(a).item(...args);
/** The nested lists of an array's elements. Waits. */
export const tolist = (a: AnyArray): unknown => arrayOf(a).tolist();
/** The bytes of an array's elements in C order, or with the first axis' neighbours side by side ('F'). Waits. */
export const tobytes = (a: AnyArray, order: 'C' | 'F' = 'C'): Uint8Array =>
  new Uint8Array(order === 'F' ? arrayOf(a).T.tobytes() : arrayOf(a).tobytes());
