/** Arrays of reduction states in the frame, and the pairwise tree over them (see reduction-order.ts). */
import type { DType } from '../ir/dtype';
import type { ReductionOperation, ReductionSignature } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Emitter, Int, Value, Variable } from './emitter';
import type { LlvmScalarBuilder } from './scalar-llvm';

export type State = readonly Scalar[];

export class StateArray {
  private readonly fields: readonly Value[];

  constructor(
    private readonly s: LlvmScalarBuilder,
    private readonly types: readonly DType[],
    count: number,
  ) {
    this.fields = types.map((t) => s.frame(t, count));
  }

  private address(field: number, i: Int): Value {
    return this.s.elementAddress(this.fields[field] as Value, this.types[field] as DType, i);
  }

  load(i: Int): State {
    return this.types.map((t, n) => this.s.load(this.address(n, i), t));
  }

  store(i: Int, state: State): void {
    state.forEach((v, n) => {
      this.s.store(v, this.address(n, i));
    });
  }
}

/** Levels of the tree: more blocks than an address space holds. */
const DEPTH = 64;

/** The stack of a `PairwiseTree` in the frame of generated code. */
export class EmittedTree {
  private readonly stack: StateArray;
  private readonly height: Variable;
  private readonly count: Variable;
  private readonly carry: Variable;

  constructor(
    private readonly e: Emitter,
    private readonly s: LlvmScalarBuilder,
    private readonly op: ReductionOperation,
    private readonly signature: ReductionSignature,
  ) {
    this.stack = new StateArray(s, signature.state, DEPTH + 1);
    this.height = e.variable();
    this.count = e.variable();
    this.carry = e.variable();
  }

  reset(): void {
    this.height.set(this.e.int(0));
    this.count.set(this.e.int(0));
  }

  push(state: State): void {
    const { e } = this;
    const one = e.int(1);
    this.stack.store(this.height.get(), state);
    this.carry.set(this.count.get());
    this.height.set(e.add(this.height.get(), one));
    e.while(
      () => e.b.CreateICmpNE(e.b.CreateAnd(this.carry.get(), one), e.int(0)),
      () => {
        this.combineTop();
        this.carry.set(e.b.CreateLShr(this.carry.get(), one));
      },
    );
    this.count.set(e.add(this.count.get(), one));
  }

  /** Folds what is left; the result is at the bottom. */
  finish(): State {
    const { e } = this;
    e.if(e.b.CreateICmpEQ(this.height.get(), e.int(0)), () => {
      this.stack.store(e.int(0), this.op.identity(this.s, this.signature));
    });
    e.while(
      () => e.b.CreateICmpSLT(e.int(1), this.height.get()),
      () => this.combineTop(),
    );
    return this.stack.load(e.int(0));
  }

  private combineTop(): void {
    const { e } = this;
    const top = e.sub(this.height.get(), e.int(1));
    const below = e.sub(this.height.get(), e.int(2));
    const value = this.op.combine(this.s, this.stack.load(below), this.stack.load(top), this.signature);
    this.stack.store(below, value);
    this.height.set(top);
  }
}
