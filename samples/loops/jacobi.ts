/**
 * A measured profile diffuses into a plate: 50 Jacobi steps of Laplace's equation.
 *
 *     legatec samples/loops/jacobi.ts
 *
 * The upper edge of a plate of 1000 × 1000 points is held at the daily maximum temperatures of
 * Seattle (a day a point), the other edges at their mean. A step is two nested loops that go from
 * one typed array to another, and the two change places.
 *
 * Each element is the same sequence of IEEE additions everywhere; sums differ in rounding only.
 */
import { csvColumns } from '../data';

const N = 1000;
const STEPS = 50;
const WIDTH = N + 2;

const [measured] = csvColumns('seattle-weather.csv', ['temp_max']) as [string[]];
const edge = Float64Array.from(measured.slice(0, WIDTH), Number);
let total = 0;
for (let j = 0; j < WIDTH; j++) total += edge[j];
const level = total / WIDTH;
let squares = 0;
for (let j = 0; j < WIDTH; j++) squares += (edge[j] - level) ** 2;

let grid = new Float64Array(WIDTH * WIDTH).fill(level);
grid.set(edge);
let next = grid.slice();

const begin = performance.now();
for (let step = 1; step <= STEPS; step++) {
  for (let i = 1; i <= N; i++) {
    for (let j = 1; j <= N; j++) {
      const at = i * WIDTH + j;
      next[at] = (grid[at - WIDTH] + grid[at + WIDTH] + grid[at - 1] + grid[at + 1]) * 0.25;
    }
  }
  [grid, next] = [next, grid];
}

// The step before the last is still in the other array.
let change = 0;
for (let i = 0; i < WIDTH * WIDTH; i++) change = Math.max(change, Math.abs(grid[i] - next[i]));
let sum = 0;
for (let i = 0; i < WIDTH * WIDTH; i++) sum += grid[i];
const depth = new Float64Array(N);
for (let i = 0; i < N; i++) {
  let deviation = 0;
  for (let j = 1; j <= N; j++) deviation += (grid[(i + 1) * WIDTH + j] - level) ** 2;
  depth[i] = Math.sqrt(deviation / N);
}

console.log(`edge: mean ${level.toFixed(6)}, standard deviation ${Math.sqrt(squares / WIDTH).toFixed(6)}`);
console.log(`after ${STEPS} steps: mean ${(sum / (WIDTH * WIDTH)).toFixed(9)}`);
console.log(`largest change in the last step ${change.toFixed(9)}`);
console.log('row   rms deviation   at column 500');
for (const row of [0, 1, 2, 3, 4, 8, 12, 16, 20, 24])
  console.log(
    String(row + 1).padStart(3) +
      depth[row].toFixed(9).padStart(16) +
      grid[(row + 1) * WIDTH + 500].toFixed(9).padStart(16),
  );
console.error(`${((performance.now() - begin) / STEPS).toFixed(2)} ms a step`);
