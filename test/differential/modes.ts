/** Runs programs in a mode of the system, in a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './interpret';
import { type Program, printFunction } from './program';

const root = join(__dirname, '..', '..');
const legatec = join(root, 'dist', 'compiler', 'cli', 'main.js');

export interface Mode {
  readonly name: string;
  readonly flags: readonly string[];
  /** Printed as TypeScript and compiled, rather than interpreted as data. */
  readonly compiled?: true;
}

/** All arrays are small ones: tasks are what is tested where the host does nothing. */
const TASKS = ['--host-path', 'off'];

export const MODES: readonly Mode[] = [
  { name: 'fused, 2 processors', flags: [...TASKS, '--cpus', '2', '--verify'] },
  { name: 'unfused, 2 processors', flags: [...TASKS, '--cpus', '2', '--no-fuse'] },
  { name: 'fused, 1 processor', flags: [...TASKS, '--cpus', '1'] },
  { name: 'reference', flags: [...TASKS, '--no-jit'] },
  { name: 'compiled', flags: [...TASKS, '--cpus', '2'], compiled: true },
  // Some arrays live in the host and others don't; what tasks leave to do is done in the host.
  { name: 'host and tasks', flags: ['--host-path', 'auto', '--host-limit', '8', '--cpus', '2'] },
  { name: 'host, compiled', flags: ['--host-path', 'auto', '--cpus', '2'], compiled: true },
];

/** Without a new outcome for so long (ms), the process hangs. */
const PATIENCE = 90_000;

/** Outcomes in the order of the programs; one that ends or hangs the process is an error of its own. */
export async function runMode(mode: Mode, programs: readonly Program[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let inVain = 0;
  while (outcomes.length < programs.length) {
    const rest = programs.slice(outcomes.length);
    const { done, words, code } = await (mode.compiled ? runCompiled(mode, rest) : runInterpreted(mode, rest));
    outcomes.push(...done);
    inVain = done.length > 0 ? 0 : inVain + 1;
    // Type errors in what was printed, or the system does not start: no program ran, none would the next time.
    if (code === 2 || inVain === 3) {
      const failed = programs.slice(outcomes.length).map(({ seed }) => ({ seed, error: words }));
      return [...outcomes, ...failed];
    }
    if (done.length < rest.length)
      outcomes.push({ seed: rest[done.length].seed, error: `the process ended: ${words}` });
  }
  return outcomes;
}

interface Batch {
  done: Outcome[];
  code: number | null;
  words: string;
}

async function runInterpreted(mode: Mode, programs: readonly Program[]): Promise<Batch> {
  const folder = mkdtempSync(join(tmpdir(), 'legate-ts-differential-'));
  try {
    const [input, output] = [join(folder, 'programs.json'), join(folder, 'outcomes.jsonl')];
    writeFileSync(input, JSON.stringify(programs));
    return await spawned([...mode.flags, join(__dirname, 'worker.ts'), input, output], output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The package's own name must resolve from where the generated program lies: below the package. */
async function runCompiled(mode: Mode, programs: readonly Program[]): Promise<Batch> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist', 'differential-'));
  try {
    const [main, output] = [join(folder, 'main.ts'), join(folder, 'outcomes.jsonl')];
    const functions = programs.map((program, i) => printFunction(program, `program${i}`)).join('\n');
    writeFileSync(join(folder, 'programs.ts'), `import * as np from 'legate-ts/numpy';\n\n${functions}`);
    writeFileSync(main, driver(programs, output));
    return await spawned([...mode.flags, main], output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function driver(programs: readonly Program[], output: string): string {
  const interpret = join(__dirname, 'interpret');
  return `import { appendFileSync } from 'node:fs';
import { pack } from ${JSON.stringify(interpret)};
import * as programs from './programs';

const seeds = ${JSON.stringify(programs.map((p) => p.seed))};
for (const [i, seed] of seeds.entries()) {
  let outcome: unknown;
  try {
    const run = (programs as unknown as Record<string, () => Record<string, unknown>>)[\`program\${i}\`];
    outcome = { seed, results: pack(Object.entries(run())) };
  } catch (error) {
    outcome = { seed, error: (error as Error).stack };
  }
  appendFileSync(${JSON.stringify(output)}, JSON.stringify(outcome) + '\\n');
}
`;
}

function spawned(args: readonly string[], output: string): Promise<Batch> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [legatec, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (text) => {
      words = (words + text).slice(-3000);
    });
    let [size, since] = [0, Date.now()];
    const timer = setInterval(() => {
      const now = existsSync(output) ? statSync(output).size : 0;
      if (now !== size) [size, since] = [now, Date.now()];
      if (Date.now() - since < PATIENCE) return;
      words += `\nno outcome for ${PATIENCE / 1000} s`;
      child.kill('SIGKILL');
    }, 2000);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      const text = existsSync(output) ? readFileSync(output, 'utf8') : '';
      // A line that was cut off by a crash has no end.
      const lines = text.split('\n').slice(0, -1);
      const done = lines.map((l) => JSON.parse(l) as Outcome);
      resolve({ done, code, words: `${signal ?? `exit ${code}`}; ${words.trim()}` });
    });
  });
}
