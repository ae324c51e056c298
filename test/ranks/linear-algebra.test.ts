/**
 * LAPACK's routines give a large matrix two threads, whatever the processors: the same bits on one processor, on two and on
 * two ranks. And the process may fork while they work.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../run';
import { sameOutput } from './same-output';

const PROGRAM = `
import { spawnSync } from 'node:child_process';
import * as np from 'legate-ts/numpy';

const bits = (x: np.NDArray): string => {
  const weights = np.mod(np.arange(0, x.size, 1, 'float64').multiply(0.7548776662466927), 1).reshape(...x.shape);
  const values = Float64Array.from([x.multiply(weights).sum() as number, x.max() as number, x.min() as number]);
  return Array.from(new BigUint64Array(values.buffer), (b) => b.toString(16)).join(' ');
};
const square = (n: number, step: number) => np.mod(np.arange(0, n * n, 1, 'float64').multiply(step), 1).reshape(n, n);

/** What waits for another value than those asked for before has those begin. */
const forks = () => {
  np.arange(0, 3e5, 1, 'float64').add(1).get([0]);
  for (let k = 0; k < 10; k++) spawnSync('true');
};

for (const n of [70, 300, 401]) {
  const a = square(n, 0.6180339887498949);
  const symmetric = a.add(a.T);
  const definite = np.matmul(a, a.T).add(np.eye(n));
  const { q, r } = np.linalg.qr(a) as { q: np.NDArray; r: np.NDArray };
  forks();
  const { u, s, vt } = np.linalg.svd(a) as { u: np.NDArray; s: np.NDArray; vt: np.NDArray };
  forks();
  console.log(n, 'qr', bits(q), bits(r), np.allclose(np.matmul(q, r), a));
  console.log(n, 'svd', bits(u), bits(s), bits(vt), np.allclose(np.matmul(u.multiply(s), vt), a));
  console.log(n, 'solve', bits(np.linalg.solve(definite, a) as np.NDArray), bits(np.linalg.inv(definite) as np.NDArray));
  console.log(n, 'cholesky', bits(np.linalg.cholesky(definite) as np.NDArray));
  const { w, v } = np.linalg.eigh(symmetric) as { w: np.NDArray; v: np.NDArray };
  console.log(n, 'eigh', bits(w), bits(v), np.allclose(np.matmul(symmetric, v), v.multiply(w)));
}
// Those of a batch are shared among processors, with a thread each.
const batch = np.stack([square(300, 0.6180339887498949), square(300, 0.7548776662466927), square(300, 0.5698402909980532)]);
console.log('batch', bits(np.linalg.inv(batch) as np.NDArray));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'ranks', '.linear-algebra-'));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

const MODES: Record<string, string[]> = {
  'one processor': ['--cpus', '1'],
  'two processors': ['--cpus', '2'],
  'two ranks': ['--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun'],
};

it('has the same bits on any machine, and outlives forks', { timeout: 400_000 }, async () => {
  const output = await sameOutput(join(folder, 'program.ts'), MODES);
  expect(output.trim().split('\n')).toHaveLength(16);
  expect(output).not.toContain('false');
});
