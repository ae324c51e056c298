/** `legatec check FILE…`: the type checker alone. Prints to standard output, as tsc does. */
import { realpathSync } from 'node:fs';
import { loadProgram, TypeErrors } from '../loader/registry';
import { EXIT_TYPE_ERRORS, printWarnings } from '../loader/start';
import { readOptions } from '../options';
import type { CommandLine } from './args';
import { programFile } from './run';

export function check(line: CommandLine): undefined {
  const { silence } = readOptions();
  for (const file of [programFile(line.file), ...line.rest.map(programFile)]) {
    try {
      printWarnings(loadProgram(realpathSync(file)), process.stdout, silence);
    } catch (error) {
      if (!(error instanceof TypeErrors)) throw error;
      process.stdout.write(process.stdout.isTTY ? error.pretty : error.errors);
      process.exitCode = EXIT_TYPE_ERRORS;
    }
  }
}
