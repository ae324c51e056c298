/** What is warned of, and what isn't. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { checkProgram } from '../../../compiler/source/checked';
import { formatDiagnostics } from '../../../compiler/source/diagnostics';
import { ownLibrary } from '../../../compiler/source/package';
import { warningsOf } from '../../../compiler/source/warnings';
import { root } from '../../run';
import { makeProject } from '../loader/project';

const HEAD = `import * as np from 'legate-ts/numpy';
const a = np.ones([4]), m = np.zeros([3, 4]), n = Number(process.argv[2]);\n`;

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(root, 'test', 'unit', '.warnings-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Place and number of each warning, and what it says. */
function warnings(text: string): string[] {
  const entry = join(folder, 'main.ts');
  writeFileSync(entry, `${HEAD}${text}\nexport {};\n`);
  const { source, errors } = checkProgram(ts, entry, ownLibrary);
  expect(formatDiagnostics(ts, errors, false)).toBe('');
  return formatDiagnostics(ts, warningsOf(source), false)
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^.*?main\.ts\((\d+),(\d+)\): warning /, (_, l, c) => `${l - 2}:${c} `));
}

describe('what is warned of', () => {
  const programs: Record<string, [place: string, text: RegExp]> = {
    'while (Number(a.item(0)) > 1) a[`...`] = a / 2;': ['1:8 LGT2302', /waits for 'a.item\(0\)'/],
    'for (let k = 0; k < n; k++) { const r = a.max() as number; if (r < 1e-3) break; a[`...`] = a / 2; }': [
      '1:64 LGT2302',
      /'a.max\(\)'/,
    ],
    'for (let k = 0; k < n; k++) if (np.any(a > 2)) a[`...`] = a / 2;': ['1:33 LGT2302', /np.any\(a > 2\)/],
    'let k = 0; do { k++; a[`...`] = a / 2; } while (k < n && a.item(0) > 0);': ['1:49 LGT2302', /in each iteration/],
    'let s = 0; for (let i = 0; i < n; i++) s += a.get([i]) as number;': ['1:45 LGT2303', /single elements/],
    'let s = 0; for (let i = 0; i < n; i++) s += Number(a[i]);': ['1:52 LGT2303', /np.vectorize/],
    'for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) m.set([i, j], i * j);': ['1:57 LGT2303', /toArray/],
    'let i = 0; while (i < n) { console.log(i); const v = a.item(i++) as number; console.log(v); }': [
      '1:54 LGT2303',
      /each/,
    ],
    'console.log(a * Date.now());': ['1:17 LGT2304', /'Date.now' may differ from rank to rank, and an array op/],
    'const t = performance.now(); if (t > 5) a[`0`] = 1; const u = t; console.log(a.sum(), u);': ['1:11 LGT2304', /./],
    'const f = () => Math.random(); console.log(np.array([f()]));': ['1:17 LGT2304', /np.random/],
    'const l: number[] = []; l.push(process.pid); console.log(np.array(l));': ['1:32 LGT2304', /process.pid/],
    'function now() { return +new Date(); }\nconsole.log(np.full([now() % 7], 1));': ['1:26 LGT2304', /new Date/],
    'console.log(np.zeros([3]) + np.zeros([4]));': ['1:13 LGT2305', /\(3,\) and \(4,\) don't broadcast: 3 is not 4/],
    'const N = 3; const x = np.ones([N, N + 1]); console.log(np.add(x.T, m));': [
      '1:57 LGT2305',
      /\(4, 3\) and \(3, 4\)/,
    ],
    'console.log(np.matmul(m, m));': ['1:13 LGT2305', /matmul of shapes \(3, 4\) and \(3, 4\): 4 is not 3/],
    'console.log(np.array([[1, 2], [3, 4]]).reshape(3, 2));': ['1:13 LGT2305', /reshaped to \(3, 2\)/],
    'console.log(a[`4`]);': ['1:15 LGT2306', /index 4 is out of bounds for axis 0 with size 4/],
    'm[`:, -5`] = 1;': ['1:3 LGT2306', /index -5 is out of bounds for axis 1/],
    'console.log(m[`5:`]);': ['1:15 LGT2306', /selects nothing of an axis with size 3/],
    "console.log(m.slice(':', '1:3').slice('0', '2'));": ['1:44 LGT2306', /axis 1 with size 2/],
    'console.log(m.get([0, 4]));': ['1:23 LGT2306', /index 4/],
    'console.log(a[`0, 1`]);': ['1:15 LGT2306', /2 indices for an array of shape \(4,\)/],
  };
  test.each(Object.entries(programs))('%s', (program, [place, text]) => {
    const found = warnings(program);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${place}: `));
    expect(found[0]).toMatch(text);
  });
});

describe('what is not', () => {
  test.each([
    // Asked now and then, or once.
    'for (let k = 0; k < n; k++) { a[`...`] = a / 2; if (k % 10 === 0 && Number(a.max()) < 1) break; }',
    'for (let k = 0; k < n; k++) { if (k % 10 === 0) { if (Number(a.max()) < 1) break; } a[`...`] = a / 2; }',
    'if (Number(a.max()) < 1) console.log(a);',
    'for (let k = 0; k < n; k++) { if (a.size > 3 && m.shape[0] === 3) a[`...`] = a / 2; }',
    'const top = Number(a.max()); for (let k = 0; k < n; k++) if (top > k) a[`...`] = a / 2;',
    // Few, printed, or not elements.
    'let s = 0; for (let i = 0; i < 4; i++) s += a.get([i]) as number;',
    'for (const i of [0, 1, 2]) console.log(a.item(i));',
    'for (let i = 0; i < n; i++) console.log(a.item(i));',
    'for (let i = 0; i < n; i++) m[i] = i;',
    'for (let i = 0; i < n; i++) { const v = a.item(0) as number; a[`...`] = v; }',
    'const t = a.toArray() as number[]; let s = 0; for (let i = 0; i < n; i++) s += t[i]!;',
    // Times that are printed.
    'const begin = performance.now(); a[`...`] = 2; console.log(`${(performance.now() - begin).toFixed(2)} ms`);',
    "const begin = Date.now(); if (Date.now() - begin > 1000) console.log('slow');",
    'console.log(new Date(2001, 0, 1), new Date().toISOString(), a.sum());',
    // Shapes that fit, or aren't known.
    'console.log(np.ones([3, 1]) + np.ones([4]), m + 1, m * a, a + np.ones([n]));',
    'let x = np.zeros([3]); x = np.zeros([4]); console.log(x + a);',
    'console.log(m.reshape(-1), m.reshape([4, 3]), np.matmul(m, a), np.matmul(m, m.T), np.matmul(a, a));',
    'console.log(a[`-4`], a[`2:9`], m[`..., 3`], m[`newaxis, 0`], m[`::-1, ::-2`], m[`:, newaxis, 1:`].shape, a.item(-1 + 1));',
    'function f(a: np.NDArray) { return a[`7`]; } console.log(f(np.zeros([9])));',
  ])('%s', (program) => expect(warnings(program)).toEqual([]));
});

it('a comment silences numbers for a line', () => {
  expect(warnings('console.log(a[`4`]); // silence LGT2306')).toEqual([]);
  expect(warnings('// silence LGT2305, LGT2306 on purpose\nconsole.log(a[`4`]);')).toEqual([]);
  expect(warnings('console.log(a[`4`]); // silence LGT2305')).toHaveLength(1);
  expect(warnings('a[`4`]; // silence LGT2306\nconsole.log(a[`4`]);')).toHaveLength(1);
});

it('legatec says it, an option silences it, exit codes and output stay', { timeout: 240_000 }, async () => {
  const project = makeProject({
    'package.json': '{ "type": "module" }',
    'main.ts': `${HEAD}console.log(String(a[\`5:\`]));\nconsole.log(String(a * (process.pid > 0 ? 1 : 2)));\n`,
  });
  try {
    const said = /main\.ts\(3,22\): warning LGT2306: a slice from 5 on/;
    const check = await project.legatec('check', 'main.ts');
    expect([check.code, check.err]).toEqual([0, '']);
    expect(check.out).toMatch(said);
    expect(check.out).toMatch(/main\.ts\(4,25\): warning LGT2304/);
    // From the cache, too; ranks are of no concern to one.
    for (let n = 0; n < 2; n++) {
      const run = await project.legatec('main.ts');
      expect([run.code, run.out]).toEqual([0, '[]\n[1. 1. 1. 1.]\n']);
      expect(run.err).toMatch(said);
      expect(run.err).not.toMatch(/LGT2304/);
    }
    const silent = await project.legatec('--silence', 'LGT2306', 'main.ts');
    expect([silent.code, silent.err]).toEqual([0, '']);
    expect((await project.legatec('--silence', 'LGT2304,LGT2306', 'check', 'main.ts')).out).toBe('');
    expect((await project.legatec('--silence', '2306', 'main.ts')).err).toMatch(/LGT1003.*LGT2303/);
  } finally {
    project.remove();
  }
});

it('says nothing of the samples', { timeout: 240_000 }, () => {
  const names = ['cg', 'flights', 'jacobi', 'kmeans', 'mandelbrot', 'options'];
  for (const name of names.flatMap((n) => [n, `methods/${n}`])) {
    const { source } = checkProgram(ts, join(root, 'samples', `${name}.ts`), ownLibrary);
    expect(formatDiagnostics(ts, warningsOf(source), false)).toBe('');
  }
});
