/**
 * Sums and quantiles have the same bits in every mode: fused or not, compiled or interpreted, on one processor, two,
 * or two ranks (of values that arithmetic alone makes: sin and exp are another's in the interpreter).
 * The sizes are on both sides of where work is cut, and not multiples of anything.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../run';
import { sameOutput } from './same-output';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const bits = (x: unknown): string => {
  const values = Float64Array.from([x].flat(9) as number[]);
  return Array.from(new BigUint64Array(values.buffer), (b) => b.toString(16)).join(' ');
};
for (const n of [1, 7, 1000, 65537, 300001, 1000003]) {
  const x = np.arange(0, n).multiply(0.7).mod(1).divide(3);
  const y = x.multiply(x).add(0.1);
  const narrow = y.astype('float32');
  console.log(n, bits([x.sum(), y.prod(), x.mean(), x.std(), x.subtract(y).absolute().sqrt().sum(), np.dot(x, y), narrow.sum()]));
  if (n < 100000) console.log(n, bits([np.median(x), np.percentile(y, 30), np.quantile(x.negative(), 1), np.median(narrow)]));
}
for (const shape of [[3, 100003], [100003, 3], [513, 777], [40, 50, 60]]) {
  const n = shape.reduce((a, b) => a * b);
  const a = np.arange(0, n).multiply(1.3).mod(1).reshape(...shape);
  for (let axis = 0; axis < shape.length; axis++) {
    const s = a.multiply(a).add(a.slice('::-1')).sum(axis) as np.NDArray;
    console.log(shape.join('x'), axis, bits(s.multiply(np.arange(1, s.size + 1).reshape(...s.shape)).sum()), bits(s.min()));
  }
}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'ranks', '.sums-'));
  writeFileSync(join(folder, 'sums.ts'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

const MODES: Record<string, string[]> = {
  'one processor': ['--cpus', '1'],
  'two processors': ['--cpus', '2'],
  'not fused': ['--cpus', '2', '--no-fuse'],
  interpreted: ['--no-jit'],
  'two ranks': ['--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun'],
  'two ranks of two processors': ['--cpus', '2', '--ranks-per-node', '2', '--launcher', 'mpirun'],
};

it('sums and quantiles have the same bits in every mode', { timeout: 400_000 }, async () => {
  const output = await sameOutput(join(folder, 'sums.ts'), MODES);
  expect(output.trim().split('\n')).toHaveLength(19);
});
