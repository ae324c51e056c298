/** Arrays and values of numpy-ts, and the same of this package: copies, never shared memory. */
import type { HostArray } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { assign, readElements } from '../trace/ops';
import { checkWritable } from './axes';
import { Complex } from './complex';
import { type ForeignArray, isForeign, viewOfForeign } from './foreign-array';
import { halfNumbers } from './half-array';
import { NDArray } from './ndarray';

interface ForeignStorageClass {
  fromData(data: HostArray, shape: number[], dtype: string): unknown;
}

/** The module numpy-ts, as far as it matters here. */
export interface Foreign {
  readonly NDArray: { fromStorage(storage: unknown): ForeignArray };
  readonly Complex: new (re: number, im: number) => object;
  zeros(shape: number[]): ForeignArray;
}

/** Elements as numpy-ts keeps them: float16 as numbers. */
const plainElements = (view: View): HostArray =>
  view.dtype === 'float16' ? halfNumbers(readElements(view) as Uint16Array) : readElements(view);

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
};

const mapped = (value: object, f: (v: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([k, v]) => [k, f(v)]));

/** A value for numpy-ts: arrays, also inside lists, objects and maps, become its arrays; functions get and give ours. */
export function toForeign(library: Foreign, value: unknown): unknown {
  const inner = (v: unknown): unknown => toForeign(library, v);
  if (value instanceof NDArray) {
    const view = value.handle;
    const storage = library.zeros([0]).storage.constructor as unknown as ForeignStorageClass;
    return library.NDArray.fromStorage(storage.fromData(plainElements(view), [...view.shape], view.dtype));
  }
  if (value instanceof Complex) return new library.Complex(value.re, value.im);
  if (typeof value === 'function') {
    return (...args: unknown[]): unknown => inner(value(...args.map((a) => fromForeign(library, a))));
  }
  if (Array.isArray(value)) return value.every((v) => typeof v === 'number') ? value : value.map(inner);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, inner(v)]));
  if (typeof value === 'object' && value !== null && isPlain(value)) return mapped(value, inner);
  return value;
}

/** A value of numpy-ts: the reverse of `toForeign`; promises give such values. */
export function fromForeign(library: Foreign, value: unknown): unknown {
  const inner = (v: unknown): unknown => fromForeign(library, v);
  if (isForeign(value)) return new NDArray(viewOfForeign(value));
  if (value instanceof library.Complex) {
    const { re, im } = value as unknown as { re: number; im: number };
    return new Complex(re, im);
  }
  if (value instanceof Promise) return value.then(inner);
  if (typeof value === 'function') {
    return (...args: unknown[]): unknown => inner(value(...args.map((a) => toForeign(library, a))));
  }
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, inner(v)]));
  if (typeof value === 'object' && value !== null && isPlain(value)) return mapped(value, inner);
  return value;
}

/** Writes what numpy-ts made of an argument into the array that was given. */
export function adopt(target: NDArray, changed: unknown): void {
  if (!isForeign(changed)) return;
  checkWritable(target.handle);
  const view = viewOfForeign(changed);
  assign(target.handle, view);
  view.release();
}
