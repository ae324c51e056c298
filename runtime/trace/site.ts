/**
 * Where in the user's source an operation was made.
 *
 * Compiled code says so itself, by a number set just before each call; other code is asked for its
 * stack, of which the first frame outside this package counts.
 */
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A registered number, or a captured stack that is only read when somebody asks. */
export type Site = number | { stack?: string; text?: string };

interface SiteTable {
  readonly base: number;
  readonly file: string;
  readonly places: readonly (readonly [number, number])[];
}

const tables: SiteTable[] = [];
let next = 1;
let current = 0;

/** Registers a compiled file's call sites (line, column, both from 1). @returns number of the first. */
export function registerSites(file: string, places: readonly (readonly [number, number])[]): number {
  const base = next;
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

export function captureSite(): Site {
  if (current !== 0) return current;
  const holder: { stack?: string; text?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 12;
  Error.captureStackTrace(holder, captureSite);
  Error.stackTraceLimit = limit;
  return holder;
}

export function siteText(site: Site): string {
  if (typeof site === 'object') {
    site.text ??= firstForeignFrame(site.stack ?? '');
    return site.text;
  }
  for (let i = tables.length - 1; i >= 0; i--) {
    const t = tables[i] as SiteTable;
    if (site < t.base) continue;
    const [line, column] = t.places[site - t.base] ?? [0, 0];
    return `${t.file}:${line}:${column}`;
  }
  return 'unknown:0:0';
}

function firstForeignFrame(stack: string): string {
  for (const line of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/)?\/?[^()\s]+:\d+:\d+)\)?$/.exec(line)?.[1];
    if (place === undefined) continue;
    const path = place.startsWith('file://') ? fileURLToPath(place) : place;
    if (SKIPPED.test(path) || OWN_FOLDERS.some((f) => path.startsWith(f))) continue;
    return path;
  }
  return 'unknown:0:0';
}
