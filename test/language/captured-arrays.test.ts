/** Scalar functions that read captured arrays, and combiners: the same values compiled, interpreted and as JavaScript. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeProject, type Project } from '../unit/loader/project';

/** Without type annotations: node runs it as it is. */
const PROGRAM = `
import * as np from 'legate-ts/numpy';
const show = (...values) => console.log(values.map(String).join('\\n'));
const w = Float64Array.from({ length: 6 }, (_, i) => i * 1.5);
const x = np.arange(0, 20).reshape(4, 5);
const u = np.linspace(0, 1, 6);
let n = 5, k = 1;
const p = { table: [3, 1, 4, 1, 5, 9, 2, 6], dt: 2 };

// Rows, columns, both ways, as a line; of views too.
show(np.fromfunction((i, j) => x.get([i, j]) * w[j], [4, 5]));
show(np.fromfunction((i, j) => x.item(3 - i, j) + x.iget(i * n + j), [4, 5]));
const even = x.slice('::2', '::-1');
show(np.fromfunction((i, j) => even.get([j, i]) - x.get([i, 2 * j]), [4, 2]));
show(np.fromfunction((i) => p.table[2 * i + k] * p.dt, [3]), u.map((v, i) => v - w[5 - i]));
const f = np.vectorize((v) => v * w[k]);
show(f(u));
k = 2; w[2] = 100;
show(f(u));

// What is written before counts, what is written later doesn't.
const before = np.fromfunction((i) => u[i] + 1, [6]);
u.fill(7);
show(before, np.fromfunction((i) => u[i] + 1, [6]));

// At the edges.
show(np.fromfunction((i) => w[i + 3], [5]));
show(np.fromfunction((i) => (i > 0 && i < 5 ? (w[i - 1] + w[i + 1]) / 2 : w[i]), [6]));
show(np.fromfunction((i, j) => (i >= 1 && !(j === 4) ? x.get([i - 1, j + 1]) : -1), [4, 5]));
show(np.fromfunction((i, j) => { if (i === 0 || j < 1) return 0; return i < 3 ? x.get([i - 1, j]) : x.get([i, j - 1]); }, [4, 5]));

show(np.fromfunction((i) => (i === 0 ? 0 : x.get([i - 1, 0])) + (i !== 3 ? x.get([i + 1, 0]) : 0), [4]));

// Operators that are methods of a constant.
const o = { f: (v) => v * 2, g(v) { return v + 1; } };
show(x.map((v) => o.f(v) + o.g(v)));

const a = np.arange(0, 1000, 1, 'int32');
show(a.reduce((s, v) => s + v), a.reduce((s, v) => s + v, 10), a.reduce((s, v) => Math.max(s, v)));
show(a.reduce((s, v) => (v > s ? v : s), -1), a.reduce((s, v) => (s < v ? s : v)), a.reduce((s, v, i) => s + (v & i), 0));
const r = np.linspace(-2, 3, 12).reshape(3, 4);
show(r.reduce((s, v) => s + (v > 0.5 ? 1 : 0), 0), r.reduce((s, v) => Math.min(s, v * v - v), 0.5));
show(r.reduce((s, v, i, j) => s && v >= -5 * i - 10, true), r.reduce((s, v) => s || v > k, false));
show(x.T.reduce((s, v) => Math.max(s, v % 7), -Infinity), np.zeros([0]).reduce((s, v) => s + v, 4));
// Not these: they run as JavaScript.
show(np.fromfunction((i) => p.table[p.table[i]], [3]), np.fromfunction((i) => x.get([-1, i]), [2]));
try { show(np.fromfunction((i) => u.get([i]), [8])); } catch (error) { show(error.message); }
show(np.fromfunction((i) => (w[i + 4] === w[i + 5] ? 1 : 0), [4]));
const changed = { f: (v) => v };
changed.f = (v) => v + 0.5;
show(x.map((v) => changed.f(v)));
show(r.reduce((s, v) => s + v), r.reduce((s, v) => s * 0.5 + v, 1), r.reduce((s, v) => s + v, 'a'));
show(np.array([-0, 0, -3]).reduce((s, v) => Math.max(s, v)), np.array([1, NaN]).reduce((s, v) => (v > s ? v : s)));
try { np.zeros([0]).reduce((s, v) => s + v); } catch (error) { show(error.message); }
`;

let project: Project;
beforeAll(() => {
  project = makeProject({
    'package.json': '{ "type": "module" }',
    'program.js': PROGRAM,
    'program.ts': `// @ts-nocheck${PROGRAM}`,
  });
});
afterAll(() => project.remove());

it('values are the same compiled, interpreted, and as JavaScript', async () => {
  const plain = await project.node('program.js');
  expect(plain.err).toBe('');
  expect(plain.code).toBe(0);
  for (const options of [[], ['--no-jit'], ['--no-fuse'], ['--cpus', '2', '--verify']]) {
    const compiled = await project.legatec(...options, 'program.ts');
    expect(compiled.err).toBe('');
    expect(compiled.out).toBe(plain.out);
  }
});

it('explain says of each that ran as JavaScript why', async () => {
  const { out } = await project.legatec('explain', '--json', 'program.ts');
  const { fallbacks } = JSON.parse(out) as { fallbacks: { what: string; why: string }[] };
  expect(fallbacks.map(({ what, why }) => `${what}: ${why.replace(/ at [\d:]+$/, '')}`)).toMatchInlineSnapshot(`
    [
      "reduce: the sign of its result, 0, depends on the order of the elements",
      "fromfunction: 'p.table[p.table[i]]', whose index isn't linear in the position,",
      "fromfunction: it reads captured arrays outside of their bounds, or may",
      "fromfunction: it reads captured arrays outside of their bounds, or may",
      "fromfunction: it reads captured arrays outside of their bounds, or may",
      "map: a call of 'changed.f'",
      "reduce: a sum of floating-point numbers depends on the order of the elements",
      "reduce: a combiner that may depend on the order of the elements",
      "reduce: of what it is given first",
      "reduce: the sign of its result, 0, depends on the order of the elements",
      "reduce: NaN has a meaning of its own for it",
    ]
  `);
});
