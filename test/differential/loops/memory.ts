/** The arrays that a random loop nest gets: typed arrays over buffers of their own, or over the same one. */
import { Random } from '../random';

export const TYPES = {
  Float64Array,
  Float32Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
} as const;
export type TypeName = keyof typeof TYPES;
export type Typed = InstanceType<(typeof TYPES)[TypeName]>;

export interface ViewSpec {
  readonly type: TypeName;
  readonly buffer: number;
  readonly byteOffset: number;
  readonly length: number;
}

/** One call of a function: its arrays, then its numbers. Two equal views are the same typed array. */
export interface Call {
  readonly seed: number;
  /** Sizes in bytes. */
  readonly buffers: readonly number[];
  readonly views: readonly ViewSpec[];
  readonly numbers: readonly number[];
  /** Floats and integers overlap: nothing may be NaN then, whose bits a program could see. */
  readonly mixed: boolean;
}

const SPECIAL = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  0,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e300,
  5e-324,
  0.1,
  -1.5,
];

function fill(view: Typed, type: TypeName, random: Random, mixed: boolean): void {
  const isFloat = type.startsWith('Float');
  const specials = !mixed && random.chance(0.4);
  for (let i = 0; i < view.length; i++) {
    if (!isFloat) view[i] = random.chance(0.5) ? random.int(0, 20) : random.int(0, mixed ? 60 : 2 ** 31);
    else if (specials && random.chance(0.15)) view[i] = random.pick(SPECIAL);
    else if (random.chance(0.4)) view[i] = random.int(-9, 9);
    else view[i] = (random.next() - 0.5) * (random.chance(0.1) ? 1e10 : 8);
  }
}

export interface Memory {
  readonly buffers: readonly ArrayBuffer[];
  readonly arrays: readonly Typed[];
}

export function makeMemory({ seed, buffers, views, mixed }: Call): Memory {
  const random = new Random(seed);
  const memory = buffers.map((bytes) => new ArrayBuffer(bytes));
  const made = new Map<string, Typed>();
  const filled = new Set<number>();
  const arrays = views.map((spec) => {
    const { type, buffer, byteOffset, length } = spec;
    const whole = new TYPES[type](memory[buffer]);
    if (!filled.has(buffer)) fill(whole, type, random, mixed);
    filled.add(buffer);
    const key = JSON.stringify(spec);
    const view = made.get(key) ?? new TYPES[type](memory[buffer], byteOffset, length);
    made.set(key, view);
    return view;
  });
  return { buffers: memory, arrays };
}

/** What a call left behind: each buffer's bytes, then the results; every NaN has the same bits. */
export function outcomeOf({ views }: Call, memory: Memory, results: readonly (number | boolean)[]): Uint8Array {
  views.forEach(({ type, buffer }) => {
    if (!type.startsWith('Float')) return;
    const floats = new TYPES[type as 'Float64Array' | 'Float32Array'](memory.buffers[buffer]);
    for (let i = 0; i < floats.length; i++) if (Number.isNaN(floats[i])) floats[i] = Number.NaN;
  });
  const scalars = Float64Array.from(results, (r) => (Number.isNaN(Number(r)) ? Number.NaN : Number(r)));
  return Buffer.concat([...memory.buffers.map((b) => new Uint8Array(b)), new Uint8Array(scalars.buffer)]);
}
