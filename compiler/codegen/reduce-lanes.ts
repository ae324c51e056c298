/**
 * Reductions in lanes: the last axis is reduced. A chunk whose elements are next to each other is accumulated as it is
 * computed, with its lanes in registers. Rows that end inside of a chunk go through a buffer in the frame.
 */
import type { ReduceKernel, ReductionSpec } from '../ir/kernel';
import { CHUNK, LANES } from '../ir/reduction-order';
import type { Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int, Value, Variable } from './emitter';
import { ReduceEmitter } from './reduce-base';
import { EmittedTree, type State, StateArray } from './state';

/** What is combined at an index: its value, and its position among the reduced elements. */
type Element = readonly [value: Scalar, position: Scalar];

/** What one reduction needs in lanes mode. */
interface LanesState {
  readonly spec: ReductionSpec;
  readonly elements: StateArray;
  readonly positions: StateArray;
  /** Lanes that are addressed by constants alone: registers. */
  readonly lanes: StateArray;
  /** The same, while they are folded: accesses of other widths would keep lanes in memory. */
  readonly folded: StateArray;
  /** Lanes of a chunk that isn't a multiple of LANES. */
  readonly loose: StateArray;
  readonly tree: EmittedTree;
}

export class LanesEmitter extends ReduceEmitter {
  private readonly parts: readonly LanesState[];
  /** By reduction. */
  private readonly partOf: readonly number[];
  private readonly fill: Variable;
  private readonly column: Variable;

  constructor(k: ReduceKernel, registry: Registry) {
    super(k, registry);
    const { e, f } = this;
    // What has the same states is accumulated once.
    const same = (r: ReductionSpec): string => JSON.stringify([this.states(r), r.value, r.signature.input]);
    const distinct = k.reductions.filter((r, n) => k.reductions.findIndex((other) => same(other) === same(r)) === n);
    this.partOf = k.reductions.map((r) => distinct.findIndex((other) => same(other) === same(r)));
    this.parts = distinct.map((spec) => ({
      spec,
      elements: new StateArray(f.s, [spec.signature.input], CHUNK),
      positions: new StateArray(f.s, ['int64'], CHUNK),
      lanes: new StateArray(f.s, spec.signature.state, LANES),
      folded: new StateArray(f.s, spec.signature.state, LANES),
      loose: new StateArray(f.s, spec.signature.state, LANES),
      tree: new EmittedTree(e, f.s, this.operation(spec), spec.signature),
    }));
    this.fill = e.variable();
    this.column = e.variable();
  }

  protected emitBlock(): void {
    const { e, k } = this;
    if (k.axes.length === 0) {
      this.nest(this.kept, () => this.single());
      return;
    }
    const inner = k.axes[k.axes.length - 1] as number;
    const outer = k.axes.slice(0, -1);
    const short = inner === k.cutAxis ? 0 : (k.extents[inner] as number);
    if (outer.length === 0 && short > 0) {
      this.shortRows(inner, short);
      return;
    }
    this.nest(this.kept, () => {
      for (const p of this.parts) p.tree.reset();
      this.fill.set(this.zero);
      if (outer.length === 0) this.singleRow(inner);
      else {
        this.nest(outer, () => this.row(inner));
        e.if(e.b.CreateICmpSLT(this.zero, this.fill.get()), () => this.drain());
      }
      const states = this.parts.map((p) => p.tree.finish()(this.zero));
      k.reductions.forEach((r, n) => {
        this.output(r, states[this.partOf[n] as number] as State, -1, this.zero);
      });
    });
  }

  /** What has no axis is reduced to itself: one element for each result. */
  private single(): void {
    const { f, k } = this;
    const rows = f.rows(-1, this.index, this.elementAccesses);
    const values = this.point((access) => rows(access, this.zero));
    for (const r of k.reductions) {
      const element = values[r.value] as Scalar;
      const state = this.operation(r).lift(f.s, element, this.positionScalar(this.zero), r.signature);
      this.output(r, state, -1, this.zero);
    }
  }

  private states(r: ReductionSpec): string {
    return this.operation(r).states ?? r.op;
  }

  /**
   * Rows of a few elements, unrolled: a lane holds one element at most, so that the lanes are values
   * and the loop over rows vectorises.
   */
  private shortRows(inner: number, length: number): void {
    const { e, f, k } = this;
    const last = this.kept[this.kept.length - 1];
    const row = (address: (column: number) => (access: number) => Value, i: Int): void => {
      const columns = Array.from({ length }, (_, c) => {
        this.at[inner] = e.int(c);
        const values = this.point(address(c));
        const position = this.positionScalar(e.int(c));
        return k.reductions.map((r) => this.operation(r).lift(f.s, values[r.value] as Scalar, position, r.signature));
      });
      k.reductions.forEach((r, n) => {
        const lanes = columns.map((states) => states[n] as State);
        for (let width = LANES / 2; width >= 1; width /= 2) {
          for (let l = 0; l < Math.min(width, length - width); l++) {
            lanes[l] = this.operation(r).combine(f.s, lanes[l] as State, lanes[l + width] as State, r.signature);
          }
        }
        this.output(r, lanes[0] as State, last ?? -1, i);
      });
    };
    const body = (along: number, i: Int, rows: readonly ((access: number, i: Int) => Value)[]): void => {
      if (along >= 0) this.at[along] = i;
      row((c) => (access) => (rows[c] as (access: number, i: Int) => Value)(access, i), i);
    };
    const rowsAt = (along: number) =>
      Array.from({ length }, (_, c) => {
        this.at[inner] = e.int(c);
        return f.rows(along, this.index, this.elementAccesses);
      });
    if (last === undefined) {
      body(-1, this.zero, rowsAt(-1));
      return;
    }
    this.nest(this.kept.slice(0, -1), () => {
      const rows = rowsAt(last);
      const [lo, hi] = this.bounds(last);
      e.loop(lo, hi, this.one, (i) => body(last, i, rows));
    });
  }

  /**
   * Nothing but one row: its chunks, the last of which may be shorter. Where the order doesn't matter, all is one chunk:
   * lanes are folded once.
   */
  private singleRow(inner: number): void {
    const { e } = this;
    const [lo, hi] = this.bounds(inner);
    const element = this.elementsOf(inner);
    const isOne = this.parts.every(({ spec }) => this.operation(spec).anyOrder?.(spec.signature));
    const whole = (chunk: number): Int => e.mul(e.b.CreateSDiv(e.sub(hi, lo), e.int(chunk)), e.int(chunk));
    const end = e.add(lo, whole(isOne ? LANES : CHUNK));
    if (isOne) {
      e.if(e.b.CreateICmpSLT(lo, end), () => {
        this.accumulate((n) => element(e.add(lo, n)), this.zero, e.sub(end, lo));
        this.fold();
      });
    } else e.loop(lo, end, e.int(CHUNK), (from) => this.fullChunk((n) => element(e.add(from, n))));
    e.if(e.b.CreateICmpSLT(end, hi), () => this.shortChunk((n) => element(e.add(end, n)), e.sub(hi, end)));
  }

  /** One of several rows: whole chunks at once where a chunk begins, else in pieces that fill the scratch. */
  private row(inner: number): void {
    const { e } = this;
    const [lo, hi] = this.bounds(inner);
    const element = this.elementsOf(inner);
    this.column.set(lo);
    e.while(
      () => e.b.CreateICmpSLT(this.column.get(), hi),
      () => {
        const from = this.column.get();
        const filled = this.fill.get();
        const take = e.min(e.sub(hi, from), e.sub(e.int(CHUNK), filled));
        const isWhole = e.b.CreateICmpEQ(take, e.int(CHUNK));
        this.column.set(e.add(from, take));
        e.if(isWhole, () => this.fullChunk((n) => element(e.add(from, n))));
        e.if(e.b.CreateNot(isWhole), () => {
          e.loop(this.zero, take, this.one, (n) => {
            const slot = e.add(filled, n);
            const elements = element(e.add(from, n));
            this.parts.forEach((p, k) => {
              const [value, position] = elements[k] as Element;
              p.elements.store(slot, [value]);
              if (this.usesPosition(p)) p.positions.store(slot, [position]);
            });
          });
          this.fill.set(e.add(filled, take));
          e.if(e.b.CreateICmpEQ(this.fill.get(), e.int(CHUNK)), () => this.drain());
        });
      },
    );
  }

  /** Computes what all reductions combine at an index of the innermost axis. */
  private elementsOf(inner: number): (i: Int) => readonly Element[] {
    const rows = this.f.rows(inner, this.index, this.elementAccesses);
    return (i) => {
      this.at[inner] = i;
      const values = this.point((access) => rows(access, i));
      return this.parts.map(
        (p): Element => [
          values[p.spec.value] as Scalar,
          this.positionScalar(this.usesPosition(p) ? this.flatPosition() : this.zero),
        ],
      );
    };
  }

  /** Only states of several fields (value and index) look at positions. */
  private usesPosition(p: LanesState): boolean {
    return p.spec.signature.state.length > 1;
  }

  /** Accumulates the scratch, which is at the end of a chunk. */
  private drain(): void {
    const { e } = this;
    const filled = this.fill.get();
    const element = (n: Int): readonly Element[] =>
      this.parts.map(
        (p): Element => [
          p.elements.load(n)[0] as Scalar,
          this.usesPosition(p) ? (p.positions.load(n)[0] as Scalar) : this.positionScalar(this.zero),
        ],
      );
    const isWhole = e.b.CreateICmpEQ(filled, e.int(CHUNK));
    e.if(isWhole, () => this.fullChunk(element));
    e.if(e.b.CreateNot(isWhole), () => this.shortChunk(element, filled));
    this.fill.set(this.zero);
  }

  /** Lanes [0, count) of all reductions. */
  private lanes(count: Int, body: (p: LanesState, l: Int, k: number) => void): void {
    this.e.loop(this.zero, count, this.one, (l) => {
      this.parts.forEach((p, k) => {
        body(p, l, k);
      });
    });
  }

  private combine(p: LanesState, left: State, right: State): State {
    return this.operation(p.spec).combine(this.f.s, left, right, p.spec.signature);
  }

  /** Elements [from, to), one multiple of LANES at least, into lanes that are registers; no lane has anything yet. */
  private accumulate(element: (n: Int) => readonly Element[], from: Int, to: Int): void {
    const { e, f } = this;
    const lanes = e.int(LANES);
    const each = (step: Int, next: (p: LanesState, l: Int, element: Element) => State): void =>
      e.loop(this.zero, lanes, this.one, (l) => {
        const elements = element(e.add(step, l));
        this.parts.forEach((p, k) => {
          p.lanes.store(l, next(p, l, elements[k] as Element));
        });
      });
    const identity = (p: LanesState): State => this.operation(p.spec).identity(f.s, p.spec.signature);
    const isCheaper = this.parts.some((p) => this.operation(p.spec).accumulate !== undefined);
    if (isCheaper) each(from, (p, _, first) => this.combine(p, identity(p), this.lift(p, first)));
    else this.lanes(lanes, (p, l) => p.lanes.store(l, identity(p)));
    e.loop(isCheaper ? e.add(from, lanes) : from, to, lanes, (step) => {
      each(step, (p, l, [value, position]) => {
        const state = p.lanes.load(l);
        const { accumulate } = this.operation(p.spec);
        if (accumulate) return accumulate(f.s, state, value, position, p.spec.signature);
        return this.combine(p, state, this.lift(p, [value, position]));
      });
    });
  }

  private lift(p: LanesState, [value, position]: Element): State {
    return this.operation(p.spec).lift(this.f.s, value, position, p.spec.signature);
  }

  /** Folds all lanes in halves, into the trees. */
  private fold(): void {
    const { e } = this;
    for (let width = LANES / 2; width >= 1; width /= 2) {
      const from = (p: LanesState): StateArray => (width === LANES / 2 ? p.lanes : p.folded);
      this.lanes(e.int(width), (p, l) => {
        p.folded.store(l, this.combine(p, from(p).load(l), from(p).load(e.add(l, e.int(width)))));
      });
    }
    for (const p of this.parts) p.tree.push(() => p.folded.load(this.zero));
  }

  private fullChunk(element: (n: Int) => readonly Element[]): void {
    this.accumulate(element, this.zero, this.e.int(CHUNK));
    this.fold();
  }

  /** A chunk of less than CHUNK elements. */
  private shortChunk(element: (n: Int) => readonly Element[], length: Int): void {
    const { e, f } = this;
    const lanes = e.int(LANES);
    const isLong = e.b.CreateICmpSGE(length, lanes);
    const rest = (from: Int, count: Int): void =>
      e.loop(this.zero, count, this.one, (l) => {
        const elements = element(e.add(from, l));
        this.parts.forEach((p, k) => {
          p.loose.store(l, this.combine(p, p.loose.load(l), this.lift(p, elements[k] as Element)));
        });
      });
    e.if(isLong, () => {
      const full = e.mul(e.b.CreateSDiv(length, lanes), lanes);
      this.accumulate(element, this.zero, full);
      this.lanes(lanes, (p, l) => p.loose.store(l, p.lanes.load(l)));
      rest(full, e.sub(length, full));
      this.lanes(lanes, (p, l) => p.lanes.store(l, p.loose.load(l)));
      this.fold();
    });
    // Lanes that get no element would only add identities.
    e.if(e.b.CreateNot(isLong), () => {
      this.lanes(length, (p, l) => p.loose.store(l, this.operation(p.spec).identity(f.s, p.spec.signature)));
      rest(this.zero, length);
      for (let width = LANES / 2; width >= 1; width /= 2) {
        this.lanes(e.min(e.int(width), e.sub(length, e.int(width))), (p, l) => {
          p.loose.store(l, this.combine(p, p.loose.load(l), p.loose.load(e.add(l, e.int(width)))));
        });
      }
      for (const p of this.parts) p.tree.push(() => p.loose.load(this.zero));
    });
  }
}
