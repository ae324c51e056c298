/**
 * Rebuilds a volcano from its curvature: conjugate gradients on a matrix that is never formed.
 *
 *     legatec samples/loops/cg.ts
 *
 * The heights of Maunga Whau (87 × 61 points, ten metres apart) are refined to 348 × 244 cells. The
 * discrete Laplacian of the heights is what is given; solving Poisson's equation, with heights of
 * zero all around, must give the mountain back. All vectors have a border of zeros, so that the
 * operator is five elements of a typed array.
 *
 * Rounding errors grow in conjugate gradients: residuals are printed to three digits.
 */
import { readFileSync } from 'node:fs';
import { dataset } from '../data';

const REFINE = 4;
const ITERATIONS = 1000;

interface Volcano {
  width: number;
  height: number;
  values: number[];
}

const volcano = JSON.parse(readFileSync(dataset('volcano.json'), 'utf8')) as Volcano;
const rows = volcano.height * REFINE;
const columns = volcano.width * REFINE;
/** Elements of a row with its border. */
const w = columns + 2;
const size = (rows + 2) * w;

/** Every point REFINE × REFINE times. */
function refined({ width, values }: Volcano): Float64Array {
  const out = new Float64Array(size);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      out[(i + 1) * w + j + 1] = values[Math.floor(i / REFINE) * width + Math.floor(j / REFINE)];
  return out;
}

/** 4 u - (its four neighbours). */
function laplacian(u: Float64Array, out: Float64Array): void {
  for (let i = 1; i <= rows; i++)
    for (let j = 1; j <= columns; j++) {
      const at = i * w + j;
      out[at] = 4 * u[at] - (u[at - w] + u[at + w] + u[at - 1] + u[at + 1]);
    }
}

/** Σ a·b */
function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += a[i] * b[i];
  return sum;
}

const mountain = refined(volcano);
const given = new Float64Array(size);
laplacian(mountain, given);

const begin = performance.now();
const x = new Float64Array(size);
const residual = given.slice();
const direction = given.slice();
const image = new Float64Array(size);
let norm2 = inner(residual, residual);
const start = norm2;
console.log(`${rows} x ${columns} unknowns, |r| ${Math.sqrt(start).toFixed(3)}`);

for (let k = 1; k <= ITERATIONS; k++) {
  laplacian(direction, image);
  const step = norm2 / inner(direction, image);
  for (let i = 0; i < size; i++) {
    x[i] += step * direction[i];
    residual[i] -= step * image[i];
  }
  const next = inner(residual, residual);
  const ratio = next / norm2;
  for (let i = 0; i < size; i++) direction[i] = residual[i] + ratio * direction[i];
  norm2 = next;
  if (k % 100 === 0) console.log(`${String(k).padStart(4)}  |r|/|r0| ${Math.sqrt(norm2 / start).toExponential(2)}`);
}

let error = 0;
let sum = 0;
let highest = -1;
let top = 0;
for (let i = 0; i < rows; i++)
  for (let j = 0; j < columns; j++) {
    const at = (i + 1) * w + j + 1;
    error = Math.max(error, Math.abs(x[at] - mountain[at]));
    sum += x[at];
    if (x[at] > highest) {
      highest = x[at];
      top = i * columns + j;
    }
  }
console.log(`largest error below 1e-5 m: ${error < 1e-5}`);
console.log(
  `summit ${highest.toFixed(4)} m at row ${Math.floor(top / columns / REFINE)}, ` +
    `column ${Math.floor((top % columns) / REFINE)}; mean height ${(sum / (rows * columns)).toFixed(4)} m`,
);
console.error(`${((performance.now() - begin) / ITERATIONS).toFixed(2)} ms an iteration`);
