/** Writing files for the user: whole, or not at all. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
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

/** What writing a file would change: for `git apply` and `patch -p1`, from the current folder. */
export function patchOf({ path, text }: FileText): string {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = require('diff') as typeof import('diff');
  const name = relative(process.cwd(), path);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${name}`,
    `b/${name}`,
    before ?? '',
    text,
    undefined,
    undefined,
    options,
  );
}
