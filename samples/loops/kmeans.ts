/**
 * Kinds of flights: Lloyd's k-means over 200 thousand real flights.
 *
 *     legatec samples/loops/kmeans.ts
 *
 * A flight is its delay, its distance and its hour of departure, each divided by its deviation. The
 * nearest center of each flight is found by itself, which any order does; the new centers are sums
 * over what was found, which subscript other arrays: a loop that stays one.
 *
 * Memberships are the same everywhere unless a point lies within a rounding error of a boundary.
 */
import { readFileSync } from 'node:fs';
import { dataset } from '../data';

const CENTERS = 6;
const FEATURES = 3;
const STEPS = 30;

interface Flight {
  delay: number;
  distance: number;
  time: number;
}

const flights = JSON.parse(readFileSync(dataset('flights-200k.json'), 'utf8')) as Flight[];
const count = flights.length;
const points = new Float64Array(count * FEATURES);
for (const [i, { delay, distance, time }] of flights.entries()) points.set([delay, distance, time], i * FEATURES);

/** Standard deviation of a column. */
function deviation(column: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += points[i * FEATURES + column];
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (points[i * FEATURES + column] - mean) ** 2;
  return Math.sqrt(squares / count);
}

const scale = new Float64Array(FEATURES);
for (let f = 0; f < FEATURES; f++) scale[f] = deviation(f);
for (let i = 0; i < count; i++) for (let f = 0; f < FEATURES; f++) points[i * FEATURES + f] /= scale[f];

/** The nearest center of each point, and the squared distance. */
function assign(centers: Float64Array, nearest: Int32Array, distance: Float64Array): void {
  for (let i = 0; i < count; i++) {
    let best = Infinity;
    let at = 0;
    for (let k = 0; k < CENTERS; k++) {
      let d = 0;
      for (let f = 0; f < FEATURES; f++) d += (points[i * FEATURES + f] - centers[k * FEATURES + f]) ** 2;
      if (d < best) {
        best = d;
        at = k;
      }
    }
    nearest[i] = at;
    distance[i] = best;
  }
}

const begin = performance.now();
const stride = Math.floor(count / CENTERS);
const centers = new Float64Array(CENTERS * FEATURES);
for (let k = 0; k < CENTERS; k++)
  for (let f = 0; f < FEATURES; f++) centers[k * FEATURES + f] = points[k * stride * FEATURES + f];
const nearest = new Int32Array(count);
const distance = new Float64Array(count);
const sizes = new Float64Array(CENTERS);
const totals = new Float64Array(CENTERS * FEATURES);
for (let step = 0; step < STEPS; step++) {
  assign(centers, nearest, distance);
  sizes.fill(0);
  totals.fill(0);
  for (let i = 0; i < count; i++) {
    const k = nearest[i];
    sizes[k]++;
    for (let f = 0; f < FEATURES; f++) totals[k * FEATURES + f] += points[i * FEATURES + f];
  }
  for (let k = 0; k < CENTERS; k++)
    for (let f = 0; f < FEATURES; f++) centers[k * FEATURES + f] = totals[k * FEATURES + f] / Math.max(sizes[k], 1);
}

assign(centers, nearest, distance);
let within = 0;
for (let i = 0; i < count; i++) within += distance[i];
console.log(`${count} flights, ${FEATURES} features, ${CENTERS} centers, ${STEPS} steps`);
console.log(`mean squared distance ${(within / count).toFixed(6)}`);
console.log(' flights     delay  distance    hour');
for (const k of [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a])) {
  const column = (f: number) => centers[k * FEATURES + f] * scale[f];
  console.log(
    String(sizes[k]).padStart(8) +
      column(0).toFixed(3).padStart(10) +
      column(1).toFixed(2).padStart(10) +
      column(2).toFixed(3).padStart(8),
  );
}
console.error(`${((performance.now() - begin) / STEPS).toFixed(2)} ms a step`);
