/** Where this package is, and which declarations are its arrays' API. Loads nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What the compiler must know about the array library, and no more. */
export interface Library {
  /** The declaration file that `import … from specifier` means, or undefined when it isn't the library's. */
  declarationsOf(specifier: string): string | undefined;
  /** Whether a file declares the API: its functions, methods and array classes. */
  declares(fileName: string): boolean;
}

function findRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) if (existsSync(join(folder, 'package.json'))) return folder;
}

/** Folder of this package's package.json. */
export const packageRoot = findRoot();

type Exports = Record<string, { types: string; default: string } | string>;
let ownExports: Exports | undefined;

/**
 * The file that `legate-ts` or `legate-ts/…` means, whoever asks: a program uses this very package,
 * not another copy of it. Undefined when there is no such export.
 */
export function ownModule(specifier: string, condition: 'types' | 'default' = 'default'): string | undefined {
  if (specifier !== NAME && !specifier.startsWith(`${NAME}/`)) return undefined;
  ownExports ??= (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { exports: Exports }).exports;
  const entry = ownExports[`.${specifier.slice(NAME.length)}`];
  if (entry === undefined) return undefined;
  return join(packageRoot, typeof entry === 'string' ? entry : entry[condition]);
}

const NAME = 'legate-ts';

const declaring = ['runtime', join('dist', 'runtime')].map((folder) => join(packageRoot, folder) + sep);

/** This package as built. */
export const ownLibrary: Library = {
  declarationsOf(specifier) {
    const declarations = ownModule(specifier, 'types');
    return declarations !== undefined && existsSync(declarations) ? declarations : undefined;
  },
  declares: (fileName) => declaring.some((folder) => fileName.startsWith(folder)),
};
