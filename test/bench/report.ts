/** Rows and the table of the benchmark. */

/** Milliseconds of each run, by system. */
export type Samples = Map<string, number[]>;

export interface Row {
  name: string;
  system: string;
  size: number;
  /** Fastest run, in milliseconds; for `small`, of one operation, for `short…`, of one loop. */
  ms: number;
  median_ms: number;
  /** Time over NumPy's, over V8's, over C's; null where that has none. */
  ratio_to_numpy: number | null;
  ratio_to_v8: number | null;
  ratio_to_c: number | null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function rowsOf(name: string, size: number, samples: Samples): Row[] {
  const best = new Map([...samples].filter(([, ms]) => ms.length > 0).map(([system, ms]) => [system, Math.min(...ms)]));
  const over = (ms: number, system: string) => (best.has(system) ? ms / best.get(system)! : null);
  return [...best].map(([system, ms]) => ({
    name,
    system,
    size,
    ms,
    median_ms: median(samples.get(system)!),
    ratio_to_numpy: over(ms, 'numpy'),
    ratio_to_v8: over(ms, 'v8'),
    ratio_to_c: over(ms, 'c'),
  }));
}

const figure = (x: number | null) => (x === null ? '-' : x >= 100 ? x.toFixed(0) : x.toPrecision(3));

export function report(rows: readonly Row[]): string {
  const cells = [
    ['name', 'size', 'system', 'min ms', 'median ms', '/ numpy', '/ v8', '/ c'],
    ...rows.map((row) => [
      row.name,
      row.size >= 1e5 ? row.size.toExponential(0) : String(row.size),
      row.system,
      figure(row.ms),
      figure(row.median_ms),
      figure(row.ratio_to_numpy),
      figure(row.ratio_to_v8),
      figure(row.ratio_to_c),
    ]),
  ];
  const widths = cells[0].map((_, j) => Math.max(...cells.map((line) => line[j].length)));
  return cells
    .map((line) =>
      line.map((cell, j) => (j === 0 || j === 2 ? cell.padEnd(widths[j]) : cell.padStart(widths[j]))).join('  '),
    )
    .join('\n');
}
