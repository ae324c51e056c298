/**
 * Functions × element types × layouts against numpy-ts itself: same types, shapes and values. numpy-ts gets copies of
 * views, because many of its functions read views wrongly. Where it differs from NumPy otherwise we do as NumPy:
 * `KNOWN` lists these cases.
 */
import './setup';
import { beforeAll, describe, expect, test } from 'vitest';
import * as ours from '../../../runtime/numpy/index';

type Library = Record<string, (...args: never[]) => unknown>;
interface AnyArray {
  dtype: string;
  shape: readonly number[];
  toArray(): unknown;
  slice(...s: string[]): AnyArray;
  transpose(): AnyArray;
  reshape(...s: number[]): AnyArray;
  copy(): AnyArray;
}

let theirs: Library;
beforeAll(async () => {
  theirs = (await import('numpy-ts')) as never;
});

const TYPES = [
  'bool',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;

/** Arrays of one type in every layout, made alike in both libraries. */
const LAYOUTS: Record<string, (np: Library, type: string, seed: number) => AnyArray> = {
  plain: (np, type, seed) => make(np, type, [2, 3], seed),
  strided: (np, type, seed) => make(np, type, [4, 6], seed).slice('::2', '1::2'),
  reversed: (np, type, seed) => make(np, type, [2, 3], seed).slice('::-1', '::-1'),
  transposed: (np, type, seed) => make(np, type, [3, 2], seed).transpose(),
  broadcast: (np, type, seed) => (np.broadcast_to as never as Broadcast)(make(np, type, [3], seed), [2, 3]),
  empty: (np, type, seed) => make(np, type, [2, 3], seed).slice(':', '3:'),
};

function arranged(np: Library, layout: string, type: string, seed: number): AnyArray {
  const array = (LAYOUTS[layout] as (typeof LAYOUTS)[string])(np, type, seed);
  return np === theirs && layout !== 'plain' ? array.copy() : array;
}

type Broadcast = (a: AnyArray, shape: number[]) => AnyArray;

function make(np: Library, type: string, shape: number[], seed: number): AnyArray {
  const count = shape.reduce((n, e) => n * e, 1);
  const signed = !/^(u|b)/.test(type);
  const broken = /^(f|c)/.test(type);
  const values = Array.from({ length: count }, (_, i) => {
    const k = ((i * 7 + seed * 5) % 11) - (signed ? 4 : 0);
    return broken ? k / 4 + 0.125 : k;
  });
  const data = type.startsWith('complex')
    ? values.map((re, i) => new (np.Complex as never as typeof ours.Complex)(re, ((i * 3 + seed) % 5) - 1.75))
    : values;
  return (np.array as never as (d: unknown, t?: string) => AnyArray)(data, type).reshape(...shape);
}

type Outcome = { error: string } | { dtype: string; shape: readonly number[]; values: unknown[] }[];

function outcome(f: () => unknown): Outcome {
  let value: unknown;
  try {
    value = f();
  } catch (e) {
    return { error: (e as Error).message };
  }
  const list =
    Array.isArray(value) && value.every((v) => v && typeof v === 'object' && 'toArray' in v) ? value : [value];
  return list.map((v) => {
    if (v !== null && typeof v === 'object' && 'toArray' in v) {
      const a = v as AnyArray;
      return { dtype: a.dtype, shape: [...a.shape], values: [a.toArray()].flat(Number.POSITIVE_INFINITY) };
    }
    return { dtype: typeof v, shape: [], values: [v] };
  });
}

const parts = (v: unknown): (number | bigint)[] => {
  if (typeof v === 'object' && v !== null && 're' in v) return [(v as ours.Complex).re, (v as ours.Complex).im];
  return [typeof v === 'boolean' ? Number(v) : (v as number | bigint)];
};

/** Equal but for rounding: integers exactly, floats relative to the result's size. */
function near(a: unknown, b: unknown, tolerance: number): boolean {
  const [x, y] = [parts(a), parts(b)];
  const scale = Math.max(1e-3, ...y.map((v) => Math.abs(Number(v))).filter(Number.isFinite));
  return (
    x.length === y.length &&
    x.every((v, i) => {
      const w = y[i] as number | bigint;
      if (typeof v === 'bigint' || typeof w === 'bigint') return v === w;
      return Object.is(v, w) || v === w || Math.abs(v - w) <= tolerance * scale;
    })
  );
}

/** Cases in which numpy-ts differs from NumPy. Matched against `function type layout`. */
const KNOWN: readonly [RegExp, string][] = [
  [/^arccosh complex/, 'the other branch of the square root'],
  [/^(nan)?(arg)?(max|min) \S+ empty axis|^ptp \S+ empty/, 'an extreme of nothing is not refused'],
  [/^ptp complex/, 'complex numbers are compared by their real part'],
  [/ bool with /, 'numbers beside booleans give arrays of bool that hold 2 or 255'],
  [/^(fmod|left_shift|right_shift) (bool uint\d+|uint\d+ bool)/, 'bool is promoted as int8'],
  [
    /^(left|right)_shift (?!.*with).*\bint|^(left|right)_shift \S+ with -1/,
    'negative counts are taken modulo the width',
  ],
  [/^power (?!.*with).*\bint/, 'negative exponents among the elements change the type'],
  [/^(float_)?power (bool|u?int\d+) complex/, '0 to a complex power with positive real part is NaN'],
  [
    /^(logaddexp2?|arctan2|hypot|copysign|nextafter) (u?int(8|16)) (u?int(8|16))/,
    '16 bits of both signs become float64',
  ],
  [/^reciprocal (bool|u?int(32|64))/, 'of 0'],
  [/^spacing/, 'no sign; float64 for 8 bits'],
  [/^\S+ u?int64 with 2.5/, 'broken numbers are rounded for comparisons too'],
  [/^floor_divide int64 with/, 'rounds towards zero'],
  [/^(mod|remainder|fmod|floor_divide) uint64 with -1|^(gcd|lcm) uint\d+ with -1/, 'negative numbers keep their sign'],
  [/^f?min(imum)? uint\d+ with -1/, 'wraps'],
  [/^logical_(and|xor) u?int64 complex/, 'a bigint 0 is true'],
  [/^f?(max|min)(imum)? complex64 with/, 'a number makes complex128'],
];

const known = (name: string): boolean => KNOWN.some(([pattern]) => pattern.test(name));

function compare(name: string, f: (np: Library) => unknown): string | undefined {
  if (known(name)) return undefined;
  const [us, them] = [outcome(() => f(ours as never as Library)), outcome(() => f(theirs))];
  if ('error' in them)
    return 'error' in us ? undefined : `${name}: numpy-ts refuses (${them.error}), we give ${text(us)}`;
  if ('error' in us) return `${name}: we refuse (${us.error}), numpy-ts gives ${text(them)}`;
  const same =
    us.length === them.length &&
    us.every((u, i) => {
      const t = them[i] as (typeof them)[number];
      const single = /float32|complex64/.test(u.dtype) || / (float32|complex64|u?int(8|16)|bool) /.test(name);
      // numpy-ts has float16 only in engines that have Float16Array: elsewhere it is float32.
      const half = u.dtype === 'float16' && t.dtype === 'float32';
      return (
        (half || u.dtype === t.dtype) &&
        u.shape.join() === t.shape.join() &&
        u.values.length === t.values.length &&
        u.values.every((v, k) => near(v, t.values[k], half ? 1e-3 : single ? 3e-6 : 1e-13))
      );
    });
  return same ? undefined : `${name}: we give ${text(us)}, numpy-ts ${text(them)}`;
}

function text(o: Outcome): string {
  if ('error' in o) return o.error;
  return o.map((r) => `${r.dtype}(${r.shape}) ${r.values.slice(0, 6).join(' ')}`).join('; ');
}

const UNARY = (
  'absolute negative positive sign square sqrt cbrt reciprocal fabs exp exp2 expm1 log log2 log10 log1p sin cos tan ' +
  'arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh degrees radians floor ceil trunc fix rint round around ' +
  'signbit isnan isinf isfinite isneginf isposinf spacing logical_not invert bitwise_not real imag conj angle iscomplex ' +
  'isreal modf frexp nan_to_num'
).split(' ');
const BINARY = (
  'add subtract multiply divide floor_divide remainder mod fmod power float_power maximum minimum fmax fmin gcd lcm ' +
  'heaviside logaddexp logaddexp2 arctan2 hypot copysign nextafter equal not_equal less less_equal greater ' +
  'greater_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift divmod isclose'
).split(' ');
const REDUCTIONS = (
  'sum prod max min mean var std any all argmin argmax count_nonzero ptp nansum nanprod nanmax nanmin nanmean nanvar ' +
  'nanstd nanargmax nanargmin average'
).split(' ');

type Call = (...args: unknown[]) => unknown;
const call = (np: Library, name: string, ...args: unknown[]): unknown => (np[name] as never as Call)(...args);

function run(cases: Iterable<[string, (np: Library) => unknown]>): void {
  const wrong: string[] = [];
  for (const [name, f] of cases) {
    const difference = compare(name, f);
    if (difference) wrong.push(difference);
  }
  expect(wrong).toEqual([]);
}

describe('against numpy-ts', () => {
  test.each(UNARY)('%s', (fn) => {
    run(
      (function* () {
        for (const type of TYPES)
          for (const layout of Object.keys(LAYOUTS))
            yield [`${fn} ${type} ${layout}`, (np: Library) => call(np, fn, arranged(np, layout, type, 1))];
      })(),
    );
  });

  test.each(BINARY)('%s', (fn) => {
    run(
      (function* () {
        for (const type of TYPES)
          for (const layout of Object.keys(LAYOUTS))
            yield [
              `${fn} ${type} ${layout}`,
              (np: Library) => call(np, fn, arranged(np, layout, type, 1), arranged(np, layout, type, 2)),
            ];
      })(),
    );
  });

  test.each(BINARY)('%s of mixed types', (fn) => {
    run(
      (function* () {
        for (const t1 of TYPES)
          for (const t2 of TYPES)
            if (t1 !== t2)
              yield [
                `${fn} ${t1} ${t2}`,
                (np: Library) => call(np, fn, make(np, t1, [2, 3], 1), make(np, t2, [2, 3], 2)),
              ];
      })(),
    );
  });

  test.each(BINARY.filter((f) => f !== 'divmod'))('%s with a number', (fn) => {
    run(
      (function* () {
        for (const type of TYPES)
          for (const number of [2, -1, 2.5])
            yield [`${fn} ${type} with ${number}`, (np: Library) => call(np, fn, make(np, type, [2, 3], 1), number)];
      })(),
    );
  });

  test.each(REDUCTIONS)('%s', (fn) => {
    run(
      (function* () {
        for (const type of TYPES)
          for (const layout of Object.keys(LAYOUTS))
            for (const axis of [undefined, 0, -1])
              yield [
                `${fn} ${type} ${layout} axis ${axis}`,
                (np: Library) => call(np, fn, arranged(np, layout, type, 1), axis),
              ];
      })(),
    );
  });
});
