/**
 * Code of a fold. Each kept position is folded by itself, in order: what runs side by side are positions.
 *
 * Dense: a tile of them along the kept axis in which elements are dense has its states in the frame, and runs
 * inside the loop over what is folded, where it vectorises. Several steps, of several rows of tiles (`rows`), are
 * taken in one pass, so that states and what rows share are loaded once. A tile is short enough for what it reads
 * of all steps to be in the cache still when the next rows come.
 *
 * Otherwise a few positions are folded side by side, with their states in registers.
 */
import type { FoldKernel } from '../ir/kernel';
import type { FoldOperation, Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int, Value } from './emitter';
import { Frame } from './frame';
import { StateArray } from './state';

/** Positions of a tile, where rows of tiles share what they load, and where they don't. */
const TILE = 512;
const LONG_TILE = 1024;
/** Rows of states begin at different places of the cache. */
const APART = 16;
/** Instructions up to which a short fold is unrolled whole. */
const WHOLE = 64;

interface Unrolling {
  /** Steps in a pass over a tile. */
  readonly steps: number;
  /** Positions along `rows`. */
  readonly rows: number;
  /** Positions of a tile that isn't dense. */
  readonly columns: number;
}

/** @param weight instructions of a step. */
function unrolling(weight: number): Unrolling {
  if (weight <= 4) return { steps: 2, rows: 4, columns: 4 };
  if (weight <= 16) return { steps: 2, rows: 2, columns: 4 };
  if (weight <= 100) return { steps: 1, rows: 1, columns: 2 };
  return { steps: 1, rows: 1, columns: 1 };
}

export const emitFold = (k: FoldKernel, registry: Registry): string => new FoldEmitter(k, registry).emit();

/** A position: indices of some axes. */
type At = readonly (readonly [axis: number, index: Int])[];

class FoldEmitter {
  private readonly f: Frame;
  private readonly e: Frame['e'];
  private readonly operation: FoldOperation;
  private readonly at: Int[];
  private readonly zero: Int;
  private readonly one: Int;
  private readonly unrolling: Unrolling;
  private readonly width: number;
  private readonly states: readonly StateArray[];
  private readonly index = (axis: number): Int => this.at[axis] as Int;
  /** Accesses to elements: all but those that move along kept axes only. */
  private readonly elementAccesses: readonly number[];

  constructor(
    private readonly k: FoldKernel,
    registry: Registry,
  ) {
    this.f = new Frame(k, registry, k.values);
    this.e = this.f.e;
    this.zero = this.e.int(0);
    this.one = this.e.int(1);
    this.at = new Array<Int>(k.rank).fill(this.zero);
    this.operation = registry.get(k.op) as FoldOperation;
    const all = unrolling(this.operation.weight(k.params));
    // Without rows, more columns.
    const columns = k.rows < 0 ? 2 * all.columns : all.columns;
    this.unrolling = { ...all, columns: all.columns > 1 && k.tile >= 0 ? columns : 1, rows: k.rows < 0 ? 1 : all.rows };
    this.width = k.rows < 0 ? LONG_TILE : TILE;
    const { rows } = this.unrolling;
    const [count, length] = k.dense ? [rows, this.width] : [rows * this.unrolling.columns, 1];
    this.states = Array.from({ length: count }, () => new StateArray(this.f.s, [k.signature.output], length + APART));
    this.elementAccesses = this.loadsOf(k.operands.slice(1));
  }

  /** Accesses that values depend on. */
  private loadsOf(values: readonly number[]): number[] {
    const found = new Set<number>();
    const visit = (n: number): void => {
      const v = this.k.values[n];
      if (v?.kind === 'load') found.add(v.access);
      else if (v?.kind === 'convert') visit(v.value);
    };
    values.forEach(visit);
    return [...found];
  }

  emit(): string {
    const { k } = this;
    const others = Array.from({ length: k.rank }, (_, axis) => axis).filter(
      (axis) => !k.axes.includes(axis) && axis !== k.tile && axis !== k.rows,
    );
    this.nest(others, () => {
      if (k.dense && this.isShort()) this.lines();
      else if (k.dense) this.tiles();
      else this.rows((rows) => this.columns(rows));
    });
    return this.f.finish();
  }

  /** Whether all steps of a position are few, and known. */
  private isShort(): boolean {
    const { axes, extents, params } = this.k;
    const count = axes.reduce((n, axis) => n * (extents[axis] || WHOLE), 1);
    return count * Math.max(2, this.operation.weight(params)) <= WHOLE;
  }

  /** All positions along the tile's axis, each from its first step to its last, in one row after the other. */
  private lines(): void {
    this.nest(this.k.rows < 0 ? [] : [this.k.rows], () => this.line());
  }

  private line(): void {
    const { e, f, k } = this;
    this.begin();
    const ends = f.rows(k.tile, this.index, [...this.loadsOf([k.operands[0] as number]), k.output]);
    const steps = k.axes.reduce<At[]>(
      (all, axis) =>
        all.flatMap((step) =>
          Array.from({ length: k.extents[axis] as number }, (_, n): At => [...step, [axis, e.int(n)]]),
        ),
      [[]],
    );
    const addresses = steps.map((step) => {
      this.move(step);
      return f.rows(k.tile, this.index, this.elementAccesses);
    });
    const [lo, hi] = this.bounds(k.tile);
    e.loop(lo, hi, this.one, (i) => {
      this.at[k.tile] = i;
      const last = steps.reduce(
        (state, step, n) => {
          this.move(step);
          return this.step(state, (access) => (addresses[n] as (access: number, i: Int) => Value)(access, i));
        },
        this.initial((access) => ends(access, i)),
      );
      f.store(k.output, last, (access) => ends(access, i));
    });
  }

  private bounds(axis: number): [Int, Int] {
    return axis === this.k.cutAxis ? [this.f.lo, this.f.hi] : [this.zero, this.f.extents[axis] as Int];
  }

  private nest(axes: readonly number[], body: () => void, depth = 0): void {
    const axis = axes[depth];
    if (axis === undefined) {
      body();
      return;
    }
    const [lo, hi] = this.bounds(axis);
    this.e.loop(lo, hi, this.one, (i) => {
      this.at[axis] = i;
      this.nest(axes, body, depth + 1);
    });
  }

  /** Indices from `lo` to `hi`, `by` at a time, and one at a time what is left. */
  private unrolled(lo: Int, hi: Int, by: number, body: (indices: readonly Int[]) => void): void {
    const { e } = this;
    const some = (first: Int, count: number): Int[] => Array.from({ length: count }, (_, n) => e.add(first, e.int(n)));
    if (by === 1) {
      e.loop(lo, hi, this.one, (i) => body([i]));
      return;
    }
    const size = e.int(by);
    const full = e.add(lo, e.mul(e.b.CreateSDiv(e.sub(hi, lo), size), size));
    e.loop(lo, full, size, (i) => body(some(i, by)));
    e.loop(full, hi, this.one, (i) => body([i]));
  }

  /** Positions along `rows`, a few at a time. */
  private rows(body: (rows: readonly At[]) => void): void {
    const axis = this.k.rows;
    if (axis < 0) {
      body([[]]);
      return;
    }
    const [lo, hi] = this.bounds(axis);
    this.unrolled(lo, hi, this.unrolling.rows, (indices) => body(indices.map((i): At => [[axis, i]])));
  }

  private tiles(): void {
    const { e, k } = this;
    const [lo, hi] = this.bounds(k.tile);
    e.loop(lo, hi, e.int(this.width), (from) => {
      const take = e.min(e.int(this.width), e.sub(hi, from));
      this.rows((rows) => this.tile(rows, from, take));
    });
  }

  private move(at: At): void {
    for (const [axis, index] of at) this.at[axis] = index;
  }

  /** Rows of tiles [from, from + take). */
  private tile(rows: readonly At[], from: Int, take: Int): void {
    const { e, f, k } = this;
    const along = (body: (t: Int, i: Int) => void): void =>
      e.loop(this.zero, take, this.one, (t) => body(t, e.add(from, t)));
    const initial = this.loadsOf([k.operands[0] as number]);
    this.begin();
    rows.forEach((row, r) => {
      this.move(row);
      const address = f.rows(k.tile, this.index, initial);
      along((t, i) => {
        this.at[k.tile] = i;
        (this.states[r] as StateArray).store(t, [this.initial((access) => address(access, i))]);
      });
    });
    this.steps((steps) => {
      const addresses = rows.map((row) =>
        steps.map((step) => {
          this.move([...row, step]);
          return f.rows(k.tile, this.index, this.elementAccesses);
        }),
      );
      along((t, i) => {
        const next = rows.map((row, r) =>
          steps.reduce(
            (state, step, n) => {
              this.move([...row, step, [k.tile, i]]);
              return this.step(state, (access) => (addresses[r]?.[n] as (access: number, i: Int) => Value)(access, i));
            },
            (this.states[r] as StateArray).load(t)[0] as Scalar,
          ),
        );
        next.forEach((state, r) => {
          (this.states[r] as StateArray).store(t, [state]);
        });
      });
    });
    rows.forEach((row, r) => {
      this.move(row);
      const address = f.rows(k.tile, this.index, [k.output]);
      along((t, i) => f.store(k.output, (this.states[r] as StateArray).load(t)[0] as Scalar, (a) => address(a, i)));
    });
  }

  /** Folded axes, in order; of the last one several indices at a time. */
  private steps(body: (steps: readonly (readonly [axis: number, index: Int])[]) => void): void {
    const { e, k } = this;
    const last = k.axes[k.axes.length - 1] as number;
    const extent = k.extents[last] as number;
    this.nest(k.axes.slice(0, -1), () => {
      if (extent > 0 && extent <= 2 * this.unrolling.steps) {
        body(Array.from({ length: extent }, (_, n) => [last, e.int(n)] as const));
      } else {
        const [lo, hi] = this.bounds(last);
        this.unrolled(lo, hi, this.unrolling.steps, (indices) => body(indices.map((i) => [last, i] as const)));
      }
    });
  }

  /** The state before belongs to no step. */
  private begin(): void {
    for (const axis of this.k.axes) this.at[axis] = this.zero;
  }

  private columns(rows: readonly At[]): void {
    const { k } = this;
    if (k.tile < 0) {
      this.block(rows);
      return;
    }
    const [lo, hi] = this.bounds(k.tile);
    this.unrolled(lo, hi, this.unrolling.columns, (indices) =>
      this.block(rows.flatMap((row) => indices.map((i): At => [...row, [k.tile, i]]))),
    );
  }

  /** A few positions, side by side. */
  private block(positions: readonly At[]): void {
    const { e, f, k } = this;
    const last = k.axes[k.axes.length - 1] as number;
    const initial = this.loadsOf([k.operands[0] as number]);
    this.begin();
    positions.forEach((p, n) => {
      this.move(p);
      const address = f.rows(-1, this.index, initial);
      (this.states[n] as StateArray).store(this.zero, [this.initial((access) => address(access, this.zero))]);
    });
    this.nest(k.axes.slice(0, -1), () => {
      const addresses = positions.map((p) => {
        this.move(p);
        return f.rows(last, this.index, this.elementAccesses);
      });
      const [lo, hi] = this.bounds(last);
      e.loop(lo, hi, this.one, (i) => {
        this.at[last] = i;
        const next = positions.map((p, n) => {
          this.move(p);
          const state = (this.states[n] as StateArray).load(this.zero)[0] as Scalar;
          return this.step(state, (access) => (addresses[n] as (access: number, i: Int) => Value)(access, i));
        });
        next.forEach((state, n) => {
          (this.states[n] as StateArray).store(this.zero, [state]);
        });
      });
    });
    positions.forEach((p, n) => {
      this.move(p);
      const address = f.rows(-1, this.index, [k.output]);
      f.store(k.output, (this.states[n] as StateArray).load(this.zero)[0] as Scalar, (a) => address(a, this.zero));
    });
  }

  private initial(address: (access: number) => Value): Scalar {
    const [first] = this.k.operands as [number];
    return this.f.values(this.k.values, address, this.index, [first])[first] as Scalar;
  }

  private step(state: Scalar, address: (access: number) => Value): Scalar {
    const { k } = this;
    const rest = k.operands.slice(1);
    const values = this.f.values(k.values, address, this.index, rest);
    return this.operation.emit(this.f.s, [state, ...rest.map((n) => values[n] as Scalar)], k.signature, k.params);
  }
}
