/**
 * Functions that compose others or gather and scatter, against numpy-ts: types × layouts. Where numpy-ts differs from
 * NumPy, NumPy's values stand here.
 */
import './setup';
import { beforeAll, describe, expect, test } from 'vitest';
import * as ours from '../../../runtime/numpy/index';

// biome-ignore lint/suspicious/noExplicitAny: two libraries of the same names.
type Np = any;
let theirs: Np;
beforeAll(async () => {
  theirs = await import('numpy-ts');
});

const TYPES = ['bool', 'int8', 'uint8', 'int32', 'int64', 'float32', 'float64', 'complex128'] as const;

const LAYOUTS: Record<string, (np: Np, type: string, seed: number) => Np> = {
  plain: (np, type, seed) => make(np, type, [3, 4], seed),
  strided: (np, type, seed) => make(np, type, [6, 8], seed).slice('::2', '1::2'),
  reversed: (np, type, seed) => make(np, type, [3, 4], seed).slice('::-1', '::-1'),
  transposed: (np, type, seed) => make(np, type, [4, 3], seed).transpose(),
  broadcast: (np, type, seed) => np.broadcast_to(make(np, type, [4], seed), [3, 4]),
};

/** numpy-ts gets copies of views: many of its functions read views wrongly. */
function arranged(np: Np, layout: string, type: string, seed: number): Np {
  const array = LAYOUTS[layout]?.(np, type, seed);
  return np === theirs ? array.copy() : array;
}

function make(np: Np, type: string, shape: number[], seed: number): Np {
  const count = shape.reduce((n, e) => n * e, 1);
  const values = Array.from({ length: count }, (_, k) => (k * 7 + seed * 5) % 6);
  const data = type.startsWith('complex') ? values.map((re, k) => new np.Complex(re, (k % 3) - 1)) : values;
  return np.array(data, type).reshape(...shape);
}

function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  const array = value as { dtype?: string; shape?: readonly number[]; toArray?(): unknown };
  if (array.toArray !== undefined)
    return { dtype: array.dtype, shape: [...(array.shape ?? [])], values: plain(array.toArray()) };
  if (Array.isArray(value)) return value.map(plain);
  if ('re' in value && 'im' in value) return { re: value.re, im: value.im };
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
}

/** Equal but for rounding. */
function near(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [x, y] = [Object.entries(a), Object.entries(b)];
  return x.length === y.length && x.every(([k, v]) => near(v, (b as Record<string, unknown>)[k]));
}

const REAL = 'searchsorted digitize interp histogram percentile nanmedian nanquantile gradient trapezoid lexsort'.split(
  ' ',
);

/** Calls on a matrix of each type and layout. */
const CALLS: Record<string, (np: Np, a: Np, b: Np) => unknown> = {
  take: (np, a) => np.take(a, [2, 0, -1, 0], 1),
  'take of all': (np, a) => np.take(a, [11, 0, -2]),
  take_along_axis: (np, a) =>
    np.take_along_axis(
      a,
      np.array([
        [0, 1],
        [3, 2],
        [1, 1],
      ]),
      1,
    ),
  compress: (np, a) => np.compress(np.array([1, 0, 1], 'bool'), a, 0),
  extract: (np, a, b) => np.extract(truth(np, b), a),
  nonzero: (np, a) => np.nonzero(a),
  argwhere: (np, a) => np.argwhere(a),
  flatnonzero: (np, a) => np.flatnonzero(a),
  iindex: (np, a) => np.iindex(a, [1, 0], 1),
  put: (np, a) => change(np, a, (x) => np.put(x, [0, 5, -1], np.array([1, 0, 1]))),
  place: (np, a, b) => change(np, a, (x) => np.place(x, truth(np, b), np.array([1, 0]))),
  putmask: (np, a, b) => change(np, a, (x) => np.putmask(x, truth(np, b), np.array([1, 0, 1]))),
  put_along_axis: (np, a) =>
    change(np, a, (x) => np.put_along_axis(x, np.array([[0], [3], [1]]), np.array([[1], [0], [1]]), 1)),
  unique: (np, a) => np.unique(a),
  unique_all: (np, a) => np.unique_all(a),
  'unique rows': (np, a) => np.unique(np.concatenate([a, a]), false, false, false, 0),
  isin: (np, a, b) => np.isin(a, b.slice('1')),
  union1d: (np, a, b) => np.union1d(a, b),
  setdiff1d: (np, a, b) => np.setdiff1d(a, b.slice('1')),
  searchsorted: (np, a, b) => np.searchsorted(np.sort(a.ravel()), b.ravel()),
  digitize: (np, a) => np.digitize(a.ravel(), np.array([1, 3])),
  interp: (np, a) => np.interp(a.ravel(), np.array([0, 2, 4]), np.array([1, 5, -1])),
  lexsort: (np, a, b) => np.lexsort([a.ravel(), b.ravel()]),
  bincount: (np, a) =>
    np.bincount(
      np.array(
        a
          .ravel()
          .toArray()
          .map((v: Np) => Number(v.re ?? v)),
        'int32',
      ),
    ),
  histogram: (np, a) => np.histogram(a, 4, [0, 6]),
  nanmedian: (np, a) => np.nanmedian(a, 1),
  nanquantile: (np, a) => np.nanquantile(a, 0.4, 0, true),
  diff: (np, a) => np.diff(a.astype(a.dtype === 'bool' ? 'int8' : a.dtype), 2, 1),
  ediff1d: (np, a) => np.ediff1d(a.astype(a.dtype === 'bool' ? 'int8' : a.dtype)),
  gradient: (np, a) => np.gradient(a.astype('float64'), 2),
  trapezoid: (np, a) => np.trapezoid(a.astype('float64'), undefined, 0.5, 0),
  convolve: (np, a, b) => np.convolve(a.ravel(), b.ravel().slice(':3'), 'same'),
  correlate: (np, a, b) => np.correlate(a.ravel().astype('float64'), b.ravel().slice(':3').astype('float64'), 'full'),
  cov: (np, a) => np.cov(a.astype('float64')),
  delete: (np, a) => np.delete(a, [1, -1], 1),
  insert: (np, a) => np.insert(a, [1, 3], 1),
  resize: (np, a) => np.resize(a, [5, 4]),
  block: (np, a, b) =>
    np.block([
      [a, b],
      [b, a],
    ]),
  packbits: (np, a) => np.packbits(a.astype('uint8'), 1),
  unpackbits: (np, a) => np.unpackbits(a.astype('uint8'), 0),
  vander: (np, a) => np.vander(a.astype('float64').ravel(), 3),
  polyval: (np, a) => np.polyval([1, -2, 3], a.astype('float64')),
  apply_along_axis: (np, a) => np.apply_along_axis((r: Np) => r.multiply(2), 1, a.astype('float64')),
  'resize to less': (np, a) => np.resize(a, [2]),
};

/** Where elements aren't 0; numpy-ts takes every bigint as different from 0. */
const truth = (np: Np, b: Np): Np => np.not_equal(b.dtype === 'int64' ? b.astype('float64') : b, 0);

function change(np: Np, a: Np, f: (x: Np) => void): Np {
  // Through a view of another array, so that what is around it is seen to stay.
  const whole = np.zeros([5, 6]).astype(a.dtype);
  const part = whole.slice('1:4', '1:5');
  np.copyto(part, a);
  if (np === theirs) {
    const own = part.copy();
    f(own);
    np.copyto(part, own);
  } else f(part);
  return whole;
}

/** NumPy promotes and compares where numpy-ts does not. */
const KNOWN: readonly [RegExp, string][] = [
  [/^(unique|unique_all|unique rows|union1d|setdiff1d) complex/, 'orders complex numbers otherwise'],
  [/^(isin|setdiff1d|union1d) complex/, 'compares real parts'],
  [/^compress complex/, 'takes single floats'],
  [/^nanquantile bool/, 'not defined'],
  [/^unique rows int64/, 'not defined'],
  [/^convolve bool/, 'sums booleans as numbers'],
  [/^searchsorted complex|^lexsort complex|^digitize complex|^interp complex|^histogram complex/, 'not ordered'],
  [/^(nanmedian|nanquantile) complex/, 'not ordered'],
];

describe('against numpy-ts', () => {
  test.each(Object.keys(CALLS))('%s', (name) => {
    const wrong: string[] = [];
    for (const type of TYPES) {
      if (type === 'complex128' && REAL.includes(name)) continue;
      for (const layout of Object.keys(LAYOUTS)) {
        const label = `${name} ${type} ${layout}`;
        if (KNOWN.some(([pattern]) => pattern.test(label))) continue;
        const run = (np: Np): unknown => {
          try {
            return plain(CALLS[name]?.(np, arranged(np, layout, type, 1), arranged(np, layout, type, 2)));
          } catch (e) {
            return { error: (e as Error).message };
          }
        };
        const [us, them] = [run(ours), run(theirs)];
        if (!near(us, them)) wrong.push(`${label}: we give ${JSON.stringify(us)}, numpy-ts ${JSON.stringify(them)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('by NumPy', () => {
  const np = ours;
  const a = (): Np => np.arange(12).reshape([3, 4]);
  const values = (x: unknown): unknown => (x as { toArray(): unknown }).toArray();

  test.each([
    [
      'a list',
      [[2, 0]],
      [
        [8, 9, 10, 11],
        [0, 1, 2, 3],
      ],
    ],
    [
      'lists of both axes',
      [
        [0, 2],
        [1, -1],
      ],
      [1, 11],
    ],
    [
      'lists that broadcast',
      [
        [[0], [2]],
        [1, 3],
      ],
      [
        [1, 3],
        [9, 11],
      ],
    ],
    [
      'a slice and a list',
      ['1:', [0, 3]],
      [
        [4, 7],
        [8, 11],
      ],
    ],
    ['a list between slices', [':2', 'newaxis', [1]], [[[1]], [[5]]]],
    ['an integer and a list', [1, [0, 2]], [4, 6]],
    [
      'a mask of an axis',
      [':', [true, false, false, true]],
      [
        [0, 3],
        [4, 7],
        [8, 11],
      ],
    ],
    ['only slices', ['1', '::2'], [4, 6]],
    ['an ellipsis', ['...', [3]], [[3], [7], [11]]],
    ['an empty list', [np.zeros([0], 'int64')], []],
  ] as [string, ours.IndexItem[], unknown][])('getitem by %s', (_, items, expected) => {
    expect(values(np.getitem(a(), ...items))).toEqual(expected);
  });

  test('getitem by a mask of all axes', () => {
    expect(values(np.getitem(a(), a().remainder(5).equal(0)))).toEqual([0, 5, 10]);
  });

  test('setitem writes what getitem reads, the last value of a place', () => {
    const x = a();
    np.setitem(
      x,
      [
        [0, 0],
        [1, 1],
      ],
      [5, 6],
    );
    np.setitem(x, ['1:', [0, 3]], [[-1, -2]]);
    np.setitem(x, x.greater(9), 0);
    expect(values(x)).toEqual([
      [0, 6, 2, 3],
      [-1, 5, 6, -2],
      [-1, 9, 0, -2],
    ]);
  });

  test('what is out of bounds or does not fit is refused', () => {
    expect(() => np.getitem(a(), [3])).toThrow('LGT4007');
    expect(() => np.take(a(), [12])).toThrow('LGT4007');
    expect(() => np.getitem(a(), ':', ':', ':')).toThrow('LGT4009');
    expect(() => np.getitem(a(), np.array([1, 0], 'bool'))).toThrow('LGT4002');
    expect(() => np.setitem(a(), [[0, 1]], [1, 2, 3])).toThrow('LGT4001');
  });

  test('pad', () => {
    const x = np.array([1, 2, 3]);
    expect(values(np.pad(x, 2, 'edge'))).toEqual([1, 1, 1, 2, 3, 3, 3]);
    expect(values(np.pad(x, 4, 'reflect'))).toEqual([1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3]);
    expect(values(np.pad(x, 4, 'symmetric'))).toEqual([3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1]);
    expect(values(np.pad(x, [2, 1], 'wrap'))).toEqual([2, 3, 1, 2, 3, 1]);
    expect(values(np.pad(x, 2, 'linear_ramp', 5))).toEqual([5, 3, 1, 2, 3, 4, 5]);
    expect(values(np.pad(x, 1, 'mean'))).toEqual([2, 1, 2, 3, 2]);
    expect(values(np.pad(x, 1, 'maximum'))).toEqual([3, 1, 2, 3, 3]);
    expect(
      values(
        np.pad(
          np.ones([1, 2]),
          [
            [1, 0],
            [0, 1],
          ],
          'constant',
          [
            [7, 8],
            [9, 6],
          ],
        ),
      ),
    ).toEqual([
      [7, 7, 6],
      [1, 1, 6],
    ]);
  });

  test('insert along an axis, also several in one place', () => {
    expect(values(np.insert(a().slice(':2'), 1, [7, 8, 9, 6], 0))).toEqual([
      [0, 1, 2, 3],
      [7, 8, 9, 6],
      [4, 5, 6, 7],
    ]);
    expect(values(np.insert(np.array([1, 2]), 1, [8, 9]))).toEqual([1, 8, 9, 2]);
    expect(values(np.insert(np.array([1, 2]), [2, 0], [8, 9]))).toEqual([9, 1, 2, 8]);
    expect(values(np.insert(np.array([1, 2]), -1, 5))).toEqual([1, 5, 2]);
  });

  test('phases, Bessel functions, bytes', () => {
    expect((values(np.unwrap(np.array([0, 5, 10]))) as number[])[1]).toBeCloseTo(5 - 2 * Math.PI, 12);
    const i0 = values(np.i0(np.array([0, 1, 10]))) as number[];
    [1, 1.2660658777520084, 2815.716628466254].forEach((v, i) => {
      expect((i0[i] as number) / v).toBeCloseTo(1, 14);
    });
    expect(values(np.view(np.array([1, 2], 'float32'), 'uint32'))).toEqual([0x3f800000, 0x40000000]);
    expect(values(np.byteswap(np.array([1, 256], 'int16')))).toEqual([256, 1]);
  });

  test('arrays of numpy-ts are taken as arrays', async () => {
    const x = theirs.arange(0, 10).slice('1:8:3');
    expect(values(np.add(x, 1))).toEqual([2, 5, 8]);
    expect(values(np.array([1, 2, 3]).multiply(x))).toEqual([1, 8, 21]);
    expect(np.array(theirs.ones([2], 'int64')).dtype).toBe('int64');
  });

  test('exponents as floats; bits of bytes only', () => {
    expect(values(np.ldexp(np.array([1, 3]), np.array([2, 1])))).toEqual([4, 6]);
    expect(() => np.unpackbits(np.array([1]))).toThrow('LGT4003');
    expect(values(np.unpackbits(np.array([1], 'uint8'), undefined, -1, 'little'))).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('results of lists and masks are in C order of their own', () => {
    const x = np.take(a(), [1, 0], 1);
    expect(Array.from(x.data as Float64Array)).toEqual([1, 0, 5, 4, 9, 8]);
    expect(x.flags.C_CONTIGUOUS).toBe(true);
  });

  test('sets of nothing, searches in nothing', () => {
    const none = np.zeros([0]);
    expect(values(np.unique(none))).toEqual([]);
    expect(values(np.isin(np.array([1]), none))).toEqual([0]);
    expect(values(np.searchsorted(none, np.array([1])))).toEqual([0]);
    expect(values(np.bincount(np.zeros([0], 'int32'), undefined, 2))).toEqual([0, 0]);
    expect(np.nonzero(none)[0]?.shape).toEqual([0]);
    expect(values(np.unique(np.array([Number.NaN, 1, Number.NaN])))).toEqual([1, Number.NaN]);
  });
});
