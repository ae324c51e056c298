// One set-up at a time builds in a tree: a file with the owner's pid, taken over when that process is gone.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './common.mjs';

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Resolves to a function that gives the lock back. */
export async function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; ; ) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      const release = () => rmSync(file, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    let owner = Number.NaN;
    try {
      owner = Number.parseInt(readFileSync(file, 'utf8'), 10);
    } catch {
      continue; // Given back just now.
    }
    if (!(owner > 0 && alive(owner))) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waited) say(`process ${owner} is setting up this tree: waiting for it`);
    waited = true;
    await sleep(200);
  }
}
