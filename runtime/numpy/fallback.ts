/**
 * Functions that have no implementation here yet run numpy-ts itself: on copies of the arrays in the host, which waits
 * and is counted with the user's line (`fallbacks`).
 *
 * How to use it: `export const pinv = fallback<(a: ArrayLike, rcond?: number) => NDArray>('linalg.pinv')`.
 * The name is numpy-ts' own, with its namespace. A function that changes its arguments says which:
 * `fallback<…>('random.shuffle', { writes: [0] })`. `namespaceOf('fft', { fft, ifft })` makes a namespace of what is
 * there and, for all other names that numpy-ts has in it, of fallbacks. A function that falls back for some arguments
 * only calls `numpyTs('pad', args)` for these. Coverage looks at what `isFallback` says.
 */
import { createRequire } from 'node:module';
import { fail } from '../../compiler/errors';
import { countFallback } from '../profile/fallbacks';
import { adopt, type Foreign, fromForeign, toForeign } from './foreign';
import { isForeign } from './foreign-array';
import { NDArray } from './ndarray';

// biome-ignore lint/suspicious/noExplicitAny: stands for every function.
type Anything = (...args: any[]) => any;

let loaded: Foreign | undefined;

/** The module numpy-ts, loaded when it is first needed. @throws LGT6003 on a Node that can't load it at once */
export function numpyTsModule(): Foreign {
  if (hidden) throw new Error('numpy-ts was called');
  try {
    loaded ??= createRequire(__filename)('numpy-ts') as Foreign;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error;
    fail('LGT6003', `this function runs numpy-ts, which Node ${process.versions.node} can't load here; use Node 20.19`);
  }
  return loaded as Foreign;
}

let hidden = false;

/** @internal For tests: from now on calls of numpy-ts fail, or no more. */
export function hideNumpyTs(hide: boolean): void {
  hidden = hide;
}

const memberOf = (name: string): Anything =>
  name
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], numpyTsModule() as unknown) as Anything;

/** Calls a function of numpy-ts with arrays of ours, gives arrays of ours, writes changed arguments back. Counted. */
export function numpyTs(name: string, args: readonly unknown[], writes: readonly number[] = []): unknown {
  countFallback(name, 'it runs in numpy-ts');
  const library = numpyTsModule();
  const given = args.map((a) => toForeign(library, a));
  while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
  const result = memberOf(name)(...given);
  for (const i of writes) {
    const target = args[i];
    if (target instanceof NDArray) adopt(target, given[i]);
  }
  const at = given.findIndex((g) => g === result && isForeign(g));
  return at >= 0 ? args[at] : fromForeign(library, result);
}

const FALLBACK = Symbol('fallback');

/** Whether a function always runs numpy-ts. */
export const isFallback = (f: unknown): boolean => typeof f === 'function' && FALLBACK in f;

/** A function of numpy-ts, by its name there, that takes and gives arrays of this package. */
export function fallback<F extends Anything = Anything>(
  name: string,
  options: { readonly writes?: readonly number[] } = {},
): F {
  const call = (...args: unknown[]): unknown => numpyTs(name, args, options.writes);
  Object.defineProperty(call, 'name', { value: name.slice(name.lastIndexOf('.') + 1) });
  return Object.assign(call, { [FALLBACK]: true }) as unknown as F;
}

/** What numpy-ts has in its namespaces. */
export const NAMESPACES = {
  fft: [
    'fft',
    'ifft',
    'fft2',
    'ifft2',
    'fftn',
    'ifftn',
    'rfft',
    'irfft',
    'rfft2',
    'irfft2',
    'rfftn',
    'irfftn',
    'hfft',
    'ihfft',
    'fftfreq',
    'rfftfreq',
    'fftshift',
    'ifftshift',
  ],
  linalg: [
    'matmul',
    'dot',
    'det',
    'inv',
    'solve',
    'lstsq',
    'norm',
    'cond',
    'matrix_rank',
    'matrix_power',
    'pinv',
    'qr',
    'cholesky',
    'svd',
    'eig',
    'eigh',
    'eigvals',
    'eigvalsh',
    'slogdet',
    'svdvals',
    'multi_dot',
    'tensorinv',
    'tensorsolve',
    'vector_norm',
    'matrix_norm',
    'cross',
    'matrix_transpose',
    'permute_dims',
    'trace',
    'diagonal',
    'outer',
    'inner',
    'tensordot',
    'vecdot',
    'transpose',
  ],
  random: [
    'seed',
    'get_state',
    'set_state',
    'get_bit_generator',
    'set_bit_generator',
    'default_rng',
    'Generator',
    'random',
    'rand',
    'randn',
    'randint',
    'random_sample',
    'ranf',
    'sample',
    'random_integers',
    'bytes',
    'uniform',
    'normal',
    'standard_normal',
    'exponential',
    'standard_exponential',
    'gamma',
    'standard_gamma',
    'beta',
    'chisquare',
    'noncentral_chisquare',
    'f',
    'noncentral_f',
    'standard_cauchy',
    'standard_t',
    'laplace',
    'logistic',
    'lognormal',
    'gumbel',
    'pareto',
    'power',
    'rayleigh',
    'triangular',
    'wald',
    'weibull',
    'poisson',
    'binomial',
    'geometric',
    'hypergeometric',
    'logseries',
    'negative_binomial',
    'zipf',
    'multinomial',
    'multivariate_normal',
    'dirichlet',
    'vonmises',
    'choice',
    'permutation',
    'shuffle',
  ],
} as const;

/** Functions that change an argument: which one. */
const WRITES: Readonly<Record<string, readonly number[]>> = { 'random.shuffle': [0] };

/** A namespace of functions that are there, and of fallbacks under numpy-ts' other names. */
export function namespaceOf<Name extends keyof typeof NAMESPACES, There extends object = object>(
  namespace: Name,
  there = {} as There,
): There & { readonly [K in Exclude<(typeof NAMESPACES)[Name][number], keyof There>]: Anything } {
  const entries = NAMESPACES[namespace].map((name) => {
    const full = `${namespace}.${name}`;
    return [name, (there as Record<string, unknown>)[name] ?? fallback(full, { writes: WRITES[full] })];
  });
  return { ...Object.fromEntries(entries), ...there } as never;
}
