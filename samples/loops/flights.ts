/**
 * Three million real flights: when are they late, and can it be foretold?
 *
 *     legatec samples/loops/flights.ts
 *
 * Statistics of the arrival delay by hour of departure, correlations, and a logistic regression of
 * "more than a quarter of an hour late" by gradient descent, in loops over typed arrays.
 *
 * Sums over whole minutes are exact; the rest is printed with digits far above rounding errors.
 * Standard error gets the time taken.
 */
import { readFlights } from '../data';

type Vector = Float64Array;

const STEPS = 40;
const RATE = 2;

function mean(x: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  return sum / x.length;
}

function deviation(x: Vector): number {
  const middle = mean(x);
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (x[i] - middle) ** 2;
  return Math.sqrt(squares / x.length);
}

function standardised(x: Vector): Vector {
  const middle = mean(x);
  const width = deviation(x);
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = (x[i] - middle) / width;
  return out;
}

function correlation(x: Vector, y: Vector): number {
  const [a, b] = [standardised(x), standardised(y)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum / a.length;
}

function byHour(hour: Vector, delay: Vector): void {
  const flights = new Float64Array(24);
  const minutes = new Float64Array(24);
  const behind = new Float64Array(24);
  for (let i = 0; i < hour.length; i++) {
    flights[hour[i]]++;
    minutes[hour[i]] += delay[i];
    if (delay[i] > 15) behind[hour[i]]++;
  }
  console.log('hour  flights  mean delay    late');
  for (let h = 0; h < 24; h++)
    console.log(
      `${String(h).padStart(4)} ${String(flights[h]).padStart(8)}` +
        `${(minutes[h] / flights[h]).toFixed(3).padStart(12)}` +
        `${((100 * behind[h]) / flights[h]).toFixed(2).padStart(7)}%`,
    );
}

/** Σ w·x of each flight. */
function score(features: Vector[], weights: Vector, z: Vector): void {
  z.fill(0);
  for (let j = 0; j < features.length; j++) {
    const x = features[j];
    const w = weights[j];
    for (let i = 0; i < z.length; i++) z[i] += w * x[i];
  }
}

/** Mean of -log of the chance given to what happened. */
function loss(features: Vector[], weights: Vector, late: Uint8Array): number {
  const z = new Float64Array(late.length);
  score(features, weights, z);
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += Math.log1p(Math.exp(z[i])) - late[i] * z[i];
  return sum / z.length;
}

/** Weights and the mean loss before and after, of P(late) = 1 / (1 + exp(-Σ w·x)). */
function regression(features: Vector[], late: Uint8Array): { weights: Vector; losses: number[] } {
  const weights = new Float64Array(features.length);
  const before = loss(features, weights, late);
  const error = new Float64Array(late.length);
  for (let step = 0; step < STEPS; step++) {
    score(features, weights, error);
    for (let i = 0; i < error.length; i++) error[i] = 1 / (1 + Math.exp(-error[i])) - late[i];
    for (let j = 0; j < features.length; j++) {
      const x = features[j];
      let slope = 0;
      for (let i = 0; i < error.length; i++) slope += error[i] * x[i];
      weights[j] -= (slope / error.length) * RATE;
    }
  }
  return { weights, losses: [before, loss(features, weights, late)] };
}

async function main(): Promise<void> {
  const { departure, delay, distance } = await readFlights();
  const begin = performance.now();
  const n = delay.length;
  const hour = new Float64Array(n);
  for (let i = 0; i < n; i++) hour[i] = Math.floor(departure[i] / 60) % 24;

  console.log(`${n} flights`);
  byHour(hour, delay);

  const sorted = delay.slice().sort();
  const at = (q: number) => sorted[Math.floor(q * (n - 1))];
  console.log(`minutes late: median ${at(0.5)}, 9 of 10 below ${at(0.9)}, 99 of 100 below ${at(0.99)}`);
  let [early, most] = [Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    early = Math.min(early, delay[i]);
    most = Math.max(most, delay[i]);
  }
  console.log(`most early ${-early}, most late ${most}`);
  console.log(`standard deviation ${deviation(delay).toFixed(4)}`);
  console.log(`correlation of delay and distance ${correlation(delay, distance).toFixed(6)}`);
  console.log(`correlation of delay and hour     ${correlation(delay, hour).toFixed(6)}`);

  const [constant, sine, cosine, weekend] = [0, 1, 2, 3].map(() => new Float64Array(n));
  const late = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const angle = departure[i] * ((2 * Math.PI) / (24 * 60));
    const day = Math.floor(departure[i] / (24 * 60)); // day 0 was a Monday
    constant[i] = 1;
    sine[i] = Math.sin(angle);
    cosine[i] = Math.cos(angle);
    weekend[i] = day % 7 >= 5 ? 1 : 0;
    late[i] = delay[i] > 15 ? 1 : 0;
  }
  const features: [string, Vector][] = [
    ['constant', constant],
    ['distance', standardised(distance)],
    ['sin(time)', sine],
    ['cos(time)', cosine],
    ['weekend', weekend],
  ];
  const { weights, losses } = regression(
    features.map(([, x]) => x),
    late,
  );
  console.log(`logistic regression of "late", ${STEPS} steps`);
  for (const [j, [name]] of features.entries())
    console.log(`  ${name.padEnd(9)} ${weights[j].toFixed(6).padStart(10)}`);
  console.log(`  loss ${losses[0].toFixed(6)} -> ${losses[1].toFixed(6)}`);
  console.error(`${((performance.now() - begin) / 1000).toFixed(2)} s without reading the file`);
}

void main();
