/**
 * Where in the user's source an operation was made.
 *
 * Compiled code says so itself, by a number set just before each call; other code is asked for its
 * stack, of which the first frame outside this package counts.
 */
import { findSourceMap } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A registered number, or a captured frame that is only put into words when somebody asks. */
export type Site = number | Captured;

interface Captured {
  readonly frame: NodeJS.CallSite | undefined;
  text?: string;
}

interface SiteTable {
  readonly base: number;
  readonly file: string;
  readonly places: readonly (readonly [number, number])[];
}

const tables: SiteTable[] = [];
let next = 1;
let current = 0;

const kept: KeptLoop[] = [];

/** A loop over arrays that the compiler left as it was. */
export interface KeptLoop {
  /** The user's `file:line`. */
  readonly place: string;
  readonly why: string;
}

/** Loops that stayed loops, of the files that were loaded. */
export const keptLoops = (): readonly KeptLoop[] => kept;

/**
 * Registers a compiled file's call sites (line, column, both from 1).
 * @param loops those that stayed loops, by line, and why
 * @returns number of the first site
 */
export function registerSites(
  file: string,
  places: readonly (readonly [number, number])[],
  loops: readonly (readonly [line: number, why: string])[] = [],
): number {
  const base = next;
  for (const [line, why] of loops) kept.push({ place: `${file}:${line}`, why });
  tables.push({ base, file, places });
  next += places.length;
  return base;
}

/** Sets the place of the next operation. */
export function setSite(id: number): void {
  current = id;
}

/** The library's own folder: frames in it are not the user's. */
const OWN = dirname(dirname(__dirname)) + sep;
const OWN_FOLDERS = ['runtime', 'compiler', 'native'].map((f) => OWN + f + sep);

const SKIPPED = /node_modules[\\/]|^node:|\bvitest\b/;

/** Files that are the user's, and files that aren't: every operation asks. */
const foreign = new Map<string, boolean>();

function isForeign(frame: NodeJS.CallSite): boolean {
  const file = frame.getFileName() ?? '';
  let answer = foreign.get(file);
  if (answer === undefined) {
    const path = pathOf(frame);
    answer = path !== '' && !SKIPPED.test(path) && !OWN_FOLDERS.some((f) => path.startsWith(f));
    foreign.set(file, answer);
  }
  return answer;
}

function pathOf(frame: NodeJS.CallSite): string {
  const file = frame.getFileName() ?? '';
  return file.startsWith('file://') ? fileURLToPath(file) : file;
}

/** Frames of this package above the user's: operations are made that deep at most. */
const DEPTH = 12;

export function captureSite(): Site {
  if (current !== 0) return current;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = DEPTH;
  Error.prepareStackTrace = (_, frames) => frames;
  Error.captureStackTrace(holder, captureSite);
  const frames = holder.stack ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace;
  return { frame: frames.find(isForeign) };
}

/** Equal for operations made at the same place. */
export function siteKey(site: Site): number | string {
  if (typeof site === 'number') return site;
  const frame = site.frame as (NodeJS.CallSite & { getPosition?(): number }) | undefined;
  return `${frame?.getFileName()}@${frame?.getPosition?.() ?? siteText(site)}`;
}

/** The place as `file:line:col`, in the user's source where there is a source map. */
export function siteText(site: Site): string {
  if (typeof site === 'object') {
    site.text ??= site.frame ? frameText(site.frame) : UNKNOWN;
    return site.text;
  }
  for (let i = tables.length - 1; i >= 0; i--) {
    const t = tables[i] as SiteTable;
    if (site < t.base) continue;
    const [line, column] = t.places[site - t.base] ?? [0, 0];
    return `${t.file}:${line}:${column}`;
  }
  return UNKNOWN;
}

const UNKNOWN = 'unknown:0:0';

function frameText(frame: NodeJS.CallSite): string {
  const path = pathOf(frame);
  const line = frame.getLineNumber() ?? 0;
  const column = frame.getColumnNumber() ?? 0;
  const entry = findSourceMap(path)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) return `${path}:${line}:${column}`;
  const source = entry.originalSource;
  const file = source.startsWith('file://') ? fileURLToPath(source) : source;
  return `${file}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}
