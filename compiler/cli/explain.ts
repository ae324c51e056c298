/** `legatec explain FILE`: runs the program, then says of each of its lines what became of it. */
import { readFileSync, writeSync } from 'node:fs';
import { relative } from 'node:path';
import type { Launches, Line, Report } from '../../runtime/profile/report';
import { rankOf } from '../loader/ranks';

/**
 * Reports when the program has ended, before the engine does.
 * @param json print one JSON object on standard output; what the program prints goes to standard error.
 */
export function explainAtExit(json: boolean): void {
  const silent = rankOf(process.env) > 0;
  if (json) process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  const { profileLines, report } =
    require('../../runtime/profile/report') as typeof import('../../runtime/profile/report');
  profileLines();
  process.on('exit', () => {
    // All ranks compute what is pending, one tells.
    const figures = report();
    if (!silent) writeSync(1, json ? `${JSON.stringify(figures)}\n` : `\n${annotated(figures)}${totals(figures)}`);
  });
}

function totals(figures: Report): string {
  return [
    ['kernels', figures.kernels],
    ['tasks launched', figures.tasks],
    ['operations done in the host', figures.host_operations],
    ['times the program waited', figures.syncs],
    ['temporaries stored', figures.temporaries_stored],
  ]
    .map(([name, value]) => `${String(value).padStart(8)} ${name}\n`)
    .join('');
}

/** The files that have operations, each line followed by what became of it. */
function annotated({ lines, loops, fallbacks }: Report): string {
  const notes = new Map<string, string[]>();
  const note = (place: string, text: string): void => {
    const list = notes.get(place);
    if (list === undefined) notes.set(place, [text]);
    else if (!list.includes(text)) list.push(text);
  };
  for (const line of lines) {
    for (const launches of line.launches) {
      note(line.place, described(launches));
      for (const other of launches.with) note(other, `in a kernel of ${inShort(line.place, around(other))}`);
    }
    if (line.ms > 0) note(line.place, `tasks took ${milliseconds(line.ms)}, of all processors together`);
    if (line.host.length > 0) note(line.place, inHost(line));
    if (line.waits.count > 0) note(line.place, waited(line));
  }
  for (const { place, why } of loops) note(place, `stays a loop: ${why}`);
  for (const { what, site, why, count } of fallbacks)
    note(around(site), `${what} ran in JavaScript, ${times(count)}${why === undefined ? '' : `: ${why}`}`);
  return [...new Set([...notes.keys()].map(around))].map((file) => program(file, notes)).join('');
}

function program(file: string, notes: ReadonlyMap<string, readonly string[]>): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return '';
  }
  const source = text.replace(/\n$/, '').split('\n');
  const width = String(source.length).length;
  const margin = `${' '.repeat(width)} |`;
  const printed = source.map((line, i) => {
    const own = (notes.get(`${file}:${i + 1}`) ?? []).map((n) => `${margin}       ^ ${n}\n`);
    return `${String(i + 1).padStart(width)} | ${line}\n${own.join('')}`;
  });
  return `${relative(process.cwd(), file)}\n${printed.join('')}\n`;
}

/** A place without its last number: the line of a column, the file of a line. */
const around = (place: string): string => place.replace(/:\d+$/, '');

/** A place, without its file where that is known. */
const inShort = (place: string, file: string): string =>
  around(place) === file ? `line ${place.slice(file.length + 1)}` : relative(process.cwd(), place);

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Operations of a kernel that are named; of more, the number is said. */
const NAMED = 8;

function described({ operations, points, halo, count }: Launches): string {
  const more = operations.length - NAMED;
  const names = operations.slice(0, NAMED).join(' ') + (more > 0 ? ` and ${more} more` : '');
  const parts = points === 1 ? 'in one part' : `in ${points} parts`;
  return `${names}: ${times(count)}, ${parts}${halo > 0 ? `, each with ${halo} rows of its neighbours` : ''}`;
}

/** `in the host: add multiply, 500 times`: operations of one count together. */
function inHost({ host }: Line): string {
  const byCount = new Map<number, string[]>();
  for (const { operation, count } of host) byCount.set(count, [...(byCount.get(count) ?? []), operation]);
  return `in the host: ${[...byCount].map(([count, names]) => `${names.join(' ')}, ${times(count)}`).join('; ')}`;
}

const waited = ({ waits: { count, ms } }: Line): string => `waited ${times(count)}, ${milliseconds(ms)} in all`;

const milliseconds = (ms: number): string => (ms < 0.05 ? 'less than 0.1 ms' : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`);
