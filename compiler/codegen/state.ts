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

/** Where the states of a row of trees are; for one, always 0. */
type Column = Int;

/** The stacks of `width` `PairwiseTree`s that are fed side by side, in the frame of generated code. */
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
    private readonly width = 1,
  ) {
    this.stack = new StateArray(s, signature.state, (DEPTH + 1) * width);
    this.height = e.variable();
    this.count = e.variable();
    this.carry = e.variable();
  }

  reset(): void {
    this.height.set(this.e.int(0));
    this.count.set(this.e.int(0));
  }

  /** @param take how many of the trees are in use */
  push(state: (column: Column) => State, take?: Int): void {
    const { e } = this;
    const one = e.int(1);
    const height = this.height.get();
    this.each(take, (c) => this.stack.store(this.at(height, c), state(c)));
    this.carry.set(this.count.get());
    this.height.set(e.add(height, one));
    e.while(
      () => e.b.CreateICmpNE(e.b.CreateAnd(this.carry.get(), one), e.int(0)),
      () => {
        this.combineTop(take);
        this.carry.set(e.b.CreateLShr(this.carry.get(), one));
      },
    );
    this.count.set(e.add(this.count.get(), one));
  }

  /** Folds what is left; the results are at the bottom. */
  finish(take?: Int): (column: Column) => State {
    const { e } = this;
    const bottom = e.int(0);
    e.if(e.b.CreateICmpEQ(this.height.get(), bottom), () => {
      this.each(take, (c) => this.stack.store(c, this.op.identity(this.s, this.signature)));
    });
    e.while(
      () => e.b.CreateICmpSLT(e.int(1), this.height.get()),
      () => this.combineTop(take),
    );
    return (c) => this.stack.load(c);
  }

  private combineTop(take: Int | undefined): void {
    const { e } = this;
    const top = e.sub(this.height.get(), e.int(1));
    const below = e.sub(this.height.get(), e.int(2));
    this.each(take, (c) => {
      const [left, right] = [this.stack.load(this.at(below, c)), this.stack.load(this.at(top, c))];
      this.stack.store(this.at(below, c), this.op.combine(this.s, left, right, this.signature));
    });
    this.height.set(top);
  }

  private at(level: Int, column: Column): Int {
    const { e } = this;
    return this.width === 1 ? level : e.add(e.mul(level, e.int(this.width)), column);
  }

  private each(take: Int | undefined, body: (column: Column) => void): void {
    const { e } = this;
    if (this.width === 1) body(e.int(0));
    else e.loop(e.int(0), take ?? e.int(this.width), e.int(1), body);
  }
}
