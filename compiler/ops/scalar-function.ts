/** Functions of the user's program as operations: scalar code made from data (see ir/scalar-function.ts). */
import { DTYPES, type DType } from '../ir/dtype';
import type { Params } from '../ir/graph';
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
import { INSTRUCTION_CODE } from './javascript';
import { constant, element, type Lowering, lowering, position, stored } from './javascript-integers';
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
  readonly lowering: Lowering;

  constructor(private readonly b: ScalarBuilder) {
    this.lowering = lowering(b);
  }

  constant(value: number | boolean): Entry {
    const scalar = typeof value === 'boolean' ? this.b.constant('bool', value) : constant(this.lowering, value);
    return { scalar, constant: value };
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

/** Types that operands are taken in, and that the result is stored as. */
export interface Typing {
  readonly inputs: readonly DType[];
  readonly output: DType;
}

/** What a typed array may be made of, and as what `stored` converts a number. */
const isElement = (t: string): t is DType => {
  const known = DTYPES[t as DType];
  return known !== undefined && 'iuf'.includes(known.kind) && (known.kind === 'f' || known.size <= 4);
};

const suits = (t: string, kind: ScalarKind): boolean => (kind === 'boolean' ? t === 'bool' : isElement(t));

/**
 * Types of a function of the user's program as an operation: see `SCALAR_FUNCTION`.
 * @param elements operands before the captured ones.
 * @returns undefined where params and operands don't fit.
 */
export function typesOf(params: Params, elements: number, captures: number): Typing | undefined {
  const read = typeof params.function === 'string' ? readScalarFunction(params.function) : undefined;
  if (read === undefined || elements < 0) return undefined;
  const axes = indicesOf(params).length;
  const { parameters } = read.function;
  if (parameters.length !== elements + axes + captures) return undefined;
  if (parameters.slice(elements, elements + axes).some((kind) => kind !== 'number')) return undefined;
  const own = parameters.slice(0, elements);
  const given = typeof params.elements === 'string' ? params.elements.split(',') : own.map(dtypeOf);
  const result = params.result ?? dtypeOf(read.result);
  if (typeof result !== 'string') return undefined;
  const output = result === 'uint8c' ? 'uint8' : result;
  if (given.length !== elements || !given.every((t, k) => suits(t, own[k]!)) || !suits(output, read.result)) {
    return undefined;
  }
  return {
    inputs: [...(given as DType[]), ...parameters.slice(elements + axes).map(dtypeOf)],
    output: output as DType,
  };
}

/** Axes whose indices the function is given. */
const indicesOf = (params: Params): readonly number[] => (params.axes as readonly number[] | undefined) ?? [];

/** The function's code. @param operands elements in their types, then what is captured. */
export function emitFunction(b: ScalarBuilder, operands: readonly Scalar[], params: Params): Scalar {
  const { function: f } = readScalarFunction(params.function as string)!;
  const emission = new Emission(b);
  const l = emission.lowering;
  const indices = indicesOf(params).map((axis) => position(l, b.index(axis)));
  const taken = operands.map((x) => (x.dtype === 'bool' ? x : element(l, x)));
  // Elements first, then indices, then what is captured.
  const split = operands.length - Number(params.captures ?? 0);
  const stack: Entry[] = [...taken.slice(0, split), ...indices, ...taken.slice(split)].map((scalar) => ({ scalar }));
  emission.code(f.code, stack);
  const result = stack[f.result]!.scalar;
  return typeof params.result === 'string' ? stored(l, result, params.result as DType | 'uint8c') : result;
}

const emit: ElementwiseOperation['emit'] = (b, operands, _, params) => emitFunction(b, operands, params);

/**
 * Params: `function` is the function's text. Its parameters are the operands, in between them the indices along
 * `axes`, before the last `captures` ones. `elements`: types of the operands that aren't captured, with commas,
 * in which they are taken; else as float64 (bool). `result`: the type as which a typed array stores the result
 * (`uint8c`: a clamped one); else it is a float64 (bool).
 */
export const SCALAR_FUNCTION: readonly Operation[] = [
  {
    kind: 'elementwise',
    name: 'scalar_function',
    doc: "A function of the user's program, of numbers and booleans, at each element.",
    ulp: 4,
    arity: 'any',
    resolve(operands, params) {
      const captures = Number(params.captures ?? 0);
      const typing = typesOf(params, operands.length - captures, captures);
      return operands.some((t) => t.startsWith('complex')) ? undefined : typing;
    },
    emit,
    positional: (params) => params.axes !== undefined,
    reference: evaluating(emit),
  },
];
