/** Arrays that only the collector can find dead are freed on ranks too: on all of them, or on none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
// Out of sight of the transform: a list of arrays through a call.
function step(v: np.NDArray): np.NDArray[] {
  const list = [v.add(1)];
  list.push(list[0].multiply(0.5));
  list.push(list[1].add(0.25));
  return list;
}
let x: np.NDArray = np.ones([1.25e6]);
for (let i = 0; i < 200; i++) {
  x = step(x)[2];
  if (i % 20 === 0) x.sum();
}
console.log(x.sum());
`;

const folder = mkdtempSync(join(root, 'test', 'ranks', '.memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a loop of 6 GB of temporaries within 300 MB on two ranks', { timeout: 200_000 }, async () => {
  const file = join(folder, 'loop.ts');
  writeFileSync(file, PROGRAM);
  const { code, out, err } = await legatec(['--sysmem', '300', '--ranks-per-node', '2', '--launcher', 'mpirun', file]);
  expect(err).toBe('');
  expect(out).toBe('1875000\n');
  expect(code).toBe(0);
});
