/** Functions of the user's program as operations: scalar code made from data (see ir/scalar-function.ts). */
import type { DType } from '../ir/dtype';
import {
  checkScalarFunction,
  constantValue,
  type Instruction,
  isConstant,
  isLoop,
  type Region,
  type ScalarFunction,
  type ScalarKind,
} from '../ir/scalar-function';
import { evaluating } from './define';
import { INSTRUCTION_CODE, type Lowering } from './javascript';
import type { ElementwiseOperation, Operation } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';

export const dtypeOf = (kind: ScalarKind): DType => (kind === 'number' ? 'float64' : 'bool');

interface Known {
  readonly function: ScalarFunction;
  readonly result: ScalarKind;
}

const known = new Map<string, Known | undefined>();

/** The function that a text is, with its result's kind; undefined when it is none. */
export function readScalarFunction(text: string): Known | undefined {
  if (known.has(text)) return known.get(text);
  let read: Known | undefined;
  try {
    const data: unknown = JSON.parse(text);
    const checked = checkScalarFunction(data);
    if ('result' in checked) read = { function: data as ScalarFunction, result: checked.result };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  known.set(text, read);
  return read;
}

/** A value on the stack: constants are made anew inside loops, which may not use what is outside. */
interface Entry {
  readonly scalar: Scalar;
  readonly constant?: number | boolean;
}

class Emission {
  private readonly lowering: Lowering;

  constructor(private readonly b: ScalarBuilder) {
    this.lowering = { b, int32: new WeakMap() };
  }

  constant(value: number | boolean): Entry {
    return { scalar: this.b.constant(typeof value === 'boolean' ? 'bool' : 'float64', value), constant: value };
  }

  code(code: readonly Instruction[], stack: Entry[]): void {
    for (const i of code) {
      if (isConstant(i)) stack.push(this.constant(constantValue(i[1])));
      else if (isLoop(i)) stack.push(...this.loop(i[1], i[2], i[3], stack));
      else {
        const [op, ...operands] = i as readonly [string, ...number[]];
        const scalars = operands.map((o) => stack[o]!.scalar);
        stack.push({ scalar: INSTRUCTION_CODE[op]!(this.lowering, scalars) });
      }
    }
  }

  /** What the regions read from below becomes part of the state, and stays as it is. */
  private loop(initial: readonly number[], condition: Region, body: Region, stack: readonly Entry[]): Entry[] {
    const base = stack.length;
    const outer = [...new Set([...readsBelow(condition, base), ...readsBelow(body, base)])];
    const carried = outer.filter((v) => stack[v]!.constant === undefined);
    const start = [...initial, ...carried].map((v) => stack[v]!.scalar);
    const open = (state: readonly Scalar[]): Entry[] => {
      const inner = new Array<Entry>(base);
      for (const v of outer) {
        const { constant } = stack[v]!;
        inner[v] =
          constant === undefined ? { scalar: state[initial.length + carried.indexOf(v)]! } : this.constant(constant);
      }
      for (let k = 0; k < initial.length; k++) inner.push({ scalar: state[k]! });
      return inner;
    };
    const run = (region: Region, state: readonly Scalar[]): Scalar[] => {
      const inner = open(state);
      this.code(region.code, inner);
      return region.results.map((v) => inner[v]!.scalar);
    };
    const last = this.b.loop(
      start,
      (state) => run(condition, state)[0]!,
      (state) => [...run(body, state), ...state.slice(initial.length)],
    );
    return last.slice(0, initial.length).map((scalar) => ({ scalar }));
  }
}

/** Values below `base` that a region reads. */
function readsBelow(region: Region, base: number): Set<number> {
  const found = new Set<number>();
  const note = (values: readonly number[]): void => {
    for (const v of values) if (v < base) found.add(v);
  };
  const visit = ({ code, results }: Region): void => {
    for (const i of code) {
      if (isLoop(i)) {
        note(i[1]);
        visit(i[2]);
        visit(i[3]);
      } else if (!isConstant(i)) note(i.slice(1) as number[]);
    }
    note(results);
  };
  visit(region);
  return found;
}

const emit: ElementwiseOperation['emit'] = (b, operands, _, params) => {
  const { function: f } = readScalarFunction(params.function as string)!;
  const axes = (params.axes as readonly number[] | undefined) ?? [];
  const indices = axes.map((axis) => b.convert(b.index(axis), 'float64'));
  // Elements first, then indices, then what is captured.
  const split = operands.length - Number(params.captures ?? 0);
  const given = [...operands.slice(0, split), ...indices, ...operands.slice(split)];
  const emission = new Emission(b);
  const stack: Entry[] = given.map((scalar) => ({ scalar }));
  emission.code(f.code, stack);
  return stack[f.result]!.scalar;
};

/**
 * Params: `function` is the function's text. Its parameters are the operands, in between them the indices along
 * `axes`, before the last `captures` ones.
 */
export const SCALAR_FUNCTION: readonly Operation[] = [
  {
    kind: 'elementwise',
    name: 'scalar_function',
    doc: "A function of the user's program, of numbers and booleans, at each element.",
    ulp: 4,
    arity: 'any',
    resolve(operands, params) {
      const read = typeof params.function === 'string' ? readScalarFunction(params.function) : undefined;
      if (read === undefined || operands.some((t) => t.startsWith('complex'))) return undefined;
      const axes = (params.axes as readonly number[] | undefined) ?? [];
      const captures = Number(params.captures ?? 0);
      const { parameters } = read.function;
      if (parameters.length !== operands.length + axes.length || captures > operands.length) return undefined;
      const split = operands.length - captures;
      const own = [...parameters.slice(0, split), ...parameters.slice(split + axes.length)];
      if (parameters.slice(split, split + axes.length).some((kind) => kind !== 'number')) return undefined;
      return { inputs: own.map(dtypeOf), output: dtypeOf(read.result) };
    },
    emit,
    reference: evaluating(emit),
  },
];
