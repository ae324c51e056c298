/** `legatec FILE`: compiles the program and runs it in this process, or in as many as were asked for. */
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRank } from '../loader/ranks';
import { loadOrExit, printWarnings, startProgram } from '../loader/start';
import { readOptions } from '../options';
import { type CommandLine, UsageError } from './args';

/** The program's absolute path. @throws UsageError LGT1004–LGT1006. */
export function programFile(file: string | undefined): string {
  if (file === undefined)
    throw new UsageError('LGT1004', 'no program to run: legatec [options] FILE; see legatec --help');
  const path = resolve(file);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new UsageError('LGT1005', `there is no file ${file}`);
  if (!status.isFile()) throw new UsageError('LGT1005', `${file} is not a file`);
  if (!/\.[mc]?[tj]s$/.test(path) || /\.d\.[mc]?ts$/.test(path))
    throw new UsageError('LGT1006', `${file} is not a program: .ts, .mts, .cts, .js, .mjs or .cjs`);
  return path;
}

/**
 * Does all that comes before the program.
 * @returns what runs it, if it is to run in this process: its errors are not ours to catch.
 */
export function prepare(line: CommandLine): (() => void) | undefined {
  const options = readOptions();
  const rank = isRank(process.env);
  if (options.showConfig && !rank) {
    const { configText } = require('./help') as typeof import('./help');
    process.stdout.write(configText(options));
    if (line.file === undefined) return undefined;
  }
  const entry = programFile(line.file);
  const program = loadOrExit(entry);
  const ranks = options.ranksPerNode * options.nodes;
  if (!rank) printWarnings(program, process.stderr, options.silence, ranks);
  if (options.emit.includes('js') && !rank) {
    const { printJavaScript } = require('./emit') as typeof import('./emit');
    printJavaScript(program, realpathSync(entry));
  }
  if (options.emit.length === 1 && options.emit[0] === 'js') return undefined;
  if (ranks > 1 && !rank) {
    const { launch } = require('./launch') as typeof import('./launch');
    launch(options, line);
    return undefined;
  }
  process.argv = [process.argv[0]!, entry, ...line.rest];
  return () => startProgram(entry, program);
}
