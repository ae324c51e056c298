import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { checkProgram } from '../../../compiler/source/checked';
import { diagnosticsOf, formatDiagnostics } from '../../../compiler/source/diagnostics';
import { type Library, ownLibrary } from '../../../compiler/source/package';
import { openProgram } from '../../../compiler/source/program';
import { emitProgram } from '../../../compiler/transform/emit';
import { root } from '../../run';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(root, 'test', 'unit', '.operators-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The library without its operators: programs are checked and emitted as tsc does. */
const withoutOperators: Library = {
  ...ownLibrary,
  declarationsOf: (specifier) =>
    specifier === 'legate-ts/operators' ? undefined : ownLibrary.declarationsOf(specifier),
};

const lines = (errors: readonly ts.Diagnostic[]): string[] =>
  formatDiagnostics(ts, errors, false)
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^.*?main\.ts/, ''));

/** Loops stay loops. */
const AS_WRITTEN = { loops: 'never', reassociate: false } as const;

const write = (text: string): string => {
  const file = join(folder, 'main.ts');
  writeFileSync(file, `import * as np from 'legate-ts/numpy';\nconst a = np.ones([4]);\n${text}\nexport {};\n`);
  return file;
};
const errorsOf = (text: string): string[] => lines(checkProgram(ts, write(text), ownLibrary).errors);

describe('scalar code', () => {
  it('is emitted as tsc emits it: this package, every file', { timeout: 240_000 }, () => {
    const entry = join(folder, 'main.ts');
    const parts = ['cli/main', 'loader/register', 'index', 'partition/partition', 'codegen/kernel', 'fuse/group'];
    const imports = [...parts.map((part) => `compiler/${part}`), 'test/differential/generate'];
    writeFileSync(
      entry,
      ["'legate-ts/numpy'", ...imports.map((i) => `'../../../${i}'`)].map((i) => `import ${i};\n`).join(''),
    );
    const { source, errors } = checkProgram(ts, entry, ownLibrary);
    expect(lines(errors)).toEqual([]);
    const plain = openProgram(ts, entry, withoutOperators);
    const expected = new Map(emitProgram(plain, undefined, AS_WRITTEN).map((file) => [file.fileName, file]));
    const emitted = emitProgram(source, undefined, AS_WRITTEN);
    expect(emitted.length).toBeGreaterThan(60);
    for (const { fileName, code } of emitted) expect(code, fileName).toBe(expected.get(fileName)?.code);
  });

  test.each([
    "export const x = 'a' * 2;",
    "export const x = 2 - 'a', y = {} / 2, z = [] ** [];",
    'export const x = 3n * 2;',
    'export function f(x: number | undefined, y: unknown, z: string | null) { return x + 1 < 2 ? y * 2 : -z + 1; }',
    'export function f(x: symbol) { return (x < 3) + x; }',
    "let s = 'a'; s -= 1; export { s };",
    'const c = 1; c += 1;',
    'export const x: string = 1 + 2; export const y: boolean = 1 - 1;',
    'export const f = (x: number[]) => x[0] * x + 1;',
    'enum E { A = 1 << 2, B = A | 1, C = "x" } export const x = E.A | E.B, y = E.C * 2;',
    'export const d = new Date() - new Date(), e = new Date() < new Date();',
    'export function f<T extends string>(x: T, y: T) { return x * y + (x < y ? 1 : 2); }',
    'export const o = { p: 1 } as { readonly p: number }; o.p += 1; o.q *= 2;',
    'export const x = 1 === "a" , y = 1 == "a", z = null! + undefined;',
    'declare const v: void; export const x = v + 1, y = ~v, z = -"a";',
  ])('has the errors that tsc gives it: %s', (text) => {
    const file = write(text);
    const expected = lines(diagnosticsOf(openProgram(ts, file, withoutOperators)));
    expect(lines(checkProgram(ts, file, ownLibrary).errors)).toEqual(expected);
  });

  it('narrows by == and !=', () => {
    const text = `function f(x: number | undefined, y: number | string, z: string) {
      if (x == undefined) return 0;
      if (y != 'a') return z.length + x;
      if (y == 'a') return y.length + x;
      return x * 2;
    }
    export const n: number = f(1, 2, '');`;
    expect(errorsOf(text)).toEqual([]);
  });
});

describe('types of operators on arrays', () => {
  test.each([
    ['a + 1', 'float64'],
    ['2 ** a', 'float64'],
    ["np.ones([4], 'int32') + np.ones([4], 'int8')", 'int32'],
    ["np.ones([4], 'int32') / 2", 'float64'],
    ["np.ones([4], 'float32') / np.ones([4], 'float32')", 'float32'],
    ['a < 2', 'bool'],
    ['a == a', 'bool'],
    ['(a > 1) & ~(a != 2)', 'bool'],
    ["-np.ones([4], 'int8') % 3n", 'int8'],
    ['a * new np.Complex(0, 1)', 'complex128'],
    ['a[`1:, ::-1`]', 'float64'],
    ['(a - a.mean()) / a.std()', 'float64'],
  ])('%s: %s', (expression, dtype) => {
    expect(errorsOf(`export const x: np.NDArray<'${dtype}'> = ${expression};`)).toEqual([]);
    expect(errorsOf(`export const x: null = ${expression};`)).toEqual([
      `(3,14): error TS2322: Type 'NDArray<"${dtype}">' is not assignable to type 'null'.`,
    ]);
  });

  it('of what may be either is either; of any is any', () => {
    const text = `declare const u: number | np.NDArray<'float32'>, v: any;
    export const x: number | np.NDArray<'float32'> = u * 2 - 1, y: string = v * 2 + a, z: boolean = v < 2;`;
    expect(errorsOf(text)).toEqual([]);
    expect(errorsOf('declare const u: number | np.NDArray; export const x: number = u * 2;')).toEqual([
      "(3,52): error TS2322: Type 'number | NDArray<DType>' is not assignable to type 'number'.",
      "  Type 'NDArray<DType>' is not assignable to type 'number'.",
    ]);
  });

  it('in place keep the array; a constant can not be assigned, its elements can', () => {
    expect(errorsOf('let b = a * 1; b += a; b **= 2; b &= a; a[`1:`] = b; a[`:2`] -= 1; export { b };')).toEqual([]);
    expect(errorsOf('a += 1;')).toEqual(["(3,1): error TS2588: Cannot assign to 'a' because it is a constant."]);
  });
});

describe('errors of operators on arrays', () => {
  test.each([
    ['a - {};', "(3,1): error LGT2202: operator '-' cannot be applied to types 'NDArray<\"float64\">' and '{}'"],
    ["a * 'x';", "(3,1): error LGT2202: operator '*' cannot be applied to types 'NDArray<\"float64\">' and '\"x\"'"],
    ['1 + (a < undefined);', "(3,6): error LGT2202: operator '<' cannot be applied to types"],
    ['if (a < 2) a.sum();', '(3,5): error LGT2201: an array has no truth value: ask for np.any(…) or np.all(…)'],
    ['while (a) a.sum();', '(3,8): error LGT2201'],
    ['export const x = a > 1 && a < 3;', '(3,18): error LGT2201'],
    ['a[`1:x`];', "(3,3): error LGT4008: invalid slice '1:x': 'x' is not an integer; use"],
    ['a[`1,::0`] = 2;', "(3,3): error LGT4008: invalid slice '::0': slice step cannot be zero; use"],
    ['export const x = !a ? 1 : 2;', '(3,19): error LGT2201'],
    ['export const x = a == 2 ? 1 : 2;', '(3,18): error LGT2201'],
  ])('%s', (text, message) => {
    const [first, ...more] = errorsOf(text);
    expect(first).toContain(message);
    expect(more).toEqual([]);
  });

  it('leaves a question of presence alone', () => {
    expect(errorsOf('export const f = (x?: np.NDArray) => (x ? x + 1 : x && !x);')).toEqual([]);
  });
});
