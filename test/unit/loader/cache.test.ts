/** An unchanged program is not compiled again; a changed one is, whatever changed. */
import { chmodSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from './project';

/** Tells whether TypeScript is loaded. */
const PROBE = 'const loaded = Object.keys(require.cache).some((f) => /typescript.lib.typescript/.test(f));\n';

let project: Project;
beforeEach(() => {
  project = makeProject({
    'main.cts': `import { part } from './part.cjs';\n${PROBE}console.log(loaded ? 'compiled' : 'cached', part);\n`,
    'part.cts': 'export const part: number = 1;\n',
  });
});
afterEach(() => project.remove());

const run = async () => {
  const { code, out, err } = await project.legatec('main.cts');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.trim();
};

const entryFile = () => {
  const folder = join(project.cache, 'programs');
  return join(folder, readdirSync(folder)[0]!);
};

test('the second run does not load TypeScript', async () => {
  expect(await run()).toBe('compiled 1');
  expect(await run()).toBe('cached 1');
});

test('the second run loads a dozen small modules before the program, and no package', async () => {
  project.write({ 'quick.cts': 'console.log(JSON.stringify(Object.keys(require.cache)));\n' });
  const loaded = async () => JSON.parse((await project.legatec('quick.cts')).out) as string[];
  expect((await loaded()).some((file) => file.includes('/typescript/'))).toBe(true);
  const files = (await loaded()).filter((file) => !file.endsWith('quick.cts'));
  // What it takes is the time to read them: some 30 ms. `npm run bench -- --only start` shows it.
  expect(files.length).toBeLessThanOrEqual(16);
  expect(files.reduce((bytes, file) => bytes + statSync(file).size, 0)).toBeLessThan(120_000);
  for (const file of files) expect(file).toMatch(/\/dist\/(compiler|runtime)\//);
});

test('the same for ES modules', async () => {
  project.write({
    'main.mts': `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${PROBE}console.log(loaded);\nexport {};`,
  });
  expect((await project.legatec('main.mts')).out).toBe('true\n');
  expect((await project.legatec('main.mts')).out).toBe('false\n');
});

test('and by the loader, from the same cache', async () => {
  await run();
  expect((await project.node('-r', 'legate-ts/register', 'main.cts')).out).toBe('cached 1\n');
});

test('a changed file is compiled, even if size and time stay', async () => {
  await run();
  const part = join(project.folder, 'part.cts');
  const { atime, mtime } = statSync(part);
  project.write({ 'part.cts': 'export const part: number = 2;\n' });
  utimesSync(part, atime, mtime);
  expect(await run()).toBe('compiled 2');
});

test('a touched file is not', async () => {
  await run();
  utimesSync(join(project.folder, 'part.cts'), 1, 1);
  expect(await run()).toBe('cached 1');
});

test('a configuration that appears counts', async () => {
  await run();
  project.write({ 'tsconfig.json': '{"compilerOptions":{"strict":false}}' });
  expect(await run()).toBe('compiled 1');
  expect(await run()).toBe('cached 1');
});

test('type errors are reported every time', async () => {
  project.write({ 'part.cts': 'export const part: number = "x";\n' });
  for (let i = 0; i < 2; i++) expect((await project.legatec('main.cts')).code).toBe(2);
  expect(readdirSync(join(project.cache, 'programs'))).toEqual([]);
});

test('a damaged entry is made anew', async () => {
  await run();
  const text = readFileSync(entryFile(), 'utf8');
  writeFileSync(entryFile(), text.replace(/exports\.part = 1/, 'exports.part = 9'));
  expect(await run()).toBe('compiled 1');
  expect(await run()).toBe('cached 1');
});

test('entries are private, and a folder that others can write is not believed', async () => {
  await run();
  expect(statSync(entryFile()).mode & 0o777).toBe(0o600);
  expect(statSync(project.cache).mode & 0o777).toBe(0o700);
  chmodSync(join(project.cache, 'programs'), 0o777);
  expect(await run()).toBe('compiled 1');
});

test('without a cache folder the program runs all the same', async () => {
  writeFileSync(project.cache, 'in the way');
  expect(await run()).toBe('compiled 1');
});
