/** Programs with arrays, on the reference implementations: the command and the transform together. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeProject, type Project } from '../loader/project';

let project: Project;
beforeAll(() => {
  const program = `
import * as np from 'legate-ts/numpy';
let x = np.arange(4).astype('float64');
for (let i = 0; i < 3; i++) {
  const t = x.multiply(2);
  x = t.add(x.add(1));
}
console.log(String(x), x.multiply(2).add(1).sum());
try {
  x.add(np.zeros([3]));
} catch (error) {
  console.log((error as Error).message.slice(0, 8));
}
if (process.argv[2]) x.multiply(2)
  .add(np.zeros([5])).sum();
`;
  project = makeProject({ 'main.ts': program, 'main.cts': program });
});
afterAll(() => project.remove());

test.each(['main.ts', 'main.cts'])('%s computes, transformed', async (file) => {
  const { code, out, err } = await project.legatec('--no-jit', file);
  expect({ code, out, err }).toEqual({ code: 0, out: '[13. 40. 67. 94.] 432\nLGT4002:\n', err: '' });
});

test.each(['main.ts', 'main.cts'])('an error in %s has the line and column of the call', async (file) => {
  const { code, err } = await project.legatec('--no-jit', file, 'throw');
  expect(code).toBe(1);
  expect(err).toContain('LegateError: LGT4002: ');
  expect(err).toContain(`${project.folder}/${file}:15:4`);
});

test('explain --json leaves nothing but JSON on standard output', async () => {
  const { code, out, err } = await project.legatec('explain', '--no-jit', '--json', 'main.ts');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ kernels: expect.any(Number), temporaries_stored: expect.any(Number) });
  expect(err).toContain('432');
});
