/** Folds of shapes around what they are unrolled by (steps, rows, tiles): V8's bits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const folder = mkdtempSync(join(root, 'test', 'differential', '.folds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = `
function byRows(c: Float64Array, a: Float64Array, b: Float64Array, m: number, n: number, depth: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let s = 0;
      for (let k = 0; k < depth; k++) s += a[i * depth + k] * b[j * depth + k];
      c[i * n + j] = s;
    }
  }
}

function byColumns(c: Float64Array, a: Float64Array, b: Float64Array, m: number, n: number, depth: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let s = c[i * n + j];
      for (let k = 0; k < depth; k++) s += a[i * depth + k] * b[k * n + j];
      c[i * n + j] = s;
    }
  }
}

function windows(c: Float64Array, a: Float64Array, b: Float64Array, n: number, depth: number): void {
  for (let i = 0; i < n; i++) {
    let s = 1;
    for (let k = 0; k < depth; k++) s = s * 0.5 + a[i + k] * b[k];
    c[i] = s;
  }
}

function squares(c: Float64Array, a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let k = 0; k < 3; k++) for (let l = 0; l < 3; l++) s += a[i + k * 5 + l] * b[k * 3 + l];
    c[i] = s;
  }
}

const numbers = (n: number) => Float64Array.from({ length: n }, (_, i) => ((i * 40503) % 65537) / 977 - 31);
function show(what: string, c: Float64Array): void {
  console.log(what, Buffer.from(c.buffer).toString('base64'));
}

for (const m of [1, 3, 4, 5, 17]) {
  for (const n of [1, 2, 15, 16, 17, 513]) {
    for (const depth of [1, 2, 3, 8, 33]) {
      const [a, b] = [numbers(m * depth), numbers(n * depth)];
      for (const [name, f] of [['rows', byRows], ['columns', byColumns]] as const) {
        const c = numbers(m * n);
        f(c, a, b, m, n, depth);
        show(\`\${name} \${m} \${n} \${depth}\`, c);
      }
    }
  }
}
for (const n of [1, 7, 511, 512, 1023, 1025, 2100]) {
  const c = new Float64Array(n);
  for (const depth of [1, 2, 5, 40]) {
    windows(c, numbers(n + depth), numbers(depth), n, depth);
    show(\`windows \${n} \${depth}\`, c);
  }
  squares(c, numbers(n + 20), numbers(9), n);
  show(\`squares \${n}\`, c);
}
`;

it('give the bits of the loops', { timeout: 300_000 }, async () => {
  const file = join(folder, 'folds.ts');
  writeFileSync(file, PROGRAM);
  const plain = await legatec(['--loops', 'never', file]);
  expect(plain.code, plain.err).toBe(0);
  const expected = plain.out.split('\n');
  expect(expected.length).toBeGreaterThan(300);
  const { code, out, err } = await legatec(['--loops', 'always', file], { timeout: 280_000 });
  expect(code, err).toBe(0);
  const lines = out.split('\n');
  expect(lines.filter((line, n) => line !== expected[n]).map((line) => line.slice(0, 40))).toEqual([]);
});
