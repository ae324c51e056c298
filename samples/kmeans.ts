/**
 * Kinds of flights: Lloyd's k-means over 200 thousand real flights.
 *
 *     legatec samples/kmeans.ts
 *
 * A flight is its delay, its distance and its hour of departure, each divided by its deviation.
 * Distances to the centers are one broadcast [flights, 1, 3] - [centers, 3], never stored; the new
 * centers are a matrix product of the one-hot memberships with the points. No step waits.
 *
 * Memberships are the same everywhere unless a point lies within a rounding error of a boundary.
 */
import { readFileSync } from 'node:fs';
import * as np from 'legate-ts/numpy';
import { dataset } from './data';

const CENTERS = 6;
const STEPS = 30;

interface Flight {
  delay: number;
  distance: number;
  time: number;
}

const flights = JSON.parse(readFileSync(dataset('flights-200k.json'), 'utf8')) as Flight[];
const raw = np.stack(
  (['delay', 'distance', 'time'] as const).map((key) => np.array(Float64Array.from(flights, (flight) => flight[key]))),
  1,
) as np.NDArray;
const scale = raw.std(0, 0, true) as np.NDArray;
const points = raw / scale;
const [count, features] = points.shape as [number, number];

/** Squared distances [flights, centers] of all points from all centers. */
function distances(centers: np.NDArray): np.NDArray {
  const offset = points[`:, newaxis`] - centers[`newaxis`];
  return (offset ** 2).sum(2) as np.NDArray;
}

/** One row a flight, a one in the column of its nearest center. */
function memberships(centers: np.NDArray): np.NDArray {
  const nearest = distances(centers).argmin(1) as np.NDArray;
  return (nearest[`:, newaxis`] == np.arange(CENTERS).astype('int32')).astype('float64');
}

const begin = performance.now();
const stride = Math.floor(count / CENTERS);
let centers: np.NDArray = points[`:${stride * CENTERS}:${stride}`].copy();
let sizes = np.zeros([CENTERS]) as np.NDArray;
for (let step = 0; step < STEPS; step++) {
  const member = memberships(centers);
  sizes = member.sum(0) as np.NDArray;
  const total = np.matmul(member.transpose(), points) as np.NDArray;
  centers = total / np.maximum(sizes, 1)[`:, newaxis`];
}

const within = distances(centers).min(1) as np.NDArray;
console.log(`${count} flights, ${features} features, ${CENTERS} centers, ${STEPS} steps`);
console.log(`mean squared distance ${Number(within.mean()).toFixed(6)}`);
console.log(' flights     delay  distance    hour');
const order = np.argsort(sizes).toArray() as number[];
const kinds = np.concatenate([sizes[`:, newaxis`], centers * scale], 1);
const table = kinds.toArray() as number[][];
for (const row of order.reverse()) {
  const [size, delay, distance, hour] = table[Number(row)];
  console.log(
    String(size).padStart(8) +
      delay.toFixed(3).padStart(10) +
      distance.toFixed(2).padStart(10) +
      hour.toFixed(3).padStart(8),
  );
}
console.error(`${((performance.now() - begin) / STEPS).toFixed(2)} ms a step`);
