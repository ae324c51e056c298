/**
 * Random programs against NumPy, in all modes. What is compared:
 *  - where arithmetic is exact (all but what generate.ts marks), every bit, with the sign of zeros;
 *  - elsewhere each step on its own, within 8 units in the last place, or for sums, products of
 *    matrices and the like within the error that oracle.py derives from their operands;
 *  - between modes every bit; the reference interpreter has no vector library, so there programs with
 *    transcendental functions or matrix products are left out.
 *
 * DIFFERENTIAL_PROGRAMS and DIFFERENTIAL_SEED (the first one's) change which programs are run.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from './generate';
import type { Outcome } from './interpret';
import { MODES, type Mode, runMode } from './modes';
import { Oracle } from './oracle';
import { type Program, print } from './program';
import { shrink } from './shrink';
import { loadTypes } from './types';

const PROGRAMS = Number(process.env.DIFFERENTIAL_PROGRAMS ?? 2000);
const FIRST_SEED = Number(process.env.DIFFERENTIAL_SEED ?? 1);
const BATCH = 400;

/** Steps that may differ from NumPy in rounding but must have the same bits in every mode. */
const REPRODUCIBLE = new Set(['sum', 'mean', 'prod', 'cumsum', 'var', 'std', 'multiply', 'divide', 'square']);
const reproducible = (program: Program) => program.steps.every((s) => s.may !== 'round' || REPRODUCIBLE.has(s.op));

let oracle: Oracle;
beforeAll(async () => {
  oracle = new Oracle();
  await loadTypes();
});
afterAll(() => oracle.close());

async function problems(mode: Mode, programs: readonly Program[]): Promise<(string | null)[]> {
  return oracle.judge(programs, await runMode(mode, programs));
}

/** The first of the failures, as it is and made small, and which others there were. */
async function report(mode: Mode, programs: readonly Program[], found: readonly (string | null)[]): Promise<string> {
  const at = found.findIndex((p) => p !== null);
  const smallest = await shrink(programs[at], async (candidates) =>
    // A program whose types don't hold any more after shrinking is no failure of the system's.
    (await problems(mode, candidates)).map((p) => p !== null && !p.startsWith('generator:')),
  );
  const [why] = await problems(mode, [smallest]);
  const seeds = programs.filter((_, i) => found[i] !== null).map((p) => p.seed);
  return [
    `${mode.name}: ${seeds.length} of ${programs.length} programs fail (seeds ${seeds.join(' ')}); the first:`,
    found[at],
    why === null ? 'It passes when it is run again:' : `Made small it fails with\n${why}`,
    print(smallest),
  ].join('\n\n');
}

/** Two processes at a time: most of the time goes into compiling kernels, which one thread does. */
async function runModes(programs: readonly Program[]): Promise<Map<Mode, Outcome[]>> {
  const outcomes = new Map<Mode, Outcome[]>();
  const waiting = [...MODES];
  const worker = async () => {
    for (let mode = waiting.shift(); mode; mode = waiting.shift()) outcomes.set(mode, await runMode(mode, programs));
  };
  await Promise.all([worker(), worker()]);
  return outcomes;
}

const resultsOf = (outcome: Outcome) => ('results' in outcome ? outcome.results : {});

/** Seeds of programs that left other bits in one mode than in another. */
function differing(programs: readonly Program[], one: readonly Outcome[], other: readonly Outcome[]): string[] {
  return programs.flatMap((program, i) => {
    const [a, b] = [resultsOf(one[i]), resultsOf(other[i])];
    const names = Object.keys(a).filter((name) => name in b && JSON.stringify(a[name]) !== JSON.stringify(b[name]));
    return names.length > 0 ? [`seed ${program.seed}: ${names.join(', ')}`] : [];
  });
}

describe.each(
  Array.from({ length: Math.ceil(PROGRAMS / BATCH) }, (_, k) => [
    FIRST_SEED + k * BATCH,
    Math.min(BATCH, PROGRAMS - k * BATCH),
  ]),
)('programs from seed %i', (first, count) => {
  let programs: readonly Program[] = [];
  let all: ReadonlyMap<Mode, readonly Outcome[]>;
  beforeAll(async () => {
    programs = Array.from({ length: count }, (_, i) => generate(first + i));
    all = await runModes(programs);
  }, 600_000);

  it.each(MODES)('$name', { timeout: 600_000 }, async (mode) => {
    const [base, outcomes] = [all.get(MODES[0])!, all.get(mode)!];
    const found = await oracle.judge(programs, outcomes);
    const wrong = found.filter((p) => p !== null).length;
    expect(wrong, wrong > 0 ? await report(mode, programs, found) : '').toBe(0);
    const comparable = (i: number) => mode.name !== 'reference' || reproducible(programs[i]);
    const kept = programs.map((_, i) => i).filter(comparable);
    const pick = <T>(all: readonly T[]) => kept.map((i) => all[i]);
    expect(differing(pick(programs), pick(base), pick(outcomes)), `bits differ from ${MODES[0].name}`).toEqual([]);
  });
});
