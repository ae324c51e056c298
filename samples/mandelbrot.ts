/**
 * The Mandelbrot set, with complex arrays and masks, as a picture.
 *
 *     legatec samples/mandelbrot.ts [picture.pgm]
 *
 * Each step squares all points and keeps the old value where a point has already left: what has
 * left stays finite, so nothing overflows. The picture is a grey map, black inside.
 *
 * Points near the boundary may escape a step earlier or later where a processor rounds a complex
 * product once instead of twice: fractions are printed to three digits.
 */

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as np from 'legate-ts/numpy';

const [WIDTH, HEIGHT] = [900, 600];
const STEPS = 100;

const re = np.linspace(-2.1, 0.9, WIDTH).astype('complex128');
const im = np.linspace(1, -1, HEIGHT).astype('complex128');
const i = np.array([new np.Complex(0, 1)]);
const c = re[`newaxis`] + (im * i)[`:, newaxis`];

/** |z|² without the square root. */
const norm2 = (z: np.NDArray) => np.real(z) ** 2 + np.imag(z) ** 2;

const begin = performance.now();
let z = np.zeros([HEIGHT, WIDTH], 'complex128') as np.NDArray;
let count = np.zeros([HEIGHT, WIDTH], 'int32') as np.NDArray;
for (let step = 0; step < STEPS; step++) {
  const inside = norm2(z) <= 4;
  z = np.where(inside, z * z + c, z) as np.NDArray;
  count += inside.astype('int32');
}

const brightness = (np.log(count.astype('float64')) * (255 / Math.log(STEPS))).clip(0, 255);
const grey = np.where(count == STEPS, np.zeros([1]), brightness.rint());

const path = process.argv[2] ?? join(tmpdir(), 'mandelbrot.pgm');
const header = Buffer.from(`P5\n${WIDTH} ${HEIGHT}\n255\n`, 'latin1');
const pixels = np.ravel(grey.astype('uint8')).data as Uint8Array;
writeFileSync(path, Buffer.concat([header, pixels]));

const never = count == STEPS;
const area = (Number(np.count_nonzero(never)) / (WIDTH * HEIGHT)) * 3 * 2;
const meanSteps = Number((count * ~never).sum()) / Number((~never).sum());
console.log(`${WIDTH} x ${HEIGHT} points, ${STEPS} steps`);
console.log(`area of the set about ${area.toFixed(3)}`);
console.log(`mean steps to escape ${meanSteps.toFixed(2)}`);
console.log(`steps along the middle row: ${(count[`300, ::75`].toArray() as number[]).join(' ')}`);
console.error(`${((performance.now() - begin) / STEPS).toFixed(2)} ms a step; picture in ${path}`);
