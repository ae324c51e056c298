/**
 * What protection would have cost on each day since 2000: Black–Scholes over real volatility.
 *
 *     legatec samples/loops/options.ts
 *
 * Daily closes of the S&P 500 give the volatility of the last 21 days; European calls and puts are
 * then priced for every day, 81 strikes and 4 times to maturity, 1.6 million options in all, in
 * three nested loops over typed arrays.
 *
 * Prices are in units of the index level. All that is printed is far coarser than rounding errors.
 */
import { csvColumns } from '../data';

const WINDOW = 21;
const YEAR = 252;
const INTEREST = 0.02;
const STRIKES = 81;
const MATURITIES = 4;

/** Standard deviation of the last `WINDOW` returns, each window by itself. */
function volatility(returns: Float64Array): Float64Array {
  const sigma = new Float64Array(returns.length - WINDOW + 1);
  for (let i = 0; i < sigma.length; i++) {
    let sum = 0;
    for (let k = 0; k < WINDOW; k++) sum += returns[i + k];
    const mean = sum / WINDOW;
    let squares = 0;
    for (let k = 0; k < WINDOW; k++) squares += (returns[i + k] - mean) ** 2;
    sigma[i] = Math.sqrt((squares / (WINDOW - 1)) * YEAR);
  }
  return sigma;
}

const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** Distribution function of the normal law: Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function normal(x: number): number {
  const t = 1 / (1 + Math.abs(x) * 0.2316419);
  const polynomial = ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) * t;
  const tail = density(x) * polynomial;
  return x < 0 ? tail : 1 - tail;
}

const [dates, closes] = csvColumns('sp500-2000.csv', ['date', 'close']) as [string[], string[]];
const price = Float64Array.from(closes, Number);
const returns = new Float64Array(price.length - 1);
for (let i = 0; i < returns.length; i++) returns[i] = Math.log(price[i + 1] / price[i]);
const sigma = volatility(returns);
const days = dates.slice(WINDOW);
const n = sigma.length;

const strikes = new Float64Array(STRIKES);
for (let j = 0; j < STRIKES; j++) strikes[j] = 0.8 + j * (0.4 / (STRIKES - 1));
const maturities = Float64Array.of(1 / 12, 1 / 4, 1 / 2, 1);

const size = n * STRIKES * MATURITIES;
const call = new Float64Array(size);
const put = new Float64Array(size);
const vega = new Float64Array(size);
for (let i = 0; i < n; i++)
  for (let j = 0; j < STRIKES; j++)
    for (let m = 0; m < MATURITIES; m++) {
      const at = (i * STRIKES + j) * MATURITIES + m;
      const [s, k, t] = [sigma[i], strikes[j], maturities[m]];
      const spread = s * Math.sqrt(t);
      const d1 = (t * (0.5 * s * s + INTEREST) - Math.log(k)) / spread;
      const d2 = d1 - spread;
      const discounted = k * Math.exp(-INTEREST * t);
      call[at] = normal(d1) - discounted * normal(d2);
      put[at] = discounted * normal(-d2) - normal(-d1);
      vega[at] = density(d1) * Math.sqrt(t);
    }

let total = 0;
let [calmest, wildest] = [0, 0];
for (let i = 0; i < n; i++) {
  total += sigma[i];
  if (sigma[i] < sigma[calmest]) calmest = i;
  if (sigma[i] > sigma[wildest]) wildest = i;
}

console.log(`${days.length} days from ${days[0]} to ${days.at(-1)}, ${call.length} options`);
const percent = (x: number) => `${(100 * x).toFixed(3)}%`;
console.log(`volatility: mean ${percent(total / n)}, last ${percent(sigma[n - 1])}`);
console.log(`calmest ${days[calmest]} ${percent(sigma[calmest])}`);
console.log(`wildest ${days[wildest]} ${percent(sigma[wildest])}`);

/** Mean over all days, at one strike. */
function mean(x: Float64Array, strike: number, maturity: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[(i * STRIKES + strike) * MATURITIES + maturity];
  return sum / n;
}

console.log('months   call at 1.0   put at 0.9   mean vega');
for (let m = 0; m < MATURITIES; m++) {
  let sensitivity = 0;
  for (let i = 0; i < n * STRIKES; i++) sensitivity += vega[i * MATURITIES + m];
  console.log(
    (maturities[m] * 12).toFixed(0).padStart(6) +
      percent(mean(call, 40, m)).padStart(14) +
      percent(mean(put, 20, m)).padStart(13) +
      (sensitivity / (n * STRIKES)).toFixed(5).padStart(12),
  );
}

let dearest = -Infinity;
for (let i = 0; i < n; i++) dearest = Math.max(dearest, put[(i * STRIKES + 20) * MATURITIES]);
console.log(`one month of protection against a fall by 10%: at most ${percent(dearest)}`);
let parity = 0;
for (let i = 0; i < n; i++)
  for (let j = 0; j < STRIKES; j++)
    for (let m = 0; m < MATURITIES; m++) {
      const at = (i * STRIKES + j) * MATURITIES + m;
      const discounted = strikes[j] * Math.exp(-INTEREST * maturities[m]);
      parity = Math.max(parity, Math.abs(call[at] - put[at] - (1 - discounted)));
    }
console.log(`put-call parity holds to 1e-6: ${parity < 1e-6}`);
