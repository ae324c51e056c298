// Captured arrays are read at indices that are linear in the position: they become views, with a border where needed.
import * as np from 'legate-ts/numpy';

const n = 500;
const w = Float64Array.from({ length: n }, (_, i) => i % 7);
const u = np.linspace(0, 1, n);
const smooth = np.fromfunction((i) => (i > 0 && i < n - 1 ? (Number(u[i - 1]) + Number(u[i + 1])) / 2 : w[i]!), [n]);
console.log(smooth.sum());
