/** Reductions in rows: the last axis is kept, and a buffer of accumulators runs along it. */
import type { ReduceKernel } from '../ir/kernel';
import type { Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import { ReduceEmitter } from './reduce-base';
import { StateArray } from './state';

/** Accumulators of a piece of a kept row. */
const COLUMNS = 1024;

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
