// Runs a program in the foreground: it owns the terminal, and its end is ours.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './common.mjs';

/** Resolves to the exit code, 128 + n for signal n. */
export function foreground(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.prependListener(signal, forward);
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
