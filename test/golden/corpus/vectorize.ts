// A function of numbers becomes a kernel: conditions are selections, loops run for each element as long as it takes.
import * as np from 'legate-ts/numpy';

const given = { scale: 3 };
const steps = np.vectorize((x: number, limit: number) => {
  if (x < 0) return -1;
  let n = 0;
  for (let y = x; y > 1 && n < limit; n++) y = y % 2 === 0 ? y / 2 : given.scale * y + 1;
  return n;
});
console.log((steps(np.arange(-2, 1000), 50) * 2).sum());
