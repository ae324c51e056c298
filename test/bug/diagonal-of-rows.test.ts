/** A diagonal under a shape with axes of extent 1 was copied from the first row. */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const square = np.arange(24).reshape(4, 6) as np.NDArray;
const diagonal = np.diagonal(np.square(square)) as np.NDArray;
console.log(JSON.stringify(np.reshape(diagonal, [4, 1, 1])));
console.log(JSON.stringify(np.sum(np.reshape(diagonal, [1, 4, 1]), 1)));
`;

it.each(['off', 'auto', 'kernels'])('a diagonal stays one: --host-path %s', async (path) => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { out, err } = await project.legatec('--host-path', path, 'program.ts');
    expect(err).toBe('');
    expect(out).toBe('[[[0]],[[49]],[[196]],[[441]]]\n[[686]]\n');
  } finally {
    project.remove();
  }
});
