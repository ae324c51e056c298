/**
 * The benchmark's loops over typed arrays, as they are written in plain TypeScript: `legatec` lifts them, V8 runs them
 * as they are, and loops.c does the same by hand.
 */
import type { Benchmark } from './programs';

function saxpy(y: Float64Array, x: Float64Array, a: number): void {
  for (let i = 0; i < y.length; i++) y[i] += a * x[i];
}

function stencil(y: Float64Array, x: Float64Array, a: number): void {
  for (let i = 1; i < x.length - 1; i++) y[i] = a * (0.25 * x[i - 1] + 0.5 * x[i] + 0.25 * x[i + 1]);
}

/** Twenty steps on n × n points, from one array to the other. The result is in `u`. */
function heat(u: Float64Array, v: Float64Array, n: number): void {
  for (let step = 0; step < 20; step++) {
    for (let i = 1; i < n - 1; i++) {
      for (let j = 1; j < n - 1; j++) {
        const c = u[i * n + j];
        const around = u[(i - 1) * n + j] + u[(i + 1) * n + j] + u[i * n + j - 1] + u[i * n + j + 1];
        v[i * n + j] = c + 0.2 * (around - 4 * c);
      }
    }
    [u, v] = [v, u];
  }
}

function mandelbrot(counts: Int32Array, n: number, left: number): void {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const cx = left + (column * 3) / n;
      const cy = -1.5 + (row * 3) / n;
      let x = 0;
      let y = 0;
      let steps = 0;
      while (steps < 200 && x * x + y * y <= 4) {
        const next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
        steps++;
      }
      counts[row * n + column] = steps;
    }
  }
}

function productIjk(c: Float64Array, a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
      c[i * n + j] = sum;
    }
  }
}

function productIkj(c: Float64Array, a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
    }
  }
}

function integerSum(x: Int32Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += x[i];
  return s;
}

function wrappingSum(x: Int32Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s = (s + x[i]) | 0;
  return s;
}

function smallest(x: Float64Array): number {
  let m = Infinity;
  for (let i = 0; i < x.length; i++) m = Math.min(m, x[i]);
  return m;
}

function largest(x: Float64Array): number {
  let m = -Infinity;
  for (let i = 0; i < x.length; i++) if (x[i] > m) m = x[i];
  return m;
}

function placeOfSmallest(x: Float64Array): number {
  let m = Infinity;
  let at = -1;
  for (let i = 0; i < x.length; i++) {
    if (x[i] < m) {
      m = x[i];
      at = i;
    }
  }
  return at;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  // @reassociate
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** Gravity of all on all. */
function accelerations(
  [x, y, z, mass]: readonly Float64Array[],
  ax: Float64Array,
  ay: Float64Array,
  az: Float64Array,
): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    let [sx, sy, sz] = [0, 0, 0];
    for (let j = 0; j < n; j++) {
      const dx = x[j] - x[i];
      const dy = y[j] - y[i];
      const dz = z[j] - z[i];
      const d2 = dx * dx + dy * dy + dz * dz + 1e-3;
      const w = mass[j] / (d2 * Math.sqrt(d2));
      sx += w * dx;
      sy += w * dy;
      sz += w * dz;
    }
    ax[i] = sx;
    ay[i] = sy;
    az[i] = sz;
  }
}

function total(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  return sum;
}

/** In [0, 1), the same in C. */
export function scattered(n: number): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0, state = 1; i < n; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    x[i] = state / 2 ** 32;
  }
  return x;
}

const vector = (n: number, run: (y: Float64Array, x: Float64Array, s: number) => void): Benchmark => {
  const x = scattered(n);
  const y = new Float64Array(n);
  return { reset: () => y.set(x), run: (s) => run(y, x, s), check: () => total(y) };
};

const reduction = (n: number, run: (x: Float64Array, first: Float64Array) => number): Benchmark => {
  const x = scattered(n);
  const first = x.slice();
  let out = 0;
  return {
    reset(s) {
      // Somewhere else each time.
      x.set(first);
      x[Math.floor((n * s) % n)] = -s;
      x[Math.floor((n * s * 7) % n)] = s;
    },
    run() {
      out = run(x, first);
    },
    check: () => out,
  };
};

const integers = (n: number, run: (x: Int32Array) => number): Benchmark => {
  const x = Int32Array.from(scattered(n), (v) => v * 2 ** 20);
  let out = 0;
  return {
    reset(s) {
      x[0] = s * 64;
    },
    run() {
      out = run(x);
    },
    check: () => out,
  };
};

const product = (n: number, run: (c: Float64Array, a: Float64Array, b: Float64Array, n: number) => void): Benchmark => {
  const [a, b, c] = [scattered(n * n), scattered(n * n).reverse(), new Float64Array(n * n)];
  return {
    reset(s) {
      a[0] = s;
      c.fill(0);
    },
    run: () => run(c, a, b, n),
    check: () => total(c),
  };
};

/** A short loop, many times. */
const REPEATS = 1e5;
const short = (n: number): Benchmark => {
  const x = scattered(n);
  const y = new Float64Array(n);
  return {
    reset: () => y.set(x),
    run(s) {
      for (let k = 0; k < REPEATS; k++) saxpy(y, x, s);
    },
    check: () => total(y),
  };
};

export const loops: Record<string, (size: number) => Benchmark> = {
  saxpy: (n) => vector(n, saxpy),
  stencil: (n) => vector(n, stencil),
  heat(n) {
    const first = scattered(n * n);
    const [u, v] = [first.slice(), first.slice()];
    return {
      reset(s) {
        u.set(first);
        u[(n >> 1) * (n + 1)] = s * 1e4;
        v.set(u);
      },
      run: () => heat(u, v, n),
      check: () => total(u),
    };
  },
  mandelbrot(n) {
    const counts = new Int32Array(n * n);
    return { run: (s) => mandelbrot(counts, n, -2.25 + s / 16), check: () => total(counts) };
  },
  ijk512: (n) => product(n, productIjk),
  ijk1024: (n) => product(n, productIjk),
  ikj512: (n) => product(n, productIkj),
  ikj1024: (n) => product(n, productIkj),
  intsum: (n) => integers(n, integerSum),
  wrapsum: (n) => integers(n, wrappingSum),
  min: (n) => reduction(n, smallest),
  max: (n) => reduction(n, largest),
  argmin: (n) => reduction(n, placeOfSmallest),
  dot: (n) => reduction(n, dot),
  short16: short,
  short64: short,
  short256: short,
  nbody(n) {
    const bodies = [scattered(n), scattered(n).reverse(), scattered(n).map((v) => 1 - v), scattered(n)];
    const [ax, ay, az] = [0, 1, 2].map(() => new Float64Array(n));
    return {
      reset(s) {
        bodies[3].fill(s);
      },
      run: () => accelerations(bodies, ax, ay, az),
      check: () => ax.reduce((sum, v) => sum + Math.abs(v), 0) + total(az.map(Math.abs)),
    };
  },
};
