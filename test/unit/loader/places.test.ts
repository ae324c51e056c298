/** Where an error happened is told in the user's TypeScript, however the program was started. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject, type Project, TS_NODE } from './project';

/** Each place is marked by a comment just before what V8 takes for the place of the error. */
const LIBRARY = `
export interface Point { x: number; y: number }
type Maybe<T> = T | undefined;

export function direct(): never { throw /*@direct*/new Error('e'); }
export class Thing<T extends Point> {
  constructor(private readonly value: T) { if (value.x === 1) throw /*@constructor*/new Error('e'); }
  get getter(): number { const v: Maybe<Point> = undefined as Maybe<Point>; return (v as unknown as Point)./*@getter*/x; }
  static method(this: void, n: number): number {
    return [n].map((k: number): number => { throw /*@arrow*/new RangeError(String(k)); })[0]!;
  }
}
export enum Kind { A, B }
export function* steps(): Generator<Kind, void, unknown> { yield Kind.A; throw /*@generator*/new Error('e'); }
`;

const MAIN = `
import { direct, Kind, steps, Thing, type Point } from './library.EXT';

interface Options { readonly place: string }
const options: Options = { place: process.argv[2]! };
const later = (): Promise<void> => new Promise<void>((done) => setTimeout(done, 1));

async function awaited(): Promise<void> {
  await later();
  throw /*@awaited*/new Error('e');
}
namespace Inner { export function call(): unknown { return JSON./*@native*/parse('{'); } }

const places: Record<string, () => unknown> = {
  direct,
  constructor: () => new Thing<Point>({ x: 1, y: Kind.B }),
  getter: () => new Thing<Point>({ x: 2, y: 2 }).getter,
  arrow: () => Thing.method(3),
  generator: () => [...steps()],
  awaited: () => void awaited(),
  rejected: () => void Promise.reject(/*@rejected*/new TypeError('e')),
  timer: () => setTimeout((): void => { throw /*@timer*/new Error('e'); }, 1),
  native: () => Inner.call(),
  template: () => \`a \${((n: number): string => { throw /*@template*/new Error(String(n)); })(1)}\`,
};
places[options.place]!();
`;

const PLACES = [
  'direct',
  'constructor',
  'getter',
  'arrow',
  'generator',
  'awaited',
  'rejected',
  'timer',
  'native',
  'template',
];

/** `file:line:col` of a mark. */
function placeOf(mark: string, sources: Record<string, string>): string {
  for (const [file, text] of Object.entries(sources)) {
    const comment = `/*@${mark}*/`;
    const at = text.indexOf(comment);
    if (at < 0) continue;
    const before = text.slice(0, at + comment.length).split('\n');
    return `${file}:${before.length}:${before.at(-1)!.length + 1}`;
  }
  throw new Error(`no mark ${mark}`);
}

const WAYS: Record<string, (project: Project, file: string, ...rest: string[]) => ReturnType<Project['node']>> = {
  legatec: (project, ...args) => project.legatec(...args),
  'node -r': (project, ...args) => project.node('-r', 'legate-ts/register', ...args),
  'node --import': (project, ...args) => project.node('--import', 'legate-ts/register', ...args),
  async build(project, file, ...rest) {
    const output = `out/${file.replace(/ts$/, 'js')}`;
    if (!existsSync(join(project.folder, output))) await project.legatec('build', '--out-dir', 'out', file);
    return project.node('--enable-source-maps', output, ...rest);
  },
  'ts-node -r': (project, ...args) => project.node(TS_NODE, '-r', 'legate-ts/register', ...args),
};

describe.each(['cts', 'mts'])('a .%s program', (extension) => {
  const sources = {
    [`library.${extension}`]: LIBRARY,
    [`main.${extension}`]: MAIN.replace('EXT', extension.replace('t', 'j')),
  };
  let project: Project;
  beforeAll(() => {
    project = makeProject(sources);
  });
  afterAll(() => project.remove());

  test.each(Object.keys(WAYS))('%s names the line and column of ten errors', async (way) => {
    for (const place of PLACES) {
      const { code, err } = await WAYS[way]!(project, `main.${extension}`, place);
      expect({ code, err }).toEqual({
        code: 1,
        err: expect.stringContaining(join(project.folder, placeOf(place, sources))),
      });
    }
  });
});
