// What every step of set-up shares: where things are, how to run a command, how to say what is going on.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, freemem, homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..', '..');

/** A failure the user can do something about: its text is all that is shown. */
export class SetupError extends Error {}

export function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

/** The cache folder, outside the tree, readable by its owner only; made when missing. */
export function cacheFolder(env = process.env) {
  const folder = env.LEGATE_TS_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'legate-ts');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SetupError(`can't make the cache folder ${folder} (${error.code}): set LEGATE_TS_CACHE to another one`);
  }
  return folder;
}

/** The path of a command, or undefined. */
export function which(command, env = process.env) {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const file = join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/**
 * Runs a command; its output goes to standard error, so that standard output stays the program's.
 * Resolves to {code, output}; output only when `capture` is set. Never rejects for an exit code.
 */
export function run(command, args, { cwd = root, env = process.env, capture = false, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    let output = '';
    const take = (chunk) => {
      if (capture) output += chunk;
      if (!quiet) process.stderr.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      children.delete(child);
      resolve({ code: 127, output: `${output}${error.message}\n` });
    });
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ code: code ?? 1, signal, output });
    });
  });
}

export function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** Names and contents of the files below `folders` that `keep` accepts, as one hash. */
export function hashTree(folders, keep, ...extra) {
  const hash = createHash('sha256');
  const visit = (folder) => {
    if (!existsSync(folder)) return;
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'build' && entry.name !== 'node_modules') visit(path);
      } else if (keep(entry.name)) {
        hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
      }
    }
  };
  for (const folder of folders) visit(folder);
  for (const text of extra) hash.update(String(text)).update('\0');
  return hash.digest('hex');
}

export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Compiler processes at a time: one a core, but each may need 1.5 GB. */
export function buildJobs() {
  return String(Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / 1.5e9))));
}

export const dim = (seconds) => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

/** Runs a step that takes long, saying when it begins and what it took. */
export async function timed(what, step) {
  const begin = performance.now();
  say(`${what} …`);
  const result = await step();
  say(`${what}: done in ${dim((performance.now() - begin) / 1000)}`);
  return result;
}
