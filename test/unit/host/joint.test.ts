/** Functions of several operations on small arrays are one call, and library tasks take whatever extents they are given. */
import './engine';
import { describe, expect, it } from 'vitest';
import { jointly } from '../../../runtime/host/joint';
import { setHostPath } from '../../../runtime/host/setting';
import * as np from '../../../runtime/numpy/index';
import { viewOf } from '../../../runtime/numpy/operand';
import { counts } from '../../../runtime/profile/counters';
import { elementwise, readElements } from '../../../runtime/trace/ops';
import { bits } from './bits';

/** Uses after which functions of few elements are taken for such that are used much. */
const MANY = 2100;

const x = np.array(Array.from({ length: 24 }, (_, n) => ((n * 0.6180339887498949) % 1) * 8 - 3));
x.set([7], Number.NaN);
const y = np.array(Array.from({ length: 24 }, (_, n) => ((n * 0.7548776662466927) % 1) * 5 - 2));
const alike = y.copy();
const [m, n] = [y.reshape(4, 6), x.reshape(4, 6)];
const [three, four] = [np.eye(3), np.array([3, 1, 2, 5])];
const whole = np.array([1, 5, 2], 'int32');
const p = np.array([2, -1, 0.5, 3]);

const CALLS: Record<string, () => unknown> = {
  var: () => np.var(y),
  'std of columns': () => np.std(m, 0),
  'std of integers': () => np.std(whole),
  nansum: () => np.nansum(x),
  nanprod: () => np.nanprod(n, 1),
  nanmean: () => np.nanmean(n, 0),
  nanvar: () => np.nanvar(x),
  nanstd: () => np.nanstd(n, 1),
  nanargmin: () => np.nanargmin(x),
  nancumsum: () => np.nancumsum(x),
  nan_to_num: () => np.nan_to_num(x),
  isclose: () => np.isclose(x, y),
  allclose: () => np.allclose(x, x, 1e-5, 1e-8, true),
  array_equal: () => np.array_equal(y, alike),
  trapezoid: () => np.trapezoid(y),
  unwrap: () => np.unwrap(y),
  cov: () => np.cov(m),
  corrcoef: () => np.corrcoef(m),
  polyval: () => np.polyval(p, y),
  dot: () => np.dot(y, y),
  'norm of rows': () => np.linalg.norm(m, 2, 1),
  vector_norm: () => np.linalg.vector_norm(m, 3),
  dstack: () => np.dstack([m, n]),
  concatenate: () => np.concatenate([x, y]),
  repeat: () => np.repeat(y, 3),
  ediff1d: () => np.ediff1d(y, [9], [1, 2]),
  i0: () => np.i0(y),
  quantile: () => np.quantile(m, 0.3, 1),
  nanquantile: () => np.nanquantile(n, 0.3, 0),
  pad: () =>
    np.pad(
      m,
      [
        [1, 2],
        [0, 1],
      ],
      'constant',
      7,
    ),
  'pad by reflecting': () => np.pad(m, 2, 'reflect'),
  asarray_chkfinite: () => np.asarray_chkfinite(y),
  asfortranarray: () => np.asfortranarray(m),
  modf: () => np.modf(y),
  frexp: () => np.frexp(y),
  geomspace: () => np.geomspace(1, 8, 4),
  det: () => np.linalg.det(three),
  vecmat: () => np.vecmat(four, m),
  poly: () => np.poly(four),
};

describe('one call, and the bits of the steps', () => {
  it.each(Object.entries(CALLS))('%s', (_, call) => {
    const first = bits(call());
    for (let k = 0; k < MANY; k++) call();
    const before = counts.host;
    const last = call();
    expect(counts.host - before).toBe(1);
    expect(bits(last)).toEqual(first);
  });
});

describe('step by step', () => {
  const run = (name: string, steps: Parameters<typeof jointly>[3], operand: unknown = y): number[] => {
    let view = jointly(name, '', [viewOf(operand)], steps);
    for (let k = 0; k < MANY; k++) view = jointly(name, '', [viewOf(operand)], steps);
    return [...(readElements(view) as Float64Array)];
  };
  const doubled = (y.toArray() as number[]).map((v) => 2 * v);

  it('where elements are asked for', () => {
    expect(
      run('asks', ([v]) => {
        readElements(v!);
        return elementwise('add', [v!, v!]);
      }),
    ).toEqual(doubled);
  });

  it('where contents are taken from elsewhere, which change', () => {
    const other = np.array(y.toArray() as number[]);
    const steps = ([v]: readonly ReturnType<typeof viewOf>[]) => elementwise('add', [v!, other.handle]);
    expect(run('elsewhere', steps)).toEqual(doubled);
    other.fill(0);
    expect(run('elsewhere', steps)).toEqual(y.toArray());
  });

  it('where the operand itself is given back', () => {
    expect(run('itself', ([v]) => v!.slice([]))).toEqual(y.toArray());
  });

  it('where views are no whole buffers', () => {
    const half = y.slice('::2');
    const expected = np.std(half.copy());
    for (let k = 0; k < MANY; k++) np.std(half);
    expect(np.std(half)).toBe(expected);
  });
});

it('parameters that are 0 and -0 are two', () => {
  const nothing = np.array([Number.NaN, 1]);
  const given = (by: number): number => np.nan_to_num(nothing, by).get([0]) as number;
  for (let k = 0; k < MANY; k++) given(0);
  for (let k = 0; k < MANY; k++) given(-0);
  expect([given(0), given(-0)].map((v) => Object.is(v, -0))).toEqual([false, true]);
});

it('errors stay what they are', () => {
  const wrong = () => np.dot(np.array([1, 2, 3]), np.array([1, 2]));
  for (let k = 0; k < MANY; k++) expect(wrong).toThrow(/LGT4015/);
});

describe('library tasks of any extents', () => {
  const sized = (f: (size: number) => unknown): unknown[] => Array.from({ length: 40 }, (_, k) => bits(f(k + 1)));
  const list = (size: number) => y.slice(`:${Math.min(size, 24)}`).copy();
  const FUNCTIONS: Record<string, (size: number) => unknown> = {
    sort: (size) => np.sort(list(size)),
    argsort: (size) => np.argsort(list(size)),
    cumsum: (size) => np.cumsum(np.reshape(list(2 * Math.ceil(Math.min(size, 24) / 2)), [2, -1]), 0),
    take: (size) => np.take(list(24), np.arange(0, size).astype('int32'), undefined as never),
    nonzero: (size) => np.nonzero(np.greater(list(size), 0)),
    compress: (size) => np.compress(np.greater(list(size), 0), list(size)),
    convolve: (size) => np.convolve(list(size), p),
    polydiv: (size) => np.polydiv(list(size), p),
    matmul: (size) => np.matmul(np.ones([size, 3]), np.ones([3, size + 1])),
    fft: (size) => np.fft.fft(list(size)),
    searchsorted: (size) => np.searchsorted(np.sort(list(size)), y),
  };
  it.each(Object.entries(FUNCTIONS))('%s', (name, f) => {
    const call = name === 'take' ? (size: number) => f(Math.min(size, 24)) : f;
    const here = sized(call);
    setHostPath(false);
    const tasks = sized(call);
    setHostPath(true);
    expect(here).toEqual(tasks);
  });
});
