/**
 * A process that is one of several ranks, and what it does differently.
 *
 * All ranks run the whole program. If one of them throws, the others would wait for it for ever: it
 * ends the job at once. Ranks mostly throw the same; so that the job shows it once, the first of them
 * speaks, and the others wait to be ended.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

const SIZES = ['OMPI_COMM_WORLD_SIZE', 'PMI_SIZE'];
const RANKS = ['OMPI_COMM_WORLD_RANK', 'PMI_RANK'];

/** Whether a launcher started this process. */
export const isRank = (env: Environment): boolean => SIZES.some((name) => env[name] !== undefined);

/** This process's number among the ranks; 0 without a launcher. */
export const rankOf = (env: Environment): number =>
  Number(RANKS.map((name) => env[name]).find((n) => n !== undefined) ?? 0);

/** Set by the launching process: what standard output really is. MPI puts a terminal in between. */
export const OUTPUT_VARIABLE = 'LEGATE_TS_OUTPUT_IS_TERMINAL';

/** Set by the launching process: a file that the first rank to fail makes. */
export const FAILED_VARIABLE = 'LEGATE_TS_FAILED_FILE';

/** How long another rank has to report the error that all ranks have, and to end the job; milliseconds. */
const PATIENCE = 3000;

/** Called before the program's first line. */
export function enterRank(): void {
  const rank = rankOf(process.env);
  if (process.env[OUTPUT_VARIABLE] === '0') Object.defineProperty(process.stdout, 'isTTY', { value: false });
  (require('../../runtime/replicate') as { enterReplication(): void }).enterReplication();
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    // A program with a handler of its own goes on.
    if (process.listenerCount('uncaughtException') > 0) return;
    const speaks = isFirstToFail(rank);
    if (!speaks) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE);
    if (speaks || process.env[FAILED_VARIABLE] === undefined) writeSync(2, `${describe(error, origin)}\n`);
    endJob();
  });
}

/** Without a launching process of ours, rank 0 has the word. */
function isFirstToFail(rank: number): boolean {
  const file = process.env[FAILED_VARIABLE];
  if (file === undefined) return rank === 0;
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch {
    return false;
  }
}

function describe(error: unknown, origin: string): string {
  const { inspect } = require('node:util') as typeof import('node:util');
  const text = error instanceof Error ? inspect(error) : `Uncaught ${inspect(error)}`;
  return origin === 'unhandledRejection' && !(error instanceof Error) ? `${text} (in a promise)` : text;
}

/** Leaves without a word to the other ranks: the launcher ends them. */
function endJob(): never {
  const { hasStarted } = require('../../runtime/trace/instance') as { hasStarted(): boolean };
  if (hasStarted()) {
    const { loadAddon } = require('../../runtime/core/addon') as { loadAddon(): { abort?(code: number): never } };
    loadAddon().abort?.(1);
  }
  return (process as unknown as { reallyExit(code: number): never }).reallyExit(1);
}
