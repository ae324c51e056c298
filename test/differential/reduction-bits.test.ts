/**
 * Reductions of shapes around all sizes that their order is made of (lanes, chunks, blocks), also of views, of
 * several at once, and beside results that are stored: the reference implementation's bits, on one and on two processors.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const folder = mkdtempSync(join(root, 'test', 'differential', '.bits-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = `import * as np from 'legate-ts/numpy';

function numbers(n: number): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0, state = n; i < n; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    x[i] = (state / 2 ** 32 - 0.5) * 10 ** (state % 9);
  }
  return x;
}

function print(what: string, result: unknown): void {
  const x = np.array(result as np.NDArray).astype('float64').ravel().data as Float64Array;
  console.log(what, Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('hex').slice(0, 400), x.length);
}

function all(what: string, x: np.NDArray, axis?: number): void {
  print(\`\${what} sum\`, np.sum(x, axis));
  print(\`\${what} max\`, np.max(x, axis));
  print(\`\${what} argmin\`, np.argmin(x, axis));
  const y = x.multiply(1.25);
  print(\`\${what} mean\`, np.mean(y, axis));
  print(\`\${what} least\`, np.min(y, axis));
  print(\`\${what} stored\`, y);
}

const shapes: number[][] = [
  ...[1, 5, 31, 32, 33, 63, 511, 512, 513, 1023, 4095, 4096, 4097, 4600, 8193, 20011].map((n) => [n]),
  ...[[3, 31], [3, 700], [40, 512], [17, 513], [9, 1100], [600, 7], [2, 9000], [130, 33], [5, 6, 700], [600, 40]],
];
for (const shape of shapes) {
  const n = shape.reduce((p, e) => p * e, 1);
  const x = np.array(numbers(n)).reshape(...shape) as np.NDArray;
  all(\`\${shape}\`, x);
  for (let axis = 0; shape.length > 1 && axis < shape.length; axis++) all(\`\${shape} axis \${axis}\`, x, axis);
  if (n > 20) all(\`\${shape} every third\`, x.slice(...shape.map((e) => (e > 3 ? '1::3' : ':'))));
  if (n > 20) all(\`\${shape} reversed\`, x.slice(...shape.map(() => '::-1')));
  const whole = x.astype('int32');
  print(\`\${shape} of integers\`, np.sum(whole));
  print(\`\${shape} least of integers\`, np.argmax(whole));
  const holes = np.where(x.greater(1e6), NaN, x) as np.NDArray;
  print(\`\${shape} with NaN\`, np.argmax(holes));
  print(\`\${shape} without NaN\`, np.nanmin(holes));
}
`;

it('have one order', { timeout: 400_000 }, async () => {
  const file = join(folder, 'reductions.ts');
  writeFileSync(file, PROGRAM);
  const reference = await legatec(['--no-jit', file], { timeout: 300_000 });
  expect(reference.code, reference.err).toBe(0);
  const expected = reference.out.split('\n');
  expect(expected.length).toBeGreaterThan(500);
  for (const flags of [
    ['--cpus', '2'],
    // All of it on the thread that waits, but not as small arrays.
    ['--cpus', '2', '--host-limit', '8'],
    ['--cpus', '1', '--host-path', 'off'],
    ['--cpus', '2', '--host-path', 'off'],
    ['--cpus', '2', '--no-fuse', '--host-path', 'off'],
  ]) {
    const { code, out, err } = await legatec([...flags, file]);
    expect(code, err).toBe(0);
    const lines = out.split('\n');
    expect(lines.filter((line, n) => line !== expected[n])).toEqual([]);
  }
});
