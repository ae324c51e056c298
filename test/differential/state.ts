/** The arrays of a program under construction: which exist, which share memory, what they hold. */
import { type Bounds, join } from './bounds';
import type { Arg, DType, Program, Step } from './program';
import { Random } from './random';

/** Elements that several names may look at. */
export interface Memory {
  bounds: Bounds;
  /** Holds a result that may differ from NumPy's: it must stay as it is. */
  frozen: boolean;
}

export interface Var {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly memory: Memory;
  /** Several indices name one element, or the library may have copied: not to be written through. */
  readonly readOnly: boolean;
  /** A JavaScript value. */
  readonly scalar: boolean;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export interface Result {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Of a new array; absent where `view` says whose memory this is. */
  readonly bounds?: Bounds;
  readonly view?: Var;
  readonly readOnly?: boolean;
  readonly scalar?: boolean;
  readonly may?: Step['may'];
}

export class State {
  readonly random: Random;
  readonly steps: Step[] = [];
  private all: Var[] = [];
  private count = 0;

  constructor(readonly seed: number) {
    this.random = new Random(seed);
  }

  /** Appends a step that makes something. */
  make(op: string, args: readonly Arg[], result: Result): Var {
    const name = `v${this.count++}`;
    const { dtype, shape, view, may, scalar = false } = result;
    const memory = view?.memory ?? { bounds: result.bounds!, frozen: may !== undefined };
    const readOnly = (result.readOnly ?? false) || (view?.readOnly ?? false);
    const made: Var = { name, dtype, shape, memory, readOnly, scalar };
    this.steps.push({
      out: name,
      op,
      args,
      dtype,
      shape,
      ...(scalar && { scalar: true }),
      ...(may !== undefined && { may }),
    });
    this.all.push(made);
    return made;
  }

  /** Appends a step that only writes, reads or disposes. */
  act(op: string, args: readonly Arg[]): void {
    this.steps.push({ op, args });
  }

  /** After a write into its memory. */
  wrote(target: Var, bounds: Bounds): void {
    target.memory.bounds = join(target.memory.bounds, bounds);
  }

  get arrays(): readonly Var[] {
    return this.all.filter((v) => !v.scalar);
  }

  get scalars(): readonly Var[] {
    return this.all.filter((v) => v.scalar);
  }

  /** One array that fits, the younger the likelier. */
  some(fits: (v: Var) => boolean = () => true): Var | undefined {
    const fitting = this.arrays.filter(fits);
    if (fitting.length === 0) return undefined;
    const recent = fitting.slice(-4);
    return this.random.pick(this.random.chance(0.6) ? recent : fitting);
  }

  get writable(): (v: Var) => boolean {
    return (v) => !v.readOnly && !v.memory.frozen && sizeOf(v.shape) > 0;
  }

  forget(v: Var): void {
    this.all = this.all.filter((other) => other !== v);
  }

  program(): Program {
    return { seed: this.seed, steps: this.steps };
  }
}
