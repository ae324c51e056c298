/**
 * A typed array that the program is done with could be collected while loops over it were still pending: then tasks
 * worked on memory that was free, and might be anybody's.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

/** The collector's turn comes after some 13 calls, mostly while the third loop is prepared. */
const program = (made: string): string => `
function largest(n: number, k: number): number {
  const x = ${made};
  const y = ${made};
  for (let i = 0; i < n; i++) x[i] = i * k;
  for (let i = 0; i < n; i++) y[i] = x[i]! + 1;
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, y[i]!);
  return most;
}
let wrong = 0;
for (let k = 1; k <= 40; k++) if (largest(4e6, k) !== (4e6 - 1) * k + 1) wrong++;
console.log(wrong);
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'bug', '.dies-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['owned', 'new Float64Array(n)'],
  // Seen through its buffer, it is nobody's own.
  ['attached', 'new Float64Array(new ArrayBuffer(8 * n))'],
])('arrays that are %s stay until tasks are done with them', async (name, made) => {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, program(made));
  const { out, err } = await legatec([file]);
  expect(out, err).toBe('0\n');
});
