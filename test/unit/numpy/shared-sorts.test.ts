/** Lines that several tasks sort together, each the elements at its own places, whatever the samples say of the data. */
import { expect, it } from 'vitest';
import { makeProject } from '../loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const n = 200_003;
let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const list = (f: (k: number) => number) => Float64Array.from({ length: n }, (_, k) => f(k));
const data: Record<string, Float64Array> = {
  uniform: list(random),
  ascending: list((k) => k),
  descending: list((k) => -k),
  'much the same': list((k) => (k % 1000 === 0 ? random() : 0.5)),
  'of few kinds': list(() => Math.floor(random() * 5) - 2),
  'one value': list(() => 7),
  'halves': list((k) => (k % 2 === 0 ? -1 : 1) * (1 + random())),
  'with zeros': list((k) => (k % 3 === 0 ? -0 : k % 3 === 1 ? 0 : random() - 0.5)),
  'with infinities': list((k) => (k % 7 === 0 ? Infinity : k % 11 === 0 ? -Infinity : random())),
  'with NaN': list((k) => (k % 5 === 0 ? NaN : random())),
  skewed: list(() => random() ** 40),
};
for (const [name, values] of Object.entries(data))
  for (const type of ['float64', 'float32'] as const) {
    const array = np.array(values, type);
    const sorted = (np.sort(array) as np.NDArray).toArray() as number[];
    const given = type === 'float64' ? values.slice() : Float32Array.from(values);
    const wanted = given.sort();
    let wrong = 0;
    for (let k = 0; k < n; k++) if (!Object.is(sorted[k], wanted[k])) wrong++;
    console.log(name, type, wrong);
  }
`;

it.each(['1', '2', '5'])('with %s processors', async (cpus) => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { out, err } = await project.legatec('--cpus', cpus, 'program.ts');
    expect(err).toBe('');
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.filter((line) => !line.endsWith(' 0'))).toEqual([]);
  } finally {
    project.remove();
  }
});
