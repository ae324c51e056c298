/** `legatec adopt`: imports, methods into operators, diffs. */
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Project as Morph, ts } from 'ts-morph';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProject } from '../../../compiler/adopt/project';
import { rewriteFile } from '../../../compiler/adopt/rewrite';
import { root } from '../../run';
import { makeProject, type Project } from '../loader/project';

const HEAD = `/** What it does. */
import * as np from 'numpy-ts';
import { type NDArray, zeros } from "numpy-ts/node"; // both
export { ones } from 'numpy-ts/core';
type T = import('numpy-ts').NDArray;

`;
const BODY = `const a: T = np.arange(4).astype('float64'), b = zeros([4]);
const c = a.add(b)
  .multiply(2);
export const twice = (x: NDArray) => x.add(x);
console.log(String(c), String(twice(a)), a.less(2).sum());
`;
const ADOPTED = HEAD.replace(/numpy-ts(\/\w+)?/g, 'legate-ts/numpy');
const WITH_OPERATORS = `const a: T = np.arange(4).astype('float64'), b = zeros([4]);
const c = (a + b) * 2;
export const twice = (x: NDArray) => x + x;
console.log(String(c), String(twice(a)), (a < 2).sum());
`;

let project: Project;
beforeAll(() => {
  project = makeProject({ 'src/part.ts': 'export const n = 1;\n' });
  symlinkSync(join(root, 'node_modules', 'numpy-ts'), join(project.folder, 'node_modules', 'numpy-ts'));
});
afterAll(() => project.remove());
const read = (name: string) => readFileSync(join(project.folder, name), 'utf8');

describe('the command', () => {
  test('prints a diff that can be applied, and changes nothing', async () => {
    project.write({ 'src/main.ts': HEAD + BODY });
    const { code, out, err } = await project.legatec('adopt', '--operators', 'src/main.ts', 'src/part.ts');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^--- a\/src\/main\.ts\n\+\+\+ b\/src\/main\.ts\n@@ -1,\d+ \+1,\d+ @@\n \/\*\* What it does\. \*\/\n/,
    );
    expect(read('src/main.ts')).toBe(HEAD + BODY);
    project.write({ 'changes.patch': out });
    execFileSync('git', ['apply', 'changes.patch'], {
      cwd: project.folder,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: project.folder },
    });
    expect(read('src/main.ts')).toBe(ADOPTED + WITH_OPERATORS);
  });

  test('--write changes the files; once more, there is nothing left to change', async () => {
    project.write({ 'src/main.ts': `\uFEFF${HEAD}${BODY}` });
    const written = await project.legatec('adopt', '--write', 'src/main.ts', 'src/part.ts');
    expect(written).toEqual({ code: 0, out: '', err: '1 of 2 files changed\n' });
    expect(read('src/main.ts')).toBe(`\uFEFF${ADOPTED}${BODY}`);
    // What is adopted already can still get its operators.
    await project.legatec('adopt', '--write', '--operators', 'src/main.ts');
    expect(read('src/main.ts')).toBe(`\uFEFF${ADOPTED}${WITH_OPERATORS}`);
    expect(await project.legatec('adopt', '--operators', 'src/main.ts')).toEqual({
      code: 0,
      out: '',
      err: '0 of 1 file changed\n',
    });
    const output = { code: 0, out: '[0. 2. 4. 6.] [0. 2. 4. 6.] 2\n', err: '' };
    expect(await project.legatec('--no-jit', 'src/main.ts')).toEqual(output);
  });

  test('CommonJS and JavaScript', async () => {
    project.write({
      'old.cjs': 'const np = require(\'numpy-ts\');\nconst { zeros } = require("numpy-ts/node");\nnp.ones(3).add(1);\n',
    });
    const { err } = await project.legatec('adopt', '--write', '--operators', 'old.cjs');
    expect(err).toBe('1 of 1 file changed\n');
    expect(read('old.cjs')).toBe(
      'const np = require(\'legate-ts/numpy\');\nconst { zeros } = require("legate-ts/numpy");\nnp.ones(3) + 1;\n',
    );
  });

  test('the samples with methods, with operators instead, are what the checker accepts', async () => {
    for (const name of ['vega-datasets', 'hyparquet', 'hyparquet-compressors'])
      symlinkSync(join(root, 'node_modules', name), join(project.folder, 'node_modules', name));
    for (const name of ['data.ts', 'methods/cg.ts', 'methods/jacobi.ts'])
      project.write({ [`samples/${name}`]: readFileSync(join(root, 'samples', name), 'utf8') });
    const names = ['samples/methods/cg.ts', 'samples/methods/jacobi.ts'];
    const { err } = await project.legatec('adopt', '--write', '--operators', ...names);
    expect(err).toBe('2 of 2 files changed\n');
    for (const name of names) expect(read(name)).not.toMatch(/\.(add|subtract|multiply|divide)\(/);
    expect(await project.legatec('check', ...names)).toEqual({ code: 0, out: '', err: '' });
  });

  test('what has no equivalent is told, where it is', async () => {
    project.write({
      'more.ts': `import * as np from 'numpy-ts';
import { charset as other, zeros } from 'numpy-ts';
import np2 from 'numpy-ts';
console.log(np.charset(np.eye(2)), zeros(3), other, np2);
`,
    });
    const { code, err } = await project.legatec('adopt', 'more.ts');
    const lines = err.trimEnd().split('\n');
    expect(lines).toContain('more.ts(2,10): warning LGT2301: legate-ts/numpy has no equivalent of charset');
    expect(lines).toContain('more.ts(3,8): warning LGT2301: legate-ts/numpy has no equivalent of a default export');
    expect(lines).toContain('more.ts(4,16): warning LGT2301: legate-ts/numpy has no equivalent of charset');
    expect(lines.some((line) => line.endsWith('zeros'))).toBe(false);
    expect(code).toBe(0);
  });

  test('a file that cannot be parsed is left alone', async () => {
    project.write({ 'broken.ts': "import 'numpy-ts';\nconst = 1;\n" });
    const { code, out } = await project.legatec('adopt', '--write', 'broken.ts');
    expect(out).toMatch(/^broken\.ts\(2,7\): error TS1134: Variable declaration expected\.\n/);
    expect({ code, text: read('broken.ts') }).toEqual({ code: 2, text: "import 'numpy-ts';\nconst = 1;\n" });
  });
});

describe('operators', () => {
  const PRELUDE = `import { arange, type NDArray } from 'numpy-ts';
declare const a: NDArray<'float64'>, b: NDArray<'float64'>, c: NDArray, d: NDArray, n: number, x: any, u: NDArray | number;
declare function f(...args: unknown[]): NDArray;
class Sum { add(v: number) { return this; } }
`;
  let morph: Morph;
  beforeAll(() => {
    project.write({ 'cases.ts': PRELUDE });
    morph = openProject([join(project.folder, 'cases.ts')]);
  });

  function rewritten(text: string): string {
    const file = morph.createSourceFile(join(project.folder, 'cases.ts'), PRELUDE + text, { overwrite: true });
    const checker = morph.getProgram().compilerObject.getTypeChecker();
    return rewriteFile(ts, checker, file.compilerNode, true).replace(
      PRELUDE.replace('numpy-ts', 'legate-ts/numpy'),
      '',
    );
  }

  test.each([
    ['a.add(b).multiply(2)', '(a + b) * 2'],
    ['a.add(b.multiply(2))', 'a + b * 2'],
    ['a.subtract(b.subtract(c))', 'a - (b - c)'],
    ['a.subtract(b).subtract(c)', 'a - b - c'],
    ['a.divide(b.multiply(c)).mod(3)', 'a / (b * c) % 3'],
    ['a.remainder(b).power(2)', '(a % b) ** 2'],
    ['a.power(b).power(2)', '(a ** b) ** 2'],
    ['a.power(b.power(2))', 'a ** (b ** 2)'],
    ['a.negative().power(2)', '(-a) ** 2'],
    ['a.power(b.negative())', 'a ** -b'],
    ['a.power(2).negative()', '-(a ** 2)'],
    ['a.negative().negative()', '-(-a)'],
    ['a.add(b).negative()', '-(a + b)'],
    ['a.subtract(-1)', 'a - -1'],
    ['a.less(b).invert()', '~(a < b)'],
    ['a.less(b).bitwise_and(c.greater_equal(2)).bitwise_or(d.equal(1))', '((a < b) & (c >= 2)) | (d == 1)'],
    ['a.add(1).less(b.multiply(2))', 'a + 1 < b * 2'],
    ['a.less(b).equal(c)', '(a < b) == c'],
    ['a.left_shift(1).bitwise_xor(b)', '(a << 1) ^ b'],
    ['a.add(b).sum()', '(a + b).sum()'],
    ['a.add(b).T.add(1)', '(a + b).T + 1'],
    ['f(a.add(b), ...[a.negative()])', 'f(a + b, ...[-a])'],
    ['(a).add((b))', 'a + b'],
    ['(a as NDArray).add(n ? 1 : 2)', '(a as NDArray) + (n ? 1 : 2)'],
    ['a.add(b) as NDArray', 'a + b as NDArray'],
    ['a.bitwise_and(b) as NDArray', '(a & b) as NDArray'],
    ['a.add(b)!', '(a + b)!'],
    ['f(a.less(b), c.greater((d as NDArray)))', 'f((a < b), (c > (d as NDArray)))'],
    [`\`\${a.add(1)}\``, `\`\${a + 1}\``],
    ['a.add(arange(3).multiply(2))', 'a + arange(3) * 2'],
    ['a\n  .reshape([4])\n  .add(b)\n  .sum()', '(a.reshape([4]) + b)\n  .sum()'],
    ['() => a.add(b)', '() => a + b'],
    ['a.add(x)', 'a + x'],
    ['a.item() + b.add(1).item()', 'a.item() + (b + 1).item()'],
    ['n > 1 && a.less(b)', 'n > 1 && a < b'],
    ['typeof a.add(b)', 'typeof (a + b)'],
  ])('%s → %s', (before, after) => {
    expect(rewritten(`export const v = ${before};\n`)).toBe(`export const v = ${after};\n`);
  });

  test.each([
    'x.add(a)',
    'a?.add(b)',
    'u.add(1)',
    'new Sum().add(1)',
    'new Set([1]).add(2)',
    'a.add(...[b])',
    'a.add(/* why */ b)',
    "a['add'](b)",
    'a.floor_divide(2)',
    'a.add(undefined as unknown as undefined)',
  ])('%s stays', (text) => {
    expect(rewritten(`export const v = ${text};\n`)).toBe(`export const v = ${text};\n`);
  });

  test('a statement that would go on from the line before is separated', () => {
    expect(rewritten('let v = n\na.add(b).fill(1)\nf(a)\na.negative().fill(2)\n')).toBe(
      'let v = n\n;(a + b).fill(1)\nf(a)\n;(-a).fill(2)\n',
    );
    expect(rewritten('{ a.add(b).fill(1); a.add(b).fill(2) }\n')).toBe('{ (a + b).fill(1); (a + b).fill(2) }\n');
  });
});
