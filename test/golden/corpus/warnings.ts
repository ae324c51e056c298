// Legal, and most likely not meant.
import * as np from 'legate-ts/numpy';

const a = np.ones([100]);
let steps = 0;
while (Number(a.max()) > 0.5 && steps < 2) {
  a[`...`] = a * 0.9;
  steps++;
}
let sum = 0;
for (let i = 0; i < a.size; i++) sum += Math.sin(a.item(i) as number) + Number(String(i).length);
console.log(steps, sum > 0, a[`200:`].shape);
try {
  console.log(np.zeros([3]) + np.zeros([4]));
} catch (error) {
  console.log((error as Error).message);
}
// silence LGT2304
console.log(np.full([2], Date.now()).size);
