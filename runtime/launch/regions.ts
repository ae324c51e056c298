/**
 * Regions behind buffers, and the pool they come from. A fresh region costs about as much as a task,
 * and the first touch of its memory much more, so that released ones are used again: by shape and
 * type, last released first, which is the same on every rank.
 */
import { LegateError } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { Store } from '../../native/index';
import type { Addon } from '../core/addon';
import type { Storage } from '../core/buffer';
import { collectAndReap } from '../core/lifetime';

export class Region implements Storage {
  readonly bytes: number;
  /** The user's `file:line:col` that it was last taken for. */
  site: string | undefined;
  private mapping: HostArray | undefined;

  constructor(
    private readonly owner: { giveBack(region: Region): void },
    private readonly unmapped: Store,
    readonly dtype: DType,
    readonly shape: readonly number[],
  ) {
    this.bytes = bytesOf(dtype, shape);
  }

  /** For tasks: from now on the host has no part in it. */
  get store(): Store {
    if (this.mapping !== undefined) this.unmapped.unmap();
    this.mapping = undefined;
    return this.unmapped;
  }

  /** Its contents where they are, if the host has them mapped. */
  get mapped(): HostArray | undefined {
    return this.mapping;
  }

  /**
   * Its memory, C-ordered, for the host to read and write until tasks ask for the store again. Waits for what uses it.
   * In one process only.
   */
  map(): HostArray {
    this.mapping ??= new DTYPES[this.dtype].array(this.unmapped.map());
    return this.mapping;
  }

  release(): void {
    this.owner.giveBack(this);
  }
}

const bytesOf = (dtype: DType, shape: readonly number[]): number => elements(shape) * DTYPES[dtype].size;
const keyOf = (dtype: DType, shape: readonly number[]): string => `${dtype}:${shape.join('x')}`;

const mebibytes = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`;
/** Lines that the error of exhausted memory names. */
const MOST_HOLDERS = 4;

export class RegionPool {
  private readonly free = new Map<string, Region[]>();
  private readonly used = new Set<Region>();
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

  /**
   * @param site what it is for, in the words of errors
   * @throws LGT6001 when the budget is exhausted by arrays that are still reachable
   */
  take(dtype: DType, shape: readonly number[], site?: string): Region {
    const region = this.find(dtype, shape);
    region.site = site;
    this.used.add(region);
    return region;
  }

  private find(dtype: DType, shape: readonly number[]): Region {
    const bytes = bytesOf(dtype, shape);
    const reused = this.reuse(dtype, shape);
    if (reused) return reused;
    if (this.usedBytes + this.freeBytes + bytes > this.budget || this.sinceCollection > this.budget / 4) {
      collectAndReap();
      this.sinceCollection = 0;
      const freed = this.reuse(dtype, shape);
      if (freed) return freed;
      // The engine gives memory back when the last task that used it has ended.
      if (this.trim(this.budget - this.usedBytes - bytes)) this.addon.fence();
      if (this.usedBytes + bytes > this.budget) {
        throw new LegateError(
          'LGT6001',
          `out of memory: an array of ${mebibytes(bytes)} (${dtype}, shape ${shape.join('×')}) was asked for, ` +
            `${mebibytes(this.usedBytes)} of ${mebibytes(this.budget)} are in use${this.holders()}; ` +
            'end arrays that are not needed, or run with a larger --sysmem',
        );
      }
    }
    const store = new this.addon.Store([...shape], dtype);
    this.usedBytes += bytes;
    this.sinceCollection += bytes;
    return new Region(this, store, dtype, shape);
  }

  /** Which arrays hold most of what is in use, by the lines that made them. */
  private holders(): string {
    const groups = new Map<string, { count: number; bytes: number }>();
    for (const { dtype, shape, site, bytes } of this.used) {
      const key = `(${dtype}, shape ${shape.join('×')}) made at ${site ?? 'a place unknown'}`;
      const group = groups.get(key) ?? { count: 0, bytes: 0 };
      groups.set(key, { count: group.count + 1, bytes: group.bytes + bytes });
    }
    const largest = [...groups].sort(([, a], [, b]) => b.bytes - a.bytes).slice(0, MOST_HOLDERS);
    if (largest.length === 0) return '';
    const words = largest.map(([of, { count, bytes }]) => `${mebibytes(bytes)} in ${count} ${of}`);
    return `: ${words.join(', ')}${groups.size > largest.length ? ', and others' : ''}`;
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
    this.used.delete(region);
    this.usedBytes -= region.bytes;
    this.freeBytes += region.bytes;
    const key = keyOf(region.dtype, region.shape);
    const list = this.free.get(key);
    if (list) list.push(region);
    else this.free.set(key, [region]);
  }

  /** Gives memory back to the engine until at most `keep` bytes are kept for reuse; whether there was any to give. */
  private trim(keep: number): boolean {
    let any = false;
    for (const [key, list] of this.free) {
      while (list.length > 0 && this.freeBytes > keep) {
        const region = list.pop() as Region;
        this.freeBytes -= region.bytes;
        region.store.release();
        any = true;
      }
      if (list.length === 0) this.free.delete(key);
    }
    return any;
  }
}
