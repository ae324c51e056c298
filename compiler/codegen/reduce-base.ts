/** What both ways of accumulating share: blocks, loops, positions, the values of an index, and outputs. */
import type { ReduceKernel, ReductionSpec } from '../ir/kernel';
import type { ReductionOperation, Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int, Value } from './emitter';
import { Frame } from './frame';
import type { State } from './state';

export abstract class ReduceEmitter {
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
    return axis === this.k.cutAxis ? [this.cutLo, this.cutHi] : [this.zero, this.f.extents[axis] as Int];
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
      position = this.e.add(this.e.mul(position, this.f.extents[axis] as Int), this.at[axis] as Int);
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
