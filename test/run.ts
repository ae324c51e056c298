/** Runs the command `legatec` as a user does, in a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(__dirname, '..');
const legatecFile = join(root, 'dist', 'compiler', 'cli', 'main.js');

export interface Ended {
  /** Exit code; of a process that a signal ended, 128 and the signal's number are not told apart: null. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which it is ended with its children. */
  readonly timeout?: number;
}

export function legatec(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return node([legatecFile, ...args], options);
}

export function node(args: readonly string[], { cwd = root, env, timeout = 120_000 }: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve) => {
    // A group of its own, so that what mpirun starts ends with it.
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    const timer = setTimeout(() => {
      err += `\nno end after ${timeout / 1000} s`;
      process.kill(-child.pid!, 'SIGKILL');
    }, timeout);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });
}
