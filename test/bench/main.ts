/**
 * Compares this system with others: `npm run bench -- [--only NAME,…] [--systems NAME,…] [--json FILE]`; or every function
 * with numpy-ts': `npm run bench -- --sweep N`.
 *
 * Every system is a process of its own; they take turns of a few runs, so that a machine that slows
 * down slows all of them. Only one computes at a time. Every run has another seed, its result is
 * complete when the clock stops, and a number made from it must agree between all systems.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ELEMENTWISE, FUNCTIONS } from './functions';
import { type Row, report, rowsOf, type Samples } from './report';
import { type Answer, IDLE_MS } from './serve';
import { SMALL } from './small';
import { sweepReport } from './sweep';
import { loopSystems, type System, systems } from './systems';
import { Worker } from './worker';

/** Elements (n), or the side of a square. */
const PROGRAM_SIZES: Record<string, number> = {
  chain: 1e7,
  sumsin: 1e7,
  jacobi: 1000,
  matmul: 1024,
  small: 16,
  start: 1,
};
const SIZES: Record<string, number> = { ...PROGRAM_SIZES, ...SMALL, ...FUNCTIONS, ...ELEMENTWISE };
/** Loops over typed arrays (loops.ts), and a program without arrays. */
const LOOPS: Record<string, number> = {
  ...{ saxpy: 1e7, stencil: 1e7, heat: 2000, mandelbrot: 1000, ijk512: 512, ijk1024: 1024, ikj512: 512, ikj1024: 1024 },
  ...{ intsum: 1e7, wrapsum: 1e7, min: 1e7, max: 1e7, argmin: 1e7, dot: 1e7, nbody: 3000 },
  ...{ short16: 16, short64: 64, short256: 256, scalar: 1 },
};
/** Whole programs. */
const PROGRAMS = ['start', 'scalar'];
/** Operations in one run, where the time of one is reported. */
const OPERATIONS: Record<string, number> = { small: 1000, alone: 1000, short16: 1e5, short64: 1e5, short256: 1e5 };
const AGREEMENT = 1e-9;
/** A system that takes long gets fewer runs than the others, not the others fewer. */
const BUDGET_MS = 15_000;
/** Runs in a turn: what is measured is a program that does this again and again, not what sleeping processors cost. */
const TURN = 5;
/** … but what takes long ends its turn earlier. */
const TURN_MS = 300;
/** The threads of other systems' libraries (OpenBLAS') spin for this long after their last work. */
const SPINNING_MS = 50;

/** What takes milliseconds is repeated until this time has passed: compilers are not done after a few runs. */
const QUICK_MS = 3000;
/** … but not more often than this many times what was asked for. */
const MOST = 10;

async function measure(name: string, size: number, workers: readonly Worker[], repeats: number): Promise<Samples> {
  const samples: Samples = new Map();
  const skip = (worker: Worker, why: string) => {
    console.error(`${name}: ${worker.system} left out: ${why}`);
    samples.delete(worker.system);
    active.delete(worker);
  };
  const active = new Set(workers);
  for (const worker of workers) {
    const answer = await worker.ask({ prepare: name, size });
    if (answer.ok) samples.set(worker.system, []);
    else if (answer.skip) active.delete(worker);
    else skip(worker, answer.error ?? 'no answer');
  }
  const begin = performance.now();
  const more = (round: number): boolean => round <= MOST * repeats && performance.now() - begin < QUICK_MS;
  for (let round = 0; round <= repeats || more(round); round++) {
    const turns: Turn[] = [];
    for (const worker of active) {
      const times = samples.get(worker.system)!;
      if (times.length > 1 && times.reduce((a, b) => a + b) > BUDGET_MS) continue;
      const answers = await turn(worker, round);
      await setTimeout(4 * IDLE_MS);
      const failed = answers.find((a) => a.ms === undefined);
      if (failed) {
        skip(worker, failed.error ?? 'no answer');
        continue;
      }
      turns.push({ system: worker.system, answers });
      // The first round compiles, grows heaps and touches memory.
      if (round > 0) times.push(...answers.map((a) => a.ms! / (OPERATIONS[name] ?? 1)));
    }
    compare(name, turns);
  }
  return samples;
}

interface Turn {
  readonly system: string;
  readonly answers: readonly Answer[];
}

/** Runs of one system, each with a seed of its own. */
async function turn(worker: Worker, round: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  await setTimeout(SPINNING_MS);
  const begin = performance.now();
  for (let n = 0; n < TURN && performance.now() - begin < TURN_MS; n++) {
    const answer = await worker.ask({ run: 1 + (round * TURN + n + 1) / 64 });
    answers.push(answer);
    if (answer.ms === undefined) break;
  }
  return answers;
}

/** Throws when two systems computed different things. */
function compare(name: string, [first, ...others]: readonly Turn[]): void {
  for (const { system, answers } of others) {
    answers.forEach(({ check }, n) => {
      const expected = first.answers[n]?.check;
      if (expected !== undefined && !(Math.abs(check! - expected) <= AGREEMENT * Math.abs(expected)))
        throw new Error(`${name}: ${first.system} got ${expected} where ${system} got ${check}`);
    });
  }
}

/** Whole processes: nothing is asked, the program runs and ends. The first run fills caches. */
function measureProgram(program: string, all: readonly System[], repeats: number): Samples {
  const samples: Samples = new Map(all.filter((s) => s.programs?.[program]).map((s) => [s.name, []]));
  const outputs = new Map<string, string>();
  for (let round = 0; round <= repeats; round++) {
    for (const { name, programs } of all) {
      const start = programs?.[program];
      if (!start || !samples.has(name)) continue;
      const begin = performance.now();
      const { status, stdout, stderr } = spawnSync(start.command, start.args, { env: start.env, encoding: 'utf8' });
      const ms = performance.now() - begin;
      if (status !== 0) {
        console.error(`${program}: ${name} left out: ${stderr.trim().split('\n').slice(-2).join(' ')}`);
        samples.delete(name);
        continue;
      }
      outputs.set(name, stdout);
      if (round > 0) samples.get(name)!.push(ms);
    }
  }
  if (new Set(outputs.values()).size > 1)
    throw new Error(`${program}: outputs differ: ${JSON.stringify([...outputs])}`);
  return samples;
}

async function compared(
  names: readonly string[],
  sizes: Readonly<Record<string, number>>,
  all: readonly System[],
  repeats: number,
): Promise<Row[]> {
  for (const { name, worker } of all) if (typeof worker === 'string') console.error(`${name} left out: ${worker}`);
  const workers: Worker[] = [];
  const rows: Row[] = [];
  try {
    if (names.some((name) => !PROGRAMS.includes(name)))
      for (const { name, worker } of all) if (typeof worker !== 'string') workers.push(new Worker(name, worker));
    for (const name of names) {
      console.error(`${name} …`);
      const size = sizes[name];
      const samples = PROGRAMS.includes(name)
        ? measureProgram(name, all, repeats)
        : await measure(name, size, workers, repeats);
      const measured = rowsOf(name, size, samples);
      // All of it takes a quarter of an hour: what is known is told.
      console.error(report(measured));
      rows.push(...measured);
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
  return rows;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      systems: { type: 'string' },
      json: { type: 'string' },
      repeats: { type: 'string', default: '9' },
      sweep: { type: 'string' },
    },
  });
  if (values.sweep !== undefined) {
    const n = Number(values.sweep);
    if (!(n >= 1)) throw new Error(`--sweep takes a number of elements, not '${values.sweep}'`);
    const [ours, theirs] = systems((name) => name === 'legate-ts' || name === 'numpy-ts') as [System, System];
    const { text, rows } = await sweepReport([ours, theirs], n);
    console.log(text);
    if (values.json) writeJson(values.json, rows);
    return;
  }
  const groups: Record<string, string[]> = {
    programs: Object.keys(PROGRAM_SIZES),
    functions: Object.keys(FUNCTIONS),
    elementwise: Object.keys(ELEMENTWISE),
    loops: Object.keys(LOOPS),
  };
  const names = (values.only?.split(',') ?? ['programs', 'functions', 'loops']).flatMap(
    (name) => groups[name] ?? [name],
  );
  const unknown = names.filter((name) => !(name in SIZES || name in LOOPS));
  if (unknown.length > 0) {
    throw new Error(`no benchmark '${unknown}'; there are ${Object.keys({ ...SIZES, ...LOOPS }).join(', ')}`);
  }
  const repeats = Number(values.repeats);
  if (!(repeats >= 1)) throw new Error(`--repeats takes a number from 1 on, not '${values.repeats}'`);

  const chosen = values.systems?.split(',');
  const wanted = (name: string): boolean => chosen?.includes(name) ?? true;
  const rows: Row[] = [];
  for (const [sizes, make] of [[SIZES, systems] as const, [LOOPS, loopSystems] as const]) {
    const these = names.filter((name) => name in sizes);
    if (these.length > 0) rows.push(...(await compared(these, sizes, make(wanted), repeats)));
  }
  console.log(report(rows));
  if (values.json) writeJson(values.json, rows);
}

const writeJson = (file: string, rows: readonly unknown[]): void =>
  writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);

main().catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
