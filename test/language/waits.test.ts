/** What a lifted loop costs besides its kernel: one wait for what it gives, and processors that stay where they are. */
import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const LOOPS = `
const x = Int32Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 300_007);
const y = Float64Array.from(x.subarray(1));
let least = Infinity;
let at = -1;
for (let i = 0; i < x.length; i++) {
  if (x[i] < least) {
    least = x[i];
    at = i;
  }
}
console.error(least, at);
for (let i = 0; i < y.length; i++) y[i] = y[i] * 2;
let sum = 0;
for (let i = 0; i < x.length; i++) sum = (sum + x[i]) | 0;
// What the loop over y does must be over, although only sum was asked for.
console.error(sum, y[299_998]);
`;

it('a loop that gives numbers waits once; one that writes memory of the program waits too', async () => {
  const project = makeProject({ 'program.ts': LOOPS });
  try {
    const { code, out, err } = await project.legatec('explain', '--json', '--loops', 'always', 'program.ts');
    const x = Float64Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 300_007);
    expect(err).toBe(`0 0\n${x.reduce((sum, v) => (sum + v) | 0, 0)} ${2 * (x[299_999] as number)}\n`);
    expect(code).toBe(0);
    const waits = (JSON.parse(out).lines as { place: string; waits: { count: number } }[])
      .filter((line) => line.waits.count > 0)
      .map(({ place, waits: { count } }) => `${place.replace(/.*:/, '')}: ${count}`);
    expect(waits).toMatchInlineSnapshot(`
      [
        "6: 1",
        "15: 2",
      ]
    `);
  } finally {
    project.remove();
  }
});

const AFFINITY = `
import { readdirSync, readFileSync } from 'node:fs';
import * as np from 'legate-ts/numpy';
const x = np.arange(1e7);
for (let i = 0; i < 20; i++) x.multiply(i).add(x).sum();
const own = readdirSync('/proc/self/task')
  .map((t) => /Cpus_allowed_list:\\t(\\d+)$/m.exec(readFileSync('/proc/self/task/' + t + '/status', 'utf8'))?.[1])
  .filter((core) => core !== undefined);
console.log(new Set(own).size);
`;

// On larger machines Realm has threads of its own pinned.
it.runIf(availableParallelism() > 1 && availableParallelism() <= 16)(
  'with as many processors as cores, each has a core of its own',
  async () => {
    const project = makeProject({ 'program.ts': AFFINITY });
    try {
      const { out, err } = await project.legatec('--cpus', String(availableParallelism()), 'program.ts');
      expect(err).toBe('');
      expect(out).toBe(`${availableParallelism()}\n`);
    } finally {
      project.remove();
    }
  },
);
