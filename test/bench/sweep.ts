/** `--sweep n`: every function on n numbers, beside numpy-ts; which are slower, and the geometric mean of the ratios. */
import { spawnSync } from 'node:child_process';
import type { Timed } from './sweep-calls';
import type { System } from './systems';

/** What a system says of each call. */
function timesOf({ name, sweep }: System, n: number): Map<string, Timed> {
  if (sweep === undefined) throw new Error(`${name} is not swept`);
  const { command, args, env } = sweep;
  const run = spawnSync(command, [...args, String(n)], { env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (run.status !== 0) throw new Error(`${name}: ${run.stderr.trim().split('\n').slice(-2).join(' ')}`);
  const lines = run.stdout.trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Timed).map((timed) => [timed.call, timed]));
}

/** Slower by less than this is not told. */
const TOLERATED_MS = 0.002;

export function sweepReport([ours, theirs]: readonly [System, System], n: number): string {
  const [here, there] = [timesOf(ours, n), timesOf(theirs, n)];
  const both = [...here.values()].flatMap(({ call, ms }) => {
    const other = there.get(call)?.ms;
    return ms === undefined || other === undefined ? [] : [{ call, ms, other, ratio: other / ms }];
  });
  const mean = Math.exp(both.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / both.length);
  const slower = both.filter(({ ms, other }) => ms - other > TOLERATED_MS).sort((a, b) => a.ratio - b.ratio);
  const figure = (ms: number): string => (ms * 1000).toPrecision(3).padStart(9);
  return [
    `${both.length} calls on ${n} numbers: ${theirs.name} / ${ours.name} ${mean.toFixed(2)} in the geometric mean`,
    `slower than ${theirs.name}, by more than 2 µs: ${slower.length}`,
    ...slower.map(({ call, ms, other, ratio }) => `${ratio.toFixed(2)} ${figure(ms)} µs ${figure(other)} µs  ${call}`),
  ].join('\n');
}
