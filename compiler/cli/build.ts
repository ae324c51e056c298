/** `legatec build FILE…`: JavaScript, declarations and source maps that plain node runs. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { EXIT_TYPE_ERRORS } from '../loader/start';
import { type CommandLine, UsageError } from './args';
import { writeFiles } from './files';
import { programFile } from './run';

/** @throws UsageError LGT1004–LGT1006, LGT1009–LGT1011. */
export function build(line: CommandLine): undefined {
  const [entry, ...roots] = [programFile(line.file), ...line.rest.map(programFile)].map((f) => realpathSync(f));
  const ts = require('typescript') as typeof import('typescript');
  const { checkProgram } = require('../source/checked') as typeof import('../source/checked');
  const { parseConfig } = require('../source/config') as typeof import('../source/config');
  const { formatDiagnostics } = require('../source/diagnostics') as typeof import('../source/diagnostics');
  const { ownLibrary } = require('../source/package') as typeof import('../source/package');
  const { outputsOf } = require('../transform/outputs') as typeof import('../transform/outputs');

  const settings = { roots: roots.filter((root) => root !== entry), options: { declaration: true } };
  const { source, errors } = checkProgram(ts, entry!, ownLibrary, settings);
  const found = errors.length > 0 ? errors : source.files.flatMap((f) => source.program.getDeclarationDiagnostics(f));
  if (found.length > 0) {
    process.stdout.write(formatDiagnostics(ts, found, process.stdout.isTTY));
    process.exitCode = EXIT_TYPE_ERRORS;
    return;
  }
  const config = parseConfig(ts, entry!, ts.sys)?.options ?? {};
  const outDir = line.outDir === undefined ? config.outDir : resolve(line.outDir);
  const declarationDir = line.outDir === undefined ? config.declarationDir : undefined;
  const folder = projectFolder(entry!);
  const layout = { outDir, declarationDir, rootDir: config.rootDir };
  const outputs = outputsOf(source, layout, (fileName) => relative(folder, fileName));
  const inputs = new Set(source.program.getSourceFiles().map(({ fileName }) => fileName));
  for (const { path } of outputs) {
    if (inputs.has(existsSync(path) ? realpathSync(path) : path))
      throw new UsageError(
        'LGT1009',
        `${relative(process.cwd(), path)} would be overwritten, and is part of the program: name another --out-dir`,
      );
    if (
      outDir !== undefined &&
      relative(outDir, path).startsWith('..') &&
      relative(declarationDir ?? outDir, path).startsWith('..')
    )
      throw new UsageError(
        'LGT1010',
        `${relative(process.cwd(), path)} is outside of the output: see rootDir in tsconfig.json`,
      );
  }
  writeFiles(outputs);
}

/** What places in the built program are told relative to: where the nearest package.json is. */
function projectFolder(entry: string): string {
  for (let folder = dirname(entry); dirname(folder) !== folder; folder = dirname(folder))
    if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(entry);
}
