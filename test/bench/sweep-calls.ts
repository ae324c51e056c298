/**
 * Every call of test/differential/functions on arrays of n numbers, timed: for this system and for `numpy-ts`. Prints a
 * line of JSON for each: what was called, and the milliseconds of the fastest of some runs, or what went wrong.
 */
import type * as numpy from 'legate-ts/numpy';
import { CALLS, MAKERS } from '../differential/functions/calls';
import { type NumPy, wait } from './programs';

type NDArray = numpy.NDArray;

/** What is measured of a call; undefined where it can't be made on so many numbers. */
export interface Timed {
  readonly call: string;
  readonly ms?: number;
  readonly error?: string;
}

/** Side of square matrices at most, and columns of the others. */
const [SIDE, COLUMNS] = [200, 100];
/** A call is repeated so long: V8 has compiled by then what it will, and kernels have taken over what is used much. */
const ENOUGH_MS = 250;
const MOST_RUNS = 20_000;
/** … and on few numbers so often, even if the first time took long: an engine was started, or a kernel compiled. */
const LEAST_RUNS = 2000;
const FEW_NUMBERS = 1e5;
/** … but for one of so long. */
const LONG_MS = 2000;
/** Results that grow with the square of n, and text. */
const LARGE =
  /outer|kron|diagflat|meshgrid|ix_|cov|corrcoef|convolve|correlate|tolist|poly|roots|vander|histogramdd|indices_from/;
const LARGE_FROM = 1e4;

/** What is called on n numbers, in the order of the lines. Draws are of as many numbers. */
export function callsOn(n: number): { readonly name: string; readonly text: string }[] {
  return [...CALLS, ...MAKERS]
    .filter(({ here }) => n < LARGE_FROM || !LARGE.test(here))
    .map(({ name, here }) => ({ name, text: here.replace(', [7]))', `, [${n}]))`).replace('([7]))', `([${n}]))`) }));
}

const isArray = (value: unknown): value is NDArray =>
  value !== null && typeof value === 'object' && 'dtype' in value && 'dispose' in value;

/** Makes the calls from one on. */
export function sweep(np: NumPy, n: number, from = 0): void {
  const scattered = (count: number, k: number): NDArray =>
    np.mod(np.arange(0, count, 1, 'float64').multiply(0.6180339887498949 * k), 1).add(0.125) as NDArray;
  const side = Math.min(SIDE, Math.floor(Math.sqrt(n)));
  const columns = n >= COLUMNS * COLUMNS ? COLUMNS : Math.floor(Math.sqrt(n));
  const shape = [Math.floor(n / columns), columns] as const;
  const square = scattered(side * side, 3).reshape(side, side) as NDArray;
  const given: Record<string, unknown> = {
    ...{ a: scattered(n, 1), b: scattered(n, 2), v: scattered(side, 4) },
    m: scattered(shape[0] * shape[1], 1).reshape(...shape),
    n: scattered(shape[0] * shape[1], 2).reshape(...shape),
    sq: square.add(np.eye(side).multiply(side)),
    spd: np.ones([side, side]).add(np.eye(side).multiply(side)),
    i: np.mod(np.arange(0, n, 1, 'int32').multiply(7), shape[0]).astype('int32'),
    mask: scattered(n, 5).less(0.6),
    z: scattered(n, 1).astype('complex128'),
    out: (target: NDArray, write: (t: NDArray) => void) => {
      write(target);
      return target;
    },
    drawn: (draw: () => unknown) => draw(),
    qr: (f: { q: NDArray; r: NDArray }) => np.matmul(f.q, f.r),
  };
  const names = Object.keys(given);
  // Some of numpy-ts' functions give another array of the same storage, which dispose would free under the first.
  const storageOf = (x: unknown): unknown => (x as { storage?: unknown }).storage ?? x;
  const owned = new Set(Object.values(given).flatMap((x) => [x, storageOf(x)]));
  const ready = (value: unknown): void => each(value, (x) => x.size > 0 && wait(x));
  const finish = (value: unknown): void => {
    each(value, (x) => owned.has(x) || owned.has(storageOf(x)) || x.dispose());
  };
  // Some of numpy-ts' functions give arrays of its inner class.
  function each(value: unknown, f: (x: NDArray) => void): void {
    if (isArray(value)) f(value);
    else if (Array.isArray(value)) for (const v of value) each(v, f);
    else if (value !== null && typeof value === 'object') for (const v of Object.values(value)) each(v, f);
  }

  for (const { name, text } of callsOn(n).slice(from)) {
    let timed: Timed;
    try {
      const call = new Function('np', ...names, `return ${text};`) as (...args: unknown[]) => unknown;
      const run = (): number => {
        const begin = performance.now();
        const value = call(np, ...names.map((k) => given[k]));
        ready(value);
        const ms = performance.now() - begin;
        finish(value);
        return ms;
      };
      let best = run();
      // The first compiles too.
      const begin = performance.now();
      const passed = (): number => performance.now() - begin;
      const least = n < FEW_NUMBERS ? LEAST_RUNS : 0;
      const isEnough = (k: number): boolean => k >= MOST_RUNS || (passed() > ENOUGH_MS && k >= least);
      if (best < LONG_MS) for (let k = 0; passed() < LONG_MS && !isEnough(k); k++) best = Math.min(best, run());
      timed = { call: text, ms: best };
    } catch (error) {
      timed = { call: text, error: (error as Error).message.split('\n')[0] as string };
    }
    process.stdout.write(`${JSON.stringify({ ...timed, name })}\n`);
    (globalThis as { gc?: () => void }).gc?.();
  }
}
