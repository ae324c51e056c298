import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, test } from 'vitest';
import { diagnosticsOf, formatDiagnostics } from '../../../compiler/source/diagnostics';
import { openProgram } from '../../../compiler/source/program';
import { fixtureLibrary } from '../../golden/transform/compile';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens the program that `entry` starts, among these files. */
function open(files: Record<string, string>, entry = 'main.ts') {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'legate-ts-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const source = openProgram(ts, join(folder, entry), fixtureLibrary);
  const errors = formatDiagnostics(ts, diagnosticsOf(source), false).replaceAll(
    `${relative(process.cwd(), folder)}/`,
    '',
  );
  const names = (paths: Iterable<string>) =>
    [...paths].filter((p) => p.startsWith(folder)).map((p) => p.slice(folder.length + 1));
  return {
    source,
    errors,
    files: names(source.files.map((f) => f.fileName)),
    read: names(source.read),
    missing: names(source.missing),
  };
}

describe('without a tsconfig.json', () => {
  test('checking is strict, node has its types, the arrays theirs', () => {
    const program =
      "import * as np from 'legate-ts/numpy';\nimport fs from 'node:fs';\nconsole.log(np.zeros(3).add(1), fs.constants, process.argv, fetch);\n";
    expect(open({ 'main.ts': program }).errors).toBe('');
    expect(open({ 'main.ts': 'function f(x) { return x; }\n' }).errors).toBe(
      "main.ts(1,12): error TS7006: Parameter 'x' implicitly has an 'any' type.\n",
    );
  });

  test("errors about arrays are the checker's", () => {
    const { errors } = open({ 'main.ts': "import * as np from 'legate-ts/numpy';\nnp.zeros('3');\nnp.nothing();\n" });
    expect(errors).toMatch(/^main\.ts\(2,10\): error TS2345.*\n.*main\.ts\(3,4\): error TS2339/s);
  });

  test('JavaScript is part of the program, and not checked', () => {
    const { errors, files } = open(
      { 'main.js': "import { x } from './x.js';\nx.y.z = nothing;\n", 'x.js': 'export const x = 1;\n' },
      'main.js',
    );
    expect(errors).toBe('');
    expect(files).toEqual(['x.js', 'main.js']);
  });
});

describe("the user's tsconfig.json", () => {
  test('decides how strictly is checked', () => {
    const config = JSON.stringify({ compilerOptions: { strict: false, noImplicitReturns: true } });
    const { errors } = open({ 'tsconfig.json': config, 'main.ts': 'function f(x) { if (x) return 1; }\n' });
    expect(errors).toBe('main.ts(1,10): error TS7030: Not all code paths return a value.\n');
  });

  test('is found above, and may extend another', () => {
    const files = {
      'base.json': '{"compilerOptions":{"strict":false,"paths":{"@x":["./lib/x.ts"]}}}',
      'tsconfig.json': '{"extends":"./base.json","files":[]}',
      'lib/x.ts': 'export const x = (a) => a;\n',
      'sub/main.ts': "import { x } from '@x';\nx(1);\n",
    };
    const { errors, files: found, read } = open(files, 'sub/main.ts');
    expect(errors).toBe('');
    expect(found).toEqual(['lib/x.ts', 'sub/main.ts']);
    expect(read).toEqual(expect.arrayContaining(['tsconfig.json', 'base.json']));
  });

  test('may say what only tsc can do: where output goes, that there is none, how modules are written', () => {
    const compilerOptions = {
      module: 'commonjs',
      composite: true,
      declaration: true,
      rootDir: 'elsewhere',
      outDir: 'out',
      noEmit: true,
      isolatedModules: true,
      target: 'es2020',
    };
    expect(open({ 'tsconfig.json': JSON.stringify({ compilerOptions }), 'main.ts': 'export {};\n' }).errors).toBe('');
  });

  test('brings declarations of globals', () => {
    const files = {
      'tsconfig.json': '{"include":["types"]}',
      'types/g.d.ts': 'declare const g: number;\n',
      'main.ts': 'g.toFixed();\n',
    };
    expect(open(files).errors).toBe('');
  });

  test('is read with its mistakes', () => {
    expect(open({ 'tsconfig.json': '{"compilerOptions":{"strct":true}}', 'main.ts': '' }).errors).toMatch(
      /tsconfig\.json\(1,21\): error TS5025: Unknown compiler option 'strct'/,
    );
  });
});

test('what the result depends on is known: what was read, what was missed, what imports mean', () => {
  const { source, read, missing } = open({
    'main.ts': "import { a } from './a';\na;\n",
    'a.ts': 'export const a = 1;\n',
  });
  expect(read).toEqual(expect.arrayContaining(['main.ts', 'a.ts']));
  expect(missing).toContain('tsconfig.json');
  expect(source.imports.get(join(folder, 'main.ts'))).toEqual(new Map([['./a', join(folder, 'a.ts')]]));
});
