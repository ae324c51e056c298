/** Runs a program's first file as node would: CommonJS or ES module, `require.main`, exit codes. */
import { realpathSync } from 'node:fs';
import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import type { CompiledProgram } from './compile';
import { installHooks } from './hooks';
import { enterRank, isRank } from './ranks';
import { loadProgram, TypeErrors } from './registry';

/** What `tsc` exits with when there are errors in the program. */
export const EXIT_TYPE_ERRORS = 2;

/** Node's own exit code for a top-level await that never ends. */
const EXIT_UNSETTLED = 13;

/** Compiles a program; prints its type errors as tsc does and ends the process if there are any. */
export function loadOrExit(entry: string): CompiledProgram {
  try {
    return loadProgram(realpathSync(entry));
  } catch (error) {
    if (!(error instanceof TypeErrors)) throw error;
    process.stderr.write(process.stderr.isTTY ? error.pretty : error.errors);
    process.exit(EXIT_TYPE_ERRORS);
  }
}

/** What is told only of programs that run on several ranks. */
const OF_RANKS = 'LGT2304';

/** Prints a program's warnings, but for those that an option silences. @param ranks on which it is to run, if it is. */
export function printWarnings(
  { warnings }: CompiledProgram,
  stream: NodeJS.WriteStream,
  silence: readonly string[],
  ranks = Number.POSITIVE_INFINITY,
): void {
  for (const { number, text, pretty } of warnings) {
    if (silence.includes(number) || (number === OF_RANKS && ranks === 1)) continue;
    stream.write(stream.isTTY ? pretty : text);
  }
}

/** Runs `entry` (absolute path) in this process. `process.argv` must already be the program's. */
export function startProgram(entry: string, program: CompiledProgram): void {
  if (isRank(process.env)) enterRank();
  installHooks(program, program.needsImportHooks);
  if (program.files[realpathSync(entry)]?.format === 'module') startModule(entry);
  else (Module as unknown as { _load(path: string, parent: null, main: true): void })._load(entry, null, true);
}

/** An error in the module is an unhandled rejection, which node reports like an uncaught error. */
export function startModule(entry: string): void {
  let settled = false;
  process.on('exit', (code) => {
    if (settled || code !== 0) return;
    process.stderr.write(`Warning: Detected unsettled top-level await in ${entry}\n`);
    process.exitCode = EXIT_UNSETTLED;
  });
  void import(pathToFileURL(entry).href).finally(() => {
    settled = true;
  });
}
