/** What became of each line of the user's program. Kept only when somebody is going to ask. */
import { captureSite, siteText } from '../trace/site';
import { counts } from './counters';

/** Launches of one kind of task. */
export interface Launches {
  /** What was fused into it, in order; or the library's task. */
  readonly operations: readonly string[];
  /** `line`s whose operations are in it, besides its first. */
  readonly with: readonly string[];
  /** Parts that ran side by side, and along which axis of the work they were cut. */
  readonly points: number;
  /** Rows that a part reads of its neighbours. */
  readonly halo: number;
  readonly count: number;
}

export interface Line {
  /** The user's `file:line`. */
  readonly place: string;
  readonly launches: readonly Launches[];
  /** How long those tasks took, on the processors of this process together, in milliseconds. */
  readonly ms: number;
  /** Operations on small arrays that were done at once in the host, and how often. */
  readonly host: readonly { readonly operation: string; readonly count: number }[];
  /** Times that the program waited for a value, and how long in all, in milliseconds. */
  readonly waits: { readonly count: number; readonly ms: number };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Entry {
  readonly launches: Map<string, Mutable<Launches>>;
  readonly host: Map<string, number>;
  readonly waits: { count: number; ms: number };
}

let lines: Map<string, Entry> | undefined;

/** From now on lines are told apart. */
export function profileLines(): void {
  lines ??= new Map();
}

export const profilesLines = (): boolean => lines !== undefined;

/** `file:line:col` without its column. */
const lineOf = (site: string): string => site.replace(/:\d+$/, '');

function entryOf(place: string): Entry {
  const known = lines?.get(place);
  if (known !== undefined) return known;
  const made: Entry = { launches: new Map(), host: new Map(), waits: { count: 0, ms: 0 } };
  lines?.set(place, made);
  return made;
}

/** Notes a launch. @param sites `file:line:col` of its operations, as they were written. */
export function noteLaunch(
  operations: readonly string[],
  sites: readonly string[],
  points: number,
  halo: number,
): void {
  const [first, ...others] = [...new Set(sites.map(lineOf))];
  if (first === undefined) return;
  const { launches } = entryOf(first);
  const key = `${points} ${halo} ${operations.join(' ')} ${others.join(' ')}`;
  const known = launches.get(key);
  if (known !== undefined) known.count++;
  else launches.set(key, { operations, with: others, points, halo, count: 1 });
}

/** Counts an operation that is done in the host now, for the line that is being run. */
export function noteHost(operation: string): void {
  counts.host++;
  if (lines === undefined) return;
  const { host } = entryOf(lineOf(siteText(captureSite())));
  host.set(operation, (host.get(operation) ?? 0) + 1);
}

/** Calls a function that waits for the engine, on behalf of the line that is being run. */
export function timed<T>(wait: () => T): T {
  if (lines === undefined) return wait();
  const { waits } = entryOf(lineOf(siteText(captureSite())));
  const begin = performance.now();
  try {
    return wait();
  } finally {
    waits.count++;
    waits.ms += performance.now() - begin;
  }
}

/**
 * All lines of which something is known, in the order of their first time.
 * @param taskTimes milliseconds that tasks took, by their first operation's `file:line:col`
 */
export function profiledLines(taskTimes: Readonly<Record<string, number>>): readonly Line[] {
  const took = new Map<string, number>();
  for (const [site, ms] of Object.entries(taskTimes)) took.set(lineOf(site), (took.get(lineOf(site)) ?? 0) + ms);
  return [...(lines ?? [])].map(([place, { launches, host, waits }]) => ({
    place,
    launches: [...launches.values()],
    ms: took.get(place) ?? 0,
    host: [...host].map(([operation, count]) => ({ operation, count })),
    waits,
  }));
}
