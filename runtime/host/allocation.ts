/**
 * Memory for small arrays. V8 takes as long for new memory as for computing thousands of elements, so the smallest are
 * cut from larger pieces, and what dead arrays leave is the next ones'.
 */
import { DTYPES, type DType, type HostArray, type HostArrayConstructor } from '../../compiler/ir/dtype';

/** Memory from which arrays of up to a size are cut. An array that lives on keeps all of it alive. */
class Slab {
  private slab: ArrayBuffer | undefined;
  private used = 0;

  constructor(
    readonly most: number,
    readonly size: number,
  ) {}

  cut(array: HostArrayConstructor, length: number, bytes: number): HostArray {
    if (this.slab === undefined || this.used + bytes > this.size) {
      this.slab = new ArrayBuffer(this.size);
      this.used = 0;
    }
    const made = new array(this.slab, this.used, length);
    this.used += (bytes + 15) & ~15;
    return made;
  }
}

const few = new Slab(1 << 10, 1 << 13);
const more = new Slab(1 << 13, 1 << 16);

/** Bytes that stay alive with an array of so many. */
function alive(bytes: number): number {
  if (bytes <= few.most) return few.size;
  return bytes <= more.most ? more.size : bytes;
}

/** Memory that dead arrays left, by type and length: a loop asks for the same again and again. */
const left = new Map<DType, Map<number, HostArray[]>>();
let leftBytes = 0;
/** Of these at most. A program that leaves more has gone on to other shapes. */
const MOST_LEFT = 1 << 25;

/** Memory for that many elements, with anything in it. Small arrays share an `ArrayBuffer`. */
export function allocate(dtype: DType, count: number): HostArray {
  const { array, kind } = DTYPES[dtype];
  const length = kind === 'c' ? 2 * count : count;
  const bytes = length * array.BYTES_PER_ELEMENT;
  // The last that was left is the one that the caches have.
  const found = left.get(dtype)?.get(length)?.pop();
  if (found !== undefined) {
    leftBytes -= alive(bytes);
    return found;
  }
  if (bytes <= few.most) return few.cut(array, length, bytes);
  if (bytes <= more.most) return more.cut(array, length, bytes);
  return new array(length);
}

/** Leaves memory of `allocate` to the next arrays: nobody looks at it or writes it any more. */
export function leave(dtype: DType, memory: HostArray): void {
  const bytes = alive(memory.byteLength);
  if (bytes > MOST_LEFT / 8) return;
  if (leftBytes + bytes > MOST_LEFT) {
    left.clear();
    leftBytes = 0;
  }
  let lengths = left.get(dtype);
  if (lengths === undefined) {
    lengths = new Map();
    left.set(dtype, lengths);
  }
  const list = lengths.get(memory.length);
  if (list === undefined) lengths.set(memory.length, [memory]);
  else list.push(memory);
  leftBytes += bytes;
}
