/**
 * Every function × element types × layouts, on the host, as tasks, fused and not, and on two ranks: the same in all modes to the
 * last bit, and what NumPy gives. Types of results are compared with numpy-ts' (test/unit/numpy/sweep.test.ts).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverage } from '../../../runtime/numpy/coverage';
import { pythonWith } from '../../python';
import { legatec } from '../../run';
import { HOST } from '../../unit/numpy/samples';
import { CALLS, MAKERS } from './calls';
import { type Case, cases, type Leaf, type Outcome } from './cases';
import { DIFFERENT, ELSEWHERE } from './differences';

const MODES: Readonly<Record<string, readonly string[]>> = {
  fused: ['--host-path', 'off', '--cpus', '2'],
  unfused: ['--host-path', 'off', '--cpus', '2', '--no-fuse'],
  host: ['--host-path', 'auto', '--cpus', '2'],
  kernels: ['--host-path', 'kernels', '--cpus', '2'],
  'two ranks': ['--host-path', 'off', '--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun'],
};

/** Side by side. Ranks use the kernels of 'fused': beside it, each would compile them as well. */
const LINES = [
  ['fused', 'two ranks'],
  ['unfused', 'host', 'kernels'],
];

const all = cases();
const running = new Map<string, Promise<Outcome[][]>>();
const outcomes = new Map<string, readonly Outcome[]>();
let expected: readonly Outcome[] = [];
let folder: string;

/** @returns outcomes of each rank */
async function runIn(flags: readonly string[], name: string): Promise<Outcome[][]> {
  const output = join(folder, name.replace(' ', '-'));
  const { code, err } = await legatec([...flags, join(__dirname, 'run.ts'), join(folder, 'cases.json'), output], {
    timeout: 1_150_000,
  });
  const ranks = ['0', '1'].map((rank) => `${output}.${rank}`).filter(existsSync);
  const found = ranks.map((file) =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome),
  );
  expect(code, err.slice(-2000)).toBe(0);
  return found;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'legate-ts-functions-'));
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(all));
  const { command, env } = pythonWith(['numpy>=2,<3'], 'import numpy');
  const asked = spawnSync(command, [join(__dirname, 'numpy_calls.py')], {
    env,
    input: JSON.stringify(all),
    maxBuffer: 1 << 30,
  });
  if (asked.status !== 0) throw new Error(String(asked.stderr));
  expected = JSON.parse(String(asked.stdout));
  for (const line of LINES) {
    let before: Promise<unknown> = Promise.resolve();
    for (const mode of line) {
      const run = before.then(() => runIn(MODES[mode]!, mode));
      running.set(mode, run);
      before = run.catch(() => undefined);
    }
  }
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of errors their numbers: which of several bad indices is named depends on the mode. */
const textOf = (o: Outcome): string => ('error' in o ? o.error.slice(0, 7) : JSON.stringify(o));

const said = (c: Case): string => `${c.here} ${c.type} ${c.layout}`;

/** At most some of what is wrong, and how much there is. */
function report(wrong: readonly string[]): string {
  return wrong.length === 0 ? '' : `${wrong.length} cases:\n${wrong.slice(0, 40).join('\n')}`;
}

it('every function has a call here, or a reason why not', () => {
  const { functions } = coverage();
  const called = new Set([...CALLS, ...MAKERS].map(({ name }) => name));
  const missing = Object.keys(functions).filter((name) => !called.has(name) && !HOST.has(name) && !ELSEWHERE.has(name));
  expect(missing).toEqual([]);
  expect([...called].filter((name) => !(name in functions))).toEqual([]);
});

describe('modes', () => {
  it.each(Object.keys(MODES))('%s', { timeout: 1_200_000 }, async (mode) => {
    const ranks = await running.get(mode)!;
    expect(ranks.map((r) => r.length)).toEqual(ranks.map(() => all.length));
    outcomes.set(mode, ranks[0]!);
    const [base] = outcomes.values();
    const wrong = ranks.flatMap((found, rank) =>
      all.flatMap((c, n) => {
        const [a, b] = [textOf(found[n]!), textOf(base![n]!)];
        return a === b ? [] : [`${said(c)} on rank ${rank}\n  ${a.slice(0, 300)}\n  ${b.slice(0, 300)}`];
      }),
    );
    expect(report(wrong)).toBe('');
  });
});

it('what NumPy gives', () => {
  const [found] = outcomes.values();
  let compared = 0;
  const wrong = all.flatMap((c, n) => {
    const [ours, theirs] = [found![n]!, expected[n]!];
    // What NumPy refuses may be defined here.
    if ('error' in theirs || DIFFERENT.some(([which]) => which.test(said(c)))) return [];
    compared++;
    // NumPy lets axis 0 of an array without axes pass in places; numpy-ts does not.
    if ('error' in ours && c.layout === '0-d' && ours.error.startsWith('LGT4005')) return [];
    if ('error' in ours) return [`${said(c)}: ${ours.error}`];
    const why = difference(ours.leaves, theirs.leaves, c.type);
    return why === undefined ? [] : [`${said(c)}: ${why}`];
  });
  expect(report(wrong)).toBe('');
  expect(compared).toBeGreaterThan(0.6 * all.length);
});

/** Units of rounding that results may be apart, relative to the greatest of them. */
const TOLERANCE: Readonly<Record<string, number>> = { float16: 4e-3, float32: 2e-5, complex64: 2e-5 };

/** Types in which small ones are computed. */
const PRECISION: Readonly<Record<string, number>> = { bool: 4e-3, int8: 4e-3, uint8: 4e-3, int16: 2e-5, uint16: 2e-5 };

function difference(ours: readonly Leaf[], theirs: readonly Leaf[], type: string): string | undefined {
  const show = (l: readonly Leaf[]) => JSON.stringify(l.map(({ shape, values }) => [shape, values])).slice(0, 160);
  const both = `${show(ours)} is not ${show(theirs)}`;
  if (ours.length !== theirs.length) return both;
  const tolerance = TOLERANCE[type] ?? PRECISION[type] ?? 1e-9;
  for (const [k, a] of ours.entries()) {
    const b = theirs[k]!;
    if (String(a.shape) !== String(b.shape)) return both;
    const [x, y] = [numbersOf(a), numbersOf(b)];
    if (x.length !== y.length) return both;
    const scale = Math.max(1e-3, ...y.filter(Number.isFinite).map(Math.abs));
    const isFar = x.some((v, i) => {
      const w = y[i]!;
      return !(Object.is(v, w) || v === w || Math.abs(v - w) <= tolerance * scale);
    });
    if (isFar) return both;
  }
  return undefined;
}

/** Real and imaginary parts; a real number among complex ones has 0. */
const numbersOf = ({ values }: Leaf): number[] =>
  values.flatMap((v) => (typeof v === 'string' ? [Number(v), 0] : v.map(Number)));
