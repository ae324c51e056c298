/**
 * Plain JavaScript (no transform, no `using`) in one long synchronous loop: what is dead is released, so that resident memory
 * stays where it was after warm-up. MEMORY_OPERATIONS=1000000 runs as many, and then allows less for each.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { node, root } from '../run';

const OPERATIONS = Number(process.env.MEMORY_OPERATIONS ?? 100_000);
/** Operations until pools, kernels and plans are made, and the collector has found its pace. */
const WARM = 60_000;
/** What resident memory may differ by, MiB: pieces of memory that the engine and the collector have in hand. */
const ALLOWED = 128;

const BODIES: Readonly<Record<string, string>> = {
  'a chain': 'x = np.multiply(np.add(x, a), half);',
  'results that are read now and then': `const y = np.subtract(np.add(a, half), half);
    if (n % 1000 === 0) x.item(5) === y.item(5);`,
  'arrays made of typed arrays': 'np.array(list); np.array(list);',
};

const program = (body: string): string => `
const np = require(${JSON.stringify(join(root, 'dist', 'runtime', 'numpy', 'index.js'))});
const list = Float64Array.from({ length: 10000 }, (_, i) => i);
const a = np.array(list), half = np.full([10000], 0.5);
let x = np.add(a, half), warm = 0;
x.item(1);
for (let n = 0; n < ${WARM + OPERATIONS}; n += 2) {
  ${body}
  if (n === ${WARM}) warm = process.memoryUsage.rss();
}
console.log((process.memoryUsage.rss() - warm) / 2 ** 20, warm / 2 ** 20);
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'faults', '.memory-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(Object.entries(BODIES))('%s', { timeout: 600_000 }, async (name, body) => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.cjs`);
  writeFileSync(file, program(body));
  const { code, out, err } = await node([file], { timeout: 600_000 });
  expect(code, err).toBe(0);
  const [grown, warm] = out.trim().split(' ').map(Number) as [number, number];
  if (process.env.MEMORY_OPERATIONS) console.log(`${name}: ${warm.toFixed(0)} MiB, grown by ${grown.toFixed(0)} MiB`);
  expect(warm).toBeGreaterThan(100);
  expect(grown).toBeLessThan(ALLOWED);
});
