/** Lifted loops leave the same on one processor, two, two ranks, and without being lifted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../run';
import { sameOutput } from './same-output';

const PROGRAM = `
const digest = (...arrays: (Float64Array | Int32Array | Float32Array)[]): number => {
  let h = 0;
  for (const a of arrays) {
    const bits = new Uint32Array(a.buffer);
    for (let i = 0; i < bits.length; i++) h = (Math.imul(h, 31) + bits[i]!) | 0;
  }
  return h >>> 0;
};
const h = 300;
const w = 211;
let u = new Float64Array(h * w);
let v = new Float64Array(h * w);
for (let i = 0; i < h; i++) for (let j = 0; j < w; j++) u[i * w + j] = ((i * 7) % 11) * j;
for (let t = 0; t < 5; t++) {
  for (let i = 1; i < h - 1; i++) {
    for (let j = 1; j < w - 1; j++) {
      const k = i * w + j;
      v[k] = u[k]! + 0.1 * (u[k - 1]! + u[k + 1]! + u[k - w]! + u[k + w]! - 4 * u[k]!);
    }
  }
  [u, v] = [v, u];
}
console.log('heat', digest(u, v));
// Whole memory, written in part, read at once by the program.
for (let i = 10; i < 20; i++) u[i] = i;
console.log('part', digest(u), u[9], u[10], u[20]);
u[15] = 4.5;
let most = -1;
let where = -1;
let odd = 0;
for (let i = 0; i < h * w; i++) {
  if (u[i]! > most) {
    most = u[i]!;
    where = i;
  }
  if (i % 2 === 1) odd++;
}
console.log('reductions', most, where, odd, u[15]);
const c = new Float32Array(40 * 30);
for (let i = 0; i < 40; i++) {
  for (let j = 0; j < 30; j++) {
    let s = 0;
    for (let k = 0; k < 50; k++) s += u[i * 50 + k]! * v[k * 30 + j]!;
    c[i * 30 + j] = s;
  }
}
console.log('product', digest(c));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'ranks', '.loops-'));
  writeFileSync(join(folder, 'loops.ts'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

const MODES: Record<string, string[]> = {
  'as they are': ['--loops', 'never'],
  'one processor': ['--loops', 'always', '--cpus', '1'],
  'two processors': ['--loops', 'always', '--cpus', '2'],
  'two ranks': ['--loops', 'always', '--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun'],
};

it('loops leave the same in every mode', { timeout: 200_000 }, async () => {
  const output = await sameOutput(join(folder, 'loops.ts'), MODES);
  expect(output.trim().split('\n')).toHaveLength(4);
});
