// Folders that appear whole or not at all: made aside, then renamed. Two set-ups that run at once do no harm.
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const open = new Set();
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

function clean() {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
}

function leave(signal) {
  process.exit(signals[signal]);
}

/** While a folder is in the making, an end by a signal goes through 'exit', which removes it. */
function guard(folder) {
  if (open.size === 0) {
    process.on('exit', clean);
    for (const signal of Object.keys(signals)) process.on(signal, leave);
  }
  open.add(folder);
}

function unguard(folder) {
  open.delete(folder);
  if (open.size > 0) return;
  process.off('exit', clean);
  for (const signal of Object.keys(signals)) process.off(signal, leave);
}

/** Calls `fill(folder)` with an empty folder beside `target`, then makes that `target`. Resolves to `target`. */
export async function makeFolder(target, fill) {
  if (existsSync(target)) return target;
  sweep(dirname(target));
  const aside = mkdtempSync(join(dirname(target), '.part-'));
  guard(aside);
  try {
    await fill(aside);
    renameSync(aside, target);
  } catch (error) {
    if (!existsSync(target)) throw error; // Else another set-up was faster: theirs is as good.
  } finally {
    rmSync(aside, { recursive: true, force: true });
    unguard(aside);
  }
  return target;
}

/** What a set-up that was killed outright left behind, once it is a day old. */
function sweep(folder) {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('.part-')) continue;
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > 86_400_000) rmSync(path, { recursive: true, force: true });
  }
}
