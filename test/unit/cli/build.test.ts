/** `legatec build`: what it writes, that node runs it, and when it writes nothing. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { makeProject, type Project } from '../loader/project';

let project: Project;
afterEach(() => project.remove());

const read = (name: string) => readFileSync(join(project.folder, name), 'utf8');
const list = (name: string) =>
  readdirSync(join(project.folder, name), { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(project.folder, name, file)).isFile())
    .sort();

const PROGRAM = {
  'src/main.ts': `import * as np from 'legate-ts/numpy';
import { half, Kind, type Pair, scale } from './lib/scale';
import data from './data.json' with { type: 'json' };
import './side.ts';

export const x = np.arange(4).astype('float64');
export const y = scale(x * 2 + 1, -half) - x;
export const minusOne = -1, two = 1 + 1;
export default (y < 3) & (y != 2);
export class Thing {
  static readonly origin = -x;
  method(n = 2 * 3) { let t = x * n; t += 1; return t; }
}
export const pair = (): Pair => ({ a: x, b: two });
console.log(String(y), data.value, Kind.B, minusOne + pair().b);
if (process.argv[2] === 'shape') String(x +
  np.zeros([3]));
export const load = () => import('./lib/later.mjs');
void load().then((m) => console.log(m.later(x).sum()));
`,
  'src/data.json': '{ "value": 7 }\n',
  'src/side.ts': "export {};\nconsole.log('side');\n",
  'src/lib/scale.ts': `import type { NDArray } from 'legate-ts/numpy';
export enum Kind { A, B = A + 2 }
export interface Pair { a: NDArray; b: number }
export const half = 0.5;
export const scale = (a: NDArray<'float64'>, by: number) => a * by;
`,
  'src/lib/later.mts': "import type { NDArray } from 'legate-ts/numpy';\nexport const later = (a: NDArray) => a + 1;\n",
  'src/other.ts': "import { y } from './main';\nexport const z = y * 2;\n",
};
const OUTPUT = 'side\n[-0.5 -2.5 -4.5 -6.5] 7 2 1\n10\n';

describe('ES modules', () => {
  test('are built as tsc lays them out, and run', async () => {
    project = makeProject(PROGRAM);
    const built = await project.legatec('build', 'src/main.ts', 'src/other.ts', '--out-dir', 'out');
    expect(built).toEqual({ code: 0, out: '', err: '' });
    const of = (name: string) => [`${name}.d.ts`, `${name}.js`, `${name}.js.map`];
    const later = ['lib/later.d.mts', 'lib/later.mjs', 'lib/later.mjs.map'];
    expect(list('out')).toEqual(['data.json', ...later, ...['lib/scale', 'main', 'other', 'side'].flatMap(of)].sort());
    const env = { code: 0, out: OUTPUT, err: '' };
    expect(await project.node('out/main.js')).toEqual(env);
    // What is built is not transformed again.
    expect(await project.legatec('out/main.js')).toEqual(env);
    expect((await project.legatec('--emit=js', 'out/lib/scale.js')).out).toBe(read('out/lib/scale.js'));
    // Nothing says where it was built.
    for (const file of list('out')) expect(read(`out/${file}`)).not.toContain(project.folder);
  });

  test('errors name the line and column in TypeScript', async () => {
    project = makeProject(PROGRAM);
    await project.legatec('build', '--out-dir=out', 'src/main.ts');
    for (const start of [project.node, project.legatec]) {
      const { code, err } = await start(
        ...(start === project.node ? ['--enable-source-maps'] : []),
        'out/main.js',
        'shape',
      );
      expect(code).toBe(1);
      expect(err).toContain('LGT4002');
      expect(err).toContain(`${project.folder}/src/main.ts:16:43`);
    }
  });

  test('declarations are what the checker knows', async () => {
    project = makeProject(PROGRAM);
    await project.legatec('build', '--out-dir', 'out', 'src/main.ts', 'src/other.ts');
    expect(read('out/main.d.ts')).toBe(`import * as np from 'legate-ts/numpy';
import { type Pair } from "./lib/scale.js";
import "./side.js";
export declare const x: np.NDArray<"float64">;
export declare const y: np.NDArray<"float64">;
export declare const minusOne = -1, two: number;
declare const _default: np.NDArray<"bool">;
export default _default;
export declare class Thing {
    static readonly origin: np.NDArray<"float64">;
    method(n?: number): np.NDArray<"float64">;
}
export declare const pair: () => Pair;
export declare const load: () => Promise<typeof import("./lib/later.mjs")>;
`);
    expect(read('out/other.d.ts')).toBe('export declare const z: import("legate-ts/numpy").NDArray<"float64">;\n');
    project.write({
      'user.ts':
        "import { y } from './out/main.js';\nimport { z } from './out/other.js';\nconst s: string = (y + z).dtype;\nconst n: number = z;\n",
    });
    expect((await project.legatec('check', 'user.ts')).out).toMatch(/^user\.ts\(4,7\): error TS2322: .*\n$/);
  });
});

test('CommonJS, the folders of tsconfig.json, JavaScript and names that paths define', async () => {
  project = makeProject({
    'package.json': '{ "type": "commonjs" }',
    'tsconfig.json': `{ "compilerOptions": {
      "strict": true, "allowJs": true, "outDir": "dist", "declarationDir": "types", "paths": { "@/*": ["./src/*"] }
    } }`,
    'src/main.ts': `import * as np from 'legate-ts/numpy';
import { twice } from '@/lib/twice.cjs';
import plain = require('./plain');
import type { NDArray } from 'legate-ts/numpy';
export const twelve = (a: NDArray) => (twice(a) * 2).sum();
console.log(twelve(np.arange(3)), plain.name, __filename.endsWith('dist/main.js'));
`,
    'src/lib/twice.cts':
      "import type { NDArray } from 'legate-ts/numpy';\nexport const twice = (a: NDArray) => a * 2;\n",
    'src/plain.js': "exports.name = 'plain';\n",
  });
  expect(await project.legatec('build', 'src/main.ts')).toEqual({ code: 0, out: '', err: '' });
  expect(list('dist').filter((file) => !file.endsWith('.map'))).toEqual(['lib/twice.cjs', 'main.js', 'plain.js']);
  expect(list('types')).toEqual(['lib/twice.d.cts', 'main.d.ts', 'plain.d.ts']);
  expect(await project.node('dist/main.js')).toEqual({ code: 0, out: '12 plain true\n', err: '' });
});

describe('nothing is written', () => {
  test('where there are type errors', async () => {
    project = makeProject({ 'a.ts': 'export const n: number = "";\n' });
    expect(await project.legatec('build', '--out-dir', 'out', 'a.ts')).toEqual({
      code: 2,
      out: "a.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.\n",
      err: '',
    });
    expect(existsSync(join(project.folder, 'out'))).toBe(false);
  });

  test('where a declaration can name no type', async () => {
    project = makeProject({
      'a.ts': 'export default class { private static x = 1; static get y() { return class { private z = this; }; } }\n',
    });
    const { code, out } = await project.legatec('build', '--out-dir', 'out', 'a.ts');
    expect({ code, out }).toEqual({ code: 2, out: expect.stringMatching(/^a\.ts\(1,\d+\): error TS4\d{3}: /) });
  });

  test('over a file of the program', async () => {
    project = makeProject({
      'a.js': 'export const a = 1;\n',
      'tsconfig.json': '{ "compilerOptions": { "allowJs": true } }',
    });
    const { code, err } = await project.legatec('build', 'a.js');
    expect(err).toMatch(/^legatec: LGT1009: a\.js would be overwritten, and is part of the program/);
    expect({ code, text: read('a.js') }).toEqual({ code: 64, text: 'export const a = 1;\n' });
    expect(existsSync(join(project.folder, 'a.d.ts'))).toBe(false);
  });

  test('outside of the output folder', async () => {
    project = makeProject({
      'tsconfig.json': '{ "compilerOptions": { "rootDir": "src", "outDir": "out" } }',
      'src/main.ts': "import { a } from '../a';\nconsole.log(a);\n",
      'a.ts': 'export const a = 1;\n',
    });
    const { code, err } = await project.legatec('build', 'src/main.ts');
    expect(err).toMatch(/^legatec: LGT1010: a\.js(\.map)? is outside of the output/);
    expect(code).toBe(64);
    expect(['out', 'a.js', 'src/main.js'].map((file) => existsSync(join(project.folder, file)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('where a name is taken by a folder', async () => {
    project = makeProject({ 'a.ts': 'export const a = 1;\n' });
    mkdirSync(join(project.folder, 'out', 'a.js', 'x'), { recursive: true });
    const { code, err } = await project.legatec('build', 'a.ts', '--out-dir', 'out');
    expect(err).toMatch(/^legatec: LGT1011: files can't be written: /);
    expect(code).toBe(64);
    rmSync(join(project.folder, 'out', 'a.js'), { recursive: true });
    expect(list('out').filter((file) => file.startsWith('.'))).toEqual([]);
  });
});
