/** Programs of many small arrays, and of single elements: once for this system and for `numpy-ts`. */
import type * as numpy from 'legate-ts/numpy';
import type { Benchmark, NumPy } from './programs';

type NDArray = numpy.NDArray;

export const SMALL = { alone: 16, elements: 1e6, lorenz: 500, kalman: 200 };

export function smallPrograms(np: NumPy): Record<string, (size: number) => Benchmark> {
  return {
    /** A thousand operations whose results are looked at, each. */
    alone(n) {
      const x = np.arange(n) as NDArray;
      let sum = 0;
      return {
        run(s) {
          sum = 0;
          for (let k = 0; k < 1000; k++) sum += x.add(s + k).get([k % n]) as number;
        },
        check: () => sum,
      };
    },

    /** Each element of a large array is read and written. */
    elements(n) {
      const a = np.zeros([n]);
      a.get([0]);
      return {
        run(s) {
          a[0] = s;
          for (let i = 1; i < n; i++) a[i] = (a[i - 1] as number) * 0.999 + i;
        },
        check: () => a.get([n - 1]) as number,
      };
    },

    /** The Lorenz system by Runge and Kutta: sums of three numbers. */
    lorenz(steps) {
      let x: NDArray = np.zeros([3]) as NDArray;
      const slope = (v: NDArray): NDArray => {
        const [a, b, c] = [v.get([0]), v.get([1]), v.get([2])] as [number, number, number];
        return np.array([10 * (b - a), a * (28 - c) - b, a * b - (8 / 3) * c]) as NDArray;
      };
      const h = 0.002;
      return {
        run(s) {
          x = np.array([1, s, 1]) as NDArray;
          for (let i = 0; i < steps; i++) {
            const k1 = slope(x);
            const k2 = slope(x.add(k1.multiply(h / 2)));
            const k3 = slope(x.add(k2.multiply(h / 2)));
            const k4 = slope(x.add(k3.multiply(h)));
            x = x.add(
              k1
                .add(k2.multiply(2))
                .add(k3.multiply(2))
                .add(k4)
                .multiply(h / 6),
            );
          }
        },
        check: () => x.sum() as number,
      };
    },

    /** A Kalman filter of four variables: products and an inverse of small matrices. */
    kalman(steps) {
      const F = np.eye(4).add(np.eye(4, 4, 2).multiply(0.1)) as NDArray;
      const H = np.eye(2, 4) as NDArray;
      const [Q, R] = [np.eye(4).multiply(0.01), np.eye(2).multiply(0.5)];
      let x: NDArray = np.zeros([4]) as NDArray;
      return {
        run(s) {
          x = np.zeros([4]) as NDArray;
          let P = np.eye(4) as NDArray;
          for (let i = 0; i < steps; i++) {
            x = np.matmul(F, x) as NDArray;
            P = np.matmul(np.matmul(F, P), F.T).add(Q) as NDArray;
            const y = np.array([Math.sin(i * s), Math.cos(i * s)]).subtract(np.matmul(H, x));
            const S = np.matmul(np.matmul(H, P), H.T).add(R);
            const K = np.matmul(np.matmul(P, H.T), np.linalg.inv(S as NDArray) as NDArray) as NDArray;
            x = x.add(np.matmul(K, y as NDArray)) as NDArray;
            P = np.matmul(np.eye(4).subtract(np.matmul(K, H)) as NDArray, P) as NDArray;
          }
        },
        check: () => x.sum() as number,
      };
    },
  };
}
