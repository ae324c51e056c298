/** `legatec init`: what it adds to a project, and what it leaves alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, test } from 'vitest';
import { makeProject, type Project } from '../loader/project';

let project: Project;
afterEach(() => project.remove());
const read = (name: string) => readFileSync(join(project.folder, name), 'utf8');
const PLUGIN = '{ "name": "legate-ts/language-service" }';

/** Runs init twice: the second time there must be nothing to do. */
async function init(files: Record<string, string>) {
  project = makeProject(files);
  const first = await project.legatec('init');
  expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
  const after = ['tsconfig.json', 'package.json'].map((name) => existsSync(join(project.folder, name)) && read(name));
  expect(await project.legatec('init')).toEqual({
    code: 0,
    out: '',
    err: 'nothing to do: this folder is set up\n',
  });
  expect(['tsconfig.json', 'package.json'].map((name) => existsSync(join(project.folder, name)) && read(name))).toEqual(
    after,
  );
  return first;
}

test('a new project: shown as it is written, and understood by TypeScript', async () => {
  const { out } = await init({
    'main.ts': "import * as np from 'legate-ts/numpy';\nexport const x = np.ones(3) * 2;\n",
  });
  expect(out).toMatch(/^--- \/dev\/null\n\+\+\+ b\/tsconfig\.json\n@@ -0,0 \+1,\d+ @@\n\+\{\n/);
  const { config, error } = ts.parseConfigFileTextToJson('tsconfig.json', read('tsconfig.json'));
  expect(error).toBeUndefined();
  expect(config.compilerOptions).toMatchObject({ strict: true, plugins: [{ name: 'legate-ts/language-service' }] });
  expect(existsSync(join(project.folder, 'package.json'))).toBe(false);
  expect(await project.legatec('check', 'main.ts')).toEqual({ code: 0, out: '', err: '' });
});

describe('tsconfig.json', () => {
  test.each([
    [
      'comments, and a comma at the end',
      '// mine\n{\n  "compilerOptions": {\n    "strict": true, // always\n    /* why */ "target": "es2023", // last\n  },\n  "include": ["src"] // all\n}\n',
      `// mine\n{\n  "compilerOptions": {\n    "strict": true, // always\n    /* why */ "target": "es2023", // last\n    "plugins": [${PLUGIN}],\n  },\n  "include": ["src"] // all\n}\n`,
    ],
    [
      'no comma at the end',
      '{\n\t"compilerOptions": {\n\t\t"strict": true // always\n\t}\n}\n',
      `{\n\t"compilerOptions": {\n\t\t"strict": true, // always\n\t\t"plugins": [${PLUGIN}]\n\t}\n}\n`,
    ],
    [
      'lines of Windows',
      '{\r\n  "compilerOptions": {\r\n    "strict": true // always\r\n  }\r\n}\r\n',
      `{\r\n  "compilerOptions": {\r\n    "strict": true, // always\r\n    "plugins": [${PLUGIN}]\r\n  }\r\n}\r\n`,
    ],
    [
      'one line',
      '{ "compilerOptions": { "strict": true } }',
      `{ "compilerOptions": { "strict": true, "plugins": [${PLUGIN}] } }`,
    ],
    [
      'other plugins, in a line',
      '{ "compilerOptions": { "plugins": [{ "name": "other" }] } }\n',
      `{ "compilerOptions": { "plugins": [{ "name": "other" }, ${PLUGIN}] } }\n`,
    ],
    [
      'other plugins, in lines',
      '{\n  "compilerOptions": {\n    "plugins": [\n      { "name": "other" } // theirs\n    ]\n  }\n}\n',
      `{\n  "compilerOptions": {\n    "plugins": [\n      { "name": "other" }, // theirs\n      ${PLUGIN}\n    ]\n  }\n}\n`,
    ],
    [
      'no options',
      '{\n  "extends": "./base.json"\n}\n',
      `{\n  "extends": "./base.json",\n  "compilerOptions": {\n    "plugins": [{ "name": "inherited" }, ${PLUGIN}]\n  }\n}\n`,
    ],
    ['no options at all', '{}\n', `{\n  "compilerOptions": {\n    "plugins": [${PLUGIN}]\n  }\n}\n`],
    [
      'empty options with a comment',
      '{\n  "compilerOptions": {\n    // "strict": true\n  }\n}\n',
      `{\n  "compilerOptions": {\n    // "strict": true\n    "plugins": [${PLUGIN}]\n  }\n}\n`,
    ],
  ])('%s', async (_, before, after) => {
    const base = '{ "compilerOptions": { "plugins": [{ "name": "inherited" }] } }';
    await init({ 'tsconfig.json': before, 'base.json': base });
    expect(read('tsconfig.json')).toBe(after);
  });

  test('that is not JSON is told in the words of tsc, and left alone', async () => {
    project = makeProject({
      'tsconfig.json': '{ "compilerOptions": { ',
      'package.json': '{ "scripts": { "start": "tsx a.ts" } }',
    });
    const { code, out } = await project.legatec('init');
    expect(out).toMatch(/^tsconfig\.json\(1,24\): error TS1005: '}' expected\./);
    expect(code).toBe(2);
    expect(read('tsconfig.json')).toBe('{ "compilerOptions": { ');
    expect(read('package.json')).toBe('{ "scripts": { "start": "tsx a.ts" } }');
  });

  test('whose options are none', async () => {
    project = makeProject({ 'tsconfig.json': '{ "compilerOptions": 3 }' });
    const { code, err } = await project.legatec('init');
    expect(err).toMatch(/^legatec: LGT1013: .*tsconfig\.json has no object of compilerOptions/);
    expect(code).toBe(64);
  });
});

test('scripts that run a TypeScript file run it by legatec; no others change', async () => {
  await init({
    'package.json': `{
    "name": "mine",   "scripts": {
        "start": "tsx src/main.ts --fast",
        "dev": "npm run lint && npx ts-node ./src/main.ts",
        "plain": "node main.mts; node other.js",
        "watch": "tsx watch src/main.ts",
        "options": "node --inspect main.ts",
        "build": "tsc -p .", "built": "node dist/main.js"
    }
}
`,
  });
  expect(read('package.json')).toBe(`{
    "name": "mine",   "scripts": {
        "start": "legatec src/main.ts --fast",
        "dev": "npm run lint && legatec ./src/main.ts",
        "plain": "legatec main.mts; node other.js",
        "watch": "tsx watch src/main.ts",
        "options": "node --inspect main.ts",
        "build": "tsc -p .", "built": "node dist/main.js"
    }
}
`);
});

test('a file is none of its arguments', async () => {
  project = makeProject({});
  const { code, err } = await project.legatec('init', 'main.ts');
  expect(err).toBe('legatec: LGT1012: init takes no file, not main.ts: it sets up the current folder\n');
  expect(code).toBe(64);
});
