/**
 * A view: an offset and signed strides over a buffer. Making one costs nothing and computes nothing.
 * All functions give new views; a view never changes, but for being released.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType } from '../../compiler/ir/dtype';
import { cStrides } from '../../compiler/ir/graph';
import type { Buffer } from './buffer';
import { track, untrack } from './lifetime';

/** A half-open range with a step, as Python's slice after clipping: `count` elements from `start`. */
export interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

export class View {
  readonly size: number;
  private released = false;
  /** Whether it is contiguous, once that was asked. */
  private dense: boolean | undefined;

  constructor(
    readonly buffer: Buffer,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    let size = 1;
    for (let d = 0; d < shape.length; d++) size *= shape[d] as number;
    this.size = size;
    buffer.handles++;
    track(this, buffer);
  }

  static whole(buffer: Buffer): View {
    return new View(buffer, 0, buffer.shape, buffer.strides);
  }

  get dtype(): DType {
    return this.buffer.dtype;
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** Elements lie one after the other in C order. */
  get contiguous(): boolean {
    this.dense ??= this.isDense();
    return this.dense;
  }

  private isDense(): boolean {
    const { buffer } = this;
    if (this.size === 0 || (this.strides === buffer.strides && this.shape === buffer.shape)) return true;
    let step = 1;
    for (let d = this.ndim - 1; d >= 0; d--) {
      const extent = this.shape[d] as number;
      if (extent !== 1 && this.strides[d] !== step) return false;
      step *= extent;
    }
    return true;
  }

  /** Covers its whole buffer in C order. */
  get coversBuffer(): boolean {
    return this.offset === 0 && this.size === this.buffer.size && this.contiguous;
  }

  /** Ends this handle before the collector finds it dead. It must not be used afterwards. */
  release(): void {
    if (this.released) return;
    this.released = true;
    if (this.buffer.watchesHandles) untrack(this);
    this.buffer.drop();
  }

  get isReleased(): boolean {
    return this.released;
  }

  private with(offset: number, shape: readonly number[], strides: readonly number[]): View {
    return new View(this.buffer, offset, shape, strides);
  }

  /** One range for each axis, from the first; missing ones take everything. */
  slice(ranges: readonly (Range | undefined)[]): View {
    let offset = this.offset;
    const shape = [...this.shape];
    const strides = [...this.strides];
    ranges.forEach((r, d) => {
      if (r === undefined) return;
      const stride = this.strides[d] as number;
      if (r.count > 0) offset += r.start * stride;
      shape[d] = r.count;
      strides[d] = stride * r.step;
    });
    return this.with(offset, shape, strides);
  }

  /** The hyperplane at `index` (already non-negative) of `axis`. */
  at(axis: number, index: number): View {
    const stride = this.strides[axis] as number;
    return this.with(
      this.offset + index * stride,
      this.shape.filter((_, d) => d !== axis),
      this.strides.filter((_, d) => d !== axis),
    );
  }

  transpose(axes?: readonly number[]): View {
    const order = axes ?? this.shape.map((_, d) => this.ndim - 1 - d);
    return this.with(
      this.offset,
      order.map((d) => this.shape[d] as number),
      order.map((d) => this.strides[d] as number),
    );
  }

  /** New axes of extent 1, one after the other, each before the axis that has its number. */
  expand(...axes: readonly number[]): View {
    const shape = [...this.shape];
    const strides = [...this.strides];
    for (const axis of axes) {
      strides.splice(axis, 0, strideOfOne(shape[axis], strides[axis]));
      shape.splice(axis, 0, 1);
    }
    return this.with(this.offset, shape, strides);
  }

  flip(axes: readonly number[]): View {
    let offset = this.offset;
    const strides = this.strides.map((s, d) => {
      if (!axes.includes(d)) return s;
      offset += s * Math.max(0, (this.shape[d] as number) - 1);
      return -s;
    });
    return this.with(offset, this.shape, strides);
  }

  /** Repeats axes of extent 1 and adds axes in front. @throws LGT4001 when the shapes don't fit. */
  broadcastTo(shape: readonly number[]): View {
    const lead = shape.length - this.ndim;
    const ok = lead >= 0 && this.shape.every((e, d) => e === shape[d + lead] || e === 1);
    if (!ok) {
      fail('LGT4001', `an array of shape (${this.shape.join(', ')}) can't be broadcast to (${shape.join(', ')})`);
    }
    const strides = shape.map((e, d) => {
      const own = d - lead;
      return own < 0 || (this.shape[own] === 1 && e !== 1) ? 0 : (this.strides[own] as number);
    });
    return this.with(this.offset, shape, strides);
  }

  /** Diagonal of the plane of two axes, as the last axis. */
  diagonal(offset: number, axis1: number, axis2: number): View {
    const rows = this.shape[axis1] as number;
    const columns = this.shape[axis2] as number;
    const s1 = this.strides[axis1] as number;
    const s2 = this.strides[axis2] as number;
    const count = Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns));
    const keep = this.shape.map((_, d) => d).filter((d) => d !== axis1 && d !== axis2);
    const start = count === 0 ? 0 : offset >= 0 ? offset * s2 : -offset * s1;
    return this.with(
      this.offset + start,
      [...keep.map((d) => this.shape[d] as number), count],
      [...keep.map((d) => this.strides[d] as number), s1 + s2],
    );
  }

  /**
   * The same elements in C order under another shape of equal size.
   * @returns undefined when no strides can express it: the caller must copy.
   */
  reshape(shape: readonly number[]): View | undefined {
    if (this.size === 0) return this.with(this.offset, shape, cStrides(shape));
    const strides = this.contiguous ? cStrides(shape) : reshapedStrides(this.shape, this.strides, shape);
    return strides && this.with(this.offset, shape, strides);
  }

  /** Whether some element may be touched by both; exact for views of equal strides, else by bounds. */
  mayOverlap(other: View): boolean {
    if (this.size === 0 || other.size === 0) return false;
    const { twins } = this.buffer;
    if (this.buffer !== other.buffer && (twins === undefined || twins !== other.buffer.twins)) return false;
    const [lo, hi] = byteBounds(this);
    const [olo, ohi] = byteBounds(other);
    return lo < ohi && olo < hi;
  }
}

/** First byte of the memory that a non-empty view touches, and the one behind the last. */
function byteBounds(v: View): [number, number] {
  const [lo, hi] = bounds(v);
  const { size } = DTYPES[v.dtype];
  return [lo * size, (hi + 1) * size];
}

/** Least and greatest flat index that a non-empty view touches. */
export function bounds(v: {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}): [number, number] {
  let lo = v.offset;
  let hi = v.offset;
  v.shape.forEach((e, d) => {
    const span = (e - 1) * (v.strides[d] as number);
    if (span < 0) lo += span;
    else hi += span;
  });
  return [lo, hi];
}

/** Strides of a reshape without a copy: groups of axes with equal products must each be evenly spaced. */
function reshapedStrides(
  from: readonly number[],
  strides: readonly number[],
  to: readonly number[],
): number[] | undefined {
  const old = from.map((e, d) => ({ e, s: strides[d] as number })).filter((a) => a.e !== 1);
  const result = new Array<number>(to.length).fill(0);
  let i = 0;
  let j = 0;
  while (j < to.length) {
    if (to[j] === 1) {
      j++;
      continue;
    }
    let oldProduct = old[i]?.e ?? 1;
    let newProduct = to[j] as number;
    const iStart = i;
    const jStart = j;
    while (oldProduct !== newProduct) {
      if (newProduct < oldProduct) newProduct *= to[++j] as number;
      else oldProduct *= (old[++i] as { e: number }).e;
    }
    for (let k = iStart; k < i; k++) {
      const a = old[k] as { e: number; s: number };
      const b = old[k + 1] as { e: number; s: number };
      if (a.s !== b.s * b.e) return undefined;
    }
    let step = (old[i] as { s: number }).s;
    for (let k = j; k >= jStart; k--) {
      result[k] = step;
      step *= to[k] as number;
    }
    i++;
    j++;
  }
  for (let d = to.length - 1; d >= 0; d--) if (to[d] === 1) result[d] = strideOfOne(to[d + 1], result[d + 1]);
  return result;
}

/** The stride of an axis of one element, over all of the axis behind it, as it is in C order. */
const strideOfOne = (extent = 1, stride = 1): number => extent * stride;
