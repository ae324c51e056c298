/**
 * float16 against NumPy: every value through every function, by tasks and on the host. Where an operation is exact
 * (ulp 0) the same bits, else the neighbour at most: the float32 result before rounding may differ in its last bits.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DTYPES, type DType } from '../../compiler/ir/dtype';
import { halfBits, halfValue, roundHalf } from '../../compiler/ir/half';
import { BUILTIN } from '../../compiler/ops/builtin';
import { setHostPath } from '../../runtime/host/setting';
import * as np from '../../runtime/numpy/index';
import { pythonWith } from '../python';

const UNARY = `negative positive absolute fabs sign signbit sqrt square cbrt reciprocal exp exp2 expm1 log log2 log10
  log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh floor ceil trunc rint isnan isinf
  isfinite spacing deg2rad rad2deg`.split(/\s+/);
const BINARY = `add subtract multiply divide floor_divide remainder fmod maximum minimum fmax fmin copysign nextafter
  hypot arctan2 heaviside equal less less_equal greater not_equal logical_and logical_xor`.split(/\s+/);
/** Functions of whole arrays: a few units apart at most, for NumPy rounds after some steps that are taken at once here. */
const WHOLE: Readonly<Record<string, readonly [python: string, f: (m: np.NDArray) => unknown, near: number]>> = {
  sum: ['m[:20, :20].sum()', (m) => m.slice(':20', ':20').sum(), 0],
  'sum of all': ['m.sum()', (m) => m.sum(), 0],
  'sum of rows': ['m[:, :50].sum(1)', (m) => m.slice(':', ':50').sum(1), 1],
  'sum of columns': ['m.sum(0, dtype=np.float32).astype(np.float16)', (m) => m.sum(0), 1],
  mean: ['m.mean()', (m) => m.mean(), 0],
  'mean of columns': ['m.mean(0)', (m) => m.mean(0), 0],
  std: ['m.astype(np.float32).std().astype(np.float16)', (m) => m.std(), 1],
  max: ['m.max(1)', (m) => m.max(1), 0],
  argmax: ['m.argmax(1).astype(np.int32)', (m) => m.argmax(1), 0],
  sort: ['np.sort(-m, 0)', (m) => np.sort(np.negative(m), 0), 0],
  argsort: ['np.argsort(m[:, :9], 0, kind="stable").astype(float)', (m) => np.argsort(m.slice(':', ':9'), 0), 0],
  cumsum: ['np.cumsum(m[:, :40], 1, dtype=np.float32).astype(np.float16)', (m) => np.cumsum(m.slice(':', ':40'), 1), 0],
  matmul: ['m[:9] @ m.T[:, :9]', (m) => np.matmul(m.slice(':9'), m.T.slice(':', ':9')), 1],
  take: ['m[[3, 1], 2:5]', (m) => np.take(m, [3, 1], 0).slice(':', '2:5'), 0],
  where: ['np.where(m > 2, m, 0)', (m) => np.where(np.greater(m, 2), m, 0), 0],
  median: ['np.median(m, 0)', (m) => np.median(m, 0), 0],
  unique: ['np.unique(m)', (m) => np.unique(m), 0],
  clip: ['np.clip(m, 1, 3)', (m) => np.clip(m, 1, 3), 0],
  'beside integers': ['m + np.arange(300, dtype=np.int16)', (m) => m.add(np.arange(300).astype('int16')), 0],
  'beside a number': ['m * 0.1', (m) => m.multiply(0.1), 0],
};
const TYPES = Object.keys(DTYPES).filter((t) => t !== 'float16');

type Encoded = [dtype: DType, shape: number[], bytes: string];
interface Answer {
  readonly given: Record<string, Encoded>;
  readonly results: Record<string, Encoded>;
}

function ask(): Answer {
  const { command, env } = pythonWith(['numpy>=2,<3'], 'import numpy');
  const input = JSON.stringify({
    unary: UNARY,
    binary: BINARY,
    types: TYPES,
    whole: Object.fromEntries(Object.entries(WHOLE).map(([k, [python]]) => [k, python])),
  });
  const { stdout, stderr } = spawnSync(command, [join(__dirname, 'half.py')], { env, input, maxBuffer: 1 << 28 });
  if (stdout.length === 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout)) as Answer;
}

const { given, results } = ask();

function bytesOf([, , text]: Encoded): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** The array that bytes are. */
function decoded(e: Encoded): np.NDArray {
  const bytes = np.array(bytesOf(e) as never, 'uint8');
  return e[0] === 'bool' ? bytes.astype('bool') : bytes.view(e[0]);
}

/** On the host arrays are small: a value of 40 is enough. */
const some = (a: np.NDArray, path: string): np.NDArray => (path === 'auto' ? a.slice('::40').copy() : a);

const numbers = (a: np.NDArray): unknown[] =>
  (a.tolist() as unknown[]).map((v) => (typeof v === 'object' ? { ...v } : v));

/** How many values of float16 lie between two. */
const order = (v: number): number => (halfBits(v) & 0x8000 ? -(halfBits(v) & 0x7fff) : halfBits(v));

function compare(
  path: string,
  name: string,
  f: (...a: np.NDArray[]) => np.NDArray,
  args: np.NDArray[],
  near: number,
): void {
  const expected = results[name] as Encoded;
  const actual = f(...args.map((a) => some(a, path)));
  same(name, actual, some(decoded(expected), path), near);
}

/** @param near how many values of float16 may lie between two that are taken as equal */
function same(name: string, actual: np.NDArray, expected: np.NDArray, near: number): void {
  expect(actual.dtype, name).toBe(expected.dtype);
  const [a, e] = [numbers(actual), numbers(expected)];
  expect(a.length).toBe(e.length);
  const wrong = a.flatMap((v, i) => {
    const w = e[i];
    if (Object.is(v, w) || (near > 0 && Math.abs(order(v as number) - order(w as number)) <= near)) return [];
    if (typeof v === 'object' && JSON.stringify(v) === JSON.stringify(w)) return [];
    return [`[${i}] ${v} is not ${w}`];
  });
  expect(wrong.slice(0, 5), `${name}: ${wrong.length}`).toEqual([]);
}

describe.each(['off', 'auto'] as const)('host path %s', (path) => {
  setHostPath(path === 'auto');
  const every = decoded(given.every as Encoded);
  const [x, y] = [decoded(given.x as Encoded), decoded(given.y as Encoded)];
  const f = np as unknown as Record<string, (...args: np.NDArray[]) => np.NDArray>;
  const near = (name: string): number => (BUILTIN.get(name).ulp === 0 ? 0 : 1);
  afterAll(() => setHostPath(true));

  it.each(UNARY)('%s', (name) => {
    setHostPath(path === 'auto');
    compare(path, name, f[name]!, [every], near(name));
  });
  it.each(BINARY)('%s', (name) => {
    setHostPath(path === 'auto');
    compare(path, name, f[name]!, [x, y], near(name));
  });
  const m = decoded(given.m as Encoded).reshape(200, 300);
  it.each(Object.keys(WHOLE))('%s', (name) => {
    setHostPath(path === 'auto');
    const [, f, near] = WHOLE[name]!;
    const expected = results[name] as Encoded;
    const value = f(path === 'auto' ? m.copy() : m);
    const actual = value instanceof np.NDArray ? value : np.array([value], expected[0]);
    same(name, actual.ravel(), decoded(expected), near);
  });
  it.each(TYPES)('to %s', (type) => {
    setHostPath(path === 'auto');
    const floats = ['bool', 'float32', 'float64', 'complex64', 'complex128'].includes(type);
    const from = floats ? every : every.bindex(np.isfinite(every));
    compare(path, `to ${type}`, (a) => a.astype(type as DType), [from], 0);
  });
  it.each(['float64', 'float32', 'int64', 'int32'] as const)('from %s', (type) => {
    setHostPath(path === 'auto');
    const source = decoded(given[type.startsWith('int') ? 'whole' : 'wide'] as Encoded).astype(type);
    compare(path, `from ${type}`, (a) => a.astype('float16'), [source], 0);
  });
});

describe('bits', () => {
  it('are those of the value, for all', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfValue(bits);
      if (Number.isNaN(value)) continue;
      expect(halfBits(value)).toBe(bits);
      expect(Object.is(roundHalf(value), value)).toBe(true);
    }
  });
});
