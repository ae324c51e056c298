/** Running out of memory is an error like others: it can be caught, and says who holds what. */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const kept = np.ones([2e6]);
const list: np.NDArray[] = [];
const more = (i: number) => np.full([1e6], i, 'float64').add(1);
try {
  for (let i = 0; i < 50; i++) {
    list.push(more(i));
    list[i].sum();
  }
  console.log('no error');
} catch (error) {
  console.log((error as Error).message.replaceAll('\\n', ' '));
}
console.log(kept.sum(), list[0].sum(), list[3].sum());
try {
  console.log(list[list.length - 1].sum());
} catch (error) {
  console.log((error as Error).message.slice(0, 8));
}
list.length = 0;
console.log(np.ones([4e6]).add(kept.sum()).max());
`;

it('out of memory: the line, what was asked for, what holds the rest; all else goes on', async () => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { code, out, err } = await project.legatec('--sysmem', '100', 'program.ts');
    expect(err).toBe('');
    const [words, ...rest] = out.trim().split('\n');
    expect(words).toMatch(/^LGT6001: out of memory: an array of 7\.6 MiB \(float64, shape 1000000\) was asked for, /);
    expect(words).toMatch(
      /MiB of 90\.0 MiB are in use: [\d.]+ MiB in \d+ \(float64, shape 1000000\) made at \S*program\.ts:5:\d+/,
    );
    expect(words).toMatch(/15\.3 MiB in 1 \(float64, shape 2000000\) made at \S*program\.ts:3:\d+/);
    expect(words).toMatch(/operation made at \S*program\.ts:5:\d+$/);
    expect(rest).toEqual(['2000000 1000000 4000000', 'LGT6001:', '2000001']);
    expect(code).toBe(0);
  } finally {
    project.remove();
  }
});
