/**
 * The optimiser said on the program's stderr which of the loops in a compiled function it could not vectorise, where vectors
 * of some length had been asked for: around functions that are code of our own.
 */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';

const steps = np.vectorize((x: number) => {
  let count = 0;
  while (x !== 1 && count < 200) {
    x = x % 2 === 0 ? x / 2 : 3 * x + 1;
    count += 1;
  }
  return count;
});
console.log(steps(np.arange(1, 300000)).sum());
`;

it('nothing but what the program prints', async () => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { out, err, code } = await project.legatec('program.ts');
    expect([out, err, code]).toEqual([expect.stringMatching(/^\d+\n$/), '', 0]);
  } finally {
    project.remove();
  }
});
