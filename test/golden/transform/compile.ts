/** Compiles snippets against the library of `fixture/`, in one program. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import ts from 'typescript';
import { diagnosticsOf, formatDiagnostics } from '../../../compiler/source/diagnostics';
import type { Library } from '../../../compiler/source/package';
import { openProgram } from '../../../compiler/source/program';
import { type EmittedFile, emitProgram } from '../../../compiler/transform/emit';

export const FIXTURE = join(__dirname, 'fixture');

export const fixtureLibrary: Library = {
  declarationsOf: (specifier) => (specifier === 'legate-ts/numpy' ? join(FIXTURE, 'numpy.d.ts') : undefined),
  declares: (fileName) => fileName.startsWith(FIXTURE + sep),
};

export interface Compiled extends EmittedFile {
  readonly errors: string;
}

/**
 * Emits each snippet, by its name.
 * @param extension `cts` for CommonJS output, `mts` for ES modules.
 */
export function compileSnippets<K extends string>(
  snippets: Record<K, string>,
  extension: 'mts' | 'cts' | 'mjs' = 'mts',
): Record<K, Compiled> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'legate-ts-')));
  try {
    const paths = Object.entries<string>(snippets).map(([name, text]) => {
      const path = join(folder, `${name}.${extension}`);
      writeFileSync(path, text);
      return [name, path] as const;
    });
    const entry = join(folder, 'all.mts');
    const outputExtension = extension === 'cts' ? 'cjs' : 'mjs';
    writeFileSync(entry, paths.map(([name]) => `import './${name}.${outputExtension}';\n`).join(''));
    const source = openProgram(ts, entry, fixtureLibrary);
    const errors = diagnosticsOf(source);
    const emitted = emitProgram(source, (name) => basename(name));
    return Object.fromEntries(
      paths.map(([name, path]) => {
        const file = emitted.find(({ fileName }) => fileName === path)!;
        const own = errors.filter((d) => d.file?.fileName === path);
        return [name, { ...file, errors: formatDiagnostics(ts, own, false) }];
      }),
    ) as unknown as Record<K, Compiled>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
