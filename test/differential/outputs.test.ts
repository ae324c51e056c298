/** `out` and `where`, and arrays whose bytes are seen as another type, against NumPy: on the engine and in the host. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pythonWith } from '../python';
import { makeProject } from '../unit/loader/project';

/**
 * A statement in Python and here, run with new arrays each: a, b and o of float64, f of float32, i and k of int32,
 * z of complex128, m of bool (all 4 × 6), v (6) and s (4) of float64. All of them are compared afterwards, and r.
 */
const CASES: readonly (readonly [string, string])[] = [
  ['r = np.add(a, b, out=o)', 'r = np.add(a, b, { out: o })'],
  ['r = np.add(a, v, out=a)', 'r = np.add(a, v, { out: a })'],
  ['r = np.multiply(a, 2, out=o, where=m)', 'r = np.multiply(a, 2, { out: o, where: m })'],
  [
    'r = np.subtract(2, a, out=o[::-1], where=m[0])',
    "r = np.subtract(2, a, { out: o.slice('::-1'), where: m.slice(0) })",
  ],
  ['r = np.exp(v, out=o)', 'r = np.exp(v, { out: o })'],
  ['r = np.sqrt(np.abs(a), out=f, where=m)', 'r = np.sqrt(np.abs(a), { out: f, where: m })'],
  ['r = np.add(i, k, out=f)', 'r = np.add(i, k, { out: f })'],
  ['r = np.add(f, i, out=z, where=m)', 'r = np.add(f, i, { out: z, where: m })'],
  ['r = np.less(a, b, out=o)', 'r = np.less(a, b, { out: o })'],
  ['r = np.logical_and(i, k, out=m, where=m)', 'r = np.logical_and(i, k, { out: m, where: m })'],
  ['r = np.left_shift(i, 1, out=i, where=i > 2)', 'r = np.left_shift(i, 1, { out: i, where: np.greater(i, 2) })'],
  ['r = np.add(a[:, :-1], 1, out=a[:, 1:])', "r = np.add(a.slice(':', ':-1'), 1, { out: a.slice(':', '1:') })"],
  [
    'r = np.add(a[:, 1:], a[:, :-1], out=a[:, 1:], where=m[:, 1:])',
    "r = np.add(a.slice(':', '1:'), a.slice(':', ':-1'), { out: a.slice(':', '1:'), where: m.slice(':', '1:') })",
  ],
  ['r = np.negative(a[::-1, ::-1], out=a)', "r = np.negative(a.slice('::-1', '::-1'), { out: a })"],
  ['r = np.maximum(o.T, a.T, out=o.T)', 'r = np.maximum(o.T, a.T, { out: o.T })'],
  [
    'r = np.sin(np.cos(a) + b, out=o); r = np.add(o, 1, out=o); r = np.add(o, o, out=o, where=o > 1)',
    'np.sin(np.cos(a).add(b), { out: o }); np.add(o, 1, { out: o }); r = np.add(o, o, { out: o, where: np.greater(o, 1) })',
  ],
  ['r = np.where(m, np.add(a, b), 0)', 'r = np.add(a, b, { where: m })'],
  ['r = np.where(m[1], np.sin(a), 0)', 'r = np.sin(a, { where: m.slice(1) })'],
  ['r = np.sum(a, 0, out=v)', 'r = np.sum(a, 0, { out: v })'],
  ['r = np.sum(a, 0, out=v, where=m, initial=3)', 'r = np.sum(a, 0, false, { out: v, where: m, initial: 3 })'],
  ['r = np.sum(i, 1, keepdims=True, out=i[:, :1])', "r = np.sum(i, 1, true, { out: i.slice(':', ':1') })"],
  ['r = np.sum(a, out=s[1, ...])', 'r = np.sum(a, { out: s.slice(1) })'],
  ['r = np.sum(f, 1, out=s)', 'r = np.sum(f, 1, { out: s })'],
  ['r = np.prod(i, 1, out=s)', 'r = np.prod(i, 1, { out: s })'],
  ['r = np.max(a, 1, out=s)', 'r = np.max(a, 1, { out: s })'],
  ['r = np.min(i, 0, out=v)', 'r = np.min(i, 0, { out: v })'],
  ['r = np.sum(a, 1, out=i[:, 0])', "r = np.sum(a, 1, { out: i.slice(':', 0) })"],
  ['r = np.sum(f * 0.1, 0, out=v)', 'r = np.sum(f.multiply(0.1), 0, { out: v })'],
  ['r = np.max(a, 1, out=i[:, 0])', "r = np.max(a, 1, { out: i.slice(':', 0) })"],
  ['r = np.cumsum(a, 1, out=i)', 'r = np.cumsum(a, 1, { out: i })'],
  ['r = np.any(m, 0, out=m[0])', 'r = np.any(m, 0, { out: m.slice(0) })'],
  ['r = np.all(m, 1, out=s)', 'r = np.all(m, 1, { out: s })'],
  ['r = np.mean(a, 1, out=s)', 'r = np.mean(a, 1, { out: s })'],
  ['r = np.mean(a, out=s[0, ...])', 'r = np.mean(a, { out: s.slice(0) })'],
  ['r = np.std(a, 0, ddof=1, out=v)', 'r = np.std(a, 0, 1, { out: v })'],
  ['r = np.var(a, 1, out=s)', 'r = np.var(a, 1, { out: s })'],
  ['r = np.median(a, 0, out=v)', 'r = np.median(a, 0, { out: v })'],
  ['r = np.percentile(a, 30, axis=1, out=s)', 'r = np.percentile(a, 30, 1, { out: s })'],
  ['r = np.nansum(a, 0, out=v)', 'r = np.nansum(a, 0, { out: v })'],
  ['r = np.ptp(a, 1, out=s)', 'r = np.ptp(a, 1, { out: s })'],
  ['r = np.cumsum(a, 1, out=o)', 'r = np.cumsum(a, 1, { out: o })'],
  ['r = np.cumsum(a, 0, out=a)', 'r = np.cumsum(a, 0, { out: a })'],
  ['r = np.cumprod(i, 1, out=o)', 'r = np.cumprod(i, 1, { out: o })'],
  ['r = np.clip(a, -0.5, 0.5, out=a)', 'r = np.clip(a, -0.5, 0.5, { out: a })'],
  ['r = np.clip(a, None, v, out=o)', 'r = np.clip(a, null, v, { out: o })'],
  ['r = np.round(a, 1, out=o)', 'r = np.round(a, 1, { out: o })'],
  ['r = np.matmul(a, b.T, out=o[:, 1:5])', "r = np.matmul(a, b.T, { out: o.slice(':', '1:5') })"],
  ['r = np.matmul(a[:, :4], a, out=a)', "r = np.matmul(a.slice(':', ':4'), a, { out: a })"],
  ['r = np.dot(a, v, out=s)', 'r = np.dot(a, v, { out: s })'],
  ['r = np.outer(s, v, out=o)', 'r = np.outer(s, v, { out: o })'],
  ['r = np.einsum("ij,j->i", a, v, out=s)', "r = np.einsum('ij,j->i', a, v, { out: s })"],
  ['r = np.take(a, [3, 0, 0, 1], 0, out=o)', 'r = np.take(a, [3, 0, 0, 1], 0, { out: o })'],
  [
    'r = np.compress([True, False, True], a, 0, out=o[2:])',
    "r = np.compress(np.array([1, 0, 1], 'bool'), a, 0, { out: o.slice('2:') })",
  ],
  ['r = np.concatenate([a[:2], b[2:]], 0, out=o)', "r = np.concatenate([a.slice(':2'), b.slice('2:')], 0, { out: o })"],
  ['r = np.stack([s, s + 1], 1, out=o[:, 2:4])', "r = np.stack([s, s.add(1)], 1, { out: o.slice(':', '2:4') })"],
  ['r = a.dot(v, out=s)', 'r = a.dot(v, { out: s })'],
  ['r = a.sum(1, out=s)', 'r = a.sum(1, { out: s })'],
  ['r = a.clip(0, 1, out=a)', 'r = a.clip(0, 1, { out: a })'],
  ['r = a.cumsum(1, out=o)', 'r = a.cumsum(1, { out: o })'],
  ['a.sort(0); r = a', 'r = np.sort(a, 0, { out: a })'],
  ['r = np.sort(b)[::-1]; o[:] = np.sort(b, 1)', "r = np.sort(b).slice('::-1'); b.sort({ out: o })"],
  ['r = np.copyto(a, b, where=m); r = a', 'np.copyto(a, b, { where: m }); r = a'],
  [
    'np.copyto(a[:, 1:], a[:, :-1], where=m[1, 1:]); r = a',
    "np.copyto(a.slice(':', '1:'), a.slice(':', ':-1'), { where: m.slice(1, '1:') }); r = a",
  ],
  ['np.copyto(k, 7, where=m); r = k', 'np.copyto(k, 7, { where: m }); r = k'],
  // The same memory under other types.
  ["r = a.view('int64'); r[1, 2:4] = 0", "r = a.view('int64'); r.slice(1, '2:4').fill(0)"],
  ["r = a.view('uint8'); r[::2, 7::8] = 64", "r = a.view('uint8'); r.slice('::2', '7::8').fill(64)"],
  [
    "r = f.view('int32'); np.add(f, 1, out=f); np.negative(r, out=r); np.add(f, 1, out=f)",
    "r = f.view('int32'); np.add(f, 1, { out: f }); np.negative(r, { out: r }); np.add(f, 1, { out: f })",
  ],
  [
    "r = z.view('float64'); r[:, 1::2] *= 3",
    "r = z.view('float64'); np.multiply(r.slice(':', '1::2'), 3, { out: r.slice(':', '1::2') })",
  ],
  ["r = f.view('complex64'); r += 1", "r = f.view('complex64'); np.add(r, 1, { out: r })"],
  ["r = k.view('int64'); k[0] = 9", "r = k.view('int64'); k.slice(0).fill(9)"],
  ["r = i[1:3, ::-1].view('uint32'); r[0] = 5", "r = i.slice('1:3', '::-1').view('uint32'); r.slice(0).fill(5)"],
  [
    "r = k.T.view('float32'); k[1] = k.view('float32').view('int32')[2]",
    "r = k.T.view('float32'); np.copyto(k.slice(1), k.view('float32').view('int32').slice(2))",
  ],
  [
    "r = v.view('uint8')[5:19].view('uint16') if False else v[1:4].view('uint16'); r[3] = 4; v[0] = 1; r[4] = 7",
    "r = v.slice('1:4').view('uint16'); r.set([3], 4); v.set([0], 1); r.set([4], 7)",
  ],
  ["r = m.view('uint8'); r[0] = 1; m[3] = False", "r = m.view('uint8'); r.slice(0).fill(1); m.slice(3).fill(0)"],
  ["r = (a + 1).view('int64'); r = r.view('float64') + r", "r = a.add(1).view('int64'); r = r.view('float64').add(r)"],
  [
    "r = a.view('int64'); s[:] = a.sum(1); r[:] = b.view('int64'); s[1] = a.sum(); b[0] = 1; s[2] = r.sum() % 1024",
    "r = a.view('int64'); np.sum(a, 1, { out: s }); np.copyto(r, b.view('int64')); s.set([1], a.sum() as number); b.slice(0).fill(1); s.set([2], Number(((r.sum() as bigint) % 1024n + 1024n) % 1024n))",
  ],
  ["r = np.add(a.view('int64'), 1, out=a)", "r = np.add(a.view('int64'), 1, { out: a })"],
  ["r = np.frombuffer(a.tobytes(), 'float32')", "r = a.flatten().view('float32')"],
  // Refused by both.
  [
    "r = s.view('complex128')[:1].T.view('int64') if s.size % 2 else s.reshape(4, 1).view('complex128')",
    "r = s.reshape(4, 1).view('complex128')",
  ],
  ["r = a[:, ::2].view('int32')", "r = a.slice(':', '::2').view('int32')"],
  ["r = a.T.view('uint8')", "r = a.T.view('uint8')"],
  ['r = np.add(a, b, out=v)', 'r = np.add(a, b, { out: v })'],
  ['r = np.add(a, 1, out=i)', 'r = np.add(a, 1, { out: i })'],
  ['r = np.add(i, 1, out=m)', 'r = np.add(i, 1, { out: m })'],
  ['r = np.sqrt(z, out=o)', 'r = np.sqrt(z, { out: o })'],
  ['r = np.sum(a, 0, out=s)', 'r = np.sum(a, 0, { out: s })'],
  ['r = np.add(a, b, out=np.broadcast_to(v, (4, 6)))', 'r = np.add(a, b, { out: np.broadcast_to(v, [4, 6]) })'],
];

const NAMES = ['a', 'b', 'o', 'f', 'i', 'k', 'z', 'm', 'v', 's'];

const indent = (text: string) =>
  text
    .split('; ')
    .map((line) => `    ${line}`)
    .join('\n');

const python = `
import json, sys
import numpy as np
def flat(x):
    x = np.asarray(x)
    w = x.astype('complex128').ravel()
    return [list(x.shape), str(x.dtype), [float(e) for e in w.real] + [float(e) for e in w.imag]]
def made():
    t = np.arange(24, dtype='float64').reshape(4, 6)
    a = t * 0.25 - 2.125
    return [a, t[::-1, ::-1] * 0.5 - 3, t * 0 + 7, a.astype('float32'), (t - 5).astype('int32'), (t % 5).astype('int32'),
        a + 1j * t, t % 3 == 0, t[1] * 0.125, t[:, 2].copy()]
def check(f):
    arrays = made()
    try:
        r = f(*arrays)
    except Exception as e:
        return 'refused'
    return [flat(x) for x in arrays + [r]]
results = []
${CASES.map(([text], n) => `def case${n}(${NAMES.join(', ')}):\n${indent(text)}\n    return r\nresults.append(check(case${n}))`).join('\n')}
print(json.dumps(results))
`;

const program = `
import * as np from 'legate-ts/numpy';
type A = np.NDArray;
const flat = (x: A) => {
  const w = x.astype('complex128').flatten();
  return [x.shape, x.dtype, [...np.real(w).toArray() as number[], ...np.imag(w).toArray() as number[]]];
};
function made(): A[] {
  const t = np.arange(24).reshape(4, 6);
  const a = t.multiply(0.25).subtract(2.125);
  return [a, t.slice('::-1', '::-1').multiply(0.5).subtract(3), t.multiply(0).add(7), a.astype('float32'),
    t.subtract(5).astype('int32'), np.mod(t, 5).astype('int32'),
    np.add(a.astype('complex128'), np.multiply(t.astype('complex128'), new np.Complex(0, 1))),
    np.equal(np.mod(t, 3), 0), t.slice(1).multiply(0.125), t.slice(':', 2).copy()];
}
function check(f: (${NAMES.map((n) => `${n}: A`).join(', ')}) => A): unknown {
  const arrays = made();
  let r: A;
  try {
    r = f(...(arrays as [A, A, A, A, A, A, A, A, A, A]));
  } catch (error) {
    if (!String((error as { code?: string }).code).startsWith('LGT')) throw error;
    return 'refused';
  }
  return [...arrays, r].map(flat);
}
const results: unknown[] = [];
${CASES.map(([, text]) => `results.push(check((${NAMES.join(', ')}) => { let r: A; ${text}; return r as A; }));`).join('\n')}
console.log(JSON.stringify(results));
`;

type Flat = [number[], string, number[]];
type Result = 'refused' | Flat[];

function wanted(): Result[] {
  const { command, env } = pythonWith(['numpy>=2,<3'], 'import numpy');
  const run = spawnSync(command, ['-c', python], { env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Result[];
}

describe.each([
  ['tasks', ['--host-path', 'off', '--cpus', '2', '--verify']],
  ['tasks, unfused', ['--host-path', 'off', '--cpus', '1', '--no-fuse']],
  ['host', ['--host-path', 'auto', '--cpus', '2']],
])('as NumPy: %s', (_, flags) => {
  it('results, and every array that was given', async () => {
    const project = makeProject({ 'program.ts': program });
    try {
      const { out, err } = await project.legatec(...flags, 'program.ts');
      expect(err).toBe('');
      const got = JSON.parse(out) as Result[];
      const theirs = wanted();
      // Nine are refused by both; another one would be a mistake in its Python.
      expect(theirs.filter((result) => result === 'refused').length).toBe(9);
      const wrong = CASES.filter((_case, n) => !same(got[n] as Result, theirs[n] as Result));
      expect(wrong.map(([text]) => text)).toEqual([]);
    } finally {
      project.remove();
    }
  });
});

function same(x: Result, y: Result): boolean {
  if (typeof x === 'string' || typeof y === 'string') return x === y;
  return x.every(([shape, dtype, data], n) => {
    const [shape2, dtype2, data2] = y[n] as Flat;
    const close = (e: number, k: number) =>
      Math.abs(e - (data2[k] as number)) <= (dtype === 'float32' ? 1e-6 : 1e-13) * Math.max(1, Math.abs(e));
    return shape.join() === shape2.join() && dtype === dtype2 && data.length === data2.length && data.every(close);
  });
}
