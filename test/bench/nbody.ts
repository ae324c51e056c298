/** Gravity of all on all, with a function of numbers applied to arrays that broadcast. */
import * as np from 'legate-ts/numpy';
import { scattered } from './loops';
import type { Benchmark } from './programs';

const weight = np.vectorize((dx: number, dy: number, dz: number, mass: number) => {
  const d2 = dx * dx + dy * dy + dz * dz + 1e-3;
  return mass / (d2 * Math.sqrt(d2));
});

export function nbody(n: number): Benchmark {
  const [x, y, z] = [scattered(n), scattered(n).reverse(), scattered(n).map((v) => 1 - v)].map((v) => np.array(v));
  const mass = np.zeros([n]) as np.NDArray;
  const away = (v: np.NDArray) => v.subtract(v.reshape(n, 1));
  let [ax, ay, az] = [x, y, z];
  return {
    reset(s) {
      mass.fill(s);
      mass.item(n - 1);
    },
    run() {
      const [dx, dy, dz] = [away(x), away(y), away(z)];
      const w = weight(dx, dy, dz, mass) as np.NDArray;
      ax = w.multiply(dx).sum(1) as np.NDArray;
      ay = w.multiply(dy).sum(1) as np.NDArray;
      az = w.multiply(dz).sum(1) as np.NDArray;
      for (const a of [ax, ay, az]) a.item(n - 1);
    },
    check: () => Number(ax.absolute().sum()) + Number(az.absolute().sum()),
  };
}
