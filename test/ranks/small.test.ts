/** Small arrays among large ones: the same output with and without the host path, and on two ranks, where each computes them. */
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
const show = (name: string, x: np.NDArray) => console.log(name, x.dtype, x.shape.join('x'), bits(x.astype('float64').toArray()));

const a = np.linspace(-2, 3, 37);
show('functions', np.exp(a).add(np.sin(a)).multiply(np.tanh(a)).subtract(np.cbrt(a)));
show('narrow', np.log1p(a.absolute().astype('float32')).power(1.7));
const m = np.cos(np.arange(36)).reshape([6, 6]);
show('products', np.matmul(np.linalg.inv(m.add(np.eye(6).multiply(3))), m.T));
show('sorted', np.sort(np.concatenate([a, m.ravel()])).slice('::-7'));
show('chosen', np.take(a, np.argsort(np.sin(a)).slice(':5').astype('int64')));
show('sums', np.array([m.sum(), m.std(), a.mean(), m.max(), np.dot(a, a), np.fft.fft(a).absolute().sum()] as number[]));
for (const n of [31, 1023, 4095, 4096, 4097, 20011, 65537, 262144, 262145])
  console.log(n, bits([np.sqrt(np.arange(n)).sum(), np.exp(np.arange(n).multiply(-0.01)).sum()]));

// What tasks made, what was read of it, and writes that what is pending must not see.
let x = np.arange(270000).multiply(1e-4);
const weights = np.ones([3]);
const seen: number[] = [];
for (let k = 0; k < 12; k++) {
  const center = x.slice(':3').multiply(weights);
  x = x.add(center.sum(0, true)).multiply(0.25);
  weights[k % 3] = k + 1;
  const scale = x.max() as number;
  if (k % 4 === 3) seen.push(scale);
  x = x.divide(scale);
  x[k] = k;
  weights.set([0], (weights.get([0]) as number) / 2);
}
for (let k = 0; k < 200; k++) x[k + 1] = (x[k] as number) * 0.5 + 1;
show('mixed', np.concatenate([x.slice('::7919'), weights, np.array(seen)]));
console.log(bits(x.sum()));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'ranks', '.small-'));
  writeFileSync(join(folder, 'small.ts'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

const MODES: Record<string, string[]> = {
  tasks: ['--cpus', '2', '--host-path', 'off'],
  host: ['--cpus', '2'],
  'not fused': ['--cpus', '1', '--no-fuse'],
  'two ranks': ['--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun'],
};

it('small arrays are the same in every mode', { timeout: 400_000 }, async () => {
  const output = await sameOutput(join(folder, 'small.ts'), MODES);
  expect(output.trim().split('\n')).toHaveLength(17);
});
