/** The engine's own record of a run: Legion's log for legion_spy, one file a rank. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Environment that makes a run write `spy_<rank>.log` into its working folder. */
export const SPY = {
  LEGION_DEFAULT_ARGS: '-lg:spy 1',
  REALM_DEFAULT_ARGS: '-level legion_spy=2 -logfile spy_%.log',
};

const read = (folder: string, rank: number): string => readFileSync(join(folder, `spy_${rank}.log`), 'utf8');

/** Launches of our own tasks that compute: kernels and library tasks, index launches once. */
export function launches(folder: string): number {
  const ours = /(?:Individual|Index) Task \d+ \d+ \d+ legate_ts::task::(\w+)\s*$/gm;
  const names = [...read(folder, 0).matchAll(ours)].map((m) => m[1] as string);
  return names.filter((n) => !['Touch', 'CopyIn', 'CopyOut'].includes(n)).length;
}

/** Points of index launches that a rank executed. */
export const points = (folder: string, rank: number): number =>
  read(folder, rank).match(/legion_spy\}: Slice Point /g)?.length ?? 0;
