#!/usr/bin/env node
/** The command `legatec`. Loads no more than the command at hand needs: start-up time is everybody's. */
import { LegateError } from '../errors';
import { parseArguments, UsageError } from './args';

/** `sysexits.h`: the command was used incorrectly. */
const EXIT_USAGE = 64;

/** @returns what is left to do: running the program. */
function main(words: readonly string[]): (() => void) | undefined {
  const line = parseArguments(words);
  if (line.help) return printHelp();
  if (line.version) return printVersion();
  Object.assign(process.env, line.environment);
  if (line.command === 'info') return void printInfo(line.json);
  if (line.command === 'coverage')
    return (require('./coverage') as typeof import('./coverage')).printCoverage(line.json) as undefined;
  if (line.command === 'check') return (require('./check') as typeof import('./check')).check(line);
  if (line.command === 'build') return (require('./build') as typeof import('./build')).build(line);
  if (line.command === 'adopt') return (require('./adopt') as typeof import('./adopt')).adopt(line);
  if (line.command === 'init') return (require('./init') as typeof import('./init')).init(line);
  const program = (require('./run') as typeof import('./run')).prepare(line);
  if (line.command === 'explain' && program !== undefined)
    (require('./explain') as typeof import('./explain')).explainAtExit(line.json);
  return program;
}

function printHelp(): undefined {
  const { helpText } = require('./help') as typeof import('./help');
  process.stdout.write(helpText());
}

function printVersion(): undefined {
  const { packageRoot } = require('../source/package') as typeof import('../source/package');
  const { version } = require(`${packageRoot}/package.json`) as { version: string };
  process.stdout.write(`legatec ${version}\n`);
}

async function printInfo(json: boolean): Promise<void> {
  const { collectInfo, formatInfo } = require('./info') as typeof import('./info');
  const info = await collectInfo();
  process.stdout.write(json ? `${JSON.stringify(info, null, 2)}\n` : formatInfo(info));
}

/** Wrong use is told in a line; anything else is a bug of ours and keeps its stack. */
function guarded(words: readonly string[]): (() => void) | undefined {
  try {
    return main(words);
  } catch (error) {
    if (!(error instanceof UsageError) && !isMalformedSetting(error)) throw error;
    process.stderr.write(`legatec: ${(error as Error).message}\n`);
    process.exitCode = EXIT_USAGE;
    return undefined;
  }
}

/** An option's value in the environment that isn't one. */
function isMalformedSetting(error: unknown): boolean {
  return error instanceof LegateError && error.code === 'LGT1003';
}

guarded(process.argv.slice(2))?.();
