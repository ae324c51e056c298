/** Shuffling and sampling of arrays, for both generators. */
import { fail } from '../../compiler/errors';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { assign, fromHost, readElements, reshape } from '../trace/ops';
import { array } from './creation';
import { take } from './indexing';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, viewOf, wrap } from './operand';
import type { Bits } from './random-bits';

/** How a generator draws integers, where the two differ. */
export interface Sampler {
  readonly bits: Bits;
  /** Uniform in 0..most */
  integers(most: number, shape: readonly number[]): View;
  /** Positions 0..n-1 in random order. */
  permutation(n: number): View;
  /** So many of 0..n-1, none twice. */
  sample(n: number, count: number): View;
}

/** A number stands for 0..n-1. */
const isCount = (x: unknown): x is number => typeof x === 'number';

/** A new array of the elements (along the first axis) in random order; of a number n, of 0..n-1. */
export function permute(s: Sampler, x: number | ArrayLike): NDArray {
  if (isCount(x)) return wrap(s.permutation(x));
  const view = viewOf(x);
  if (view.ndim === 0) fail('LGT4018', 'permutation takes a number or an array of at least one dimension');
  const order = s.permutation(view.shape[0] as number);
  const taken = taking(view, order);
  return releasing([order], taken);
}

const taking = (view: View, places: View): NDArray => take(wrap(view.slice([])), wrap(places.slice([])), 0);

/** Puts the elements (along the first axis) in random order, in place. */
export function shuffleInPlace(s: Sampler, x: NDArray): void {
  const view = viewOf(x);
  if (view.ndim === 0) fail('LGT4018', 'shuffle takes an array of at least one dimension');
  if (view.size === 0) return;
  const order = s.permutation(view.shape[0] as number);
  const taken = taking(view, order);
  assign(view, taken.handle);
  order.release();
}

/** Running sums of probabilities, over the last one. @throws LGT4018 */
function cumulative(p: ArrayLike, n: number): { cdf: Float64Array; values: Float64Array } {
  const view = viewOf(array(p, 'float64'));
  const values = readElements(view) as Float64Array;
  if (values.length !== n) fail('LGT4018', 'a and p must have same size');
  if (values.some((v) => !(v >= 0))) fail('LGT4018', 'Probabilities are not non-negative');
  const cdf = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) cdf[i] = sum += values[i] as number;
  if (Math.abs(sum - 1) > 1e-8) fail('LGT4018', 'Probabilities do not sum to 1');
  return { cdf: cdf.map((v) => v / sum), values };
}

/** First position whose sum is greater. */
function locate(cdf: Float64Array, u: number): number {
  let [low, high] = [0, cdf.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (u < (cdf[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Positions drawn by probabilities, without repetition: rounds of draws among what is left. */
function weightedSample(bits: Bits, p: ArrayLike, n: number, count: number): BigInt64Array {
  const { values } = cumulative(p, n);
  if (values.filter((v) => v > 0).length < count) fail('LGT4018', 'Fewer non-zero entries in p than size');
  const found: number[] = [];
  while (found.length < count) {
    const draws = bits.draw('doubles', count - found.length, 'float64') as Float64Array;
    if (found.length > 0) for (const i of found) values[i] = 0;
    const cdf = new Float64Array(n);
    let sum = 0;
    for (let i = 0; i < n; i++) cdf[i] = sum += values[i] as number;
    const scaled = cdf.map((v) => v / sum);
    const fresh = [...new Set(Array.from(draws, (u) => locate(scaled, u)))];
    found.push(...fresh);
  }
  return BigInt64Array.from(found.slice(0, count), BigInt);
}

/** Elements drawn from an array, or from 0..n-1. @throws LGT4018 */
export function choose(
  s: Sampler,
  a: number | ArrayLike,
  size: readonly number[] | undefined,
  replace: boolean,
  p: ArrayLike | null | undefined,
): View {
  const source = isCount(a) ? undefined : viewOf(a);
  if (source !== undefined && source.ndim !== 1) fail('LGT4018', 'a must be 1-dimensional or an integer');
  const n = source === undefined ? (a as number) : source.size;
  const shape = size ?? [];
  const count = elements(shape);
  if (n <= 0 && count > 0) fail('LGT4018', 'a must be greater than 0 unless no samples are taken');
  if (!replace && count > n) fail('LGT4018', "Cannot take a larger sample than population when 'replace=False'");
  let places: View;
  if (replace && p != null) {
    const { cdf } = cumulative(p, n);
    const draws = s.bits.draw('doubles', count, 'float64') as Float64Array;
    places = fromHost(
      BigInt64Array.from(draws, (u) => BigInt(locate(cdf, u))),
      shape,
      'int64',
    );
  } else if (replace) {
    places = s.integers(n - 1, shape);
  } else if (p != null) {
    places = fromHost(weightedSample(s.bits, p, n, count), shape, 'int64');
  } else {
    const flat = s.sample(n, count);
    places = releasing([flat], reshape(flat, shape));
  }
  if (source === undefined) return places;
  const flat = reshape(places, [count]);
  const taken = taking(source, flat);
  return releasing([places, flat], reshape(taken.handle, shape));
}
