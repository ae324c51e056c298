/** `--sweep n`: every function on n numbers, beside numpy-ts; which are slower, and the geometric mean of the ratios. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { callsOn, type Timed } from './sweep-calls';
import type { System } from './systems';

/** A call that takes longer is ended, with its process; the next process goes on behind it. */
const LIMIT_MS = 30_000;

/** What a system says of each call. */
async function timesOf({ name, sweep }: System, n: number): Promise<Map<string, Timed>> {
  if (sweep === undefined) throw new Error(`${name} is not swept`);
  const calls = callsOn(n);
  const times: Timed[] = [];
  while (times.length < calls.length) {
    const { command, args, env } = sweep;
    const child = spawn(command, [...args, String(n), String(times.length)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const begin = times.length;
    const why = await linesOf(child, (line) => times.push(JSON.parse(line) as Timed));
    if (times.length === calls.length) break;
    if (begin === 0 && times.length === 0) throw new Error(`${name}: ${why}`);
    const call = calls[times.length]!.text;
    console.error(`${name}: ${call}: ${why}`);
    times.push({ call, error: why });
  }
  return new Map(times.map((timed) => [timed.call, timed]));
}

/** Takes the lines a process prints, until it ends or prints none for too long; says which. */
async function linesOf(child: ChildProcess, take: (line: string) => void): Promise<string> {
  let late = false;
  const end = (): void => {
    late = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(end, LIMIT_MS);
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  createInterface({ input: child.stdout! }).on('line', (line) => {
    clearTimeout(timer);
    if (!late) timer = setTimeout(end, LIMIT_MS);
    take(line);
  });
  await once(child, 'close');
  clearTimeout(timer);
  if (late) return `not back within ${LIMIT_MS / 1000} s`;
  return `the process ended: ${said.trim().split('\n').slice(-2).join(' ')}`;
}

/** Slower by less than this is not told. */
const TOLERATED_MS = 0.002;

/** What was said of one call, with the times of both, in milliseconds. */
export interface SweepRow {
  readonly name: string;
  readonly size: number;
  readonly ms?: number;
  readonly other_ms?: number;
}

export async function sweepReport(
  [ours, theirs]: readonly [System, System],
  n: number,
): Promise<{ readonly text: string; readonly rows: readonly SweepRow[] }> {
  const [here, there] = [await timesOf(ours, n), await timesOf(theirs, n)];
  const both = [...here.values()].flatMap(({ call, ms }) => {
    const other = there.get(call)?.ms;
    return ms === undefined || other === undefined ? [] : [{ call, ms, other, ratio: other / ms }];
  });
  const mean = Math.exp(both.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / both.length);
  const slower = both.filter(({ ms, other }) => ms - other > TOLERATED_MS).sort((a, b) => a.ratio - b.ratio);
  const figure = (ms: number): string => (ms * 1000).toPrecision(3).padStart(9);
  const failed = [...there.values()].filter(
    ({ call, error }) => error !== undefined && here.get(call)?.ms !== undefined,
  );
  const rows = [...here.values()].map(({ call, ms }) => ({ name: call, size: n, ms, other_ms: there.get(call)?.ms }));
  const lines = [
    `${both.length} calls on ${n} numbers: ${theirs.name} / ${ours.name} ${mean.toFixed(2)} in the geometric mean`,
    `slower than ${theirs.name}, by more than 2 µs: ${slower.length}`,
    ...slower.map(({ call, ms, other, ratio }) => `${ratio.toFixed(2)} ${figure(ms)} µs ${figure(other)} µs  ${call}`),
    `only here: ${failed.length}`,
    ...failed.map(({ call, error }) => `${figure(here.get(call)!.ms!)} µs  ${call}  (${theirs.name}: ${error})`),
  ];
  return { text: lines.join('\n'), rows };
}
