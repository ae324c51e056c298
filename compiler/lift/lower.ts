/** Makes operations on views of the statements of a nest whose iterations may run in any order. */
import type { DType } from '../ir/dtype';
import { elements, type Params } from '../ir/graph';
import type { Code, Combiner, Initial, Source, Statement } from '../ir/loop-nest';
import { constantValue } from '../ir/scalar-function';
import { type BoundNest, Refused } from './bind';
import { checkOrder } from './order';

/** What a typed array's elements are: a type, or bytes that are clamped when they are written. */
export type ElementType = DType | 'uint8c';

export type LoweredOperand =
  /** Elements of one of the nest's arrays. */
  | {
      readonly kind: 'elements';
      readonly array: number;
      readonly offset: number;
      readonly shape: readonly number[];
      readonly strides: readonly number[];
    }
  /** What a step before made. */
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly shape: readonly number[];
      readonly strides: readonly number[];
    }
  | { readonly kind: 'scalar'; readonly dtype: DType; readonly value: number }
  /** One of the nest's scalars, whose value decides nothing (`decidingScalars`). */
  | { readonly kind: 'captured'; readonly dtype: DType; readonly scalar: number };

/** What is a view of an array. */
export type LoweredView = Extract<LoweredOperand, { kind: 'elements' | 'step' }>;

export interface Step {
  readonly op: string;
  readonly operands: readonly LoweredOperand[];
  /** Where the result goes; a new array of a shape and type, if it isn't one of the nest's. */
  readonly target:
    | Extract<LoweredOperand, { kind: 'elements' }>
    | { readonly shape: readonly number[]; readonly dtype: DType };
  readonly params: Params;
}

/** What becomes of a variable, and of which steps' results. */
export interface Outcome {
  readonly combiner: Combiner;
  readonly initial: number;
  readonly result: number;
  /** The step with the outcome of all iterations; undefined: there were none. */
  readonly step: number | undefined;
  /** Of integers whose sum may not be exact: the step with the sum of their absolute values. */
  readonly magnitude?: number;
  /** Of a choice: if it fell on a zero, only the order can tell which. */
  readonly zerosDiffer?: true;
  readonly position?: {
    readonly step: number;
    readonly result: number;
    readonly initial: number;
    readonly at: Extract<Statement, { kind: 'reduce' }>;
  };
}

export interface Lowered {
  readonly steps: readonly Step[];
  readonly outcomes: readonly Outcome[];
}

const EXACT = Number.MAX_SAFE_INTEGER;

const texts = new WeakMap<object, string>();

/** A function as a parameter of operations. */
function textOf(f: Code['function']): string {
  const known = texts.get(f) ?? JSON.stringify(f);
  texts.set(f, known);
  return known;
}

/** @throws Refused where the iterations have to stay in order */
export function lower(bound: BoundNest, types: readonly ElementType[]): Lowered {
  checkOrder(bound);
  return new Lowering(bound, types).run();
}

class Lowering {
  private readonly steps: Step[] = [];
  private readonly outcomes: Outcome[] = [];
  /** By statement: the step with its temporary. */
  private readonly made = new Map<number, number>();

  constructor(
    private readonly bound: BoundNest,
    private readonly types: readonly ElementType[],
  ) {}

  run(): Lowered {
    this.bound.nest.statements.forEach((s, n) => {
      const runs = this.shape(s.loops).every((e) => e > 0);
      if (s.kind === 'reduce') this.reduce(s, runs);
      else if (s.kind === 'fold') this.fold(s, n, runs);
      else if (runs) this.store(s);
    });
    return { steps: this.steps, outcomes: this.outcomes };
  }

  private shape(loops: readonly number[]): number[] {
    return loops.map((l) => this.bound.extents[l]!);
  }

  private push(step: Step): number {
    return this.steps.push(step) - 1;
  }

  private store(s: Extract<Statement, { kind: 'store' }>): void {
    const target = this.elements(s.target, s.loops);
    const { operands, params } = this.code(s.value, s.loops, this.typeOf(target.array));
    this.push({ op: 'scalar_function', operands, target, params });
  }

  private fold(s: Extract<Statement, { kind: 'fold' }>, n: number, runs: boolean): void {
    const kept = s.loops.filter((l) => !s.folded.includes(l));
    const shape = this.shape(kept);
    if (!runs) {
      // Nothing is folded into an element; a temporary has its first value.
      if (s.target !== undefined || shape.some((e) => e === 0)) return;
      throw new Refused('a loop that never runs');
    }
    const target = s.target === undefined ? { shape, dtype: 'float64' as const } : this.elements(s.target, kept);
    const result = 'array' in target ? this.typeOf(target.array) : 'float64';
    const { operands, params } = this.code(s.next, s.loops, result);
    const axes = s.folded.map((l) => s.loops.indexOf(l));
    const step = this.push({
      op: 'scalar_fold',
      operands: [this.initial(s.initial, kept), ...operands],
      target,
      params: {
        ...params,
        axes,
        indices: params.axes ?? [],
        // Elements have the shape; without any it would be lost.
        ...(s.next.sources.length === 0 && { shape: this.shape(s.loops) }),
      },
    });
    if (s.target === undefined) this.made.set(n, step);
  }

  private reduce(s: Extract<Statement, { kind: 'reduce' }>, runs: boolean): void {
    const { combiner, initial, result } = s;
    if (!runs) {
      const position = s.position && { step: -1, result: s.position.result, initial: s.position.initial, at: s };
      this.outcomes.push({ combiner, initial, result, step: undefined, ...(position && { position }) });
      return;
    }
    const shape = this.shape(s.loops);
    const trips = elements(shape);
    const axes = shape.map((_, d) => d);
    const value = (type: ElementType): number => {
      const { operands, params } = this.code(s.value, s.loops, type);
      const dtype = type === 'uint8c' ? 'uint8' : type;
      return this.push({ op: 'scalar_function', operands, target: { shape, dtype }, params });
    };
    const over = (op: string, of: number, dtype: DType): number =>
      this.push({ op, operands: [this.result(of, s.loops)], target: { shape: [], dtype }, params: { axes } });
    if (combiner.kind === 'integers') {
      const { bound, wraps } = combiner;
      const before = this.bound.scalars[initial] as number;
      if (!Number.isSafeInteger(before) || Object.is(before, -0))
        throw new Refused('a sum that does not begin with an integer');
      const exact = Math.abs(before) + trips * bound <= EXACT;
      if (bound > 2 ** 31) {
        if (!exact) throw new Refused('a sum of integers that may not be exact');
        const step = over('sum', value('float64'), 'float64');
        this.outcomes.push({ combiner, initial, result, step });
        return;
      }
      const of = value('int32');
      const step = over('int_sum', of, 'int64');
      if (exact || wraps) {
        this.outcomes.push({ combiner, initial, result, step });
        return;
      }
      if (this.writes()) throw new Refused('a sum of integers that may not be exact');
      this.outcomes.push({ combiner, initial, result, step, magnitude: over('int_abs_sum', of, 'int64') });
      return;
    }
    const truth = combiner.kind === 'and' || combiner.kind === 'or';
    const of = value(truth ? 'bool' : 'float64');
    const passing = PASSING[combiner.kind];
    if (passing !== undefined && s.position === undefined && !this.writes()) {
      this.outcomes.push({ combiner, initial, result, step: over(passing, of, 'float64'), zerosDiffer: true });
      return;
    }
    const step = over(REDUCTIONS[combiner.kind], of, truth ? 'bool' : 'float64');
    const position = s.position && {
      step: over(`${REDUCTIONS[combiner.kind]}_index`, of, 'int64'),
      result: s.position.result,
      initial: s.position.initial,
      at: s,
    };
    this.outcomes.push({ combiner, initial, result, step, ...(position && { position }) });
  }

  /** Whether anything is written: then the program's own loop can't be run after all. */
  private writes(): boolean {
    return this.bound.nest.statements.some((s) => 'target' in s && s.target !== undefined);
  }

  private typeOf(array: number): ElementType {
    return this.types[array]!;
  }

  /** Operands and parameters of a function over `loops` whose result is stored as `result`. */
  private code(
    code: Code,
    loops: readonly number[],
    result: ElementType,
  ): { operands: LoweredOperand[]; params: Params } {
    const sources = code.sources.map((s) => this.source(s, loops));
    const captured = code.scalars.map((n): LoweredOperand => {
      const dtype = this.bound.nest.scalars[n] === 'boolean' ? 'bool' : 'float64';
      return { kind: 'captured', dtype, scalar: n };
    });
    const types = sources.map((s) => (s.kind === 'elements' ? this.typeOf(s.array) : 'float64'));
    return {
      operands: [...sources, ...captured],
      params: {
        function: textOf(code.function),
        axes: code.indices.map((l) => loops.indexOf(l)),
        captures: captured.length,
        ...(types.length > 0 && { elements: types.map((t) => (t === 'uint8c' ? 'uint8' : t)).join() }),
        ...(result !== 'float64' && result !== 'bool' && { result }),
      },
    };
  }

  private source(s: Source, loops: readonly number[]): LoweredView {
    return s.kind === 'element' ? this.elements(s.access, loops) : this.temporary(s.statement, loops);
  }

  private initial(i: Initial, kept: readonly number[]): LoweredOperand {
    if (i.kind === 'constant') return { kind: 'scalar', dtype: 'float64', value: constantValue(i.value) as number };
    if (i.kind === 'scalar') return { kind: 'captured', dtype: 'float64', scalar: i.scalar };
    return this.source(i, kept);
  }

  private elements(access: number, loops: readonly number[]): Extract<LoweredOperand, { kind: 'elements' }> {
    const { array, offset, factors } = this.bound.accesses[access]!;
    return { kind: 'elements', array, offset, shape: this.shape(loops), strides: loops.map((l) => factors[l]!) };
  }

  /** What an earlier statement made, at each iteration of `loops`. */
  private temporary(statement: number, loops: readonly number[]): Extract<LoweredOperand, { kind: 'step' }> {
    const step = this.made.get(statement);
    const s = this.bound.nest.statements[statement];
    if (step === undefined || s?.kind !== 'fold') throw new Refused('a loop that never runs');
    const kept = s.loops.filter((l) => !s.folded.includes(l));
    return this.spread(step, kept, loops);
  }

  private result(step: number, loops: readonly number[]): LoweredOperand {
    return this.spread(step, loops, loops);
  }

  private spread(
    step: number,
    own: readonly number[],
    loops: readonly number[],
  ): Extract<LoweredOperand, { kind: 'step' }> {
    const shape = this.shape(own);
    const stride = (l: number): number => {
      const at = own.indexOf(l);
      return at < 0 ? 0 : elements(shape.slice(at + 1));
    };
    return { kind: 'step', step, shape: this.shape(loops), strides: loops.map(stride) };
  }
}

/** Where equal ones are the same. */
const PASSING: Readonly<Partial<Record<Combiner['kind'], string>>> = {
  less: 'any_less',
  less_equal: 'any_less',
  greater: 'any_greater',
  greater_equal: 'any_greater',
};

const REDUCTIONS: Readonly<Record<Exclude<Combiner['kind'], 'integers'>, string>> = {
  sum: 'sum',
  product: 'prod',
  min: 'js_min',
  max: 'js_max',
  less: 'first_less',
  less_equal: 'last_less',
  greater: 'first_greater',
  greater_equal: 'last_greater',
  and: 'all',
  or: 'any',
};
