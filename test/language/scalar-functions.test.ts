/** Functions of the program on arrays: the same values compiled, interpreted and as JavaScript, and kernels of few. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeProject, type Project } from '../unit/loader/project';

/** Without type annotations: node runs it as it is, and every function with it. */
const PROGRAM = `
import * as np from 'legate-ts/numpy';
const show = (...values) => console.log(values.map(String).join('\\n'));
const LIMIT = 60;
let scale = 2.5, flip = true;

// A loop that ends at a different place for each element.
const escape = np.vectorize((cx, cy) => {
  let zx = 0, zy = 0;
  for (let n = 0; n < LIMIT; n++) {
    const x2 = zx * zx, y2 = zy * zy;
    if (x2 + y2 > 4) return n;
    zy = 2 * zx * zy + cy;
    zx = x2 - y2 + cx;
  }
  return LIMIT;
});
show(escape(np.linspace(-2, 1, 13), np.linspace(-1, 1, 7).reshape(7, 1)));

// What is captured has the value that it has at the call.
const scaled = (v) => (flip ? v : -v) * scale;
const f = np.vectorize(scaled);
const x = np.arange(0, 5);
show(f(x));
scale = -1; flip = !flip;
show(f(x), np.vectorize(scaled)(x.add(1)).add(1).sum());

// Elements are numbers, whatever the arrays' types; results are numbers or truth values.
const types = ['float32', 'int8', 'uint32', 'int64', 'bool'];
for (const type of types) show(np.array([3, 0, 1, 200], type).map((v) => v / 2 + (v & 1)));
const positive = np.array([-1, 0, NaN, 2]).map((v) => v > 0 || v !== v);
show(positive, positive.dtype, np.arange(3).map((v) => v * 2).dtype);
show(np.vectorize((a, b, c) => a + 2 * b - c)(x, 10, [[1], [2]]), np.vectorize((a) => a + 1)(2).shape);

// Positions; of views and of empty arrays too.
const m = np.arange(12).reshape(3, 4);
show(m.map((v, i, j) => v + 100 * i + 1000 * j), m.T.slice('1:', '::-1').map((v, i, j) => v * (i - j)));
show(np.fromFunction((i, j) => (i ^ j) + 0.5, [3, 4]), np.fromfunction((i, j) => i === j, [2, 3], 'bool'));
show(np.fromfunction((i) => i * 1.75 - 3, [5], 'int32'), np.fromfunction((i) => i / 4, [3], 'int64'));
show(np.fromfunction((i) => i, [3], 'complex128'), np.zeros([0, 3]).map((v) => v + 1).shape);

const pair = np.vectorize((a, b) => a * b);
show(f(x, x.reshape(5, 1).T), np.arange(3).map(() => 7), np.vectorize(() => 3)());

// What can't be a kernel runs as JavaScript.
const seen = [];
show(np.arange(3).map((v, i) => { seen.push(v * i); return v + 1; }), seen);
const text = np.vectorize((v) => Number(String(v) + '1'));
show(text(np.arange(3)), text(4));
try { np.arange(3).map((v) => { if (v > 1) throw new Error('at ' + v); return v; }); } catch (error) { show(error.message); }
for (const wrong of [() => np.array([new np.Complex(1, 2)]).map((v) => v), () => np.vectorize('f'), () => pair(x)])
  try { show(wrong()); } catch (error) { show(String(error.message).slice(0, 60)); }
`;

const NBODY = `import * as np from 'legate-ts/numpy';
const N = 600, G = 0.5;
let soft = 1e-2;
const pull = np.vectorize((dx: number, dy: number, dz: number) => {
  const r2 = dx * dx + dy * dy + dz * dz + soft;
  return G / (r2 * Math.sqrt(r2));
});
let x = np.linspace(0, 1, N), y = (x * 7) % 1, z = (x * 13) % 1;
let vx = np.zeros([N]), vy = np.zeros([N]), vz = np.zeros([N]);
for (let step = 0; step < 3; step++) {
  const dx = x - x[\`:, newaxis\`], dy = y - y[\`:, newaxis\`], dz = z - z[\`:, newaxis\`];
  const w = pull(dx, dy, dz);
  vx += (w * dx).sum(1) as np.NDArray * 1e-3;
  vy += (w * dy).sum(1) as np.NDArray * 1e-3;
  vz += (w * dz).sum(1) as np.NDArray * 1e-3;
  x += vx * 1e-3;
  y += vy * 1e-3;
  z += vz * 1e-3;
}
console.log(((vx * vx + vy * vy + vz * vz).sum() as number).toFixed(9));
`;

const CHAIN = `import * as np from 'legate-ts/numpy';
const x = np.linspace(0, 1, 3_000_000);
let k = 3;
const f = (a: number, b: number) => (a < 0.5 ? a * k : Math.sqrt(b) - a);
console.log(((np.vectorize(f)(x * 2, x + 1) + x) * 2).map((v, i) => v * (i & 1)).sum());
`;

const REFUSED = `import * as np from 'legate-ts/numpy';
const table = [1, 2, 3];
const f = np.vectorize((v: number) =>
  v + table[v]!);
for (let n = 0; n < 2; n++)
  console.log(String(f(np.arange(3))));
`;

let project: Project;
beforeAll(() => {
  project = makeProject({
    'package.json': '{ "type": "module" }',
    'program.js': PROGRAM,
    'program.ts': `// @ts-nocheck${PROGRAM}`,
    'nbody.ts': NBODY,
    'chain.ts': CHAIN,
    'refused.ts': REFUSED,
  });
});
afterAll(() => project.remove());

interface Explained {
  readonly kernels: number;
  readonly tasks: number;
  readonly temporaries_stored: number;
  readonly lines: readonly { launches: readonly { operations: readonly string[]; count: number }[] }[];
  readonly fallbacks: readonly { what: string; site: string; why: string; count: number }[];
}

async function explain(program: string): Promise<Explained & { printed: string }> {
  const { code, out, err } = await project.legatec('explain', '--json', program);
  expect(code, err).toBe(0);
  return { ...(JSON.parse(out) as Explained), printed: err };
}

it('values are the same compiled, interpreted, and as JavaScript', async () => {
  const plain = await project.node('program.js');
  expect(plain.err).toBe('');
  expect(plain.code).toBe(0);
  expect(plain.out).toContain('[[19. 20. 21. 22. 23.]');
  for (const options of [[], ['--no-jit'], ['--no-fuse']]) {
    const compiled = await project.legatec(...options, 'program.ts');
    expect(compiled.err).toBe('');
    expect(compiled.out).toBe(plain.out);
  }
  const { fallbacks } = await explain('program.ts');
  expect(fallbacks.map(({ what, why }) => `${what}: ${why.replace(/ at [\d:]+$/, '')}`)).toEqual([
    'fromfunction: its type is int64',
    "map: a call of 'seen.push'",
    "vectorize: a call of 'String'",
    "vectorize: a call of 'String'",
    "map: 'throw new Error('at ' + v);'",
    'vectorize: it takes 2 numbers and is given 1',
  ]);
});

it('a function fuses with what is around it: one kernel, no temporary stored', async () => {
  const { kernels, tasks, temporaries_stored, fallbacks } = await explain('chain.ts');
  expect({ kernels, tasks, temporaries_stored, fallbacks }).toEqual({
    kernels: 1,
    tasks: 1,
    temporaries_stored: 0,
    fallbacks: [],
  });
});

it('n bodies: one kernel a step for all pairs, one for the bodies', async () => {
  const { fallbacks, lines, printed } = await explain('nbody.ts');
  expect(fallbacks).toEqual([]);
  const pairs = lines.flatMap((line) => line.launches).filter((l) => l.operations.includes('scalar_function'));
  const step = 'subtract subtract subtract scalar_function multiply sum multiply sum multiply sum';
  expect(pairs.map((l) => [l.operations.join(' '), l.count])).toEqual([[step, 3]]);
  expect(Number(printed)).toBeGreaterThan(0);
});

it('explain says what kept a function JavaScript, and where', async () => {
  const { fallbacks } = await explain('refused.ts');
  expect(fallbacks).toEqual([
    {
      what: 'vectorize',
      site: `${project.folder}/refused.ts:6:22`,
      why: "'table[v]', whose index isn't linear in the position, at 4:7",
      count: 2,
    },
  ]);
});
