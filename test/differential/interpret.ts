/** Runs a program with a library that has numpy-ts' names, and packs what it leaves behind. */
import { type Arg, isRef, live, type Program, type Step } from './program';

/** Either library; the calls are checked by running them. */
// biome-ignore lint/suspicious/noExplicitAny: programs are data, so their calls have no static types
export type Library = Record<string, any>;

/** A result as the oracle reads it: the elements' bytes in C order, base64; or a JavaScript value. */
export type Packed =
  | { dtype: string; shape: number[]; bytes: string }
  | { scalar: 'number' | 'bigint' | 'boolean' | 'complex'; value: string };

export type Outcome =
  | { seed: number; results: Record<string, Packed> }
  | { seed: number; error: string; step?: number };

export function run(np: Library, program: Program): Outcome {
  const values = new Map<string, unknown>();
  const value = (arg: Arg): unknown => {
    if (isRef(arg)) return values.get(arg.ref);
    if (Array.isArray(arg)) return arg.map(value);
    if (typeof arg === 'object' && arg !== null) return Number((arg as { number: string }).number);
    return arg === null ? undefined : arg;
  };
  let at = 0;
  try {
    for (const step of program.steps) {
      const result = call(np, step, step.args.map(value), at);
      if (step.op === 'dispose') values.delete((step.args[0] as { ref: string }).ref);
      if (step.out) values.set(step.out, result);
      at++;
    }
    return { seed: program.seed, results: pack(live(program).map((name) => [name, values.get(name)])) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed: program.seed, error: message, step: at };
  }
}

export function pack(named: readonly (readonly [string, unknown])[]): Record<string, Packed> {
  return Object.fromEntries(named.map(([name, x]) => [name, packOne(x)]));
}

/** All NaNs are one here: which bits they carry is nobody's business. */
function base64(x: ArrayBufferView): string {
  const same = x instanceof Float64Array || x instanceof Float32Array ? x.map((e) => (Number.isNaN(e) ? NaN : e)) : x;
  return Buffer.from(same.buffer, same.byteOffset, same.byteLength).toString('base64');
}

function packOne(x: unknown): Packed {
  if (typeof x === 'number') return { scalar: 'number', value: base64(Float64Array.of(x)) };
  if (typeof x === 'bigint') return { scalar: 'bigint', value: String(x) };
  if (typeof x === 'boolean') return { scalar: 'boolean', value: String(x) };
  const array = x as { shape: number[]; dtype: string; copy(): { data: ArrayBufferView }; re?: number; im?: number };
  if (array.re !== undefined) return { scalar: 'complex', value: base64(Float64Array.of(array.re, array.im!)) };
  return { dtype: array.dtype, shape: [...array.shape], bytes: base64(array.copy().data) };
}

/** Functions take turns with methods of the same name, which must do the same. */
function call(np: Library, { op }: Step, args: unknown[], at: number): unknown {
  const [first, ...rest] = args as [Library, ...unknown[]];
  switch (op) {
    case 'data': {
      const [values, shape, dtype] = args as [number[], number[], string];
      if (!dtype.startsWith('complex')) return np.array(values, dtype).reshape(...shape);
      const pairs = values.flatMap((_, i) => (i % 2 ? [] : [new np.Complex(values[i], values[i + 1])]));
      return np.array(pairs, dtype).reshape(...shape);
    }
    case 'pattern': {
      const [shape, dtype, factor, modulus, shift, divisor] = args as [
        number[],
        string,
        number,
        number,
        number,
        number,
      ];
      const n = shape.reduce((a, b) => a * b, 1);
      const values = Array.from({ length: n }, (_, i) => (((i * factor) % modulus) + shift) / divisor);
      return np.array(values, dtype).reshape(...shape);
    }
    case 'setitem':
      (first as unknown as Record<number, unknown>)[rest[0] as number] = rest[1];
      return undefined;
    case 'read':
      return void first.toArray();
    case 'slice':
    case 'astype':
    case 'fill':
    case 'set':
    case 'iset':
    case 'dispose':
      return first[op](...rest);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'sum':
    case 'mean':
    case 'max':
    case 'transpose':
      if (at % 2 === 0) return first[op](...rest);
  }
  return np[op](...args);
}
