/**
 * What loops with an accumulator are lowered to, through the engine and by the reference, against the loop itself:
 * folds over spaces with axes that are kept and folded in any order, through views that repeat, reverse and overlap;
 * reductions with JavaScript's minima and maxima.
 */
import { describe, expect, it } from 'vitest';
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { type BufferDecl, cStrides, elements, type GraphNode, type Trace, type View } from '../../compiler/ir/graph';
import type { Instruction } from '../../compiler/ir/scalar-function';
import { hostArray } from '../../compiler/ops/element';
import { positions } from '../../compiler/ops/interpret';
import { loadAddon } from '../../runtime/core/addon';
import { Buffer } from '../../runtime/core/buffer';
import { EngineExecutor } from '../../runtime/launch/engine';
import { ReferenceExecutor } from '../../runtime/launch/reference';
import type { Executor, ScalarValue } from '../../runtime/trace/tracer';
import { Random } from './random-trace';

const addon = loadAddon();
addon.start('--cpus 2 --gpus 0 --omps 0 --utility 1 --sysmem 2000');
const engine = (processors: number): Executor =>
  new EngineExecutor(addon, {
    machine: { processors },
    budget: 1e9,
    fuse: true,
    fastMath: false,
    inline: false,
    emit: [],
    verify: true,
    salt: 'ieee',
  });

interface Job {
  readonly trace: Trace;
  readonly scalars: readonly ScalarValue[];
  readonly contents: readonly (HostArray | undefined)[];
}

/** Contents of a buffer after the trace. */
function run(executor: Executor, job: Job, wanted: number): HostArray {
  const buffers = job.trace.buffers.map((decl, i) => {
    const b = new Buffer(decl.dtype, decl.shape);
    b.mirror = job.contents[i]?.slice() as HostArray | undefined;
    if (decl.live) b.handles = 1;
    return b;
  });
  executor.run({ trace: job.trace, buffers, scalars: [...job.scalars], siteOf: (n) => `loops.ts:${n + 1}:1` });
  const { dtype, shape } = job.trace.buffers[wanted] as BufferDecl;
  const out = hostArray(dtype, elements(shape));
  const into = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  executor.read([{ buffer: buffers[wanted] as Buffer, into }]);
  for (const b of buffers) {
    b.handles = 0;
    b.free();
  }
  return out;
}

const firstDifference = (a: HostArray, b: HostArray): number =>
  a.findIndex((v: unknown, i: number) => !Object.is(v, b[i]));

type Stored = 'float64' | 'float32' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'uint8c';
const STORED: readonly Stored[] = ['float64', 'float64', 'float32', 'int32', 'uint32', 'int8', 'uint8c', 'uint16'];
const arrayOf = (t: Stored): HostArray =>
  t === 'uint8c' ? (new Uint8ClampedArray(1) as never) : new DTYPES[t].array(1);

/** Next states: as data and as JavaScript. Operands: state s, elements x and y, an index i, what is captured c. */
const STEPS: readonly { readonly code: readonly Instruction[]; readonly script: string }[] = [
  {
    code: [
      ['mul', 1, 2],
      ['add', 0, 5],
    ],
    script: 's + x * y',
  },
  {
    code: [
      ['mul', 0, 4],
      ['add', 5, 1],
      ['sub', 6, 3],
      ['add', 7, 2],
    ],
    script: 's * c + x - i + y',
  },
  {
    code: [
      ['bitxor', 0, 1],
      ['add', 5, 2],
      ['const', 0],
      ['bitor', 6, 7],
    ],
    script: '((s ^ x) + y) | 0',
  },
  {
    code: [
      ['lt', 1, 2],
      ['add', 0, 1],
      ['sub', 0, 3],
      ['select', 5, 6, 7],
    ],
    script: 'x < y ? s + x : s - i',
  },
  {
    code: [
      ['max', 0, 1],
      ['min', 5, 2],
      ['sub', 6, 4],
    ],
    script: 'Math.min(Math.max(s, x), y) - c',
  },
];

interface Fold extends Job {
  readonly target: number;
  readonly expected: HostArray;
  readonly text: string;
}

function values(r: Random, t: DType, count: number): HostArray {
  const data = hostArray(t, count);
  const float = DTYPES[t].kind === 'f';
  for (let i = 0; i < count; i++) {
    const odd = float && r.chance(0.01) ? r.pick([-0, Number.NaN, Number.POSITIVE_INFINITY]) : undefined;
    data[i] = (odd ?? (float ? r.next() * 8 - 4 : r.int(2 ** 32) - 2 ** 31)) as never;
  }
  return data;
}

/** A view of the whole space; it may repeat, reverse and overlap. */
function view(r: Random, shape: readonly number[], buffer: number): { view: View; size: number } {
  const strides = cStrides(shape).map((s) => (r.chance(0.25) ? 0 : r.chance(0.2) ? 1 : s));
  if (r.chance(0.3)) strides.reverse();
  const signed = strides.map((s) => (r.chance(0.15) ? -s : s));
  let [lo, hi] = [0, 0];
  signed.forEach((s, d) => {
    const span = s * ((shape[d] as number) - 1);
    if (span < 0) lo += span;
    else hi += span;
  });
  return { view: { buffer, offset: -lo, shape, strides: signed }, size: hi - lo + 1 };
}

const SPACES: readonly (readonly number[])[] = [
  [5],
  [3000],
  [7, 9],
  [300, 40],
  [40, 300],
  [2, 700],
  [1100, 3],
  [70, 33, 50],
  [3, 40, 5],
  [130, 1, 90],
  [4, 3, 60, 20],
];

function randomFold(seed: number): Fold {
  const r = new Random(seed * 104_729 + 3);
  for (let n = 0; n < 5; n++) r.next();
  const shape = r.pick(SPACES);
  const all = shape.map((_, d) => d);
  const axes = all.filter(() => r.chance(0.5));
  if (axes.length === 0) axes.push(r.int(shape.length));
  const kept = all.filter((d) => !axes.includes(d));
  const extents = kept.map((d) => shape[d] as number);
  const count = elements(extents);
  const result = r.pick(STORED);
  const dtype: DType = result === 'uint8c' ? 'uint8' : result;
  const step = r.pick(STEPS);
  const along = r.int(shape.length);
  const types = [0, 1].map(() => r.pick(STORED.filter((t) => t !== 'uint8c')) as DType);
  const buffers: BufferDecl[] = [];
  const contents: (HostArray | undefined)[] = [];
  const views = types.map((t, n) => {
    const { view: v, size } = view(r, shape, n);
    buffers.push({ dtype: t, shape: [size], defined: true, live: true });
    contents.push(values(r, t, size));
    return v;
  });
  const inPlace = r.chance(0.5);
  const whole = (buffer: number): View => ({ buffer, offset: 0, shape: extents, strides: cStrides(extents) });
  buffers.push({ dtype, shape: extents, defined: inPlace, live: true });
  contents.push(inPlace ? values(r, dtype, count) : undefined);
  const captured = r.next();
  const start = r.int(100);
  const node: GraphNode = {
    op: 'scalar_fold',
    operands: [
      inPlace ? { kind: 'view', view: whole(2) } : { kind: 'scalar', slot: 1, dtype: 'float64' },
      ...views.map((v) => ({ kind: 'view', view: v }) as const),
      { kind: 'scalar', slot: 0, dtype: 'float64' },
    ],
    targets: [whole(2)],
    params: {
      function: JSON.stringify({
        parameters: new Array(5).fill('number'),
        code: step.code,
        result: 4 + step.code.length,
      }),
      axes,
      indices: [along],
      captures: 1,
      elements: types.join(),
      result,
    },
    site: 0,
  };
  const scalars: ScalarValue[] = [captured, start].map((value) => ({ dtype: 'float64', value }));
  const used = inPlace ? scalars.slice(0, 1) : scalars;

  const f = new Function('s', 'x', 'y', 'i', 'c', `return ${step.script};`) as (...operands: number[]) => number;
  const expected = inPlace ? ((contents[2] as HostArray).slice() as HostArray) : hostArray(dtype, count);
  if (!inPlace) expected.fill(start as never);
  const cell = arrayOf(result);
  const [at, bt] = views.map((v) => positions(v)) as [Float64Array, Float64Array];
  const pitch = cStrides(shape);
  const place = cStrides(extents);
  for (let n = 0; n < elements(shape); n++) {
    const index = all.map((d) => Math.floor(n / (pitch[d] as number)) % (shape[d] as number));
    const p = kept.reduce((sum, d, k) => sum + (index[d] as number) * (place[k] as number), 0);
    const [x, y] = [(contents[0] as HostArray)[at[n] as number], (contents[1] as HostArray)[bt[n] as number]];
    cell[0] = f(expected[p] as number, x as number, y as number, index[along] as number, captured) as never;
    expected[p] = cell[0] as never;
  }
  const trace: Trace = { buffers, nodes: [node], scalars: used.map((s) => s.dtype) };
  const text = `${shape} folded over ${axes}, ${types} → ${result}${inPlace ? ' in place' : ''}: ${step.script}`;
  return { trace, scalars: used, contents, target: 2, expected, text };
}

describe('folds', () => {
  const COUNT = Number(process.env.LEGATE_TS_TEST_FOLDS ?? 120);
  it.each([
    ['two processors', engine(2)],
    ['one processor', engine(1)],
    ['the reference', new ReferenceExecutor()],
  ] as const)('on %s', (_, executor) => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= COUNT; seed++) {
      const fold = randomFold(seed);
      const got = run(executor, fold, fold.target);
      const at = firstDifference(got, fold.expected);
      if (at >= 0) wrong.push(`seed ${seed}, ${fold.text}: element ${at} is ${got[at]}, not ${fold.expected[at]}`);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

type Loop = (x: ArrayLike<number>) => number | bigint;

/** `if (x < m) m = x` from a value that nothing is worse than; NaN, or -1, if nothing passed. */
const chosen =
  (better: (x: number, m: number) => boolean, wanted: 'value' | 'position'): Loop =>
  (x) => {
    let at = -1;
    for (let i = 0; i < x.length; i++) {
      const v = x[i] as number;
      if (Number.isNaN(v)) continue;
      if (at < 0 || better(v, x[at] as number)) at = i;
    }
    if (wanted === 'position') return BigInt(at);
    return at < 0 ? Number.NaN : (x[at] as number);
  };

const LOOPS: Readonly<Record<string, Loop>> = {
  js_min: (x) => Array.from(x).reduce((m, v) => Math.min(m, v), Number.POSITIVE_INFINITY),
  js_max: (x) => Array.from(x).reduce((m, v) => Math.max(m, v), Number.NEGATIVE_INFINITY),
  ...Object.fromEntries(
    (['value', 'position'] as const).flatMap((wanted): [string, Loop][] => {
      const name = (base: string): string => (wanted === 'value' ? base : `${base}_index`);
      return [
        [name('first_less'), chosen((v, m) => v < m, wanted)],
        [name('last_less'), chosen((v, m) => v <= m, wanted)],
        [name('first_greater'), chosen((v, m) => v > m, wanted)],
        [name('last_greater'), chosen((v, m) => v >= m, wanted)],
      ];
    }),
  ),
  any_less: (x) => Array.from(x).reduce((m, v) => (v < m ? v : m), Number.POSITIVE_INFINITY),
  any_greater: (x) => Array.from(x).reduce((m, v) => (v > m ? v : m), Number.NEGATIVE_INFINITY),
};
/** Which of 0 and -0 these give is open. */
const ANY_ZERO = ['any_less', 'any_greater'];
const INTEGER_LOOPS: Readonly<Record<string, Loop>> = {
  int_sum: (x) => Array.from(x).reduce((s, v) => s + BigInt(v), 0n),
  int_abs_sum: (x) => Array.from(x).reduce((s, v) => s + BigInt(Math.abs(v)), 0n),
};

/** Values among which there are ties, zeros of both signs and infinities; of some kinds few others. */
function awkward(kind: number, r: Random, count: number): Float64Array {
  const few = [0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const zeros = [0, -0];
  return Float64Array.from({ length: count }, () => {
    if (kind === 0) return r.next() * 10 - 5;
    if (kind === 1) return r.pick(few);
    if (kind === 2) return r.pick(zeros);
    if (kind === 3) return Number.NaN;
    if (kind === 4) return r.chance(0.1) ? Number.NaN : r.int(5) - (r.chance(0.5) ? 0 : 2);
    return r.pick([Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY].slice(0, kind - 4));
  });
}

describe('reductions of loops', () => {
  const executors = [engine(2), engine(1), new ReferenceExecutor()];
  const check = (
    name: string,
    shape: readonly number[],
    axes: readonly number[],
    data: HostArray,
    loop: Loop,
  ): void => {
    const dtype = data instanceof Float64Array ? 'float64' : data instanceof Int32Array ? 'int32' : 'uint32';
    const kept = shape.map((_, d) => d).filter((d) => !axes.includes(d));
    const extents = kept.map((d) => shape[d] as number);
    const expected = positions({
      buffer: 0,
      offset: 0,
      shape: extents,
      strides: kept.map((d) => cStrides(shape)[d] as number),
    });
    const inner = positions({
      buffer: 0,
      offset: 0,
      shape: axes.map((d) => shape[d] as number),
      strides: axes.map((d) => cStrides(shape)[d] as number),
    });
    const wanted = Array.from(expected, (at) => loop(Array.from(inner, (n) => data[at + n] as number)));
    const output: DType = typeof wanted[0] === 'bigint' ? 'int64' : 'float64';
    const job: Job = {
      trace: {
        buffers: [
          { dtype, shape, defined: true, live: true },
          { dtype: output, shape: extents, defined: false, live: true },
        ],
        nodes: [
          {
            op: name,
            operands: [{ kind: 'view', view: { buffer: 0, offset: 0, shape, strides: cStrides(shape) } }],
            targets: [{ buffer: 1, offset: 0, shape: extents, strides: cStrides(extents) }],
            params: { axes },
            site: 0,
          },
        ],
        scalars: [],
      },
      scalars: [],
      contents: [data, undefined],
    };
    const plain = (v: unknown): unknown => (ANY_ZERO.includes(name) && v === 0 ? 0 : v);
    executors.forEach((executor, n) => {
      const got = Array.from(run(executor, job, 1) as ArrayLike<unknown>, plain);
      expect(got, `${name} of ${shape} over ${axes}, executor ${n}`).toEqual(wanted.map(plain));
    });
  };
  const SHAPES: readonly (readonly [shape: readonly number[], axes: readonly number[]])[] = [
    [[1], [0]],
    [[5], [0]],
    [[4097], [0]],
    [[13_000], [0]],
    [[40, 300], [0]],
    [[40, 300], [1]],
    [[3000, 3], [1]],
    [
      [9000, 3],
      [0, 1],
    ],
    [
      [10, 20, 30],
      [0, 2],
    ],
    [[10, 20, 30], [1]],
  ];

  it.each(Object.entries(LOOPS))('%s', (name, loop) => {
    const r = new Random(name.length * 31 + 7);
    for (const [shape, axes] of SHAPES) {
      for (let kind = 0; kind < 8; kind++) check(name, shape, axes, awkward(kind, r, elements(shape)), loop);
    }
  });

  it.each(Object.entries(INTEGER_LOOPS))('%s', (name, loop) => {
    const r = new Random(5);
    for (const [shape, axes] of SHAPES) {
      const any = (): number => r.pick([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), r.int(2 ** 32)]);
      check(name, shape, axes, Int32Array.from({ length: elements(shape) }, any), loop);
      check(name, shape, axes, Uint32Array.from({ length: elements(shape) }, any), loop);
    }
  });
});
