/**
 * A random program is plain data: a list of steps, each a call on earlier results. TypeScript
 * (interpret.ts) and NumPy (oracle.py) interpret the same list; `print` shows it as TypeScript.
 */

export type DType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128';

/** A result of an earlier step, or a literal. Numbers that JSON lacks are `{ number: '-0' }`. */
export type Arg = { ref: string } | { number: string } | number | boolean | string | null | readonly Arg[];

export interface Step {
  /** Name of the result; absent for what only writes or reads. */
  readonly out?: string;
  /** A function of the library, or one of those that `interpret` lists. */
  readonly op: string;
  readonly args: readonly Arg[];
  /** What the result must be. */
  readonly dtype?: DType;
  readonly shape?: readonly number[];
  /** A full reduction: a JavaScript value, not an array. */
  readonly scalar?: true;
  /**
   * How the result may differ from NumPy's on the same operands: not at all (absent), in the sign
   * of zeros, or by the tolerance that oracle.py states for the operation. A result that may differ
   * is never written or disposed of: the oracle goes on with what was computed, not with its own.
   */
  readonly may?: 'sign' | 'round';
}

export interface Program {
  readonly seed: number;
  readonly steps: readonly Step[];
}

export const isRef = (arg: Arg): arg is { ref: string } => typeof arg === 'object' && arg !== null && 'ref' in arg;
const isNumber = (arg: Arg): arg is { number: string } => typeof arg === 'object' && arg !== null && 'number' in arg;

/** Names a step uses. */
export function uses(step: Step): string[] {
  const visit = (arg: Arg): string[] => (isRef(arg) ? [arg.ref] : Array.isArray(arg) ? arg.flatMap(visit) : []);
  return step.args.flatMap(visit);
}

/** Names that exist after the program. */
export function live(program: Program): string[] {
  const names = new Set<string>();
  for (const step of program.steps) {
    if (step.out) names.add(step.out);
    if (step.op === 'dispose') for (const name of uses(step)) names.delete(name);
  }
  return [...names];
}

export function literal(x: number): Arg {
  return Number.isFinite(x) && !Object.is(x, -0) ? x : { number: Object.is(x, -0) ? '-0' : String(x) };
}

function text(arg: Arg): string {
  if (isRef(arg)) return arg.ref;
  if (isNumber(arg)) return arg.number;
  if (Array.isArray(arg)) return `[${arg.map(text).join(', ')}]`;
  if (arg === null) return 'null';
  return typeof arg === 'string' ? `'${arg}'` : String(arg);
}

/** TypeScript of one step. */
function line({ out, op, args, scalar }: Step): string {
  const [first, ...rest] = args.map(text);
  const name = out === undefined ? '' : `const ${out} = `;
  const type = scalar ? 'as unknown as number' : 'as np.NDArray';
  const method = (call: string) => `${name}${first}.${call}(${rest.join(', ')});`;
  switch (op) {
    case 'data': {
      const [values, shape, dtype] = args as readonly [readonly Arg[], readonly number[], string];
      const pairs = dtype.startsWith('complex')
        ? values.flatMap((_, i) => (i % 2 ? [] : [`new np.Complex(${text(values[i])}, ${text(values[i + 1])})`]))
        : values.map(text);
      return `${name}np.array([${pairs.join(', ')}], '${dtype}').reshape(${shape.join(', ')}) ${type};`;
    }
    case 'pattern': {
      const [shape, dtype, factor, modulus, shift, divisor] = args as readonly [readonly number[], ...Arg[]];
      const n = shape.reduce((a, b) => a * b, 1);
      const value = `(((i * ${factor}) % ${modulus}) + ${shift}) / ${divisor}`;
      return `${name}np.array(Array.from({ length: ${n} }, (_, i) => ${value}), '${dtype}').reshape(${shape.join(', ')}) ${type};`;
    }
    case 'slice':
    case 'fill':
    case 'set':
    case 'iset':
      return method(op);
    case 'astype':
      return `${name}${first}.astype(${rest.join(', ')}) ${type};`;
    case 'dispose':
      return `// ${first} is not used any more`;
    case 'read':
      return `void ${first}.toArray();`;
    case 'setitem':
      return `(${first} as unknown as Record<number, unknown>)[${rest[0]}] = ${rest[1]};`;
    case 'copyto':
      return `np.copyto(${first}, ${rest[0]});`;
    default:
      return `${name}np.${op}(${args.map((arg) => (arg === null ? 'undefined' : text(arg))).join(', ')}) ${type};`;
  }
}

/** The whole program as TypeScript that prints its results, for bug reports. */
export function print(program: Program): string {
  const shown = live(program).map((name) => `console.log('${name}', String(${name}));`);
  return ["import * as np from 'legate-ts/numpy';", ...program.steps.map(line), ...shown].join('\n');
}

/** The same as a function that gives its live results, to be compiled together with others. */
export function printFunction(program: Program, name: string): string {
  const results = live(program).join(', ');
  const body = program.steps.map((step) => `  ${line(step)}`).join('\n');
  return `export function ${name}(): Record<string, unknown> {\n${body}\n  return { ${results} };\n}\n`;
}
