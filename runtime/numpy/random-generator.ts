/** `default_rng`: NumPy's Generator on PCG64. Without a size each method gives a number. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';
import { elementwise } from '../trace/ops';
import { checkShape } from './axes';
import { composed } from './composed';
import { onlyElement, toElement } from './element';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, wrap } from './operand';
import { checkSeed, type Parameter, Pcg64 } from './random-bits';
import { choose, permute, type Sampler, shuffleInPlace } from './random-choice';

export type Size = number | readonly number[] | null;

/** Numbers or arrays: a size was given or not. */
export const shaped = (size: Size | undefined, make: (shape: readonly number[]) => View): NDArray | number => {
  if (size !== undefined && size !== null) return wrap(make(checkShape(size)));
  const view = make([]);
  return releasing([view], Number(onlyElement(view)));
};

/** a + b·x, as separate roundings. */
export function scaled(view: View, offset: number, factor: number): View {
  const number = (value: number) => ({ dtype: view.dtype, value: toElement(value, view.dtype) });
  const larger = elementwise('multiply', [view, number(factor)]);
  return releasing([view, larger], elementwise('add', [larger, number(offset)]));
}

/** @throws LGT4018 */
export function need(condition: boolean, otherwise: string): void {
  if (!condition) fail('LGT4018', otherwise);
}

/** A safe integer as native code takes it. @throws LGT4018 */
export function whole(value: number, name: string): bigint {
  if (!Number.isInteger(value)) fail('LGT4018', `${name} must be an integer, not ${value}`);
  return BigInt(value);
}

export class Generator {
  private readonly bits: Pcg64;
  private readonly sampler: Sampler;

  /** @param seed a natural number; not given: another one each time */
  constructor(seed?: number | bigint | null) {
    const bits = new Pcg64(checkSeed(seed));
    this.bits = bits;
    const integers = (most: number, shape: readonly number[]): View =>
      bits.view('bounded', shape, 'int64', [0n, BigInt(most)]);
    this.sampler = {
      bits,
      integers,
      permutation: (n) => bits.view('permutation', [n], 'int64'),
      // Few of many by a set of those that were drawn, else by shuffling the end of all.
      sample: (n, count) =>
        bits.view(n > 10000 && count <= Math.floor(n / 50) ? 'floyd' : n > 10000 ? 'tail' : 'floyd', [count], 'int64', [
          BigInt(n),
        ]),
    };
  }

  private draw(distribution: string, size: Size | undefined, parameters: readonly Parameter[] = []): NDArray | number {
    const type = distribution === 'poisson' || distribution === 'binomial' ? 'int64' : 'float64';
    return shaped(size, (shape) => this.bits.view(distribution, shape, type, parameters));
  }

  private transformed(distribution: string, size: Size | undefined, offset: number, factor: number) {
    return shaped(size, (shape) => {
      const draws =
        distribution === 'doubles' ? this.bits.doubles(shape) : this.bits.view(distribution, shape, 'float64');
      return scaled(draws, offset, factor);
    });
  }

  /** Uniform in [0, 1). Many are made in parallel. */
  random(size?: Size): NDArray | number {
    return shaped(size, (shape) => this.bits.doubles(shape));
  }

  /** Uniform integers, int64, in [low, high); of one argument in [0, low). @throws LGT4018 */
  integers(low: number, high?: number | null, size?: Size): NDArray | number {
    const [from, to] = high === undefined || high === null ? [0, low] : [low, high];
    need(from < to, 'low >= high');
    const first = whole(from, 'low');
    const parameters = [first, whole(to, 'high') - first - 1n];
    return shaped(size, (shape) => this.bits.view('bounded', shape, 'int64', parameters));
  }

  /** Normal of mean 0 and deviation 1. */
  standard_normal(size?: Size): NDArray | number {
    return this.draw('normal', size);
  }

  /** @throws LGT4018 for a negative scale */
  normal(loc = 0, scale = 1, size?: Size): NDArray | number {
    need(scale >= 0, 'scale < 0');
    return this.transformed('normal', size, loc, scale);
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1, size?: Size): NDArray | number {
    need(Number.isFinite(high - low), 'high - low range exceeds valid bounds');
    return this.transformed('doubles', size, low, high - low);
  }

  /** @throws LGT4018 for a negative scale */
  exponential(scale = 1, size?: Size): NDArray | number {
    need(scale >= 0, 'scale < 0');
    return this.transformed('exponential', size, 0, scale);
  }

  standard_exponential(size?: Size): NDArray | number {
    return this.draw('exponential', size);
  }

  /** @throws LGT4018 for a negative mean */
  poisson(lam = 1, size?: Size): NDArray | number {
    need(lam >= 0, 'lam < 0 or lam is NaN');
    return this.draw('poisson', size, [lam]);
  }

  /** @throws LGT4018 */
  binomial(n: number, p: number, size?: Size): NDArray | number {
    need(n >= 0, 'n < 0');
    need(p >= 0 && p <= 1, 'p < 0, p > 1 or p is NaN');
    return this.draw('binomial', size, [whole(n, 'n'), p]);
  }

  /** Elements of an array, or of 0..a-1, perhaps with probabilities. @throws LGT4018 */
  choice(a: number | ArrayLike, size?: Size, replace = true, p?: ArrayLike | null): NDArray | number {
    return composed(() => shaped(size, (shape) => choose(this.sampler, a, shape, replace, p)));
  }

  /** A new array in random order along the first axis; of a number n, of 0..n-1. */
  permutation(x: number | ArrayLike): NDArray {
    return composed(() => permute(this.sampler, x));
  }

  /** Puts an array into random order along its first axis, in place. */
  shuffle(x: NDArray): void {
    composed(() => shuffleInPlace(this.sampler, x));
  }
}

/** A generator; the same numbers for the same seed, which are NumPy's. @throws LGT4018 */
export function default_rng(seed?: number | bigint | null): Generator {
  return new Generator(seed);
}
