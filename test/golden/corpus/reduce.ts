// A left fold: in any order where that is the same, else as JavaScript.
import * as np from 'legate-ts/numpy';

const a = np.linspace(-1, 1, 1001);
console.log(a.reduce((s, x) => Math.max(s, x * x), 0));
console.log(a.reduce((s, x) => s + (x > 0.5 ? 1 : 0), 0));
console.log(a.reduce((s, x) => 0.5 * s + x, 0));
