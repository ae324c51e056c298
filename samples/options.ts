/**
 * What protection would have cost on each day since 2000: Black–Scholes over real volatility.
 *
 *     legatec samples/options.ts
 *
 * Daily closes of the S&P 500 give the volatility of the last 21 days; European calls and puts are
 * then priced for every day, 81 strikes and 4 times to maturity, 1.6 million options in all, by
 * broadcasting [days, 1, 1] × [strikes, 1] × [maturities].
 *
 * Prices are in units of the index level. All that is printed is far coarser than rounding errors.
 */
import * as np from 'legate-ts/numpy';
import { csvColumns } from './data';

const WINDOW = 21;
const YEAR = 252;
const INTEREST = 0.02;

/** Standard deviation of the last `WINDOW` returns, from running sums. */
function volatility(returns: np.NDArray): np.NDArray {
  const running = (x: np.NDArray) => {
    const total = np.concatenate([np.zeros([1]), x.cumsum()]);
    return total[`${WINDOW}:`] - total[`:-${WINDOW}`];
  };
  const mean = running(returns) / WINDOW;
  const variance = running(returns ** 2) / WINDOW - mean ** 2;
  return np.sqrt(variance * ((WINDOW / (WINDOW - 1)) * YEAR));
}

/** Distribution function of the normal law: Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function normal(x: np.NDArray): np.NDArray {
  const t = 1 / (1 + np.abs(x) * 0.2316419);
  const coefficients = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const polynomial = coefficients.reduce((p, c) => (p + c) * t, np.zeros([1]));
  const tail = density(x) * polynomial;
  return np.sign(x) * (0.5 - tail) + 0.5;
}

function density(x: np.NDArray): np.NDArray {
  return np.exp(-0.5 * x ** 2) / Math.sqrt(2 * Math.PI);
}

const [dates, closes] = csvColumns('sp500-2000.csv', ['date', 'close']) as [string[], string[]];
const price = np.array(Float64Array.from(closes, Number));
const returns = np.log(price[`1:`] / price[`:-1`]);
const sigma = volatility(returns);
const days = dates.slice(WINDOW);

const strikes = np.linspace(0.8, 1.2, 81);
const maturities = np.array([1 / 12, 1 / 4, 1 / 2, 1]);
const [s, k, t] = [sigma[`:, newaxis, newaxis`], strikes[`:, newaxis`], maturities];

const spread = s * np.sqrt(t);
const d1 = (t * (0.5 * s ** 2 + INTEREST) - np.log(k)) / spread;
const d2 = d1 - spread;
const discounted = k * np.exp(-INTEREST * t);
const call = normal(d1) - discounted * normal(d2);
const put = discounted * normal(-d2) - normal(-d1);
const vega = density(d1) * np.sqrt(t);

console.log(`${days.length} days from ${days[0]} to ${days.at(-1)}, ${call.size} options`);
const percent = (x: unknown) => `${(100 * Number(x)).toFixed(3)}%`;
console.log(`volatility: mean ${percent(sigma.mean())}, last ${percent(sigma.item(days.length - 1))}`);
const [calmest, wildest] = [Number(sigma.argmin()), Number(sigma.argmax())];
console.log(`calmest ${days[calmest]} ${percent(sigma.item(calmest))}`);
console.log(`wildest ${days[wildest]} ${percent(sigma.item(wildest))}`);

console.log('months   call at 1.0   put at 0.9   mean vega');
const money = (x: np.NDArray, strike: number) => x.slice(':', String(strike), ':').mean(0) as np.NDArray;
const rows = np.stack([maturities * 12, money(call, 40), money(put, 20), vega.mean([0, 1]) as np.NDArray], 1);
for (const [months, atTheMoney, protection, sensitivity] of rows.toArray() as number[][])
  console.log(
    months.toFixed(0).padStart(6) +
      percent(atTheMoney).padStart(14) +
      percent(protection).padStart(13) +
      sensitivity.toFixed(5).padStart(12),
  );

const dearest = put.slice(':', '20', '0').max() as number;
console.log(`one month of protection against a fall by 10%: at most ${percent(dearest)}`);
const parity = np.abs(call - put - (1 - discounted)).max();
console.log(`put-call parity holds to 1e-6: ${Number(parity) < 1e-6}`);
