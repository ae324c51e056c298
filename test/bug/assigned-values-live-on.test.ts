/**
 * What a statement assigned to a part of an array was the value of the statement, kept until garbage was collected: the
 * task stored it a second time, and a loop held the values of all its rounds.
 */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const SOURCE = `import * as np from 'legate-ts/numpy';
const u = np.ones([300, 300]);
const v = np.zeros([300, 300]);
v[\`1:-1, 1:-1\`] = (u[\`:-2, 1:-1\`] + u[\`2:, 1:-1\`]) * 0.5;
u[\`1:-1, 1:-1\`] += v[\`2:, 1:-1\`] * 2;
console.log(u.sum(), v.sum());
`;

it('no task stores the value of an assignment that nobody reads', async () => {
  const project = makeProject({ 'package.json': '{ "type": "module" }', 'main.ts': SOURCE });
  const { code, out, err } = await project.legatec('--cpus', '2', '--emit=partition', 'main.ts');
  project.remove();
  expect(code, err).toBe(0);
  expect(out).toBe('267012 88804\n');
  expect(err).toContain('300x300 kept');
  expect(err).not.toContain('298x298');
});
