/**
 * Arrays of changing sizes left gaps, and memory that had been given back was not free yet: the engine found no place
 * for an array although there was room, and ended the process.
 */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const step = (n: number) => np.ones([n]).add(1).sum() as number;
for (let k = 0; k < 60; k++) {
  const n = 1e6 + 100_000 * ((k * k * 7) % 29);
  if (step(n) !== 2 * n) throw new Error('wrong');
}
console.log('done');
`;

it('arrays of many sizes, one after the other', async () => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { code, out, err } = await project.legatec('--sysmem', '100', 'program.ts');
    expect(err).toBe('');
    expect([code, out]).toEqual([0, 'done\n']);
  } finally {
    project.remove();
  }
});
