/** Sorted by networks that take the least and the greatest of two, some of many -0 became 0, and the other way round. */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const values = Float64Array.from({ length: 200_003 }, (_, k) => [-0, 0, random() - 0.5][k % 3] as number);
const negative = (list: ArrayLike<number>) => Array.from(list).filter((v) => Object.is(v, -0)).length;
for (const type of ['float64', 'float32'] as const) {
  const sorted = (np.sort(np.array(values, type)) as np.NDArray).toArray() as number[];
  console.log(type, negative(sorted) - negative(values));
}
`;

it.each(['1', '2', '5'])('-0 stay as many as they were: --cpus %s', async (cpus) => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { out, err } = await project.legatec('--cpus', cpus, 'program.ts');
    expect([out, err]).toEqual(['float64 0\nfloat32 0\n', '']);
  } finally {
    project.remove();
  }
});
