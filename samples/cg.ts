/**
 * Rebuilds a volcano from its curvature: conjugate gradients on a matrix that is never formed.
 *
 *     legatec samples/cg.ts
 *
 * The heights of Maunga Whau (87 × 61 points, ten metres apart) are refined to 348 × 244 cells. The
 * discrete Laplacian of the heights is what is given; solving Poisson's equation, with heights of
 * zero all around, must give the mountain back. The operator is five slices of a padded array.
 *
 * Rounding errors grow in conjugate gradients: residuals are printed to three digits.
 */
import { readFileSync } from 'node:fs';
import * as np from 'legate-ts/numpy';
import { dataset } from './data';

const REFINE = 4;
const ITERATIONS = 1000;

interface Volcano {
  width: number;
  height: number;
  values: number[];
}

/** Repeats every point REFINE × REFINE times. */
function refined({ width, height, values }: Volcano): np.NDArray {
  const coarse = np.array(Float64Array.from(values)).reshape(height, 1, width, 1);
  return np.broadcast_to(coarse, [height, REFINE, width, REFINE]).reshape(height * REFINE, width * REFINE);
}

/** 4 u - (its four neighbours), with zeros around. `pad` is scratch space with a border of zeros. */
function laplacian(u: np.NDArray, pad: np.NDArray): np.NDArray {
  pad[`1:-1, 1:-1`] = u;
  return u * 4 - (pad[`:-2, 1:-1`] + pad[`2:, 1:-1`] + pad[`1:-1, :-2`] + pad[`1:-1, 2:`]);
}

/** Σ a·b as an array of shape [1, 1]: a scalar that stays where it is. */
const inner = (a: np.NDArray, b: np.NDArray) => (a * b).sum([0, 1], true) as np.NDArray;

const mountain = refined(JSON.parse(readFileSync(dataset('volcano.json'), 'utf8')) as Volcano);
const [rows, columns] = mountain.shape as [number, number];
const pad = np.zeros([rows + 2, columns + 2]);
const given = laplacian(mountain, pad);

const begin = performance.now();
let x: np.NDArray = np.zeros([rows, columns]);
let residual = given.copy();
let direction = residual.copy();
let norm2 = inner(residual, residual);
const start = norm2.item() as number;
console.log(`${rows} x ${columns} unknowns, |r| ${Math.sqrt(start).toFixed(3)}`);

for (let k = 1; k <= ITERATIONS; k++) {
  const image = laplacian(direction, pad);
  const step = norm2 / inner(direction, image);
  x += step * direction;
  residual -= step * image;
  const next = inner(residual, residual);
  direction = residual + (next / norm2) * direction;
  norm2 = next;
  if (k % 100 === 0)
    console.log(`${String(k).padStart(4)}  |r|/|r0| ${Math.sqrt((norm2.item() as number) / start).toExponential(2)}`);
}

const error = np.abs(x - mountain).max() as number;
const top = Number(x.argmax());
console.log(`largest error below 1e-5 m: ${error < 1e-5}`);
console.log(
  `summit ${Number(x.max()).toFixed(4)} m at row ${Math.floor(top / columns / REFINE)}, ` +
    `column ${Math.floor((top % columns) / REFINE)}; mean height ${Number(x.mean()).toFixed(4)} m`,
);
console.error(`${((performance.now() - begin) / ITERATIONS).toFixed(2)} ms an iteration`);
