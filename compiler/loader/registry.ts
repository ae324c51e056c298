/**
 * The compiled files this thread knows, and how their imports are found. Both module loaders ask
 * here; a TypeScript file that no known program has is compiled when it is first loaded.
 */
import { statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { LegateError } from '../errors';
import { ownModule } from '../source/package';
import { readCached, writeCached } from './cache';
import { type CompiledFile, type CompiledProgram, compileProgram } from './compile';

const files = new Map<string, CompiledFile>();

/** A program that doesn't type-check; `message` is what tsc prints. */
export class TypeErrors extends LegateError {
  readonly #pretty: string;

  constructor(
    readonly errors: string,
    pretty: string,
  ) {
    super('LGT2001', `the program has type errors\n${errors}`);
    Object.defineProperty(this, 'errors', { enumerable: false });
    this.#pretty = pretty;
  }

  /** The same with colours and source lines. */
  get pretty(): string {
    return this.#pretty;
  }
}

/**
 * The program that starts at `entry` (absolute path), from the cache or compiled now.
 * @throws TypeErrors
 */
export function loadProgram(entry: string): CompiledProgram {
  const cached = readCached(entry);
  if (cached !== undefined) return cached;
  const compiled = compileProgram(entry);
  if (!compiled.ok) throw new TypeErrors(compiled.errors, compiled.pretty);
  writeCached(entry, compiled.program, compiled.provenance);
  return compiled.program;
}

export function addProgram(program: CompiledProgram): void {
  for (const [name, file] of Object.entries(program.files)) if (!files.has(name)) files.set(name, file);
}

const isTypeScript = (path: string): boolean => /\.[mc]?tsx?$/.test(path);

const isInstalled = (path: string): boolean => path.includes(`${sep}node_modules${sep}`);

/** The compiled file, or undefined for files that node loads by itself. */
export function compiledFile(path: string): CompiledFile | undefined {
  const known = files.get(path);
  if (known !== undefined || !isTypeScript(path) || isInstalled(path)) return known;
  addProgram(loadProgram(path));
  return files.get(path);
}

/** What the compiler or this package's own exports say an import means. */
export function resolveKnown(specifier: string, parent: string | undefined): string | undefined {
  return ownModule(specifier) ?? (parent === undefined ? undefined : files.get(parent)?.imports[specifier]);
}

/** For what node doesn't find: the TypeScript file behind `./x.js`, or `./x` without extension. */
export function resolveSource(specifier: string, parent: string | undefined): string | undefined {
  if (parent === undefined || !files.has(parent) || !/^(\.{1,2}(\/|$)|\/)/.test(specifier)) return undefined;
  const path = resolve(dirname(parent), specifier);
  const candidates = [
    path.replace(/\.([mc]?)jsx?$/, '.$1ts'),
    path.replace(/\.jsx?$/, '.tsx'),
    ...['.ts', '.tsx', '.mts', '.cts', '.js', `${sep}index.ts`, `${sep}index.js`].map((end) => path + end),
  ];
  return candidates.find((file) => file !== path && statSync(file, { throwIfNoEntry: false })?.isFile());
}
