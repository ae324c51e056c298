#!/usr/bin/env node
/** The command `legatec`. Loads no more than the command at hand needs: start-up time is everybody's. */
import { LegateError } from '../errors';
import { type CommandLine, parseArguments, UsageError } from './args';

/** `sysexits.h`: the command was used incorrectly. */
const EXIT_USAGE = 64;

function main(words: readonly string[]): void {
  const line = parseArguments(words);
  if (line.help) {
    const { helpText } = require('./help') as typeof import('./help');
    process.stdout.write(helpText());
    return;
  }
  if (line.version) {
    const { packageRoot } = require('../source/package') as typeof import('../source/package');
    const { version } = require(`${packageRoot}/package.json`) as { version: string };
    process.stdout.write(`legatec ${version}\n`);
    return;
  }
  Object.assign(process.env, line.environment);
  dispatch(line);
}

function dispatch(line: CommandLine): void {
  const { run } = require('./run') as typeof import('./run');
  if (line.command === 'run') run(line);
  else if (line.command === 'check') (require('./check') as typeof import('./check')).check(line);
  else if (line.command === 'info') void printInfo(line.json);
  else {
    const { explainAtExit } = require('./explain') as typeof import('./explain');
    run(line, () => explainAtExit(line.json));
  }
}

async function printInfo(json: boolean): Promise<void> {
  const { collectInfo, formatInfo } = require('./info') as typeof import('./info');
  const info = await collectInfo();
  process.stdout.write(json ? `${JSON.stringify(info, null, 2)}\n` : formatInfo(info));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !isMalformedSetting(error)) throw error;
  process.stderr.write(`legatec: ${(error as Error).message}\n`);
  process.exitCode = EXIT_USAGE;
}

/** An option's value in the environment that isn't one. */
function isMalformedSetting(error: unknown): boolean {
  return error instanceof LegateError && error.code === 'LGT1003';
}
