/** The benchmark's single functions and two programs on large arrays, for this system and for `numpy-ts`; functions.py is the same. */

import type * as numpy from 'legate-ts/numpy';
import type { Benchmark, NumPy } from './programs';
import { wait } from './programs';

type NDArray = numpy.NDArray;

/** Elements, or the side of a matrix. */
export const FUNCTIONS: Readonly<Record<string, number>> = {
  ...{ add: 1e7, divide: 1e7, sqrt: 1e7, exp: 1e7, log: 1e7, sin: 1e7, pow: 1e7 },
  ...{ sum: 1e7, columns: 3162, rows: 3162, least: 1e7, std: 1e7, cumsum: 1e7 },
  ...{ sort: 1e6, argsort: 1e6, unique: 1e6, mask: 1e7, take: 1e7, histogram: 1e7, random: 1e7 },
  ...{ fft: 2 ** 20, rfft: 2 ** 20, solve: 500, svd: 500, blackscholes: 1e6, kmeans: 2e5 },
};

/** Elementwise functions of one array of 10⁷ doubles in [0, 1), or from 1 on, and of that and one in [0.5, 1.5). */
const UNARY =
  'negative absolute sign square cbrt reciprocal exp2 expm1 log1p cos tan arcsin arccos arctan sinh cosh tanh arcsinh arctanh ' +
  'floor ceil trunc rint isnan isfinite signbit deg2rad rad2deg logical_not sinc spacing';
const FROM_ONE = 'arccosh log2 log10';
const BINARY =
  'subtract multiply floor_divide remainder fmod hypot arctan2 maximum minimum fmax logaddexp logaddexp2 copysign nextafter ' +
  'heaviside greater equal less logical_and logical_or';
const namesOf = (list: string): string[] => list.split(' ');
export const ELEMENTWISE: Readonly<Record<string, number>> = Object.fromEntries(
  [UNARY, FROM_ONE, BINARY].flatMap((list) => namesOf(list).map((name) => [name, 1e7])),
);

/** Scattered in [0, 1), to the bit the same everywhere. */
const GOLDEN = 0.6180339887498949;

export function functions(np: NumPy): Record<string, (size: number) => Benchmark> {
  const scattered = (n: number) => np.mod(np.arange(0, n, 1, 'float64').multiply(GOLDEN), 1) as NDArray;
  const square = (n: number) => scattered(n * n).reshape(n, n) as NDArray;

  /** One call: `x` changes before each run. */
  const one =
    (make: (n: number) => NDArray, call: (x: NDArray, s: number) => NDArray | number) =>
    (n: number): Benchmark => {
      const x = make(n);
      let out: NDArray | number = x;
      wait(x);
      return {
        // Nobody sees that it is dead: the function is a parameter.
        reset() {
          if (typeof out !== 'number' && out !== x) out.dispose();
        },
        run(s) {
          out = call(x, s);
          if (typeof out !== 'number') wait(out);
        },
        check: () => (typeof out === 'number' ? out : Number(np.absolute(out).sum())),
      };
    };
  const vector = (call: (x: NDArray, s: number) => NDArray | number) => one(scattered, call);
  const matrix = (call: (x: NDArray, s: number) => NDArray | number) => one(square, call);

  type Call = (...operands: NDArray[]) => NDArray;
  const call = (name: string): Call => (np as unknown as Record<string, Call>)[name] as Call;
  const fromOne = (n: number) => scattered(n).add(1) as NDArray;
  const each = (list: string, prepare: (f: Call) => (n: number) => Benchmark) =>
    Object.fromEntries(namesOf(list).map((name) => [name, prepare(call(name))]));

  return {
    ...each(UNARY, (f) => vector((x) => f(x))),
    ...each(FROM_ONE, (f) => one(fromOne, (x) => f(x))),
    ...each(BINARY, (f) => (n) => {
      const y = scattered(n).add(0.5) as NDArray;
      return vector((x) => f(x, y))(n);
    }),
    add: (n) => {
      const y = scattered(n).add(1) as NDArray;
      return vector((x) => x.add(y) as NDArray)(n);
    },
    divide: (n) => {
      const y = scattered(n).add(1) as NDArray;
      return vector((x) => x.divide(y) as NDArray)(n);
    },
    sqrt: vector((x) => np.sqrt(x) as NDArray),
    exp: vector((x) => np.exp(x) as NDArray),
    log: one(
      (n) => scattered(n).add(0.5) as NDArray,
      (x) => np.log(x) as NDArray,
    ),
    sin: vector((x) => np.sin(x) as NDArray),
    pow: one(
      (n) => scattered(n).add(0.5) as NDArray,
      (x, s) => np.power(x, 1.3 * s) as NDArray,
    ),

    sum: vector((x) => np.sum(x) as number),
    columns: matrix((x) => np.sum(x, 0) as NDArray),
    rows: matrix((x) => np.sum(x, 1) as NDArray),
    least: vector((x) => np.min(x) as number),
    std: vector((x) => np.std(x) as number),
    cumsum: vector((x) => np.cumsum(x) as NDArray),

    sort: vector((x) => np.sort(x) as NDArray),
    argsort: vector((x) => np.argsort(x) as NDArray),
    unique: one(
      (n) => np.floor(scattered(n).multiply(1e5)) as NDArray,
      (x) => np.unique(x) as NDArray,
    ),
    mask: (n) => {
      const chosen = scattered(n).multiply(0.5).less(0.2) as NDArray;
      return vector((x) => np.bindex(x, chosen) as NDArray)(n);
    },
    take: (n) => {
      const places = scattered(n).multiply(n).astype('int64') as NDArray;
      return vector((x) => np.take(x, places) as NDArray)(n);
    },
    histogram: vector((x) => np.histogram(x, 100)[0] as NDArray),
    random: (n) => {
      let out: NDArray;
      return {
        run(s) {
          out = np.random.default_rng(64 * s).random([n]) as NDArray;
          wait(out);
        },
        check: () => Number(out.sum()),
      };
    },

    fft: vector((x) => np.fft.fft(x) as NDArray),
    rfft: vector((x) => np.fft.rfft(x) as NDArray),
    solve: (n) => {
      const a = square(n).add(np.eye(n).multiply(n)) as NDArray;
      const b = scattered(n);
      return one(
        () => a,
        (x) => np.linalg.solve(x, b) as NDArray,
      )(n);
    },
    svd: matrix((x) => (np.linalg.svd(x) as unknown as { s: NDArray }).s),

    /** Prices of calls and puts; the normal distribution by a polynomial. */
    blackscholes(n) {
      const price = scattered(n).multiply(50).add(50) as NDArray;
      const strike = scattered(n).multiply(-40).add(100) as NDArray;
      const time = scattered(n).add(0.25) as NDArray;
      const normal = (d: NDArray): NDArray => {
        const k = np.divide(1, np.absolute(d).multiply(0.2316419).add(1)) as NDArray;
        const tail = [-1.821255978, 1.781477937, -0.356563782, 0.31938153].reduce(
          (sum, c) => sum.multiply(k).add(c) as NDArray,
          k.multiply(0).add(1.330274429) as NDArray,
        );
        const upper = np.exp(d.multiply(d).multiply(-0.5)).multiply(0.3989422804014327).multiply(k).multiply(tail);
        return np.where(d.greater(0), np.subtract(1, upper), upper) as NDArray;
      };
      let [call, put] = [price, price];
      wait(price);
      return {
        run(s) {
          const sigma = 0.2 * s;
          const width = np.sqrt(time).multiply(sigma) as NDArray;
          const d1 = np
            .log(price.divide(strike))
            .add(time.multiply(0.02 + (sigma * sigma) / 2))
            .divide(width) as NDArray;
          const d2 = d1.subtract(width) as NDArray;
          const discounted = strike.multiply(np.exp(time.multiply(-0.02))) as NDArray;
          const [n1, n2] = [normal(d1), normal(d2)];
          call = price.multiply(n1).subtract(discounted.multiply(n2)) as NDArray;
          put = discounted.multiply(np.subtract(1, n2)).subtract(price.multiply(np.subtract(1, n1))) as NDArray;
          wait(call);
          wait(put);
        },
        check: () => Number(call.sum()) + Number(put.sum()),
      };
    },

    /** Five steps of Lloyd's, on n × 8 points and 8 centers. */
    kmeans(n) {
      const points = scattered(n * 8).reshape(n, 8) as NDArray;
      const kinds = np.arange(0, 8, 1, 'int64') as NDArray;
      let centers = points;
      wait(points);
      return {
        run(s) {
          centers = points.slice('0:8').multiply(s) as NDArray;
          for (let step = 0; step < 5; step++) {
            const offset = points.reshape(n, 1, 8).subtract(centers.reshape(1, 8, 8)) as NDArray;
            const nearest = np.argmin(offset.multiply(offset).sum(2) as NDArray, 1) as NDArray;
            const member = np.equal(nearest.reshape(n, 1), kinds).astype('float64') as NDArray;
            const total = np.matmul(member.transpose(), points) as NDArray;
            centers = total.divide(np.maximum(member.sum(0) as NDArray, 1).reshape(8, 1)) as NDArray;
          }
          wait(centers);
        },
        check: () => Number(centers.sum()),
      };
    },
  };
}
