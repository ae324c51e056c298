/**
 * The systems that are compared, and how each is started. What can't be had here gives the reason
 * instead, which the benchmark prints.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Python, pythonWith } from '../python';
import type { Command } from './worker';

export interface System {
  readonly name: string;
  /** The worker, or why there is none. */
  readonly worker: Command | string;
  /** Whole programs, from prompt to prompt: `start` of ten lines, `scalar` without arrays. */
  readonly programs?: Readonly<Record<string, Command>>;
  /** Times every function; wants a number of elements. */
  readonly sweep?: Command;
}

const root = join(__dirname, '..', '..');
export const legatec = join(root, 'dist', 'compiler', 'cli', 'main.js');
const at = (file: string) => join(__dirname, file);

type Makers = Readonly<Record<string, () => Omit<System, 'name'>>>;

/** What computes with arrays, and starts. */
export function systems(wanted: (name: string) => boolean): System[] {
  return made(wanted, {
    'legate-ts': legateTs,
    'numpy-ts': numpyTs,
    numpy: () => python('numpy', ['numpy>=2,<3'], 'import numpy'),
    jax: () => python('jax', ['jax[cpu]>=0.4'], 'import jax'),
    cupynumeric: cuPyNumeric,
    c: () => ({ worker: compileC('limits', ['-ffast-math', '-fopenmp']) }),
  });
}

/** What runs loops over typed arrays: lifted, by V8, and in C, whose roundings are the same. */
export function loopSystems(wanted: (name: string) => boolean): System[] {
  const roundings = ['-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math', '-fopenmp-simd'];
  return made(wanted, {
    'legate-ts': legateTs,
    v8: () => ({ worker: tsx('v8-worker.ts'), programs: { scalar: tsx('scalar.ts') } }),
    c: () => ({ worker: compileC('loops', roundings) }),
  });
}

function made(wanted: (name: string) => boolean, makers: Makers): System[] {
  return Object.entries(makers)
    .filter(([name]) => wanted(name))
    .map(([name, make]) => {
      try {
        return { name, ...make() };
      } catch (error) {
        return { name, worker: (error as Error).message };
      }
    });
}

function legateTs(): Omit<System, 'name'> {
  const run = (file: string): Command => ({ command: process.execPath, args: [legatec, at(file)], env: process.env });
  return {
    worker: run('legate-worker.ts'),
    programs: { start: run('start.ts'), scalar: run('scalar.ts') },
    sweep: run('sweep-legate.ts'),
  };
}

function tsx(file: string): Command {
  return { command: process.execPath, args: ['--expose-gc', '--import', 'tsx', at(file)], env: process.env };
}

function numpyTs(): Omit<System, 'name'> {
  return { worker: tsx('numpy-ts-worker.mts'), sweep: tsx('sweep-numpy-ts.mts') };
}

function python(name: string, requirements: readonly string[], probe: string): Omit<System, 'name'> {
  const { command, env } = withOwnBlas(pythonWith(requirements, probe));
  const programs: System['programs'] = name === 'numpy' ? { start: { command, args: [at('start.py')], env } } : {};
  return { worker: { command, args: [at('worker.py'), name], env }, programs };
}

/** A kernel choice forced on older builds of OpenBLAS would slow down the one in NumPy's wheel. */
function withOwnBlas({ command, env }: Python): Python {
  const { OPENBLAS_CORETYPE: _type, OPENBLAS_L2_SIZE: _size, ...rest } = env;
  return { command, env: rest };
}

/**
 * Its wheels bring gigabytes of CUDA libraries, so it is not installed, only used where some Python has it:
 * the one that BENCH_CUPYNUMERIC names (that of a conda environment, say), or python3.
 */
function cuPyNumeric(): Omit<System, 'name'> {
  const command = process.env.BENCH_CUPYNUMERIC ?? 'python3';
  const LEGATE_CONFIG = '--cpus 2 --gpus 0 --omps 0 --utility 1 --sysmem 4000';
  const env = { ...process.env, LEGATE_AUTO_CONFIG: '0', LEGATE_CONFIG };
  try {
    execFileSync(command, ['-c', 'import cupynumeric'], { env, stdio: 'ignore' });
  } catch {
    throw new Error(`${command} has no cuPyNumeric; BENCH_CUPYNUMERIC may name a Python that has`);
  }
  return { worker: { command, args: [at('worker.py'), 'cupynumeric'], env } };
}

function compileC(name: string, options: readonly string[]): Command {
  const folder = join(cacheFolder(), 'bench');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, name);
  const flags = ['-O3', '-march=native', ...options];
  const libraries = ['-lm', '-lpthread'];
  execFileSync('gcc', [...flags, at(`${name}.c`), '-o', program, ...libraries], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { command: program, args: [], env: { ...process.env, OMP_NUM_THREADS: '2' } };
}
