/**
 * Many small lifted loops over one array became one kernel with more run-time integers than a task was allowed, and
 * the program got LGT7010.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const folder = mkdtempSync(join(root, 'test', 'bug', '.loops-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('runs', { timeout: 60_000 }, async () => {
  const file = join(folder, 'shifts.ts');
  writeFileSync(
    file,
    `function shift(a: Float64Array, w: number, p: number): void {
  for (let i = a.length - 1; i >= 0; i--) for (let j = 0; j < w; j += 1) a[j + p] = a[i - j]!;
}
const a = Float64Array.from({ length: 358 }, (_, i) => i);
shift(a, 12, 1);
console.log(a.subarray(0, 16).join(' '));
`,
  );
  const [plain, lifted] = [await legatec(['--loops', 'never', file]), await legatec(['--loops', 'always', file])];
  expect(lifted.code, lifted.err).toBe(0);
  expect(lifted.out).toBe(plain.out);
});
