/** Translates the scalar functions of small programs against this package's own declarations. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { checkProgram } from '../../../compiler/source/checked';
import { formatDiagnostics } from '../../../compiler/source/diagnostics';
import { LibraryTypes } from '../../../compiler/source/library';
import { ownLibrary } from '../../../compiler/source/package';
import { planScalarFunctions, type Translated, type Untranslated } from '../../../compiler/transform/scalar-functions';
import { root } from '../../run';

export const HEAD = "import * as np from 'legate-ts/numpy';\n";

/**
 * The functions that a program hands over, in its order.
 * @param files others, by name
 */
export function translate(
  program: string,
  files: Readonly<Record<string, string>> = {},
): readonly (Translated | Untranslated)[] {
  const folder = realpathSync(mkdtempSync(join(root, 'test', 'unit', '.scalar-')));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const entry = join(folder, 'main.ts');
    writeFileSync(entry, `${HEAD}${program}\nexport {};\n`);
    const { source, errors } = checkProgram(ts, entry, ownLibrary);
    if (errors.length > 0) throw new Error(formatDiagnostics(ts, errors, false));
    const types = new LibraryTypes(ts, source.program, ownLibrary);
    const file = source.program.getSourceFile(entry)!;
    return [...planScalarFunctions(ts, source.program, file, types).values()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
