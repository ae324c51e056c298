/**
 * Scalar functions of the user's program as plain data: what becomes of `(x, y) => …` before it is a kernel's code.
 *
 * Values are numbered by their place on a stack: first the parameters, then what each instruction gives. The two
 * regions of a loop begin where the loop stands, with the loop's state on top; what they put there is gone when
 * they end, and the loop's last state takes its place. They may read all that is below.
 *
 * Numbers are JavaScript's: float64, and every instruction means what JavaScript's operator or `Math` function
 * does. As text (JSON) a function is a parameter of the operation `scalar_function`.
 */

export type ScalarKind = 'number' | 'boolean';

/** Operands' kinds, then the result's. */
type Rule = readonly [operands: readonly ScalarKind[], result: ScalarKind];

const N = 'number' as const;
const B = 'boolean' as const;
const rules = (names: string, operands: readonly ScalarKind[], result: ScalarKind): [string, Rule][] =>
  names.split(' ').map((name) => [name, [operands, result]]);

/** Instructions that compute one value from others; `const`, `select` and `loop` are special. */
export const INSTRUCTIONS: ReadonlyMap<string, Rule> = new Map([
  ...rules('add sub mul div rem pow bitand bitor bitxor shl shr ushr imul min max atan2 hypot', [N, N], N),
  ...rules('neg bitnot clz32 fround sign round abs floor ceil trunc sqrt cbrt exp expm1 log log2 log10 log1p', [N], N),
  ...rules('sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh', [N], N),
  ...rules('lt le gt ge eq ne', [N, N], B),
  ...rules('and or xor', [B, B], B),
  ...rules('not', [B], B),
  ...rules('number', [B], N),
  ...rules('truth', [N], B),
]);

/** A number that JSON doesn't have is its text. */
export type ConstantData = number | boolean | 'NaN' | 'Infinity' | '-Infinity' | '-0';

export interface Region {
  readonly code: readonly Instruction[];
  /** What it gives: for a condition one truth value, for a body the next state. */
  readonly results: readonly number[];
}

export type Instruction =
  | readonly [op: 'const', value: ConstantData]
  | readonly [op: 'loop', initial: readonly number[], condition: Region, body: Region]
  /** An instruction of the table, or `select`: condition, value if true, value if not. */
  | readonly [op: string, ...operands: number[]];

export interface ScalarFunction {
  readonly parameters: readonly ScalarKind[];
  readonly code: readonly Instruction[];
  readonly result: number;
}

/** An integer: the sum of `factor`s times an index (`axis`, or none: -1) and captured numbers, by their place. */
export type Affine = readonly (readonly [factor: number, axis: number, captured: readonly number[]])[];

/** A captured array, read at a place that is linear in the position: for a kernel, a view. */
export interface ArrayRead {
  /** Place of the array among those that are captured. */
  readonly array: number;
  /** An index for each axis; of `flat`, one position in C order. */
  readonly index: readonly Affine[];
  readonly flat: boolean;
  /** The read happens only where each of these is at least 0. */
  readonly where: readonly Affine[];
  /** … and each of these is not 0. */
  readonly apart: readonly Affine[];
}

/** How a combiner folds what a function gives of each element: in any order, if what it says of them is true. */
export interface Fold {
  readonly kind: 'sum' | 'min' | 'max' | 'and' | 'or';
  /** Of a sum: integers, no further from 0 than that; 'element': if the elements are integers. */
  readonly bound?: number | 'element';
  /** NaN has a meaning of its own for it: elements must be integers. */
  readonly integers?: boolean;
  /** What is folded is the elements themselves. */
  readonly plain: boolean;
}

export const constantData = (value: number | boolean): ConstantData =>
  Object.is(value, -0) || (typeof value === 'number' && !Number.isFinite(value))
    ? ((Object.is(value, -0) ? '-0' : String(value)) as ConstantData)
    : value;

export const constantValue = (data: ConstantData): number | boolean => (typeof data === 'string' ? Number(data) : data);

export const isLoop = (i: Instruction): i is Extract<Instruction, readonly ['loop', ...unknown[]]> => i[0] === 'loop';
export const isConstant = (i: Instruction): i is readonly [op: 'const', value: ConstantData] => i[0] === 'const';

/** Instructions at most, and loops within loops: far past what anyone writes. */
const MAX_CODE = 20_000;
const MAX_DEPTH = 32;
/** Parameters at most: each may be an argument of a task. */
export const MAX_PARAMETERS = 64;

/** What is wrong with a value that should be a function, or the kind of its result. */
export function checkScalarFunction(f: unknown): { readonly wrong: string } | { readonly result: ScalarKind } {
  try {
    return { result: new Checker().function(f) };
  } catch (error) {
    if (error instanceof Malformed) return { wrong: error.message };
    throw error;
  }
}

class Malformed extends Error {}

function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Malformed(what);
}

const isKind = (kind: unknown): kind is ScalarKind => kind === N || kind === B;

class Checker {
  private left = MAX_CODE;

  function(f: unknown): ScalarKind {
    demand(typeof f === 'object' && f !== null, 'a function is an object');
    const { parameters, code, result } = f as ScalarFunction;
    demand(Array.isArray(parameters) && parameters.length <= MAX_PARAMETERS, 'parameters are a list of kinds');
    demand(parameters.every(isKind), 'a parameter is a number or a boolean');
    const stack = [...parameters];
    this.code(code, stack, 0);
    return this.kind(result, stack);
  }

  private kind(value: unknown, stack: readonly ScalarKind[]): ScalarKind {
    const kind = typeof value === 'number' ? stack[value] : undefined;
    demand(kind !== undefined, `there is no value ${String(value)} here`);
    return kind;
  }

  private code(code: unknown, stack: ScalarKind[], depth: number): void {
    demand(Array.isArray(code), 'code is a list of instructions');
    for (const i of code as readonly unknown[]) {
      demand(this.left-- > 0, 'too many instructions');
      demand(Array.isArray(i), 'an instruction is a list');
      this.instruction(i, stack, depth);
    }
  }

  private instruction(i: readonly unknown[], stack: ScalarKind[], depth: number): void {
    const [op, ...operands] = i;
    if (op === 'loop') {
      this.loop(operands, stack, depth + 1);
      return;
    }
    if (op === 'const') {
      const [value] = operands;
      const named = value === 'NaN' || value === 'Infinity' || value === '-Infinity' || value === '-0';
      demand(
        operands.length === 1 && (named || Number.isFinite(value) || typeof value === 'boolean'),
        'a bad constant',
      );
      stack.push(typeof value === 'boolean' ? B : N);
      return;
    }
    const kinds = operands.map((o) => this.kind(o, stack));
    if (op === 'select') {
      demand(kinds.length === 3 && kinds[0] === B && kinds[1] === kinds[2], 'select takes a boolean and two of a kind');
      stack.push(kinds[1]!);
      return;
    }
    const rule = INSTRUCTIONS.get(op as string);
    demand(rule !== undefined, `there is no instruction ${String(op)}`);
    const [wanted, result] = rule;
    demand(
      kinds.length === wanted.length && wanted.every((k, n) => k === kinds[n]),
      `${String(op)} takes ${wanted.join()}`,
    );
    stack.push(result);
  }

  private loop([initial, condition, body, ...rest]: readonly unknown[], stack: ScalarKind[], depth: number): void {
    demand(depth <= MAX_DEPTH, 'too many loops in one another');
    demand(Array.isArray(initial) && initial.length > 0 && rest.length === 0, 'a loop has a state and two regions');
    const state = initial.map((v) => this.kind(v, stack));
    demand(String(this.region(condition, stack, state, depth)) === B, 'a condition gives one boolean');
    demand(String(this.region(body, stack, state, depth)) === String(state), 'a body gives the next state');
    stack.push(...state);
  }

  private region(r: unknown, stack: readonly ScalarKind[], state: readonly ScalarKind[], depth: number): ScalarKind[] {
    demand(typeof r === 'object' && r !== null, 'a region is an object');
    const { code, results } = r as Region;
    const inner = [...stack, ...state];
    this.code(code, inner, depth);
    demand(Array.isArray(results), 'a region has results');
    return results.map((v) => this.kind(v, inner));
  }
}

/** For people: a line an instruction. */
export function printScalarFunction(f: ScalarFunction): string {
  const lines: string[] = [];
  const print = (code: readonly Instruction[], from: number, indent: string): number => {
    let next = from;
    for (const i of code) {
      if (isLoop(i)) {
        const [, initial, condition, body] = i;
        const state = initial.map((_, k) => next + k);
        lines.push(`${indent}${state.join(' ')} = loop ${initial.join(' ')}`);
        print(condition.code, next + state.length, `${indent}  `);
        lines.push(`${indent}while ${condition.results.join(' ')}`);
        print(body.code, next + state.length, `${indent}  `);
        lines.push(`${indent}next ${body.results.join(' ')}`);
        next += state.length;
      } else lines.push(`${indent}${next++} = ${i.join(' ')}`);
    }
    return next;
  };
  lines.push(`(${f.parameters.map((kind, k) => `${k}: ${kind}`).join(', ')})`);
  print(f.code, f.parameters.length, '');
  lines.push(`return ${f.result}`);
  return lines.join('\n');
}
