/** Random numbers are NumPy's, to the bit: every distribution, for several seeds, alone and many at a time. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as np from '../../runtime/numpy/index';
import { pythonWith } from '../python';

type Case = readonly [kind: 'generator' | 'legacy', seed: number, method: string, args: readonly unknown[]];

const N = 1500;
const GENERATOR: [string, ...unknown[]][] = [
  ['random', N],
  ['random', [70, 1000]],
  ['uniform', -2, 3, N],
  ['integers', 0, 10, N],
  ['integers', -5, 2 ** 40, N],
  ['integers', 0, 2 ** 32, N],
  ['standard_normal', 30 * N],
  ['normal', 1, 2, N],
  ['standard_exponential', 30 * N],
  ['exponential', 0.5, N],
  ['poisson', 3, N],
  ['poisson', 300, N],
  ['binomial', 10, 0.3, N],
  ['binomial', 1000, 0.6, N],
  ['permutation', 300],
  ['choice', 50, N],
  ['choice', 500, 20, false],
  ['choice', 20000, 10000, false],
  ['choice', 20000, 100, false],
  ['choice', 4, N, true, [0.1, 0.2, 0.3, 0.4]],
  ['choice', 4, 3, false, [0.1, 0.2, 0.3, 0.4]],
];
const LEGACY: [string, ...unknown[]][] = [
  ['random', N],
  ['rand', 3, 4],
  ['randn', 3, 5],
  ['randint', 0, 10, N],
  ['randint', -3, 2 ** 40, N],
  ['randint', 0, 100, N, 'int32'],
  ['randint', 0, 100, N, 'uint8'],
  ['randint', -100, 100, N, 'int16'],
  ['randint', 0, 2, N, 'bool'],
  ['bytes', 10],
  ['uniform', -2, 3, N],
  ['normal', 1, 2, N],
  ['standard_normal', 7],
  ['exponential', 0.5, N],
  ['gamma', 0.5, 2, N],
  ['gamma', 3.5, 2, N],
  ['standard_gamma', 1, N],
  ['beta', 0.5, 0.6, N],
  ['beta', 2, 3, N],
  ['chisquare', 3, N],
  ['noncentral_chisquare', 3, 2, N],
  ['noncentral_chisquare', 0.5, 2, N],
  ['f', 3, 4, N],
  ['noncentral_f', 3, 4, 1, N],
  ['standard_cauchy', N],
  ['standard_t', 3, N],
  ['laplace', 1, 2, N],
  ['logistic', 1, 2, N],
  ['lognormal', 0.1, 0.4, N],
  ['gumbel', 1, 2, N],
  ['pareto', 3, N],
  ['power', 3, N],
  ['rayleigh', 2, N],
  ['triangular', -1, 0.5, 2, N],
  ['wald', 1, 2, N],
  ['weibull', 2, N],
  ['vonmises', 1, 2, N],
  ['vonmises', 0, 1e-7, N],
  ['poisson', 3, N],
  ['poisson', 300, N],
  ['binomial', 10, 0.3, N],
  ['binomial', 1000, 0.6, N],
  ['geometric', 0.1, N],
  ['geometric', 0.5, N],
  ['hypergeometric', 15, 10, 8, N],
  ['hypergeometric', 150, 100, 80, N],
  ['logseries', 0.7, N],
  ['negative_binomial', 5, 0.4, N],
  ['zipf', 2.5, N],
  ['multinomial', 20, [0.2, 0.3, 0.5], 50],
  ['dirichlet', [1, 2, 0.5], 50],
  ['permutation', 300],
  ['choice', 50, N],
  ['choice', 500, 20, false],
  ['choice', 4, N, true, [0.1, 0.2, 0.3, 0.4]],
];

const CASES: Case[] = [0, 42, 4294967295].flatMap((seed) => [
  ...GENERATOR.map(([method, ...args]): Case => ['generator', seed, method, args]),
  ...LEGACY.map(([method, ...args]): Case => ['legacy', seed, method, args]),
]);

function inNumPy(cases: readonly Case[]): string[][] {
  const { command, env } = pythonWith(['numpy>=2,<3'], 'import numpy');
  const given = cases.map(([kind, seed, method, args]) =>
    // bytes() gives no array there: the same words as integers.
    method === 'bytes' ? [kind, seed, 'randint', [0, 2 ** 32, 3, 'uint32']] : [kind, seed, method, args],
  );
  const { stdout, stderr, status } = spawnSync(command, [join(__dirname, 'random.py')], {
    env,
    input: JSON.stringify(given),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** A number as Python writes its bits. */
const bitsOf = (text: string): number => {
  const match = /^(-?)0x([01])\.?([0-9a-f]*)p([+-]\d+)$/.exec(text);
  if (!match) return Number(text);
  const [, sign, lead, digits = '', exponent] = match;
  const mantissa = BigInt(`0x${lead}${digits}`);
  return (sign ? -1 : 1) * (Number(mantissa) / 16 ** digits.length) * 2 ** Number(exponent);
};

function draw([kind, seed, method, args]: Case): number[] {
  const owner = (kind === 'generator' ? np.random.default_rng(seed) : np.random) as never as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  if (kind === 'legacy') np.random.seed(seed);
  const once = (): number[] => {
    const value = owner[method]!(...args);
    if (value instanceof Uint8Array) return Array.from(value);
    if (typeof value === 'number') return [value];
    return ((value as np.NDArray).flatten().tolist() as unknown[]).map(Number);
  };
  return [...once(), ...once()];
}

describe('random numbers', () => {
  const wanted = inNumPy(CASES);

  it.each(CASES.map((c, i) => [`${c[0]} ${c[1]} ${c[2]}(${JSON.stringify(c[3])})`, i] as const))('%s', (_, i) => {
    const [, , method] = CASES[i] as Case;
    const got = draw(CASES[i] as Case);
    let expected = (wanted[i] as string[]).map(bitsOf);
    if (method === 'bytes') {
      const words = (from: number) =>
        Array.from(new Uint8Array(Uint32Array.from(expected.slice(from, from + 3)).buffer, 0, 10));
      expected = [...words(0), ...words(3)];
    }
    expect(got.length).toBe(expected.length);
    const at = got.findIndex((v, k) => v !== expected[k]);
    expect(at < 0 ? 'same' : `element ${at}: ${got[at]}, not ${expected[at]}`).toBe('same');
  });
});

describe('multivariate_normal', () => {
  it('has the means and covariances that are asked for', () => {
    np.random.seed(1);
    const draws = np.random.multivariate_normal(
      [1, -2],
      [
        [2, 0.5],
        [0.5, 1],
      ],
      20000,
    );
    const mean = ((draws.mean(0) as np.NDArray).tolist() as unknown[]).map(Number);
    expect(Math.abs(mean[0]! - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean[1]! + 2)).toBeLessThan(0.05);
    const centered = draws.subtract(draws.mean(0) as never);
    const cov = np
      .matmul(centered.T as never, centered as never)
      .divide(20000)
      .tolist() as unknown as number[][];
    expect(Math.abs(Number(cov[0]![0]) - 2)).toBeLessThan(0.1);
    expect(Math.abs(Number(cov[0]![1]) - 0.5)).toBeLessThan(0.1);
  });
});

describe('states', () => {
  it('are restored', () => {
    np.random.seed(5);
    const state = np.random.get_state();
    const first = (np.random.random(5) as np.NDArray).tolist();
    np.random.set_state(state);
    expect((np.random.random(5) as np.NDArray).tolist()).toEqual(first);
  });

  it('say what is wrong', () => {
    expect(() => np.random.seed(-1)).toThrow('LGT4018');
    expect(() => np.random.normal(0, -1)).toThrow('scale < 0');
    expect(() => np.random.default_rng(1).integers(3, 3)).toThrow('low >= high');
    expect(() => np.random.choice(3, 5, false)).toThrow('larger sample than population');
  });
});
