// An index in backticks is a view: it is read, and written through.
import * as np from 'legate-ts/numpy';

const u = np.zeros([100, 100]);
u[`0`] = 1;
u[`1:-1, 1:-1`] = (u[`:-2, 1:-1`] + u[`2:, 1:-1`]) / 2;
const column = u[`::2, 3`];
console.log(u.sum(), column[`newaxis, 1:`].shape);
