/**
 * Code of a fold: each kept position by itself, its elements in order. Positions are independent of each other, so
 * that a tile of them runs side by side inside of the fold: the tile vectorises, or hides what one has to wait for.
 * Several rows of positions are folded at once where they share what they read, as those of a matrix product do.
 */
import type { FoldKernel } from '../ir/kernel';
import type { FoldOperation, Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int, Value } from './emitter';
import { Frame } from './frame';
import { StateArray } from './state';

/** Positions of a tile: the states of all its rows stay in the first cache. */
const DENSE = 512;
const SPREAD = 8;
/** Rows at once, and instructions of a step up to which that pays. */
const ROWS = 4;
const LIGHT = 32;

export function emitFold(k: FoldKernel, registry: Registry): string {
  return new FoldEmitter(k, registry).emit();
}

class FoldEmitter {
  private readonly f: Frame;
  private readonly operation: FoldOperation;
  private readonly at: Int[];
  private readonly width: number;
  private readonly states: readonly StateArray[];
  /** Kept axis of which several rows are folded at once; -1: none. */
  private readonly rows: number;

  constructor(
    private readonly k: FoldKernel,
    registry: Registry,
  ) {
    this.f = new Frame(k, registry, k.values);
    this.operation = registry.get(k.op) as FoldOperation;
    this.at = new Array<Int>(k.rank).fill(this.f.e.int(0));
    this.width = k.tile < 0 ? 1 : k.dense ? DENSE : SPREAD;
    const others = this.others();
    const isLight = this.operation.weight(k.params) <= LIGHT;
    this.rows = k.dense && isLight ? (others.at(-1) ?? -1) : -1;
    const count = this.rows < 0 ? 1 : ROWS;
    this.states = Array.from({ length: count }, () => new StateArray(this.f.s, [k.signature.output], this.width + 16));
  }

  emit(): string {
    const { f } = this;
    const { e } = f;
    const outer = this.others().filter((axis) => axis !== this.rows);
    this.nest(outer, () => {
      if (this.rows < 0) {
        this.tiles(1);
        return;
      }
      const [lo, hi] = this.bounds(this.rows);
      e.loop(lo, hi, e.int(ROWS), (row) => {
        const left = e.sub(hi, row);
        const isFull = e.b.CreateICmpSGE(left, e.int(ROWS));
        this.at[this.rows] = row;
        e.if(isFull, () => this.tiles(ROWS));
        e.if(e.b.CreateNot(isFull), () => {
          e.loop(row, hi, e.int(1), (single) => {
            this.at[this.rows] = single;
            this.tiles(1);
          });
        });
      });
    });
    return f.finish();
  }

  /** Kept axes but the tile's. */
  private others(): number[] {
    const { k } = this;
    return Array.from({ length: k.rank }, (_, axis) => axis).filter((a) => !k.axes.includes(a) && a !== k.tile);
  }

  private bounds(axis: number): [Int, Int] {
    const { f, k } = this;
    return axis === k.cutAxis ? [f.lo, f.hi] : [f.e.int(0), f.extents[axis] as Int];
  }

  private nest(axes: readonly number[], body: () => void): void {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      body();
      return;
    }
    const [lo, hi] = this.bounds(axis);
    this.f.e.loop(lo, hi, this.f.e.int(1), (i) => {
      this.at[axis] = i;
      this.nest(rest, body);
    });
  }

  /** All positions along the tile's axis, of so many rows from the current one on. */
  private tiles(rows: number): void {
    const { f, k, width } = this;
    const { e } = f;
    if (k.tile < 0) {
      this.tile(rows, e.int(0), e.int(1));
      return;
    }
    const [lo, hi] = this.bounds(k.tile);
    e.loop(lo, hi, e.int(width), (from) => {
      this.tile(rows, from, e.min(e.int(width), e.sub(hi, from)));
    });
  }

  /** Positions [from, from + take) of the tile's axis. */
  private tile(rows: number, from: Int, take: Int): void {
    const { f, k } = this;
    const { s } = f;
    this.rewind();
    this.positions(rows, from, take, (row, c, values) => {
      this.states[row]!.store(c, [values()[k.operands[0] as number] as Scalar]);
    });
    this.nestFolded(0, () => {
      this.positions(rows, from, take, (row, c, values) => {
        const computed = values();
        const others = k.operands.slice(1).map((v) => computed[v] as Scalar);
        const [state] = this.states[row]!.load(c);
        this.states[row]!.store(c, [this.operation.emit(s, [state as Scalar, ...others], k.signature, k.params)]);
      });
    });
    this.rewind();
    this.positions(rows, from, take, (row, c, _, address) => {
      f.store(k.output, this.states[row]!.load(c)[0] as Scalar, address);
    });
  }

  /** What moves along kept axes alone is asked for at the first folded position. */
  private rewind(): void {
    for (const axis of this.k.axes) this.at[axis] = this.f.e.int(0);
  }

  private nestFolded(n: number, body: () => void): void {
    const axis = this.k.axes[n];
    if (axis === undefined) {
      body();
      return;
    }
    const { e, extents } = this.f;
    e.loop(e.int(0), extents[axis] as Int, e.int(1), (i) => {
      this.at[axis] = i;
      this.nestFolded(n + 1, body);
    });
  }

  /** A loop over the tile; in it each row. */
  private positions(
    rows: number,
    from: Int,
    take: Int,
    body: (row: number, c: Int, values: () => readonly Scalar[], address: (access: number) => Value) => void,
  ): void {
    const { f, k, at } = this;
    const { e } = f;
    const first = this.rows < 0 ? e.int(0) : (at[this.rows] as Int);
    const places = Array.from({ length: rows }, (_, row) => {
      const index = (axis: number): Int =>
        axis === this.rows && row > 0 ? e.add(first, e.int(row)) : (at[axis] as Int);
      return { index, address: f.rows(k.tile, index) };
    });
    e.loop(e.int(0), take, e.int(1), (c) => {
      const i = e.add(from, c);
      if (k.tile >= 0) at[k.tile] = i;
      places.forEach(({ index, address }, row) => {
        const place = (access: number): Value => address(access, i);
        body(row, c, () => f.values(k.values, place, index), place);
      });
    });
  }
}
