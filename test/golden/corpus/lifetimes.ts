// Locals end after their last use, before early exits, and at assignments; so do intermediates, with their expression.
import * as np from 'legate-ts/numpy';

const norm = (x: np.NDArray) => (x * x).sum(0, true) as np.NDArray;

function relax(start: np.NDArray, limit: number): number {
  let x = start * 1;
  for (let k = 0; k < 4; k++) {
    const next = x * 0.5 + 1;
    if (k > limit) {
      const size = norm(next);
      return size.item() as number;
    }
    x = next + norm(x) * 1e-9;
  }
  return x.max() as number;
}
console.log(relax(np.ones([1000]), 1), relax(np.ones([1000]), 9));
