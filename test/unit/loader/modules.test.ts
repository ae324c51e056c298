/** Modules of all kinds, as node and TypeScript's users expect them, by every way in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject, type Project, TS_NODE } from './project';

const WAYS = {
  legatec: [],
  'node -r': ['-r', 'legate-ts/register'],
  'node --import': ['--import', 'legate-ts/register'],
  'ts-node -r': [TS_NODE, '-r', 'legate-ts/register'],
};

const CONFIG = {
  compilerOptions: {
    strict: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    experimentalDecorators: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    composite: true,
    paths: { '@lib/*': ['./lib/*'] },
  },
};

let project: Project;
beforeAll(() => {
  project = makeProject({
    'tsconfig.json': JSON.stringify(CONFIG),
    'node_modules/only-esm/package.json': '{"name":"only-esm","type":"module","exports":"./index.js"}',
    'node_modules/only-esm/index.js': 'export const name = "esm";',
    'node_modules/only-esm/index.d.ts': 'export declare const name: string;',
    'data.json': '{"v":42}',
    'lib/util.ts':
      'export type T = { a: number };\nexport const util = (t: T): string => `util${t.a}`;\n' +
      'export namespace N { export const k = 9; }\nexport const enum CE { X = 5 }\n',
    'common.cts': "export const named = 'common';\nexport default class D {}\n",
    'circle1.ts': "import { g } from './circle2';\nexport function f(n: number): number { return n ? g(n - 1) : 0; }\n",
    'circle2.ts':
      "import { f } from './circle1';\nexport function g(n: number): number { return n ? f(n - 1) : 1; }\nexport const early = f(3);\n",
    'dynamic.ts': 'export const d = "dynamic";',
    'plain.d.ts': 'export declare function plain(x: number): number;',
    'plain.js': 'export function plain(x) { return x * 2; }',
    'sub/x.ts': 'export default "sub";',
    'main.mts': `
import { util, type T, N, CE } from '@lib/util';
import { named } from './common.cjs';
import D from './common.cts';
import { f } from './circle1';
import { name } from 'only-esm';
import data from './data.json' with { type: 'json' };
import { plain } from './plain.js';
function dec(v: Function) { console.log('decorates', v.name); }
@dec class K {}
const t: T = { a: 1 };
const file = './dyn' + 'amic.ts';
const m = await import(file);
console.log(util(t), named, typeof D, f(3), name, data.v, N.k, CE.X, plain(2), m.d);
console.log((await import('./sub/x.js')).default, (await import('./dynamic')).d, import.meta.url.slice(-8), typeof K);
`,
    'main.cts': `
import { name } from 'only-esm';
import { util } from '@lib/util';
import fs = require('node:fs');
console.log(name, util({ a: 2 }), typeof fs.readFileSync, require('./common').named, require.main === module);
console.log(process.argv[1] === __filename, process.argv.slice(2));
import('./sub/x.js').then((m) => console.log(m.default));
`,
    'typeless.ts':
      "import { d } from './dynamic';\nconst v = await Promise.resolve(d);\nconsole.log(v, typeof require);\n",
    'typeless-common.ts':
      "import { basename } from 'node:path';\nconsole.log(basename(__filename), require('./common').named);\n",
    'script.js': "const { named } = require('./common.cts');\nconsole.log(named, module === require.main);\n",
    'script.mjs': "import { named } from './common.cts';\nconsole.log(named);\n",
  });
});
afterAll(() => project.remove());

const EXPECTED = {
  'main.mts': 'decorates K\nutil1 common object 1 esm 42 9 5 4 dynamic\nsub dynamic main.mts function\n',
  'main.cts': "esm util2 function common true\ntrue [ 'x', '--cpus' ]\nsub\n",
  'typeless.ts': 'dynamic undefined\n',
  'typeless-common.ts': 'typeless-common.ts common\n',
  'script.js': 'common true\n',
  'script.mjs': 'common\n',
};

describe.each(Object.entries(WAYS))('%s', (way, args) => {
  const start = (...rest: string[]) => (way === 'legatec' ? project.legatec(...rest) : project.node(...args, ...rest));

  test.each(Object.entries(EXPECTED))('runs %s', async (file, out) => {
    expect(await start(file, 'x', '--cpus')).toEqual({ code: 0, out, err: '' });
  });

  test('type errors end the process with 2, in the words of tsc, before the program runs', async () => {
    project.write({ 'bad.ts': "console.log('runs');\nconst x: number = 'a';\n" });
    const { code, out, err } = await start('bad.ts');
    const text = "bad.ts(2,7): error TS2322: Type 'string' is not assignable to type 'number'.\n";
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: text });
  });

  test("the program's own exit code", async () => {
    project.write({ 'exit.ts': 'process.exitCode = 7;\n', 'exit.mts': 'process.exit(8);\n' });
    expect((await start('exit.ts')).code).toBe(7);
    expect((await start('exit.mts')).code).toBe(8);
  });

  test('a top-level await that never ends', async () => {
    project.write({ 'never.mts': 'await new Promise(() => {});\n' });
    expect((await start('never.mts')).code).toBe(13);
  });
});
