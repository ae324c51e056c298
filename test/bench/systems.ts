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
  /** A program of ten lines, from prompt to prompt. */
  readonly start?: Command;
}

const root = join(__dirname, '..', '..');
export const legatec = join(root, 'dist', 'compiler', 'cli', 'main.js');
const at = (file: string) => join(__dirname, file);

export function systems(wanted: (name: string) => boolean): System[] {
  const makers: Record<string, () => Omit<System, 'name'>> = {
    'legate-ts': legateTs,
    'numpy-ts': numpyTs,
    numpy: () => python('numpy', ['numpy>=2,<3'], 'import numpy'),
    jax: () => python('jax', ['jax[cpu]>=0.4'], 'import jax'),
    cupynumeric: cuPyNumeric,
    c: () => ({ worker: compileLimits() }),
  };
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
  return { worker: run('legate-worker.ts'), start: run('start.ts') };
}

function numpyTs(): Omit<System, 'name'> {
  const run = (file: string): Command => ({
    command: process.execPath,
    args: ['--expose-gc', '--import', 'tsx', at(file)],
    env: process.env,
  });
  return { worker: run('numpy-ts-worker.mts') };
}

function python(name: string, requirements: readonly string[], probe: string): Omit<System, 'name'> {
  const { command, env } = withOwnBlas(pythonWith(requirements, probe));
  const start = name === 'numpy' ? { command, args: [at('start.py')], env } : undefined;
  return { worker: { command, args: [at('worker.py'), name], env }, start };
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

function compileLimits(): Command {
  const folder = join(cacheFolder(), 'bench');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'limits');
  const flags = ['-O3', '-march=native', '-ffast-math', '-fopenmp'];
  execFileSync('gcc', [...flags, at('limits.c'), '-o', program, '-lm'], { stdio: ['ignore', 'ignore', 'pipe'] });
  return { command: program, args: [], env: { ...process.env, OMP_NUM_THREADS: '2' } };
}
