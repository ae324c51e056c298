/** Run by `legatec`: the cases of a JSON file, one outcome a line to another, which on a rank n has `.n` at its end. */
import { appendFileSync, readFileSync } from 'node:fs';
import * as np from 'legate-ts/numpy';
import type { Case, Layout, Leaf, Numbers, Outcome } from './cases';

type Arrays = Record<string, unknown>;

const COMPLEX = /^complex/;

/** The same numbers as numpy.py makes. */
function numbers(type: string, count: number, seed: number): (number | np.Complex)[] {
  const [isSigned, isWhole] = [!/^[ub]/.test(type), !/^[fc]/.test(type)];
  return Array.from({ length: count }, (_, i) => {
    const k = ((i * 7 + seed * 5) % 11) - (isSigned ? 4 : 0);
    if (type === 'bool') return k % 2;
    if (!COMPLEX.test(type)) return isWhole ? k : k / 4 + 0.125;
    return new np.Complex(k / 4 + 0.125, ((i * 3 + seed) % 5) - 1.75);
  });
}

const made = (type: string, shape: number[], seed: number): np.NDArray =>
  np
    .array(
      numbers(
        type,
        shape.reduce((a, b) => a * b, 1),
        seed,
      ) as never,
      type as never,
    )
    .reshape(...shape);

function arranged(type: string, layout: Layout, shape: number[], seed: number): np.NDArray {
  const isVector = shape.length === 1;
  const [rows, columns] = shape as [number, number];
  switch (layout) {
    case 'plain':
      return made(type, shape, seed);
    case 'strided':
      return isVector
        ? made(type, [2 * rows], seed).slice('::2')
        : made(type, [2 * rows, 2 * columns], seed).slice('::2', '1::2');
    case 'reversed':
      return isVector ? made(type, shape, seed).slice('::-1') : made(type, shape, seed).slice('::-1', '::-1');
    case 'transposed':
      return isVector
        ? made(type, [rows, 2], seed).transpose().slice('1')
        : made(type, [columns, rows], seed).transpose();
    case 'broadcast':
      return isVector
        ? np.broadcast_to(made(type, [1], seed), shape)
        : np.broadcast_to(made(type, [columns], seed), shape);
    case 'offset':
      return isVector
        ? made(type, [rows + 3], seed).slice(`2:${rows + 2}`)
        : made(type, [rows + 1, columns + 1], seed).slice('1:', '1:');
    case 'empty':
      return isVector ? made(type, [rows], seed).slice('3:3') : made(type, shape, seed).slice(':', '1:1');
    case '0-d':
      return made(type, [], seed);
  }
}

function out(target: np.NDArray, write: (t: np.NDArray) => void): np.NDArray {
  write(target);
  return target;
}

function drawn(draw: () => unknown): unknown {
  np.random.seed(7);
  return draw();
}

/** What the texts of calls.ts name. */
function argumentsOf({ type, layout }: Case): Arrays {
  const square = layout === 'empty' || layout === '0-d' ? layout : 'plain';
  const like = arranged(type, square, [3, 3], 3);
  const sq =
    like.ndim === 2 && like.size === 9
      ? np.add(like, np.multiply(np.eye(3, 3, 0, type as never), np.full([3, 3], 2, type as never)))
      : like;
  return {
    ...{ a: arranged(type, layout, [6], 1), b: arranged(type, layout, [6], 2), v: arranged(type, layout, [3], 4) },
    ...{ m: arranged(type, layout, [4, 3], 1), n: arranged(type, layout, [4, 3], 2) },
    sq: layout === 'transposed' || layout === 'reversed' ? (sq as np.NDArray).transpose() : sq,
    spd: np.add(
      np.ones([3, 3], type as never),
      np.multiply(np.eye(3, 3, 0, type as never), np.full([3, 3], 4, type as never)),
    ),
    i: np.array([2, 0, 1, 1, 4, 5], 'int32'),
    mask: np.array([true, false, true, true, false, false], 'bool'),
    z: made('complex128', [5], 6),
    out,
    drawn,
    qr: (f: { q: np.NDArray; r: np.NDArray }) => np.matmul(f.q, f.r),
  };
}

const textOf = (v: number | bigint | boolean): string =>
  typeof v === 'boolean' ? String(Number(v)) : Object.is(v, -0) ? '-0' : String(v);

const leafOf = (type: string, shape: readonly number[], values: readonly unknown[]): Leaf => ({
  type,
  shape,
  values: values.map((v) =>
    v instanceof np.Complex ? [textOf(v.re), textOf(v.im)] : textOf(v as number),
  ) as unknown as Numbers,
});

/** Arrays and scalars in what a call gave, in order. */
function leaves(value: unknown): Leaf[] {
  if (value === undefined || value === null) return [];
  if (value instanceof np.NDArray)
    return [leafOf(value.dtype, value.shape, value.size === 0 ? [] : [value.tolist()].flat(Number.POSITIVE_INFINITY))];
  if (Array.isArray(value)) {
    const isFlat = value.length > 0 && value.every((v) => typeof v === 'number' || typeof v === 'bigint');
    return isFlat ? [leafOf('list', [value.length], value)] : value.flatMap(leaves);
  }
  if (value instanceof np.Complex || typeof value !== 'object') return [leafOf(typeof value, [], [value])];
  return Object.values(value).flatMap(leaves);
}

function run(c: Case): Outcome {
  try {
    const given = argumentsOf(c);
    const names = Object.keys(given);
    const f = new Function('np', ...names, `return ${c.here};`) as (...args: unknown[]) => unknown;
    return { leaves: leaves(f(np, ...names.map((n) => given[n]))) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

const [input, output] = process.argv.slice(2) as [string, string];
const rank = process.env.OMPI_COMM_WORLD_RANK ?? '0';
let lines: string[] = [];
for (const c of JSON.parse(readFileSync(input, 'utf8')) as Case[]) {
  lines.push(JSON.stringify(run(c)));
  if (lines.length >= 20) appendFileSync(`${output}.${rank}`, `${lines.splice(0).join('\n')}\n`);
}
if (lines.length > 0) appendFileSync(`${output}.${rank}`, `${lines.join('\n')}\n`);
lines = [];
