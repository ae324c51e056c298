/** Sorted numbers had -0 and 0 in the order in which they came, or -0 first, as they were many or few, sorted here or there. */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const few = [3, 0, -0, -1, 0, -0];
const many = Array.from({ length: 300 }, (_, n) => few[n % few.length] as number);
for (const type of ['float64', 'float32'] as const)
  for (const list of [few, many]) {
    const sorted = (np.sort(np.array(list, type)) as np.NDArray).toArray() as number[];
    const zeros = sorted.filter((v) => v === 0).map((v) => Object.is(v, -0));
    console.log(type, zeros.lastIndexOf(true) + 1 === zeros.indexOf(false), zeros.length);
  }
`;

const EXPECTED = ['float64 true 4', 'float64 true 200', 'float32 true 4', 'float32 true 200', ''].join('\n');

it.each([
  ['--host-path', 'off'],
  ['--host-path', 'auto'],
  ['--host-path', 'off', '--no-jit'],
])('-0 comes before 0: %s %s %s', async (...flags) => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { out, err } = await project.legatec(...flags, 'program.ts');
    expect([out, err]).toEqual([EXPECTED, '']);
  } finally {
    project.remove();
  }
});
