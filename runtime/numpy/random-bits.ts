/**
 * Bit generators with NumPy's streams: PCG64 of `default_rng`, the Mersenne Twister of the legacy functions. Draws are
 * made in order by native code on the calling thread, the same on every rank; many uniform doubles of PCG64 are a task,
 * each part of which jumps ahead to its own place.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import { loadAddon } from '../core/addon';
import type { View } from '../core/view';
import { fromHost, library } from '../trace/ops';

/** In the order of native/random_fill.h. */
const DISTRIBUTIONS = [
  ...['doubles', 'bounded', 'masked', 'permutation', 'normal', 'exponential', 'poisson', 'binomial', 'gamma', 'beta'],
  ...['chisquare', 'noncentral_chisquare', 'f', 'noncentral_f', 'cauchy', 't', 'laplace', 'logistic', 'gumbel'],
  ...['pareto', 'power', 'rayleigh', 'triangular', 'wald', 'weibull', 'vonmises', 'geometric', 'hypergeometric'],
  ...['logseries', 'negative_binomial', 'zipf', 'multinomial', 'dirichlet', 'floyd', 'tail', 'lognormal'],
];

/** Numbers are doubles, bigints 64-bit integers. */
export type Parameter = number | bigint;

function pack(parameters: readonly Parameter[]): Uint8Array {
  const words = new DataView(new ArrayBuffer(8 * Math.max(3, parameters.length)));
  parameters.forEach((p, i) => {
    if (typeof p === 'bigint') words.setBigUint64(8 * i, BigInt.asUintN(64, p), true);
    else words.setFloat64(8 * i, p, true);
  });
  return new Uint8Array(words.buffer);
}

export abstract class Bits {
  protected abstract readonly kind: 'pcg64' | 'mt19937';
  abstract readonly state: Uint8Array;

  /** So many draws, as host elements. */
  draw(distribution: string, count: number, dtype: DType, parameters: readonly Parameter[] = []): HostArray {
    const data = new DTYPES[dtype].array(count);
    if (count === 0) return data;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const width = dtype === 'bool' ? 0 : DTYPES[dtype].size;
    const which = DISTRIBUTIONS.indexOf(distribution);
    loadAddon().drawRandom(this.kind, this.state, which, pack(parameters), width, bytes);
    return data;
  }

  /** An array of draws. */
  view(distribution: string, shape: readonly number[], dtype: DType, parameters: readonly Parameter[] = []): View {
    return fromHost(this.draw(distribution, elements(shape), dtype, parameters), shape, dtype);
  }

  /** Doubles in [0, 1). */
  doubles(shape: readonly number[]): View {
    return this.view('doubles', shape, 'float64');
  }
}

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const WORD = 64n;
const MASK = (1n << 128n) - 1n;

/** From so many doubles on a task makes them. */
const MANY = 1 << 15;

export class Pcg64 extends Bits {
  protected readonly kind = 'pcg64';
  readonly state: Uint8Array;
  private readonly words: BigUint64Array;

  constructor(seed: bigint) {
    super();
    this.words = new BigUint64Array(6);
    this.state = new Uint8Array(this.words.buffer);
    const [a, b, c, d] = seedSequence(seed) as [bigint, bigint, bigint, bigint];
    const increment = ((((c << WORD) | d) << 1n) | 1n) & MASK;
    const start = (increment + ((a << WORD) | b)) & MASK;
    this.store(0, (start * MULTIPLIER + increment) & MASK);
    this.store(2, increment);
  }

  private load(at: number): bigint {
    return ((this.words[at] as bigint) << WORD) | (this.words[at + 1] as bigint);
  }

  private store(at: number, value: bigint): void {
    this.words[at] = value >> WORD;
    this.words[at + 1] = value & ((1n << WORD) - 1n);
  }

  override doubles(shape: readonly number[]): View {
    const count = elements(shape);
    if (count < MANY || shape.length > 6) return super.doubles(shape);
    const scalars = [0, 1, 2, 3].map((i) => ({ dtype: 'uint64' as const, value: this.words[i] as bigint }));
    const view = library('random_doubles', scalars, { shape });
    this.advance(BigInt(count));
    return view;
  }

  /** As if so many 64-bit numbers had been drawn. */
  private advance(count: bigint): void {
    let [factor, sum, multiplier, increment] = [1n, 0n, MULTIPLIER, this.load(2)];
    for (let left = count; left > 0n; left >>= 1n) {
      if (left & 1n) {
        factor = (factor * multiplier) & MASK;
        sum = (sum * multiplier + increment) & MASK;
      }
      increment = (increment * (multiplier + 1n)) & MASK;
      multiplier = (multiplier * multiplier) & MASK;
    }
    this.store(0, (this.load(0) * factor + sum) & MASK);
  }
}

const KEY = 624;

export class Twister extends Bits {
  protected readonly kind = 'mt19937';
  readonly state = new Uint8Array(2520);
  private readonly words = new Uint32Array(this.state.buffer);

  constructor(seed: number) {
    super();
    this.seed(seed);
  }

  seed(seed: number): void {
    loadAddon().seedTwister(this.state, seed);
  }

  get key(): { mt: number[]; mti: number } {
    return { mt: Array.from(this.words.subarray(0, KEY)), mti: this.words[KEY] as number };
  }

  /** @throws LGT4018 */
  set key({ mt, mti }: { mt: readonly number[]; mti: number }) {
    if (mt.length !== KEY || !(mti >= 0 && mti <= KEY)) {
      fail('LGT4018', `the state of a Mersenne Twister is a list of ${KEY} numbers and a position in it`);
    }
    this.words.set(mt);
    this.words[KEY] = mti;
    this.words[KEY + 1] = 0;
  }
}

/** NumPy's SeedSequence: four 64-bit words from any natural number, well mixed. */
function seedSequence(seed: bigint): bigint[] {
  const entropy: number[] = [];
  for (let rest = seed; rest > 0n || entropy.length === 0; rest >>= 32n) entropy.push(Number(rest & 0xffffffffn));
  let constant = 0x43b0d7e5;
  const hash = (given: number): number => {
    let value = given ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    value = Math.imul(value, constant);
    return value ^ (value >>> 16);
  };
  const mix = (x: number, y: number): number => {
    const value = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0;
    return value ^ (value >>> 16);
  };
  const pool = [0, 1, 2, 3].map((i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from !== to) pool[to] = mix(pool[to] as number, hash(pool[from] as number));
    }
  }
  for (const word of entropy.slice(4)) for (let to = 0; to < 4; to++) pool[to] = mix(pool[to] as number, hash(word));
  constant = 0x8b51f9dd;
  const halves = Array.from({ length: 8 }, (_, i) => {
    let value = (pool[i % 4] as number) ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    value = Math.imul(value, constant);
    return BigInt((value ^ (value >>> 16)) >>> 0);
  });
  return [0, 2, 4, 6].map((i) => (halves[i] as bigint) | ((halves[i + 1] as bigint) << 32n));
}

/** Seeds are natural numbers. @throws LGT4018 */
export function checkSeed(seed: number | bigint | null | undefined): bigint {
  if (seed === undefined || seed === null) {
    // The same on every rank: the runtime gives them one Math.random.
    return (BigInt(Math.floor(Math.random() * 2 ** 32)) << 32n) | BigInt(Math.floor(Math.random() * 2 ** 32));
  }
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) fail('LGT4018', `a seed is an integer, not ${seed}`);
  if (seed < 0) fail('LGT4018', `expected a non-negative integer as seed, not ${seed}`);
  return BigInt(seed);
}
