/**
 * Reductions in lanes: the last axis is reduced. Elements go through a buffer in the frame, so that
 * both halves, computing and accumulating, are plain loops that vectorise.
 */
import type { ReduceKernel, ReductionSpec } from '../ir/kernel';
import { BLOCK, CHUNK, LANES } from '../ir/reduction-order';
import type { Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int, Value, Variable } from './emitter';
import { ReduceEmitter } from './reduce-base';
import { EmittedTree, type State, StateArray } from './state';

/** Elements computed before they are accumulated; a multiple of CHUNK. */
const SCRATCH = BLOCK;

/** What one reduction needs in lanes mode. */
interface LanesState {
  readonly spec: ReductionSpec;
  readonly elements: StateArray;
  readonly positions: StateArray;
  readonly lanes: StateArray;
  readonly tree: EmittedTree;
}

export class LanesEmitter extends ReduceEmitter {
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
    const short = inner === k.cutAxis ? 0 : (k.extents[inner] as number);
    if (outer.length === 0 && short > 0) {
      this.shortRows(inner, short);
      return;
    }
    this.nest(this.kept, () => {
      for (const p of this.parts) p.tree.reset();
      this.fill.set(this.zero);
      this.nest(outer, () => this.row(inner));
      e.if(e.b.CreateICmpSLT(this.zero, this.fill.get()), () => this.drain());
      for (const p of this.parts) this.output(p.spec, p.tree.finish(), -1, this.zero);
    });
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
    // Lanes that get no element would only add identities.
    const used = e.min(lanes, length);
    e.loop(this.zero, used, this.one, (l) => {
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
      e.loop(this.zero, e.min(e.int(width), e.sub(used, e.int(width))), this.one, (l) => {
        const right = p.lanes.load(e.add(l, e.int(width)));
        p.lanes.store(l, op.combine(f.s, p.lanes.load(l), right, signature));
      });
    }
    p.tree.push(p.lanes.load(this.zero));
  }
}
