/** Places in an empty list were asked of a task, which can't be given an empty region. */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const [none, some] = [np.array([]), np.array([3, 1, 2])];
console.log(np.searchsorted(none, some).toArray(), np.searchsorted(some, none).shape, np.digitize(some, none).toArray());
`;

it('searchsorted of nothing', async () => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { out, err } = await project.legatec('--host-path', 'off', 'program.ts');
    expect([out, err]).toEqual(['[ 0, 0, 0 ] [ 0 ] [ 0, 0, 0 ]\n', '']);
  } finally {
    project.remove();
  }
});
