/**
 * `np.random`: the legacy functions, on one Mersenne Twister, with NumPy's numbers for NumPy's seeds. Without a size
 * each gives a number.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { elementwise, readElements } from '../trace/ops';
import { checkShape } from './axes';
import { composed } from './composed';
import { array } from './creation';
import { checkDType } from './dtype';
import { linalg } from './linalg';
import type { NDArray } from './ndarray';
import { type ArrayLike, wrap } from './operand';
import { checkSeed, type Parameter, Twister } from './random-bits';
import { choose, permute, type Sampler, shuffleInPlace } from './random-choice';
import { need, type Size, scaled, shaped, whole } from './random-generator';

export { default_rng, Generator } from './random-generator';

let twister: Twister | undefined;

/** Seeded when it is first needed: from Math.random, which is the same on every rank. */
function bits(): Twister {
  twister ??= new Twister(Number(checkSeed(undefined) & 0xffffffffn));
  return twister;
}

/** Starts the legacy generator anew. @throws LGT4018 for what isn't an integer of 32 bits */
export function seed(value?: number | null): void {
  const start = checkSeed(value);
  need(value === undefined || value === null || start < 2n ** 32n, 'Seed must be between 0 and 2**32 - 1');
  bits().seed(Number(start & 0xffffffffn));
}

/** The legacy generator's state: its 624 words and the position in them. */
export const get_state = (): { mt: number[]; mti: number } => bits().key;

/** Restores a state. @throws LGT4018 */
export function set_state(state: { mt: readonly number[]; mti: number }): void {
  bits().key = state;
}

interface BitGenerator {
  readonly name: string;
  readonly state: object;
}

export const get_bit_generator = (): BitGenerator => ({ name: 'MT19937', state: get_state() });

/** @throws LGT4018 for another generator */
export function set_bit_generator(generator: BitGenerator): void {
  if (generator.name !== 'MT19937') fail('LGT4018', `the legacy functions draw from MT19937, not ${generator.name}`);
  set_state(generator.state as { mt: number[]; mti: number });
}

function draw(
  distribution: string,
  size: Size | undefined,
  parameters: readonly Parameter[] = [],
  dtype: DType = 'float64',
): NDArray | number {
  return shaped(size, (shape) => bits().view(distribution, shape, dtype, parameters));
}

const transformed = (distribution: string, size: Size | undefined, offset: number, factor: number) =>
  shaped(size, (shape) => scaled(bits().view(distribution, shape, 'float64'), offset, factor));

/** Uniform in [0, 1). */
export const random = (size?: Size): NDArray | number => draw('doubles', size);
export const random_sample = random;
export const ranf = random;
export const sample = random;
export const rand = (...shape: number[]): NDArray | number => random(shape.length > 0 ? shape : undefined);
/** Normal of mean 0 and deviation 1. */
export const standard_normal = (size?: Size): NDArray | number => draw('normal', size);
export const randn = (...shape: number[]): NDArray | number => standard_normal(shape.length > 0 ? shape : undefined);

/** Uniform integers in [low, high); of one argument in [0, low). @throws LGT4018 */
export function randint(low: number, high?: number | null, size?: Size, dtype: DType = 'int64'): NDArray | number {
  const type = checkDType(dtype);
  const { kind, size: width } = DTYPES[type];
  need('biu'.includes(kind), `Unsupported dtype ${type} for randint`);
  const [from, to] = high === undefined || high === null ? [0, low] : [low, high];
  need(from < to, 'low >= high');
  const [first, last] = [whole(from, 'low'), whole(to, 'high') - 1n];
  const bitsOf = type === 'bool' ? 1 : 8 * width;
  const least = kind === 'i' ? -(1n << BigInt(bitsOf - 1)) : 0n;
  need(first >= least, `low is out of bounds for ${type}`);
  need(last <= least + (1n << BigInt(bitsOf)) - 1n, `high is out of bounds for ${type}`);
  return draw('masked', size, [first, last - first], type);
}

/** Uniform integers in [low, high]; of one argument in [1, low]. @throws LGT4018 */
export function random_integers(low: number, high?: number | null, size?: Size): NDArray | number {
  return high === undefined || high === null ? randint(1, low + 1, size) : randint(low, high + 1, size);
}

/** Random bytes. */
export function bytes(length: number): Uint8Array {
  need(Number.isInteger(length) && length >= 0, `a number of bytes is a natural number, not ${length}`);
  const words = bits().draw('masked', Math.ceil(length / 4), 'uint32', [0n, 0xffffffffn]) as Uint32Array;
  return new Uint8Array(words.buffer, 0, length);
}

/** Uniform in [low, high). @throws LGT4018 */
export function uniform(low = 0, high = 1, size?: Size): NDArray | number {
  need(Number.isFinite(high - low), 'Range exceeds valid bounds');
  return transformed('doubles', size, low, high - low);
}

/** @throws LGT4018 for a negative scale */
export function normal(loc = 0, scale = 1, size?: Size): NDArray | number {
  need(scale >= 0, 'scale < 0');
  return transformed('normal', size, loc, scale);
}

/** @throws LGT4018 for a negative scale */
export function exponential(scale = 1, size?: Size): NDArray | number {
  need(scale >= 0, 'scale < 0');
  return transformed('exponential', size, 0, scale);
}
export const standard_exponential = (size?: Size): NDArray | number => draw('exponential', size);

/** @throws LGT4018 for a negative shape or scale */
export function gamma(shape: number, scale = 1, size?: Size): NDArray | number {
  need(shape >= 0, 'shape < 0');
  need(scale >= 0, 'scale < 0');
  return shaped(size, (s) => scaled(bits().view('gamma', s, 'float64', [shape]), 0, scale));
}

/** @throws LGT4018 for a negative shape */
export function standard_gamma(shape: number, size?: Size): NDArray | number {
  need(shape >= 0, 'shape < 0');
  return draw('gamma', size, [shape]);
}

/** Exponentials of normal numbers. @throws LGT4018 for a negative deviation */
export function lognormal(mean = 0, sigma = 1, size?: Size): NDArray | number {
  need(sigma >= 0, 'sigma < 0');
  return draw('lognormal', size, [mean, sigma]);
}

export const standard_cauchy = (size?: Size): NDArray | number => draw('cauchy', size);

/** @throws LGT4018 */
export function laplace(loc = 0, scale = 1, size?: Size): NDArray | number {
  need(scale >= 0, 'scale < 0');
  return draw('laplace', size, [loc, scale]);
}

/** @throws LGT4018 */
export function logistic(loc = 0, scale = 1, size?: Size): NDArray | number {
  need(scale >= 0, 'scale < 0');
  return draw('logistic', size, [loc, scale]);
}

/** @throws LGT4018 */
export function gumbel(loc = 0, scale = 1, size?: Size): NDArray | number {
  need(scale >= 0, 'scale < 0');
  return draw('gumbel', size, [loc, scale]);
}

/** @throws LGT4018 */
export function rayleigh(scale = 1, size?: Size): NDArray | number {
  need(scale >= 0, 'scale < 0');
  return draw('rayleigh', size, [scale]);
}

/** A distribution of parameters that must be positive. */
function positive<Names extends readonly string[]>(distribution: string, names: Names) {
  return (...args: [...{ [K in keyof Names]: number }, Size?]): NDArray | number => {
    const values = args.slice(0, names.length) as number[];
    values.forEach((value, i) => {
      need(value > 0, `${names[i]} <= 0`);
    });
    return draw(distribution, args[names.length] as Size | undefined, values);
  };
}

/** @throws LGT4018 */
export const beta = positive('beta', ['a', 'b']);
/** @throws LGT4018 */
export const chisquare = positive('chisquare', ['df']);
/** @throws LGT4018 */
export const f = positive('f', ['dfnum', 'dfden']);
/** @throws LGT4018 */
export const standard_t = positive('t', ['df']);
/** @throws LGT4018 */
export const pareto = positive('pareto', ['a']);
/** @throws LGT4018 */
export const power = positive('power', ['a']);
/** @throws LGT4018 */
export const wald = positive('wald', ['mean', 'scale']);

/** @throws LGT4018 */
export function noncentral_chisquare(df: number, nonc: number, size?: Size): NDArray | number {
  need(df > 0, 'df <= 0');
  need(nonc >= 0, 'nonc < 0');
  return draw('noncentral_chisquare', size, [df, nonc]);
}

/** @throws LGT4018 */
export function noncentral_f(dfnum: number, dfden: number, nonc: number, size?: Size): NDArray | number {
  need(dfnum > 0 && dfden > 0, 'dfnum <= 0 or dfden <= 0');
  need(nonc >= 0, 'nonc < 0');
  return draw('noncentral_f', size, [dfnum, dfden, nonc]);
}

/** @throws LGT4018 */
export function weibull(a: number, size?: Size): NDArray | number {
  need(a >= 0, 'a < 0');
  return draw('weibull', size, [a]);
}

/** @throws LGT4018 */
export function triangular(left: number, mode: number, right: number, size?: Size): NDArray | number {
  need(left <= mode, 'left > mode');
  need(mode <= right, 'mode > right');
  need(left < right, 'left == right');
  return draw('triangular', size, [left, mode, right]);
}

/** @throws LGT4018 */
export function vonmises(mu: number, kappa: number, size?: Size): NDArray | number {
  need(kappa >= 0, 'kappa < 0');
  return draw('vonmises', size, [mu, kappa]);
}

/** @throws LGT4018 */
export function poisson(lam = 1, size?: Size): NDArray | number {
  need(lam >= 0, 'lam < 0 or lam is NaN');
  return draw('poisson', size, [lam], 'int64');
}

const checkShare = (p: number): void => need(p >= 0 && p <= 1, 'p < 0, p > 1 or p is NaN');

/** @throws LGT4018 */
export function binomial(n: number, p: number, size?: Size): NDArray | number {
  need(n >= 0, 'n < 0');
  checkShare(p);
  return draw('binomial', size, [whole(n, 'n'), p], 'int64');
}

/** @throws LGT4018 */
export function geometric(p: number, size?: Size): NDArray | number {
  need(p > 0 && p <= 1, 'p <= 0, p > 1 or p contains NaNs');
  return draw('geometric', size, [p], 'int64');
}

/** @throws LGT4018 */
export function hypergeometric(ngood: number, nbad: number, nsample: number, size?: Size): NDArray | number {
  need(ngood >= 0, 'ngood < 0');
  need(nbad >= 0, 'nbad < 0');
  need(nsample >= 0, 'nsample < 0');
  need(ngood + nbad >= nsample, 'ngood + nbad < nsample');
  return draw('hypergeometric', size, [whole(ngood, 'ngood'), whole(nbad, 'nbad'), whole(nsample, 'nsample')], 'int64');
}

/** @throws LGT4018 */
export function logseries(p: number, size?: Size): NDArray | number {
  need(p >= 0 && p < 1, 'p < 0, p >= 1 or p is NaN');
  return draw('logseries', size, [p], 'int64');
}

/** @throws LGT4018 */
export function negative_binomial(n: number, p: number, size?: Size): NDArray | number {
  need(n > 0, 'n <= 0');
  checkShare(p);
  return draw('negative_binomial', size, [n, p], 'int64');
}

/** @throws LGT4018 */
export function zipf(a: number, size?: Size): NDArray | number {
  need(a > 1, 'a <= 1 or a is NaN');
  return draw('zipf', size, [a], 'int64');
}

const rowsOf = (size: Size | undefined, columns: number): number[] => [
  ...(size == null ? [] : checkShape(size)),
  columns,
];
const numbers = (x: ArrayLike): number[] => Array.from(readElements(array(x, 'float64').handle) as Float64Array);

/** How often each of several outcomes came in n trials. @throws LGT4018 */
export function multinomial(n: number, pvals: ArrayLike, size?: Size): NDArray {
  const shares = composed(() => numbers(pvals));
  need(n >= 0, 'n < 0');
  shares.forEach(checkShare);
  const sum = shares.slice(0, -1).reduce((x, y) => x + y, 0);
  need(sum <= 1 + 1e-12, 'sum(pvals[:-1]) > 1.0');
  const parameters = [whole(n, 'n'), BigInt(shares.length), ...shares];
  return wrap(bits().view('multinomial', rowsOf(size, shares.length), 'int64', parameters));
}

/** Positive numbers of sum 1. @throws LGT4018 */
export function dirichlet(alpha: ArrayLike, size?: Size): NDArray {
  const values = composed(() => numbers(alpha));
  need(
    values.every((v) => v > 0),
    'alpha <= 0',
  );
  return wrap(bits().view('dirichlet', rowsOf(size, values.length), 'float64', [BigInt(values.length), ...values]));
}

/** Vectors of normal numbers with means and a covariance. @throws LGT4018 */
export function multivariate_normal(
  mean: ArrayLike,
  cov: ArrayLike,
  size?: Size,
  check_valid: 'warn' | 'raise' | 'ignore' = 'warn',
  tol = 1e-8,
): NDArray {
  return composed(() => {
    const [mu, sigma] = [array(mean, 'float64'), array(cov, 'float64')];
    const n = mu.size;
    need(mu.ndim === 1, 'mean must be 1 dimensional');
    need(sigma.ndim === 2 && sigma.shape[0] === sigma.shape[1], 'cov must be 2 dimensional and square');
    need(sigma.shape[0] === n, 'mean and cov must have same length');
    const draws = wrap(bits().view('normal', rowsOf(size, n), 'float64'));
    const { s, vt } = linalg.svd(sigma);
    if (check_valid !== 'ignore') {
      const again = linalg.matmul(vt.transpose().multiply(s) as NDArray<'float64'>, vt as NDArray<'float64'>);
      const valid = Boolean(
        (again.subtract(sigma).absolute().max(null, false) as number) <= tol * (1 + Number(sigma.absolute().max())),
      );
      if (!valid && check_valid === 'raise') fail('LGT4018', 'covariance is not symmetric positive-semidefinite.');
      if (!valid) process.emitWarning('covariance is not symmetric positive-semidefinite.', 'RuntimeWarning');
    }
    const roots = wrap(elementwise('sqrt', [s.handle]));
    const factors = roots.reshape([n, 1]).multiply(vt);
    const flat = draws.reshape([-1, n]);
    const moved = linalg.matmul(flat, factors as NDArray<'float64'>).add(mu);
    return moved.reshape(draws.shape) as NDArray;
  });
}

const sampler: Sampler = {
  get bits() {
    return bits();
  },
  integers: (most, shape): View => bits().view('masked', shape, 'int64', [0n, BigInt(most)]),
  permutation: (n) => bits().view('permutation', [n], 'int64'),
  sample: (n, count) => {
    const order = bits().view('permutation', [n], 'int64');
    return order.slice([{ start: 0, step: 1, count }]);
  },
};

/** Elements of an array, or of 0..a-1, perhaps with probabilities. @throws LGT4018 */
export function choice(a: number | ArrayLike, size?: Size, replace = true, p?: ArrayLike | null): NDArray | number {
  return composed(() => shaped(size, (shape) => choose(sampler, a, shape, replace, p)));
}

/** A new array in random order along the first axis; of a number n, of 0..n-1. */
export const permutation = (x: number | ArrayLike): NDArray => composed(() => permute(sampler, x));

/** Puts an array into random order along its first axis, in place. */
export function shuffle(x: NDArray): void {
  composed(() => shuffleInPlace(sampler, x));
}
