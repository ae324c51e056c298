/**
 * Arrays that are first written in parts are filled before. Legion's own fills ended or hung two ranks, now and then: a deferred
 * analysis used the fill's view after its end. Partial writes into new arrays, and arrays that only the collector ends.
 */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const m = np.arange(12).reshape(4, 3);
// The transform does not see what is evaluated: it releases nothing.
const calls = ['np.gradient(m)', 'np.gradient(m, 0)', 'np.diff(m, 2)', 'np.unique(m, 0)', 'np.flip(m, 0)', 'np.argsort(m, 0)'].map(
  (text) => new Function('np', 'm', 'return ' + text),
);
let checked = 0;
for (const type of ['int8', 'int16', 'uint32', 'int64', 'float32', 'float64', 'complex64']) {
  for (let k = 0; k < 6; k++) {
    for (const call of calls) {
      const found = call(np, m.multiply(k + 1).astype(type as 'int8').slice('::1'));
      for (const a of (Array.isArray(found) ? found : [found]) as np.NDArray[]) checked += a.size;
    }
  }
}
console.log(checked);
`;

it('two ranks go on', { timeout: 200_000 }, async () => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const ranks = ['--host-path', 'off', '--cpus', '1', '--ranks-per-node', '2', '--launcher', 'mpirun'];
    const { code, out, err } = await project.legatec(...ranks, 'program.ts');
    expect(err).toBe('');
    expect(out).toBe('3696\n');
    expect(code).toBe(0);
  } finally {
    project.remove();
  }
});
