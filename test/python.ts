/**
 * Python packages for tests and benchmarks (NumPy, JAX, …): installed by pip into the cache folder,
 * never into the user's Python, and used through PYTHONPATH.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Python that finds certain packages. */
export interface Python {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

export function cacheFolder(): string {
  const { LEGATE_TS_CACHE, XDG_CACHE_HOME } = process.env;
  return LEGATE_TS_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'legate-ts');
}

/**
 * A Python with these packages, installed first if they are not there yet.
 * @param requirements as pip takes them, e.g. `numpy>=2,<3`.
 * @param probe Python statements that must succeed, e.g. `import numpy`.
 * @throws Error with pip's or Python's last words when it can't be had.
 */
export function pythonWith(requirements: readonly string[], probe: string): Python {
  const version = run('python3', ['-c', 'import sys; print(sys.implementation.cache_tag)'], process.env).trim();
  const key = createHash('sha256')
    .update([version, ...requirements].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), `python-${key}`);
  if (!existsSync(folder)) install(requirements, folder);
  const env: NodeJS.ProcessEnv = { ...process.env, PYTHONPATH: folder, PYTHONNOUSERSITE: '1' };
  run('python3', ['-c', probe], env);
  return { command: 'python3', env };
}

function install(requirements: readonly string[], folder: string): void {
  console.error(`installing ${requirements.join(', ')} for Python (once, into the cache folder) …`);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const args = ['--quiet', '--disable-pip-version-check', '--no-warn-script-location', '--only-binary', ':all:'];
    run('python3', ['-m', 'pip', 'install', ...args, '--target', unfinished, ...requirements], process.env);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (error) throw new Error(`${command}: ${error.message}`);
  if (status !== 0) {
    const words = stderr.trim().split('\n').slice(-3).join('\n');
    throw new Error(`${[command, ...args].join(' ')} failed (exit ${status}):\n${words}`);
  }
  return stdout;
}
