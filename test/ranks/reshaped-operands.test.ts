/**
 * Library tasks see a list as the matrix that the program made of it, and a matrix as a list, where it is: the same results
 * as of a copy, in every mode.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const a: np.NDArray = np.mod(np.arange(0, 600000, 1, 'float64').multiply(0.6180339887498949), 1);
const m = a.reshape(600, 1000), b = np.copy(m);
const c3 = a.reshape(60, 10, 1000), d3 = np.copy(c3);
const same = (what: string, x: np.NDArray, y: np.NDArray) => console.log(what, np.array_equal(x, y));
same('sort', np.sort(m), np.sort(b));
same('sort3', np.sort(c3), np.sort(d3));
same('sort0', np.sort(m, 0), np.sort(b, 0));
same('take', np.take(m, [5, 1, 599], 0), np.take(b, [5, 1, 599], 0));
same('take flat', np.take(b, [5, 1, 599999]), np.take(a, [5, 1, 599999]));
same('matmul', np.matmul(m, m.T), np.matmul(b, b.T));
same('matmul3', np.matmul(c3, np.swapaxes(c3, 1, 2)), np.matmul(d3, np.swapaxes(d3, 1, 2)));
same('cumsum', np.cumsum(m, 1), np.cumsum(b, 1));
same('cumsum flat', np.cumsum(b), np.cumsum(a));
same('cumsum3', np.cumsum(c3, 0), np.cumsum(d3, 0));
same('fft', np.fft.fft(m), np.fft.fft(b));
same('sort flat', np.sort(b.ravel()), np.sort(a));
same('argsort', np.argsort(c3), np.argsort(d3));
same('solve', np.linalg.solve(a.slice(':250000').reshape(500, 500).add(np.eye(500)), m.slice(':500', ':500')), np.linalg.solve(np.copy(a.slice(':250000').reshape(500, 500)).add(np.eye(500)), b.slice(':500', ':500')));
same('inv', np.linalg.inv(a.slice(':250000').copy().reshape(500, 500)), np.linalg.inv(np.copy(a.slice(':250000').reshape(500, 500))));
same('nonzero', np.nonzero(m.greater(0.99))[1], np.nonzero(b.greater(0.99))[1]);
same('1s', np.sort(a.reshape(1, 600000, 1), 1).ravel(), np.sort(a));
const small = np.arange(24).reshape(2, 3, 4);
same('small', np.matmul(small, small.reshape(2, 4, 3)), np.matmul(np.copy(small), np.copy(small.reshape(2, 4, 3))));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'ranks', '.reshaped-'));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  [['--cpus', '1', '--host-path', 'off']],
  [['--cpus', '2']],
  [['--cpus', '3', '--host-path', 'kernels']],
  [['--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun']],
])('operands of another shape: %s', { timeout: 200_000 }, async (args) => {
  const { code, out, err } = await legatec([...args, '--verify', join(folder, 'program.ts')]);
  expect(code, err).toBe(0);
  const lines = out.trim().split('\n');
  expect(lines).toHaveLength(18);
  for (const line of lines) expect(line).toMatch(/ true$/);
});
