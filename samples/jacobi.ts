/**
 * A measured profile diffuses into a plate: 50 Jacobi steps of Laplace's equation.
 *
 *     legatec samples/jacobi.ts
 *     legatec --ranks-per-node 2 --launcher mpirun samples/jacobi.ts
 *
 * The upper edge of a plate of 1000 × 1000 points is held at the daily maximum temperatures of
 * Seattle (a day a point), the other edges at their mean. A step is written as in a textbook, with
 * five overlapping slices of one array; it runs as one argument with a halo of one row.
 *
 * Each element is the same sequence of IEEE additions everywhere; sums differ in rounding only.
 */
import * as np from 'legate-ts/numpy';
import { csvColumns } from './data';

const N = 1000;
const STEPS = 50;

const [measured] = csvColumns('seattle-weather.csv', ['temp_max']) as [string[]];
const edge = np.array(Float64Array.from(measured.slice(0, N + 2), Number));
const level = edge.mean() as number;

const grid = np.full([N + 2, N + 2], level, 'float64');
grid[`0`] = edge;

const center = grid[`1:-1, 1:-1`];
const north = grid[`:-2, 1:-1`];
const south = grid[`2:, 1:-1`];
const west = grid[`1:-1, :-2`];
const east = grid[`1:-1, 2:`];

const begin = performance.now();
let change: np.NDArray = np.zeros([1]);
for (let step = 1; step <= STEPS; step++) {
  const average = (north + south + west + east) * 0.25;
  if (step === STEPS) change = np.abs(average - center).max([0, 1], true) as np.NDArray;
  center[`...`] = average;
}

const deviation = center - level;
const depth = np.sqrt((deviation ** 2).mean(1) as np.NDArray);
console.log(`edge: mean ${level.toFixed(6)}, standard deviation ${Number(edge.std()).toFixed(6)}`);
console.log(`after ${STEPS} steps: mean ${Number(grid.mean()).toFixed(9)}`);
console.log(`largest change in the last step ${Number(change.item()).toFixed(9)}`);
console.log('row   rms deviation   at column 500');
for (const row of [0, 1, 2, 3, 4, 8, 12, 16, 20, 24])
  console.log(
    String(row + 1).padStart(3) +
      Number(depth.item(row)).toFixed(9).padStart(16) +
      Number(center.item(row, 499)).toFixed(9).padStart(16),
  );
console.error(`${((performance.now() - begin) / STEPS).toFixed(2)} ms a step`);
