/**
 * Compiled programs kept between runs, so that an unchanged program never loads TypeScript.
 *
 * An entry is found by the program's first file and valid if everything it was made from is as it
 * was: user sources by content; installed files (declarations, TypeScript, this compiler) by size
 * and time, or else by content; and what wasn't there still isn't. An entry is written aside and
 * renamed, carries a checksum, and lies in a folder that only its owner can write: it is code.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { cacheFolder, readOptions } from '../options';
import { packageRoot } from '../source/package';
import type { CompiledProgram, Provenance } from './compile';

const VERSION = 2;

type Dependency = readonly [path: string, size: number, mtime: number, hash: string];

interface Entry {
  readonly version: number;
  readonly dependencies: readonly Dependency[];
  readonly missing: readonly string[];
  readonly program: CompiledProgram;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const stat = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

const isInstalled = (path: string): boolean => path.includes(`${sep}node_modules${sep}`) || path.startsWith(BUILT);

const BUILT = join(packageRoot, 'dist') + sep;

/** The folder of compiled programs, made if need be; undefined when it can't be trusted. */
function folder(): string | undefined {
  const root = cacheFolder();
  const path = join(root, 'programs');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const safe = [root, path].every((p) => {
      const { uid, mode } = statSync(p);
      return uid === process.getuid!() && (mode & 0o022) === 0;
    });
    return safe ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Options that change what a program is compiled to are part of its name, and so is which compiler does it. */
function fileOf(folderPath: string, entry: string): string {
  const { loops, reassociate } = readOptions();
  return join(folderPath, `${sha256(`${entry}\n${packageRoot}\n${loops} ${reassociate}`).slice(0, 32)}.json`);
}

/** The program that starts at `entry`, if it was compiled before and nothing has changed. */
export function readCached(entry: string): CompiledProgram | undefined {
  const path = folder();
  if (path === undefined) return undefined;
  try {
    const text = readFileSync(fileOf(path, entry), 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== sha256(body)) return undefined;
    const cached = JSON.parse(body) as Entry;
    return cached.version === VERSION && isCurrent(cached) ? cached.program : undefined;
  } catch {
    // Not there, or unreadable: it is made anew.
    return undefined;
  }
}

function isCurrent({ dependencies, missing }: Entry): boolean {
  return (
    dependencies.every(([path, size, mtime, hash]) => {
      const now = stat(path);
      if (now === undefined || now.size !== size) return false;
      return (now.mtimeMs === mtime && isInstalled(path)) || sha256(readFileSync(path)) === hash;
    }) && missing.every((path) => stat(path) === undefined)
  );
}

/** Keeps a compiled program. Failing to is no error: the next run compiles again. */
export function writeCached(entry: string, program: CompiledProgram, { read, missing }: Provenance): void {
  const path = folder();
  if (path === undefined) return;
  const target = fileOf(path, entry);
  const aside = `${target}.${process.pid}`;
  try {
    const dependencies = [...read, ...compilerFiles()].map((file): Dependency => {
      const { size, mtimeMs } = statSync(file);
      return [file, size, mtimeMs, sha256(readFileSync(file))];
    });
    // What is looked for inside installed packages comes and goes with them.
    const absent = missing.filter((file) => !file.includes(`${sep}node_modules${sep}`));
    const body = JSON.stringify({ version: VERSION, dependencies, missing: absent, program } satisfies Entry);
    writeFileSync(aside, `${sha256(body)}\n${body}`, { mode: 0o600 });
    renameSync(aside, target);
  } catch {
    rmSync(aside, { force: true });
  }
}

/** What the output depends on besides what was read: this compiler and TypeScript. */
function compilerFiles(): string[] {
  const compiler = dirname(__dirname);
  const own = ['source', 'source/warnings', 'transform', 'loader'].flatMap((part) =>
    readdirSync(join(compiler, part))
      .filter((name) => /(?<!\.d)\.[jt]s$/.test(name))
      .map((name) => join(compiler, part, name)),
  );
  return [...own, require.resolve('typescript/package.json')];
}
