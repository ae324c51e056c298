/**
 * Random functions over typed arrays of their own: what they see is the same whether loops are lifted or not, on one
 * process and on two ranks.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { legatec, root } from '../../run';
import { Generator, HELPERS } from './generate';

const COUNT = Number(process.env.LEGATE_TS_TEST_OWNED ?? 120);
const FIRST = Number(process.env.LEGATE_TS_TEST_SEED ?? 1);

/** The program: a line a call, with the function's number and what it saw. */
function program(): string {
  const seeds = Array.from({ length: COUNT }, (_, k) => FIRST + k);
  const functions = seeds.map((seed) => new Generator(seed).text(`f${seed}`));
  const calls = seeds.map((seed) => `show(${seed}, f${seed});`);
  return `${HELPERS}
${functions.join('\n')}
function show(seed: number, f: (n: number, c: number) => unknown[]): void {
  for (const [n, c] of [[5, 2], [40, 0.5], [40, 1.5], [1, 3]] as const) {
    let seen: string;
    try {
      seen = JSON.stringify(f(n, c));
    } catch (e) {
      seen = String(e);
    }
    console.log(seed, n, c, seen);
  }
}
${calls.join('\n')}
`;
}

let file: string;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'differential', '.owned-'));
  file = join(folder, 'owned.ts');
  writeFileSync(file, program());
});
afterAll(() => rmSync(folder, { recursive: true }));

const MODES: Record<string, string[]> = {
  'one process': ['--loops', 'always', '--cpus', '2'],
  'two ranks': ['--loops', 'always', '--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun'],
};

it('a program sees of its arrays what it would see without lifted loops', { timeout: 400_000 }, async () => {
  const plain = await legatec(['--loops', 'never', file]);
  expect(plain.code, plain.err).toBe(0);
  const expected = plain.out.trim().split('\n');
  expect(expected).toHaveLength(4 * COUNT);
  for (const [mode, args] of Object.entries(MODES)) {
    const { code, out, err } = await legatec([...args, file], { timeout: 180_000 });
    const lines = out.trim().split('\n');
    const at = expected.findIndex((line, i) => line !== lines[i]);
    if (at >= 0) expect.fail(`${mode}: saw ${lines[at]} instead of ${expected[at]}\n${err}`);
    expect(code, `${mode}: ${err}`).toBe(0);
  }
});
