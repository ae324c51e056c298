/** ts-node with nothing but its own configuration: `require` in tsconfig.json. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../run';
import { makeProject, type Project, TS_NODE } from './project';

const PROGRAM = `import * as np from 'legate-ts/numpy';
import { twice } from './lib.js';
console.log(String(twice(np.ones([3])) + 1));
if (process.argv[2] === 'throw') throw new Error('here');
`;
const config = (more: string): string =>
  `{ "compilerOptions": { "module": "node16", "target": "es2022" }, "ts-node": { ${more}"require": ["legate-ts/register"] } }`;

let project: Project;
beforeAll(() => {
  project = makeProject({
    'esm/package.json': '{ "type": "module" }',
    'esm/tsconfig.json': config('"esm": true, '),
    'esm/main.ts': PROGRAM,
    'esm/lib.ts': `import type * as np from 'legate-ts/numpy';\nexport const twice = (a: np.NDArray) => a * 2;\n`,
    'esm/wrong.ts': `import * as np from 'legate-ts/numpy';\nexport const s: string = np.ones([3]) + 1;\n`,
    'cjs/package.json': '{ "type": "commonjs" }',
    'cjs/tsconfig.json': config(''),
    'cjs/main.ts': PROGRAM,
    'cjs/lib.ts': `import type * as np from 'legate-ts/numpy';\nexport const twice = (a: np.NDArray) => a * 2;\n`,
  });
  for (const name of ['ts-node', 'typescript', '@types'])
    symlinkSync(join(root, 'node_modules', name), join(project.folder, 'node_modules', name));
});
afterAll(() => project.remove());

const LOADER = ['--no-warnings', '--enable-source-maps', '--loader', 'ts-node/esm'];

test.each([
  ['ts-node, CommonJS', [TS_NODE], 'cjs'],
  ['ts-node, ES modules', [TS_NODE], 'esm'],
  ['node --loader ts-node/esm', LOADER, 'esm'],
])('%s', async (_name, before, folder) => {
  // The loader looks for its configuration where node was started.
  process.env.TS_NODE_PROJECT = join(project.folder, folder, 'tsconfig.json');
  try {
    const run = await project.node(...before, `${folder}/main.ts`);
    expect(run).toMatchObject({ code: 0, out: '[3. 3. 3.]\n' });
    const thrown = await project.node(...before, `${folder}/main.ts`, 'throw');
    expect(thrown.code).toBe(1);
    expect(thrown.err).toContain(`${folder}/main.ts:4:`);
  } finally {
    delete process.env.TS_NODE_PROJECT;
  }
});

test('type errors, through the loader', async () => {
  process.env.TS_NODE_PROJECT = join(project.folder, 'esm', 'tsconfig.json');
  const { code, err } = await project.node(...LOADER, 'esm/wrong.ts');
  delete process.env.TS_NODE_PROJECT;
  expect(code).not.toBe(0);
  expect(err).toMatch(/LGT2001.*\n.*wrong\.ts\(2,14\): error TS2322: Type 'NDArray/);
});
