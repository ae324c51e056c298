/**
 * The array that users hold: a view of a buffer. Its methods are the functions of this folder, put on
 * the prototype by `methods.ts`; here is what only reads or writes through the view.
 */
import { inspect } from 'node:util';
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import type { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { assign, pin, readElements, readFlat, writeFlat } from '../trace/ops';
import { checkWritable, MAX_DIMENSIONS } from './axes';
import type { Complex } from './complex';
import type { DType, Scalar, TypedArray } from './dtype';
import { nestedScalars, onlyElement, type ScalarInput, toScalar } from './element';
import { halfNumbers } from './half-array';
import type { ArrayMethods } from './methods';
import { numberForWrite } from './scalar-rules';
import { checkIndex, type SliceSpec, sliceView } from './slicing';

export interface Flags {
  readonly C_CONTIGUOUS: boolean;
  readonly F_CONTIGUOUS: boolean;
  /** Is not a view of another array. */
  readonly OWNDATA: boolean;
}

export interface NDArray<D extends DType = DType> extends ArrayMethods<D> {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are put on the prototype from tables.
export class NDArray<D extends DType = DType> {
  [index: number]: NDArray<D> | number | bigint | Complex;

  /** @internal Arrays are made by the functions of this package. */
  constructor(
    private readonly held: View,
    private readonly aliases = false,
  ) {
    if (held.ndim > MAX_DIMENSIONS) {
      const { ndim } = held;
      held.release();
      fail('LGT4013', `maximum supported dimension for an array is ${MAX_DIMENSIONS}, found ${ndim}`);
    }
  }

  /** @internal What the array is to the rest of this package. @throws LGT4022 */
  get handle(): View {
    if (this.held.isReleased)
      fail(
        'LGT4022',
        'the array was ended by dispose() or by the end of its `using` block, and has no elements any more',
      );
    return this.held;
  }

  /** @internal Even of an array that was ended. */
  get buffer(): Buffer {
    return this.held.buffer;
  }

  get shape(): readonly number[] {
    return this.handle.shape;
  }

  get ndim(): number {
    return this.handle.shape.length;
  }

  get size(): number {
    return this.handle.size;
  }

  get dtype(): D {
    return this.handle.buffer.dtype as D;
  }

  /** Distance of neighbours along each axis, in elements. */
  get strides(): readonly number[] {
    return this.handle.strides;
  }

  /** Bytes of one element. */
  get itemsize(): number {
    return DTYPES[this.handle.dtype].size;
  }

  /** Bytes of all elements. */
  get nbytes(): number {
    return this.size * this.itemsize;
  }

  /**
   * The memory behind the array, in C order of the array that it is a view of (so all of it, whatever this view
   * selects). It is shared both ways: from now on JavaScript may write it, and operations see that and are complete
   * before JavaScript goes on. Waits. Of float16 it is a Float16Array; in engines without that, a copy as float32.
   */
  get data(): TypedArray {
    const { handle } = this;
    return handle.dtype === 'float16' ? halfNumbers(pin(handle) as Uint16Array) : pin(handle);
  }

  get flags(): Flags {
    const reversed = this.handle.transpose();
    const flags = {
      C_CONTIGUOUS: this.handle.contiguous,
      F_CONTIGUOUS: reversed.contiguous,
      OWNDATA: !this.aliases,
    };
    reversed.release();
    return flags;
  }

  /** The whole array that this is a view of, or null. A new handle each time. */
  get base(): NDArray<D> | null {
    return this.aliases ? new NDArray(View.whole(this.handle.buffer)) : null;
  }

  /** The view with its axes reversed. */
  get T(): NDArray<D> {
    return new NDArray(this.handle.transpose(), true);
  }

  /** One element; negative indices count from the end. Waits. @throws LGT4007, LGT4009 */
  get(indices: readonly number[]): Scalar<D> {
    const { handle } = this;
    return toScalar(readFlat(handle.buffer, this.placeOf(handle, indices))) as Scalar<D>;
  }

  /** Writes one element. @throws LGT4007, LGT4009, LGT4019 */
  set(indices: readonly number[], value: ScalarInput): void {
    const { handle } = this;
    checkWritable(handle);
    const { buffer } = handle;
    writeFlat(buffer, this.placeOf(handle, indices), numberForWrite(value, buffer.dtype));
  }

  /** The element at a position in C order, from 0. Waits. @throws LGT4007 */
  iget(flatIndex: number): Scalar<D> {
    const { handle } = this;
    return toScalar(readFlat(handle.buffer, this.flatPlaceOf(handle, flatIndex))) as Scalar<D>;
  }

  /** Writes the element at a position in C order. @throws LGT4007, LGT4019 */
  iset(flatIndex: number, value: ScalarInput): void {
    const { handle } = this;
    checkWritable(handle);
    const { buffer } = handle;
    writeFlat(buffer, this.flatPlaceOf(handle, flatIndex), numberForWrite(value, buffer.dtype));
  }

  /**
   * An element as a JavaScript value: the only one, the one at a position in C order, or the one at an index for each
   * axis. Waits. @throws LGT4017 without arguments if there isn't exactly one element
   */
  item(...args: number[]): Scalar<D> {
    if (args.length > 1) return this.get(args);
    if (args.length === 1) return this.iget(args[0] as number);
    if (this.size !== 1)
      fail('LGT4017', `can only convert an array of size 1 to a scalar, not one of size ${this.size}`);
    return onlyElement<D>(this.handle);
  }

  /** The elements as nested lists (the element itself for an array without axes). Waits. */
  toArray(): unknown {
    return nestedScalars(this.handle);
  }

  tolist(): unknown {
    return nestedScalars(this.handle);
  }

  /** @internal `JSON.stringify` writes the nested lists. */
  toJSON(): unknown {
    return nestedScalars(this.handle);
  }

  /** The bytes of the elements in C order, a copy. Waits. */
  tobytes(): ArrayBuffer {
    const { buffer, byteOffset, byteLength } = readElements(this.handle);
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  }

  /** Writes a value into all elements. @throws LGT4019 */
  fill(value: ScalarInput): void {
    checkWritable(this.handle);
    if (typeof value === 'object' && DTYPES[this.handle.dtype].kind !== 'c')
      fail('LGT4003', `Cannot fill non-complex array (${this.handle.dtype}) with a complex number`);
    assign(this.handle, { dtype: this.handle.dtype, value: numberForWrite(value, this.handle.dtype) });
  }

  /**
   * The view that specifications, one an axis, select: 'i', 'start:stop:step', 'newaxis', '...'.
   * @throws LGT4007, LGT4008, LGT4009
   */
  slice(...specs: SliceSpec[]): NDArray<D> {
    return new NDArray(sliceView(this.handle, specs), true);
  }

  /** Over the first axis: elements of a 1-D array, else views. Elements are read at once. */
  *[Symbol.iterator](): Iterator<NDArray<D> | Scalar<D>> {
    if (this.ndim <= 1) {
      const all = this.ndim === 0 ? [nestedScalars(this.handle)] : (nestedScalars(this.handle) as unknown[]);
      yield* all as Scalar<D>[];
    } else for (let i = 0; i < (this.shape[0] as number); i++) yield new NDArray<D>(this.handle.at(0, i), true);
  }

  /** Ends the array now. It must not be used afterwards. */
  dispose(): void {
    this.held.release();
  }

  /** `using x = …` ends the array with its block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * An array of one element is its value; text (in a template) shows the elements. Waits.
   * @throws LGT4012 for others: operators mean nothing on arrays in JavaScript
   */
  [Symbol.toPrimitive](hint: string): unknown {
    if (hint === 'string') return this.toString();
    if (this.size === 1) {
      const value = onlyElement(this.handle);
      return typeof value === 'object' ? value.toString() : value;
    }
    return fail(
      'LGT4012',
      `an array of ${this.size} elements was used where JavaScript wants one value; write .add(), .multiply(), .less()… ` +
        'for arithmetic and comparison, np.any() or np.all() for a condition',
    );
  }

  [inspect.custom](): string {
    return this.toString();
  }

  /** Position in the buffer of the element at an index for each axis. */
  private placeOf(view: View, indices: readonly number[]): number {
    const { shape, strides } = view;
    if (indices.length !== shape.length) {
      fail(
        'LGT4009',
        `an element of an array of ${shape.length} dimensions has ${shape.length} indices, not ${indices.length}`,
      );
    }
    let at = view.offset;
    for (let d = 0; d < shape.length; d++)
      at += checkIndex(indices[d] as number, shape[d] as number, d) * (strides[d] as number);
    return at;
  }

  /** Position in the buffer of the element at a position in C order. */
  private flatPlaceOf(view: View, flatIndex: number): number {
    if (!Number.isInteger(flatIndex) || flatIndex < 0 || flatIndex >= view.size) {
      fail('LGT4007', `index ${flatIndex} is out of bounds for size ${view.size}`);
    }
    if (view.contiguous) return view.offset + flatIndex;
    const { shape, strides } = view;
    let at = view.offset;
    let rest = flatIndex;
    for (let d = shape.length - 1; d >= 0; d--) {
      const extent = shape[d] as number;
      at += (rest % extent) * (strides[d] as number);
      rest = Math.floor(rest / extent);
    }
    return at;
  }
}

/** How `a[i] = v` writes; set by `methods.ts`, which knows how values become arrays. */
let writeThrough: (target: View, value: unknown) => void;

/** @internal */
export function onBracketWrite(write: typeof writeThrough): void {
  writeThrough = write;
}

/** Position that a property name such as "3" or "-1" stands for. */
function position(key: string | symbol): number | undefined {
  if (typeof key !== 'string') return undefined;
  const first = key.charCodeAt(0);
  if (first !== 45 && (first < 48 || first > 57)) return undefined;
  let n = 0;
  for (let i = first === 45 ? 1 : 0; i < key.length; i++) {
    const digit = key.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    n = 10 * n + digit;
  }
  // Not what is written in another way than numbers are: 01, -0.
  const isPlain = first === 48 ? key.length === 1 : first !== 45 || (key.length > 1 && key.charCodeAt(1) !== 48);
  return isPlain && key.length < 16 ? (first === 45 ? -n : n) : undefined;
}

/**
 * `a[i]` and `a[i] = v`. One Proxy behind the prototype serves all arrays: it is asked only for names that neither
 * the array nor its class has, so that making arrays and calling methods costs nothing extra.
 */
const brackets = new Proxy(Object.create(null) as object, {
  get(_, key, array: NDArray) {
    const at = position(key);
    if (at === undefined) return undefined;
    if (array.ndim > 1) return new NDArray(sliceView(array.handle, [at]), true);
    const extent = array.ndim === 0 ? 1 : (array.shape[0] as number);
    const i = at < 0 ? at + extent : at;
    return i >= 0 && i < extent ? array.iget(i) : undefined;
  },
  set(_, key, value: unknown, array: NDArray) {
    const at = position(key);
    if (at === undefined) {
      return Reflect.defineProperty(array, key, { value, writable: true, enumerable: true, configurable: true });
    }
    if (array.ndim <= 1 && !(value instanceof NDArray)) array.set(array.ndim === 0 ? [] : [at], value as ScalarInput);
    else {
      const row = sliceView(array.handle, [at]);
      writeThrough(row, value);
      row.release();
    }
    return true;
  },
});
Object.setPrototypeOf(NDArray.prototype, brackets);
