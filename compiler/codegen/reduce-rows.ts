/** Reductions in rows: the last axis is kept, and a buffer of accumulators runs along it. */
import type { ReduceKernel } from '../ir/kernel';
import type { Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int } from './emitter';
import { ReduceEmitter } from './reduce-base';
import { type State, StateArray } from './state';

/** Accumulators of a piece of a kept row. */
const COLUMNS = 1024;
/**
 * Rows that an accumulator is loaded and stored for once, where few values are computed for each element. They are read
 * side by side, too: memory is waited for in several places at a time.
 */
const TOGETHER = 4;
const FEW_VALUES = 8;

export class RowsEmitter extends ReduceEmitter {
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
        this.nest(k.axes.slice(0, -1), () => {
          this.everyRow((rows) => this.accumulate(rows, inner, from, take));
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

  /** Calls for all rows along the last reduced axis: for several at once, then for the rest. */
  private everyRow(body: (rows: readonly Int[]) => void): void {
    const { e, k } = this;
    const along = k.axes[k.axes.length - 1];
    // Without any, each element is a row's.
    if (along === undefined) {
      body([this.zero]);
      return;
    }
    const [lo, hi] = this.bounds(along);
    const together = k.values.length <= FEW_VALUES ? TOGETHER : 1;
    const step = e.int(together);
    const end = e.add(lo, e.mul(e.b.CreateSDiv(e.sub(hi, lo), step), step));
    e.loop(lo, end, step, (row) => body(Array.from({ length: together }, (_, n) => e.add(row, e.int(n)))));
    if (together > 1) e.loop(end, hi, this.one, (row) => body([row]));
  }

  /** Elements [from, from + take) of rows into the accumulators, one row after the other. */
  private accumulate(rows: readonly Int[], inner: number, from: Int, take: Int): void {
    const { e, f, k } = this;
    const along = k.axes[k.axes.length - 1] ?? -1;
    const each = rows.map((row) => {
      this.at[along] = row;
      const address = f.rows(inner, this.index, this.elementAccesses);
      return { row, address, position: this.positionScalar(this.flatPosition()) };
    });
    e.loop(this.zero, take, this.one, (c) => {
      const i = e.add(from, c);
      this.at[inner] = i;
      const elements = each.map(({ row, address, position }) => {
        this.at[along] = row;
        return { values: this.point((access) => address(access, i)), position };
      });
      k.reductions.forEach((r, n) => {
        const op = this.operation(r);
        const accumulator = this.accumulators[n] as StateArray;
        let state: State = accumulator.load(c);
        for (const { values, position } of elements) {
          const lifted = op.lift(f.s, values[r.value] as Scalar, position, r.signature);
          state = op.combine(f.s, state, lifted, r.signature);
        }
        accumulator.store(c, state);
      });
    });
  }
}
