/** `legatec adopt [--write] [--operators] FILE…`: a numpy-ts program becomes a program of this package. */
import { readFileSync, realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { EXIT_TYPE_ERRORS } from '../loader/start';
import type { CommandLine } from './args';
import { type FileText, patchOf, writeFiles } from './files';
import { programFile } from './run';

/** Prints a unified diff; with `--write`, changes the files. @throws UsageError LGT1004–LGT1006, LGT1011. */
export function adopt(line: CommandLine): undefined {
  const paths = [...new Set([programFile(line.file), ...line.rest.map(programFile)].map((file) => realpathSync(file)))];
  const { ts } = require('ts-morph') as typeof import('ts-morph');
  const { API, openProject } = require('../adopt/project') as typeof import('../adopt/project');
  const { missingNames } = require('../adopt/modules') as typeof import('../adopt/modules');
  const { rewriteFile } = require('../adopt/rewrite') as typeof import('../adopt/rewrite');
  const { ownLibrary } = require('../source/package') as typeof import('../source/package');

  const project = openProject(paths);
  const api = project.addSourceFileAtPath(ownLibrary.declarationsOf(API)!);
  const program = project.getProgram().compilerObject;
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(api.compilerNode)!;
  const files = paths.map((path) => program.getSourceFile(path)!);

  const wrong = files.flatMap((file) => program.getSyntacticDiagnostics(file));
  if (wrong.length > 0) {
    const host = { getCurrentDirectory: process.cwd, getCanonicalFileName: String, getNewLine: () => '\n' };
    process.stdout.write(ts.formatDiagnostics(wrong, host));
    process.exitCode = EXIT_TYPE_ERRORS;
    return;
  }
  const changed: FileText[] = [];
  for (const file of files) {
    for (const { at, what } of missingNames(ts, checker, file, module)) {
      const { line: row, character } = file.getLineAndCharacterOfPosition(at.getStart());
      const place = `${relative(process.cwd(), file.fileName)}(${row + 1},${character + 1})`;
      process.stderr.write(`${place}: warning LGT2301: ${API} has no equivalent of ${what}\n`);
    }
    const text = rewriteFile(ts, checker, file, line.operators);
    if (text !== file.text) changed.push({ path: file.fileName, text: byteOrderMark(file.fileName) + text });
  }
  if (line.write) writeFiles(changed);
  else process.stdout.write(changed.map(patchOf).join(''));
  if (changed.length === 0 || line.write)
    process.stderr.write(`${changed.length} of ${files.length} file${files.length === 1 ? '' : 's'} changed\n`);
}

/** TypeScript takes it from the text. */
const byteOrderMark = (path: string): string => (readFileSync(path, 'utf8').startsWith('\uFEFF') ? '\uFEFF' : '');
