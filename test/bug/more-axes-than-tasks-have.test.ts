/**
 * Sorts and sums along an axis of more than six: refused where small arrays are computed at once (LGT7010) or several
 * processors share a large one (LGT7020), sums along another axis, and an end of the process.
 */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
for (const n of [2, 1024]) {
  const shape = [2, 2, 1, 2, 2, 2, 2, n];
  const size = 64 * n;
  const list = np.mod(np.arange(0, size).multiply(7919), 1000003) as np.NDArray;
  const many = list.reshape(...shape);
  for (const axis of [0, 3, 7]) {
    const before = shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const few = list.reshape(before, shape[axis] as number, -1);
    const pairs = {
      sort: [np.sort(many, axis), np.sort(few, 1)],
      argsort: [np.argsort(many, axis), np.argsort(few, 1)],
      cumsum: [np.cumsum(many, axis), np.cumsum(few, 1)],
    };
    for (const [name, [a, b]] of Object.entries(pairs) as [string, [np.NDArray, np.NDArray]][]) {
      console.log(name, n, axis, String(a.shape) === String(shape), np.array_equal(a.flatten(), b.flatten()));
    }
  }
}
`;

const EXPECTED = [2, 1024].flatMap((n) =>
  [0, 3, 7].flatMap((axis) => ['sort', 'argsort', 'cumsum'].map((name) => `${name} ${n} ${axis} true true`)),
);

it.each([
  ['--host-path', 'auto', '--cpus', '2'],
  ['--host-path', 'off', '--cpus', '1'],
  ['--host-path', 'off', '--cpus', '2'],
  ['--no-jit'],
])('%s %s %s %s', async (...flags) => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { out, err } = await project.legatec(...flags, 'program.ts');
    expect([out.trimEnd().split('\n'), err]).toEqual([EXPECTED, '']);
  } finally {
    project.remove();
  }
});
