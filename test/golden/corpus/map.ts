// Elements and their positions; fuses with what is around it. The second function has no translation.
import * as np from 'legate-ts/numpy';

const m = np.ones([30, 40]);
console.log((m * 2).map((x, i, j) => x * (i - j)).sum());
console.log(m.map((x, i) => Number(`${x}${i}`)).sum());
