/**
 * Run by `legatec`: interprets the programs of a JSON file, and appends one outcome a line to
 * another, at once, so that what was computed before a crash is known.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import * as np from 'legate-ts/numpy';
import { type Library, run } from './interpret';
import type { Program } from './program';

const [input, output] = process.argv.slice(2);
for (const program of JSON.parse(readFileSync(input, 'utf8')) as Program[])
  appendFileSync(output, `${JSON.stringify(run(np as Library, program))}\n`);
