/** The plugin for bundlers: what is bundled runs, checked and with operators. */
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../run';
import { makeProject, type Project } from '../loader/project';

const BUNDLERS: Record<string, string> = {
  vite: `import { build } from 'vite';
import legate from 'legate-ts/unplugin';
export const bundle = (entry) => build({
  configFile: false, logLevel: 'silent', plugins: [legate.vite()],
  build: { ssr: entry, outDir: 'out-vite', sourcemap: true, minify: false },
});
`,
  rolldown: `import { build } from 'rolldown';
import legate from 'legate-ts/unplugin';
export const bundle = (entry) => build({
  // On a busy machine it would say that the type checker takes its time.
  checks: { bundlerTimings: false },
  input: entry, platform: 'node', plugins: [legate.rolldown()], output: { dir: 'out-rolldown', sourcemap: true },
});
`,
  esbuild: `import { build } from 'esbuild';
import legate from 'legate-ts/unplugin';
export const bundle = (entry) => build({
  entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', sourcemap: true, outdir: 'out-esbuild',
  plugins: [legate.esbuild()], logLevel: 'silent',
});
`,
};

let project: Project;
beforeAll(() => {
  project = makeProject({
    'package.json': '{ "type": "module" }',
    'src/main.ts': `import * as np from 'legate-ts/numpy';
import { half } from './part';
const x = np.arange(4).astype('float64');
console.log(String((x + 1) * half));
if (process.argv[2]) String(x +
  np.zeros([3]));
`,
    'src/part.ts': 'export const half: number = 1 / 2;\n',
    'src/bad.ts': "import { half } from './part';\nconst s: string = half;\nconsole.log(s);\n",
  });
  for (const [name, text] of Object.entries(BUNDLERS)) {
    symlinkSync(join(root, 'node_modules', name), join(project.folder, 'node_modules', name));
    project.write({ [`${name}.mjs`]: `${text}await bundle(process.argv[2]);\n` });
  }
});
afterAll(() => project.remove());

describe.each(Object.keys(BUNDLERS))('%s', (name) => {
  test('bundles a program with operators, which runs', async () => {
    expect(await project.node(`${name}.mjs`, 'src/main.ts')).toEqual({ code: 0, out: '', err: '' });
    const output = `out-${name}/main.js`;
    const code = readFileSync(join(project.folder, output), 'utf8');
    expect(code).not.toMatch(/import .*\.\/part/);
    expect(code).not.toContain(project.folder);
    expect(await project.node(output)).toEqual({ code: 0, out: '[0.5 1.  1.5 2. ]\n', err: '' });
    const { err } = await project.node('--enable-source-maps', output, 'throw');
    expect(err).toContain('LGT4002');
    expect(err).toContain(`${project.folder}/src/main.ts:5:31`);
  });

  test('does not bundle what has type errors', async () => {
    const { code, err } = await project.node(`${name}.mjs`, 'src/bad.ts');
    expect(code).toBe(1);
    expect(err).toContain("src/bad.ts(2,7): error TS2322: Type 'number' is not assignable to type 'string'.");
  });
});

test('a file of a program that has changed is compiled again, and what depends on its types', async () => {
  project.write({
    'watch/main.ts': "import { x } from './part';\nconsole.log(String(x * 2));\n",
    'watch/part.ts': 'export const x = 3;\n',
    'watch.mjs': `import { context } from 'esbuild';
import { writeFileSync } from 'node:fs';
import legate from 'legate-ts/unplugin';
const watched = await context({
  entryPoints: ['watch/main.ts'], bundle: true, platform: 'node', format: 'esm', outdir: 'out-watch', plugins: [legate.esbuild()],
});
await watched.rebuild();
writeFileSync('watch/part.ts', "import * as np from 'legate-ts/numpy';\\nexport const x = np.ones([2]);\\n");
await watched.rebuild();
await watched.dispose();
`,
  });
  expect(await project.node('watch.mjs')).toEqual({ code: 0, out: '', err: '' });
  expect((await project.node('out-watch/main.js')).out).toBe('[2. 2.]\n');
});
