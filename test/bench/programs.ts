/**
 * The benchmark's programs, once for this system and for `numpy-ts`: the same calls on either.
 * Each run gets another seed, so that no result of an earlier run can be used again.
 */
import type * as numpy from 'legate-ts/numpy';

export type NumPy = typeof numpy;
type NDArray = numpy.NDArray;

export interface Benchmark {
  /** Before a run, not timed; what it makes is complete when the clock starts. */
  reset?(seed: number): void;
  /** Timed. Its result is complete when it returns. */
  run(seed: number): void;
  /** After a run, not timed: a number that all systems must agree on. */
  check(): number;
}

/** Reads an element: here that waits for all parts of what makes the array. */
export function wait(x: NDArray): void {
  x.item(0);
}

export function programs(np: NumPy): Record<string, (size: number) => Benchmark> {
  const ramp = (n: number) => np.arange(0, n, 1, 'float64').divide(n) as NDArray;
  return {
    chain(n) {
      const x = ramp(n);
      const y = x.multiply(x).negative().add(1) as NDArray;
      wait(y);
      let out = x;
      return {
        run(s) {
          out = x
            .multiply(s)
            .add(y)
            .multiply(x)
            .subtract(y.divide(3))
            .add(x.multiply(x).add(y.multiply(y)).sqrt());
          wait(out);
        },
        check: () => out.sum() as number,
      };
    },

    sumsin(n) {
      const x = ramp(n);
      let out = 0;
      return {
        run(s) {
          out = x.multiply(s).sin().square().sum() as number;
        },
        check: () => out,
      };
    },

    jacobi(n) {
      const grid = np.zeros([n + 2, n + 2]) as NDArray;
      const center = grid.slice('1:-1', '1:-1');
      const north = grid.slice(':-2', '1:-1');
      const south = grid.slice('2:', '1:-1');
      const west = grid.slice('1:-1', ':-2');
      const east = grid.slice('1:-1', '2:');
      return {
        reset(s) {
          grid.fill(0);
          grid.slice('0').fill(s);
          wait(grid);
        },
        run() {
          for (let step = 0; step < 50; step++) {
            np.copyto(center, north.add(south).add(west).add(east).multiply(0.25));
          }
          wait(grid);
        },
        check: () => grid.sum() as number,
      };
    },

    matmul(n) {
      const base = np
        .arange(0, n * n, 1, 'float64')
        .mod(7)
        .reshape(n, n) as NDArray;
      const right = np
        .arange(0, n * n, 1, 'float64')
        .mod(5)
        .reshape(n, n) as NDArray;
      let [left, out] = [base, base];
      wait(right);
      return {
        reset(s) {
          left = base.multiply(s);
          wait(left);
        },
        run() {
          out = np.matmul(left, right) as NDArray;
          wait(out);
        },
        check: () => out.sum() as number,
      };
    },

    /** A thousand operations, each on the result of the last. */
    small(n) {
      const start = ramp(n);
      let out = start;
      wait(start);
      return {
        run(s) {
          let x = start;
          for (let k = 0; k < 500; k++) x = x.multiply(0.5).add(s);
          out = x;
          wait(out);
        },
        check: () => out.sum() as number,
      };
    },
  };
}
