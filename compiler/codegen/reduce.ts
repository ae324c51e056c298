/**
 * Code of a reduction kernel: elements are computed as in a map, and accumulated in the order of
 * reduction-order.ts. In lanes (the last axis is reduced) elements go through a buffer in the frame,
 * so that both halves, computing and accumulating, are plain loops that vectorise. In rows (the last
 * axis is kept) a buffer of accumulators runs along the kept axis.
 */
import type { ReduceKernel, ReductionSpec } from '../ir/kernel';
import { BLOCK, CHUNK, LANES } from '../ir/reduction-order';
import type { ReductionOperation, Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int, Value, Variable } from './emitter';
import { Frame } from './frame';
import { EmittedTree, type State, StateArray } from './state';

/** Elements computed before they are accumulated; a multiple of CHUNK. */
const SCRATCH = BLOCK;
/** Accumulators of a piece of a kept row. */
const COLUMNS = 1024;

export function emitReduce(k: ReduceKernel, registry: Registry): string {
  const emitter = k.lanes ? new LanesEmitter(k, registry) : new RowsEmitter(k, registry);
  return emitter.emit();
}

abstract class ReduceEmitter {
  protected readonly f: Frame;
  protected readonly e: Frame['e'];
  protected readonly zero: Int;
  protected readonly one: Int;
  protected readonly at: Int[];
  protected readonly index = (axis: number): Int => this.at[axis] as Int;
  /** Index for outputs of partial results: the block in place of the cut axis. */
  private block: Int;
  protected cutLo: Int;
  protected cutHi: Int;
  protected readonly kept: readonly number[];
  /** Accesses at one index of the operand: all but the reductions' outputs. */
  protected readonly elementAccesses: readonly number[];
  private readonly extents: readonly Int[];

  constructor(
    protected readonly k: ReduceKernel,
    protected readonly registry: Registry,
  ) {
    this.f = new Frame(k, registry, k.values);
    this.e = this.f.e;
    this.zero = this.e.int(0);
    this.one = this.e.int(1);
    const outputs = new Set(k.reductions.flatMap((r) => r.outputs));
    this.elementAccesses = k.accesses.flatMap((_, n) => (outputs.has(n) ? [] : [n]));
    this.at = new Array<Int>(k.rank).fill(this.zero);
    this.block = this.zero;
    this.cutLo = this.f.lo;
    this.cutHi = this.f.hi;
    this.extents = Array.from({ length: k.rank }, (_, axis) => this.f.integer(axis));
    this.kept = Array.from({ length: k.rank }, (_, axis) => axis).filter((axis) => !k.axes.includes(axis));
  }

  emit(): string {
    if (!this.k.partial) this.blockOf(this.zero, this.cutLo, this.cutHi);
    else {
      const unit = this.f.integer(this.k.rank);
      this.e.loop(this.f.lo, this.f.hi, unit, (row) => {
        const end = this.e.min(this.e.add(row, unit), this.f.hi);
        this.blockOf(this.e.b.CreateSDiv(row, unit), row, end);
      });
    }
    return this.f.finish();
  }

  private blockOf(block: Int, lo: Int, hi: Int): void {
    this.block = block;
    this.cutLo = lo;
    this.cutHi = hi;
    this.emitBlock();
  }

  /** Everything of the rows [cutLo, cutHi) of the cut axis. */
  protected abstract emitBlock(): void;

  protected bounds(axis: number): [Int, Int] {
    return axis === this.k.cutAxis ? [this.cutLo, this.cutHi] : [this.zero, this.extents[axis] as Int];
  }

  /** Loops over the axes in order, then the body. */
  protected nest(axes: readonly number[], body: () => void, depth = 0): void {
    if (depth === axes.length) {
      body();
      return;
    }
    const axis = axes[depth] as number;
    const [lo, hi] = this.bounds(axis);
    this.e.loop(lo, hi, this.one, (i) => {
      this.at[axis] = i;
      this.nest(axes, body, depth + 1);
    });
  }

  /** Flat position among the reduced elements of the whole operand. */
  protected flatPosition(): Int {
    let position = this.zero;
    for (const axis of this.k.axes) {
      position = this.e.add(this.e.mul(position, this.extents[axis] as Int), this.at[axis] as Int);
    }
    return position;
  }

  protected operation(r: ReductionSpec): ReductionOperation {
    return this.registry.get(r.op) as ReductionOperation;
  }

  /** Computes one index: its values, and the stores of the elementwise results. */
  protected point(address: (access: number) => Value): readonly Scalar[] {
    const values = this.f.values(this.k.values, address, this.index);
    for (const s of this.k.stores) {
      this.f.store(s.access, values[s.value] as Scalar, address);
    }
    return values;
  }

  /** Stores a state: finished, or field by field as this block's partial result. */
  protected output(r: ReductionSpec, state: State, inner: number, i: Int): void {
    const index = (axis: number) => (axis === this.k.cutAxis && this.k.partial ? this.block : (this.at[axis] as Int));
    const rows = this.f.rows(inner, index, r.outputs);
    const address = (access: number) => rows(access, i);
    if (this.k.partial) {
      r.outputs.forEach((access, n) => {
        this.f.store(access, state[n] as Scalar, address);
      });
    } else {
      const value = this.operation(r).finish(this.f.s, state, r.signature);
      this.f.store(r.outputs[0] as number, value, address);
    }
  }

  protected positionScalar(value: Int): Scalar {
    return this.f.s.wrap('int64', value);
  }
}

/** What one reduction needs in lanes mode. */
interface LanesState {
  readonly spec: ReductionSpec;
  readonly elements: StateArray;
  readonly positions: StateArray;
  readonly lanes: StateArray;
  readonly tree: EmittedTree;
}

class LanesEmitter extends ReduceEmitter {
  private readonly parts: readonly LanesState[];
  private readonly fill: Variable;
  private readonly column: Variable;

  constructor(k: ReduceKernel, registry: Registry) {
    super(k, registry);
    const { e, f } = this;
    this.parts = k.reductions.map((spec) => ({
      spec,
      elements: new StateArray(f.s, [spec.signature.input], SCRATCH),
      positions: new StateArray(f.s, ['int64'], SCRATCH),
      lanes: new StateArray(f.s, spec.signature.state, LANES),
      tree: new EmittedTree(e, f.s, this.operation(spec), spec.signature),
    }));
    this.fill = e.variable();
    this.column = e.variable();
  }

  protected emitBlock(): void {
    const { e, k } = this;
    const inner = k.axes[k.axes.length - 1] as number;
    const outer = k.axes.slice(0, -1);
    this.nest(this.kept, () => {
      for (const p of this.parts) p.tree.reset();
      this.fill.set(this.zero);
      this.nest(outer, () => this.row(inner));
      e.if(e.b.CreateICmpSLT(this.zero, this.fill.get()), () => this.drain());
      for (const p of this.parts) this.output(p.spec, p.tree.finish(), -1, this.zero);
    });
  }

  /** One row of the innermost reduced axis, in pieces that fit the scratch. */
  private row(inner: number): void {
    const { e } = this;
    const [lo, hi] = this.bounds(inner);
    this.column.set(lo);
    e.while(
      () => e.b.CreateICmpSLT(this.column.get(), hi),
      () => {
        const from = this.column.get();
        const filled = this.fill.get();
        const take = e.min(e.sub(hi, from), e.sub(e.int(SCRATCH), filled));
        const rows = this.f.rows(inner, this.index, this.elementAccesses);
        e.loop(this.zero, take, this.one, (n) => {
          const i = e.add(from, n);
          this.at[inner] = i;
          const values = this.point((access) => rows(access, i));
          const slot = e.add(filled, n);
          for (const p of this.parts) {
            p.elements.store(slot, [values[p.spec.value] as Scalar]);
            if (this.usesPosition(p)) {
              p.positions.store(slot, [this.positionScalar(this.flatPosition())]);
            }
          }
        });
        this.column.set(e.add(from, take));
        this.fill.set(e.add(filled, take));
        e.if(e.b.CreateICmpEQ(this.fill.get(), e.int(SCRATCH)), () => this.drain());
      },
    );
  }

  /** Only states of several fields (value and index) look at positions. */
  private usesPosition(p: LanesState): boolean {
    return p.spec.signature.state.length > 1;
  }

  /** Accumulates the scratch, chunk by chunk, into the trees. */
  private drain(): void {
    const { e } = this;
    const filled = this.fill.get();
    for (const p of this.parts) {
      e.loop(this.zero, filled, e.int(CHUNK), (chunk) => {
        const length = e.min(e.int(CHUNK), e.sub(filled, chunk));
        this.chunk(p, chunk, length);
      });
    }
    this.fill.set(this.zero);
  }

  private chunk(p: LanesState, start: Int, length: Int): void {
    const { e, f } = this;
    const op = this.operation(p.spec);
    const { signature } = p.spec;
    const lanes = e.int(LANES);
    e.loop(this.zero, lanes, this.one, (l) => {
      p.lanes.store(l, op.identity(f.s, signature));
    });
    const accumulate = (base: Int, count: Int): void => {
      e.loop(this.zero, count, this.one, (l) => {
        const n = e.add(base, l);
        const element = p.elements.load(n)[0] as Scalar;
        const position = this.usesPosition(p) ? (p.positions.load(n)[0] as Scalar) : this.positionScalar(this.zero);
        const lifted = op.lift(f.s, element, position, signature);
        p.lanes.store(l, op.combine(f.s, p.lanes.load(l), lifted, signature));
      });
    };
    const full = e.mul(e.b.CreateSDiv(length, lanes), lanes);
    e.loop(this.zero, full, lanes, (s) => accumulate(e.add(start, s), lanes));
    accumulate(e.add(start, full), e.sub(length, full));
    for (let width = LANES / 2; width >= 1; width /= 2) {
      e.loop(this.zero, e.int(width), this.one, (l) => {
        const right = p.lanes.load(e.add(l, e.int(width)));
        p.lanes.store(l, op.combine(f.s, p.lanes.load(l), right, signature));
      });
    }
    p.tree.push(p.lanes.load(this.zero));
  }
}

class RowsEmitter extends ReduceEmitter {
  private readonly accumulators: readonly StateArray[];

  constructor(k: ReduceKernel, registry: Registry) {
    super(k, registry);
    this.accumulators = k.reductions.map((r) => new StateArray(this.f.s, r.signature.state, COLUMNS));
  }

  protected emitBlock(): void {
    const { e, f, k } = this;
    const inner = this.kept[this.kept.length - 1] as number;
    const outer = this.kept.slice(0, -1);
    const [lo, hi] = this.bounds(inner);
    this.nest(outer, () => {
      e.loop(lo, hi, e.int(COLUMNS), (from) => {
        const take = e.min(e.int(COLUMNS), e.sub(hi, from));
        e.loop(this.zero, take, this.one, (c) => {
          k.reductions.forEach((r, n) => {
            const state = this.operation(r).identity(f.s, r.signature);
            (this.accumulators[n] as StateArray).store(c, state);
          });
        });
        this.nest(k.axes, () => {
          const rows = f.rows(inner, this.index, this.elementAccesses);
          const position = this.positionScalar(this.flatPosition());
          e.loop(this.zero, take, this.one, (c) => {
            const i = e.add(from, c);
            this.at[inner] = i;
            const values = this.point((access) => rows(access, i));
            k.reductions.forEach((r, n) => {
              const op = this.operation(r);
              const acc = this.accumulators[n] as StateArray;
              const lifted = op.lift(f.s, values[r.value] as Scalar, position, r.signature);
              acc.store(c, op.combine(f.s, acc.load(c), lifted, r.signature));
            });
          });
        });
        e.loop(this.zero, take, this.one, (c) => {
          const i = e.add(from, c);
          this.at[inner] = i;
          k.reductions.forEach((r, n) => {
            this.output(r, (this.accumulators[n] as StateArray).load(c), inner, i);
          });
        });
      });
    });
  }
}
