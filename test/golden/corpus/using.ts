// An array that is declared by `using` ends with its block, however that is left.
import * as np from 'legate-ts/numpy';

function mean(n: number): number {
  using x = np.arange(0, n);
  using y = x * 2;
  return y.mean() as number;
}
console.log(mean(1000));
