/**
 * Regions behind buffers, and the pool they come from. A fresh region costs about as much as a task,
 * and the first touch of its memory much more, so that released ones are used again: by shape and
 * type, last released first, which is the same on every rank.
 */
import { LegateError } from '../../compiler/errors';
import { DTYPES, type DType } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { Store } from '../../native/index';
import type { Addon } from '../core/addon';
import type { Storage } from '../core/buffer';
import { collectAndReap } from '../core/lifetime';

export class Region implements Storage {
  readonly bytes: number;

  constructor(
    private readonly owner: { giveBack(region: Region): void },
    readonly store: Store,
    readonly dtype: DType,
    readonly shape: readonly number[],
  ) {
    this.bytes = bytesOf(dtype, shape);
  }

  release(): void {
    this.owner.giveBack(this);
  }
}

const bytesOf = (dtype: DType, shape: readonly number[]): number => elements(shape) * DTYPES[dtype].size;
const keyOf = (dtype: DType, shape: readonly number[]): string => `${dtype}:${shape.join('x')}`;

export class RegionPool {
  private readonly free = new Map<string, Region[]>();
  private freeBytes = 0;
  private usedBytes = 0;
  /** Bytes made since garbage was last collected on purpose. */
  private sinceCollection = 0;

  constructor(
    private readonly addon: Addon,
    /** Bytes of all regions together at most. */
    private readonly budget: number,
  ) {}

  /** Bytes in use and bytes kept for reuse. */
  get bytes(): { used: number; free: number } {
    return { used: this.usedBytes, free: this.freeBytes };
  }

  /** @throws LGT6001 when the budget is exhausted by arrays that are still reachable. */
  take(dtype: DType, shape: readonly number[]): Region {
    const bytes = bytesOf(dtype, shape);
    const reused = this.reuse(dtype, shape);
    if (reused) return reused;
    if (this.usedBytes + this.freeBytes + bytes > this.budget || this.sinceCollection > this.budget / 4) {
      collectAndReap();
      this.sinceCollection = 0;
      const freed = this.reuse(dtype, shape);
      if (freed) return freed;
      this.trim(this.budget - this.usedBytes - bytes);
      if (this.usedBytes + bytes > this.budget) {
        const mb = (n: number) => `${(n / 2 ** 20).toFixed(1)} MiB`;
        throw new LegateError(
          'LGT6001',
          `out of memory: an array of ${mb(bytes)} (${dtype}, shape ${shape.join('×')}) was asked for, ` +
            `${mb(this.usedBytes)} of ${mb(this.budget)} are in use; free arrays, or run with a larger --sysmem`,
        );
      }
    }
    const store = new this.addon.Store([...shape], dtype);
    this.usedBytes += bytes;
    this.sinceCollection += bytes;
    return new Region(this, store, dtype, shape);
  }

  private reuse(dtype: DType, shape: readonly number[]): Region | undefined {
    const region = this.free.get(keyOf(dtype, shape))?.pop();
    if (region) {
      this.freeBytes -= region.bytes;
      this.usedBytes += region.bytes;
    }
    return region;
  }

  giveBack(region: Region): void {
    this.usedBytes -= region.bytes;
    this.freeBytes += region.bytes;
    const key = keyOf(region.dtype, region.shape);
    const list = this.free.get(key);
    if (list) list.push(region);
    else this.free.set(key, [region]);
  }

  /** Gives memory back to the engine until at most `keep` bytes are kept for reuse. */
  private trim(keep: number): void {
    for (const [key, list] of this.free) {
      while (list.length > 0 && this.freeBytes > keep) {
        const region = list.pop() as Region;
        this.freeBytes -= region.bytes;
        region.store.release();
      }
      if (list.length === 0) this.free.delete(key);
    }
  }
}
