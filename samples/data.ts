/**
 * The real data the samples run on: files of the npm package `vega-datasets`, read into typed arrays.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Path of a data file in `vega-datasets`, whose `exports` name only its entry point. */
export function dataset(file: string): string {
  return join(dirname(require.resolve('vega-datasets')), '..', 'data', file);
}

/** The named columns of a CSV file without quoted fields, as text. */
export function csvColumns(file: string, names: readonly string[]): string[][] {
  const [header, ...lines] = readFileSync(dataset(file), 'utf8').trimEnd().split(/\r?\n/);
  const fields = header.split(',');
  const wanted = names.map((name) => {
    const at = fields.indexOf(name);
    if (at < 0) throw new Error(`${file} has no column '${name}'; it has ${fields.join(', ')}`);
    return at;
  });
  const rows = lines.map((line) => line.split(','));
  return wanted.map((at) => rows.map((row) => row[at]));
}

/** US domestic flights: one element a flight, ordered by departure. */
export interface Flights {
  /** Scheduled departure, minutes since 2001-01-01 00:00 local time. */
  departure: Float64Array;
  /** Arrival delay in minutes; negative is early. */
  delay: Float64Array;
  /** Miles between origin and destination. */
  distance: Float64Array;
}

/** Reads all three million rows of `flights-3m.parquet`. */
export async function readFlights(): Promise<Flights> {
  // Both packages are ES modules only, this file is a CommonJS module: hence `import()`.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const file = await asyncBufferFromFile(dataset('flights-3m.parquet'));
  const metadata = await parquetMetadataAsync(file);
  const rows = Number(metadata.num_rows);
  const columns: Record<string, Float64Array> = {
    date: new Float64Array(rows),
    delay: new Float64Array(rows),
    distance: new Float64Array(rows),
  };
  await parquetRead({
    file,
    metadata,
    compressors,
    columns: Object.keys(columns),
    onChunk({ columnName, columnData, rowStart }) {
      const column = columns[columnName];
      for (let i = 0; i < columnData.length; i++) column[rowStart + i] = Number(columnData[i]);
    },
  });
  const start = Date.UTC(2001, 0, 1);
  const { date, delay, distance } = columns as Record<'date' | 'delay' | 'distance', Float64Array>;
  return { departure: date.map((ms) => (ms - start) / 60_000), delay, distance };
}
