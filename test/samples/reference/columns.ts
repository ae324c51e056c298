/** Writes the flight columns as raw doubles for flights.py: `legatec columns.ts DIRECTORY`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlights } from '../../../samples/data';

async function main(): Promise<void> {
  const directory = process.argv[2];
  if (!directory) throw new Error('usage: legatec columns.ts DIRECTORY');
  mkdirSync(directory, { recursive: true });
  for (const [name, column] of Object.entries(await readFlights()))
    writeFileSync(join(directory, `${name}.f64`), column as Float64Array);
}

void main();
