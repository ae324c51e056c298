/**
 * The Mandelbrot set, a point at a time, as a picture.
 *
 *     legatec samples/loops/mandelbrot.ts [picture.pgm]
 *
 * Two nested loops over the pixels, and one over the steps of each, which ends when the point has
 * left. The picture is a grey map, black inside.
 *
 * Points near the boundary may escape a step earlier or later where a processor rounds a complex
 * product once instead of twice: fractions are printed to three digits.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [WIDTH, HEIGHT] = [900, 600];
const STEPS = 100;

const begin = performance.now();
const counts = new Int32Array(WIDTH * HEIGHT);
for (let row = 0; row < HEIGHT; row++) {
  for (let column = 0; column < WIDTH; column++) {
    const cx = -2.1 + column * (3 / (WIDTH - 1));
    const cy = 1 - row * (2 / (HEIGHT - 1));
    let x = 0;
    let y = 0;
    let steps = 0;
    while (steps < STEPS && x * x + y * y <= 4) {
      const next = x * x - y * y + cx;
      y = 2 * x * y + cy;
      x = next;
      steps++;
    }
    counts[row * WIDTH + column] = steps;
  }
}

const pixels = new Uint8Array(WIDTH * HEIGHT);
const contrast = 255 / Math.log(STEPS);
let inside = 0;
let outside = 0;
let steps = 0;
for (let at = 0; at < pixels.length; at++) {
  if (counts[at] === STEPS) {
    inside++;
  } else {
    pixels[at] = Math.round(Math.log(counts[at]) * contrast);
    outside++;
    steps += counts[at];
  }
}

const path = process.argv[2] ?? join(tmpdir(), 'mandelbrot.pgm');
const header = Buffer.from(`P5\n${WIDTH} ${HEIGHT}\n255\n`, 'latin1');
writeFileSync(path, Buffer.concat([header, pixels]));

const middle = [...counts.subarray(300 * WIDTH, 301 * WIDTH)].filter((_, column) => column % 75 === 0);
console.log(`${WIDTH} x ${HEIGHT} points, ${STEPS} steps`);
console.log(`area of the set about ${((inside / pixels.length) * 3 * 2).toFixed(3)}`);
console.log(`mean steps to escape ${(steps / outside).toFixed(2)}`);
console.log(`steps along the middle row: ${middle.join(' ')}`);
console.error(`${((performance.now() - begin) / STEPS).toFixed(2)} ms a step; picture in ${path}`);
