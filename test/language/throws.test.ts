/**
 * Fifty errors at known places, caught where they happen: in operators, in calls of the library, in
 * plain code between them. However the program was started, the stack names the line and column.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeProject, type Project, TS_NODE } from '../unit/loader/project';

/** `▲` stands before what V8 takes for the place: an operator, the name in a call, `new`. */
const THROWS = [
  ...['+', '-', '*', '/', '%', '**', '<', '>', '<=', '>=', '==', '!='].map((op) => `a ▲${op} wrong`),
  ...['&', '|', '^'].map((op) => `mask ▲${op} wrongMask`),
  ...['+=', '-=', '*=', '/='].map((op) => `x ▲${op} wrong`),
  'holder.values ▲+= wrong',
  'any ▲* wrong',
  '(a * 2 ▲+ wrong) * 3',
  'np.sin(a ▲- wrong).sum()',
  '-(a ▲/ wrong)',
  '1 + 2 * (a ▲+ wrong).size',
  '`text ${a ▲+ wrong}`',
  '[1, 2].map((k) => a ▲* wrong ** k)',
  '((b = a ▲+ wrong) => b)()',
  'Math.random() < 2 ? a ▲+ wrong : a',
  '[...steps()]',
  'new Holder().broken',
  'a.▲add(wrong)',
  'np.▲multiply(a, wrong)',
  'a.add(1)\n    .▲reshape(7)',
  'a.sum(0).toString() + np.▲sum(a, 3)',
  'np.▲copyto(a, wrong)',
  'a.▲astype("nothing" as never)',
  'a.▲slice("1:x")',
  'a[▲`9`]',
  'a[▲`${1}:${2}:0`]',
  'a[▲`:2`] = wrong',
  'a[▲`9`] *= 2',
  'np.▲matmul(a, wrong)',
  'np.▲zeros([-1])',
  '▲fail()',
  '1 + fail() * 2',
  'JSON.▲parse("{")',
  '(undefined as unknown as { p: number }).▲p + 1',
  '(a as unknown as { nothing(): void }).▲nothing()',
  'a * 2 + ((): number => { throw ▲new Error("here"); })()',
] as const;

const MARK = '▲';
const HELPERS = `import * as np from 'legate-ts/numpy';
const a = np.arange(0, 4), wrong = np.ones([5]);
const mask = a < 2, wrongMask = wrong < 2;
let x = a * 1;
const holder = { values: a * 1 };
const any: any = a;
function fail(): number { throw ▲new RangeError('fail'); }
function* steps(): Generator<np.NDArray> { yield a; yield a ▲+ wrong; }
class Holder { get broken(): np.NDArray { return a ▲+ wrong; } }
const cases: (() => unknown)[] = [];
`;
/** Those whose place is in a helper above. */
const ELSEWHERE: Record<string, string> = {
  '[...steps()]': 'function* steps',
  'new Holder().broken': 'class Holder',
  '▲fail()': 'function fail',
  '1 + fail() * 2': 'function fail',
};

const marked = `${HELPERS}${THROWS.map((text) => `cases.push(() =>\n    ${text});\n`).join('')}`;
const PROGRAM = `${marked.replaceAll(MARK, '')}
cases.forEach((run, i) => {
  try {
    run();
    console.log(i, 'nothing thrown');
  } catch (error) {
    const frame = (error as Error).stack!.split('\\n').find((line) => /throws\\.[cm]ts:/.test(line));
    console.log(i, /throws\\.[cm]ts:(\\d+:\\d+)/.exec(frame ?? '')?.[1]);
  }
});
`;

/** `line:column` of a mark in the program, by where the text with it begins. */
function placeAt(from: number): string {
  const before = marked.slice(0, marked.indexOf(MARK, from)).replaceAll(MARK, '').split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

const EXPECTED = THROWS.map((text, i) => {
  const elsewhere = ELSEWHERE[text];
  if (elsewhere !== undefined) return `${i} ${placeAt(marked.indexOf(elsewhere))}`;
  return `${i} ${placeAt(marked.indexOf(`cases.push(() =>\n    ${text});`))}`;
});

const WAYS: Record<string, (project: Project, file: string) => ReturnType<Project['node']>> = {
  run: (project, file) => project.legatec(file),
  '-r': (project, file) => project.node('-r', 'legate-ts/register', file),
  '--import': (project, file) => project.node('--import', 'legate-ts/register', file),
  async build(project, file) {
    const output = `out/${file.replace(/ts$/, 'js')}`;
    const built = await project.legatec('build', '--out-dir', 'out', file);
    if (!existsSync(join(project.folder, output))) return built;
    return project.node('--enable-source-maps', output);
  },
  'ts-node': (project, file) => project.node(TS_NODE, '-r', 'legate-ts/register', file),
};

let project: Project;
beforeAll(() => {
  project = makeProject({ 'throws.mts': PROGRAM, 'throws.cts': PROGRAM });
});
afterAll(() => project.remove());

test.each(Object.keys(WAYS))('%s', async (way) => {
  expect(THROWS.length).toBeGreaterThanOrEqual(50);
  for (const file of ['throws.cts', 'throws.mts']) {
    const { code, out, err } = await WAYS[way]!(project, file);
    expect(err).toBe('');
    expect(out.trim().split('\n')).toEqual(EXPECTED);
    expect(code).toBe(0);
  }
});
