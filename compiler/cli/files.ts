/** Writing files for the user: whole, or not at all. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './args';

export interface FileText {
  readonly path: string;
  readonly text: string;
}

/** Writes all aside, then renames: who fails (or is ended) before the last is written has changed no file. @throws UsageError LGT1011. */
export function writeFiles(files: readonly FileText[]): void {
  const asides: string[] = [];
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(path), { recursive: true });
      const aside = join(dirname(path), `.${basename(path)}.${process.pid}`);
      asides.push(aside);
      const mode = statSync(path, { throwIfNoEntry: false })?.mode;
      writeFileSync(aside, text, mode === undefined ? {} : { mode: mode & 0o777 });
    }
    files.forEach(({ path }, i) => {
      renameSync(asides[i]!, path);
    });
  } catch (error) {
    for (const aside of asides) rmSync(aside, { force: true });
    throw new UsageError('LGT1011', `files can't be written: ${(error as Error).message}`);
  }
}
