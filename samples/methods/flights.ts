/**
 * Three million real flights: when are they late, and can it be foretold?
 *
 *     legatec samples/methods/flights.ts
 *
 * Statistics of the arrival delay by hour of departure, correlations, and a logistic regression of
 * "more than a quarter of an hour late" by gradient descent. The loop of the regression reads
 * nothing: the weights are arrays, so all its steps are in flight before the first one is done.
 *
 * Sums over whole minutes are exact; the rest is printed with digits far above rounding errors.
 * Standard error gets the time taken.
 */
import * as np from 'legate-ts/numpy';
import { readFlights } from '../data';

type Vector = np.NDArray;

const STEPS = 40;
const RATE = 2;

/** Reductions that keep their (only) axis give arrays of one element, which nobody waits for. */
const sum = (x: Vector) => x.sum(0, true) as Vector;
const mean = (x: Vector) => x.mean(0, true) as Vector;
const standardised = (x: Vector) => x.subtract(mean(x)).divide(x.std(0, 0, true) as Vector);

function byHour(hour: Vector, delay: Vector): void {
  const late = delay.greater(15).astype('float64');
  const rows = [...Array(24).keys()].map((h) => {
    const at = hour.equal(h).astype('float64');
    return np.concatenate([sum(at), sum(at.multiply(delay)), sum(at.multiply(late))]);
  });
  console.log('hour  flights  mean delay    late');
  for (const [h, [n, minutes, behind]] of (np.stack(rows).toArray() as number[][]).entries())
    console.log(
      `${String(h).padStart(4)} ${String(n).padStart(8)}` +
        `${(minutes / n).toFixed(3).padStart(12)}${((100 * behind) / n).toFixed(2).padStart(7)}%`,
    );
}

function correlation(x: Vector, y: Vector): number {
  return standardised(x).multiply(standardised(y)).mean() as number;
}

/** Σ w·x, a column at a time. */
function score(features: Vector[], weights: Vector[]): Vector {
  let z = features[0].multiply(weights[0]);
  for (let j = 1; j < features.length; j++) z = z.add(features[j].multiply(weights[j]));
  return z;
}

/** Mean of -log of the chance given to what happened. */
function loss(features: Vector[], weights: Vector[], late: Vector): Vector {
  const z = score(features, weights);
  return mean(z.exp().log1p().subtract(late.multiply(z)));
}

/** Weights and the mean loss before and after, of P(late) = 1 / (1 + exp(-Σ w·x)). */
function regression(features: Vector[], late: Vector): { weights: number[]; losses: number[] } {
  let weights: Vector[] = features.map(() => np.zeros([1]));
  const before = loss(features, weights, late);
  for (let step = 0; step < STEPS; step++) {
    let z = features[0].multiply(weights[0]);
    for (let j = 1; j < features.length; j++) z = z.add(features[j].multiply(weights[j]));
    const error = z.negative().exp().add(1).reciprocal().subtract(late);
    weights = weights.map((w, j) => w.subtract((error.multiply(features[j]).mean(0, true) as Vector).multiply(RATE)));
  }
  const losses = np.concatenate([before, loss(features, weights, late)]);
  return { weights: np.concatenate(weights).toArray() as number[], losses: losses.toArray() as number[] };
}

async function main(): Promise<void> {
  const data = await readFlights();
  const begin = performance.now();
  const departure = np.array(data.departure);
  const delay = np.array(data.delay);
  const distance = np.array(data.distance);
  const hour = departure.divide(60).floor().mod(24);
  const day = departure.divide(24 * 60).floor(); // day 0 was a Monday

  console.log(`${delay.size} flights`);
  byHour(hour, delay);

  const sorted = np.sort(delay);
  const at = (q: number) => Number(sorted.item(Math.floor(q * (delay.size - 1))));
  console.log(`minutes late: median ${at(0.5)}, 9 of 10 below ${at(0.9)}, 99 of 100 below ${at(0.99)}`);
  console.log(`most early ${-Number(delay.min())}, most late ${Number(delay.max())}`);
  console.log(`standard deviation ${Number(delay.std()).toFixed(4)}`);
  console.log(`correlation of delay and distance ${correlation(delay, distance).toFixed(6)}`);
  console.log(`correlation of delay and hour     ${correlation(delay, hour).toFixed(6)}`);

  const angle = departure.multiply((2 * Math.PI) / (24 * 60));
  const features: [string, Vector][] = [
    ['constant', np.ones([delay.size])],
    ['distance', standardised(distance)],
    ['sin(time)', angle.sin()],
    ['cos(time)', angle.cos()],
    ['weekend', day.mod(7).greater_equal(5).astype('float64')],
  ];
  const late = delay.greater(15).astype('float64');
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
