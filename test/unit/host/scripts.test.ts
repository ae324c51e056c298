/** The JavaScript made of the operation table against the table's reference: every operation, type and layout. */
import { describe, expect, test } from 'vitest';
import { DTYPES, type DType, type HostArray } from '../../../compiler/ir/dtype';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { loadElement, storeElement } from '../../../compiler/ops/element';
import { reduceElements } from '../../../compiler/ops/interpret';
import type { Element, ElementwiseOperation, ReductionOperation } from '../../../compiler/ops/operation';
import { Buffer } from '../../../runtime/core/buffer';
import { View } from '../../../runtime/core/view';
import { mapInHost } from '../../../runtime/host/map';
import { reduceInHost } from '../../../runtime/host/reduction';
import { Route, routeOf } from '../../../runtime/host/routes';
import { setHostPath } from '../../../runtime/host/setting';
import { ReferenceExecutor } from '../../../runtime/launch/reference';
import { onFirstUse } from '../../../runtime/trace/instance';
import { Tracer } from '../../../runtime/trace/tracer';

setHostPath(true);
onFirstUse(() => new Tracer(new ReferenceExecutor()));

const TYPES = (Object.keys(DTYPES) as DType[]).filter((t) => DTYPES[t].size > 0);
const REALS = [0, -0, 1, -1, 2.5, -2.5, 0.5, 3, 7, -7, 100, 1e300, -1e300, 1e-310, 127, -128, 255, 300];
const SPECIAL = [Number.NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31) - 0.5, 2 ** 32, 2 ** 63, 2 ** 53 + 2, 1e-45];

/** Values of a type, special ones among them. */
function values(t: DType, count: number, salt: number): HostArray {
  const { kind, array } = DTYPES[t];
  const data = new array(kind === 'c' ? 2 * count : count);
  const pool = kind === 'f' || kind === 'c' ? [...REALS, ...SPECIAL] : REALS.filter(Number.isInteger);
  const pick = (i: number): number => pool[(i * 7 + salt * 5 + ((i * i) >> 2)) % pool.length] as number;
  const ends: Partial<Record<DType, bigint[]>> = {
    int64: [-(1n << 63n), (1n << 63n) - 1n],
    uint64: [0n, (1n << 64n) - 1n],
    int32: [-(1n << 31n), (1n << 31n) - 1n],
    uint32: [0n, (1n << 32n) - 1n],
  };
  for (let i = 0; i < count; i++) {
    const v = pick(i);
    if (kind === 'c') storeElement(data, t, i, { re: v, im: pick(i + 3 + salt) });
    else if (kind === 'f') storeElement(data, t, i, v);
    else {
      const end = ends[t]?.[i % 7];
      const whole = end ?? BigInt(Math.max(-1e6, Math.min(1e6, Math.abs(v) < 1 ? 0 : v)));
      const bits = BigInt(8 * DTYPES[t].size);
      const wrapped = kind === 'i' ? BigInt.asIntN(Number(bits), whole) : BigInt.asUintN(Number(bits), whole);
      if (kind === 'b') data[i] = (i % 3 === 0 ? 0 : 1) as never;
      else data[i] = (t === 'int64' || t === 'uint64' ? wrapped : Number(wrapped)) as never;
    }
  }
  return data;
}

function hosted(t: DType, data: HostArray, shape: readonly number[]): View {
  const b = new Buffer(t, shape);
  b.mirror = data;
  return View.whole(b);
}

/** Bits, but for those of NaN. */
const shown = (e: Element): string =>
  typeof e === 'object' ? `${shown(e.re)} ${shown(e.im)}` : Object.is(e, -0) ? '-0' : String(e);
const list = (data: HostArray, t: DType, count: number): string[] =>
  Array.from({ length: count }, (_, i) => shown(loadElement(data, t, i)));

const COUNT = 60;
const elementwise = [...BUILTIN].filter((o): o is ElementwiseOperation => o.kind === 'elementwise');

/** Params that operations need. */
const PARAMS: Record<string, Record<string, number | string | boolean | readonly number[]>> = {
  astype: { dtype: 'int32' },
  around: { decimals: 1 },
  arange: { axis: 0 },
  linspace: { num: COUNT, axis: 0 },
  flat: { shape: [COUNT] },
};

describe.each(
  elementwise.filter((o) => o.name !== 'scalar_function').map((o) => [o.name, o] as const),
)('%s', (_, op) => {
  const arity = op.arity as number;
  const combinations: DType[][] =
    arity === 0
      ? [[]]
      : arity === 1
        ? TYPES.map((t) => [t])
        : TYPES.flatMap((t, i) => [
            Array.from({ length: arity }, () => t),
            Array.from({ length: arity }, (_, k) => TYPES[(i + 3 * k + 1) % TYPES.length] as DType),
          ]);
  test('has the bits of the reference', () => {
    for (const types of combinations) {
      const every = op.name === 'astype' ? TYPES.map((dtype) => ({ dtype })) : [PARAMS[op.name] ?? {}];
      for (const params of every) {
        const signature = op.resolve(types, params);
        if (signature === undefined) continue;
        for (const mask of [0, 1, 2]) {
          if (mask > 0 && (arity !== 2 || params === undefined)) continue;
          const scalars = types.map((_, k) => mask === k + 1);
          const route = new Route(op, params, types, signature, scalars);
          // Two axes for those of matrices, of which this is a row.
          const index = op.name === 'eye' || op.name === 'tri' ? [3, 0] : [0];
          const rank = index.length;
          const script = route.script(route.output, rank);
          if (script === null) continue;
          const make = (): HostArray => values(route.output, COUNT, 0);
          const [ours, theirs] = [make(), make()];
          const args = types.flatMap((t, k): unknown[] => {
            const data = values(t, COUNT, k + 1);
            return scalars[k] ? [loadElement(data, t, 5), 0, 0] : [data, 0, 1];
          });
          script.loop(COUNT, ours, 0, 1, ...args, index);
          route.interpreted(route.output)(COUNT, theirs, 0, 1, ...args, index);
          expect(list(ours, route.output, COUNT), `${types} ${JSON.stringify(params)} ${mask}`).toEqual(
            list(theirs, route.output, COUNT),
          );
        }
      }
    }
  });
});

test('what is exact is written, but for what needs a library', () => {
  const without = elementwise.filter((op) => {
    const types = Array.from({ length: op.arity === 'any' ? 1 : op.arity }, () => 'float64' as DType);
    const signature = op.resolve(types, PARAMS[op.name] ?? {});
    if (signature === undefined) return false;
    const route = new Route(
      op,
      PARAMS[op.name] ?? {},
      types,
      signature,
      types.map(() => false),
    );
    return route.script(route.output, 1) === null;
  });
  // biome-ignore format: a list
  expect(without.map((o) => o.name).sort()).toEqual([
    'angle', 'arccos', 'arccosh', 'arcsin', 'arcsinh', 'arctan', 'arctan2', 'arctanh', 'cbrt', 'cos', 'cosh', 'exp', 'exp2',
    'expm1', 'float_power', 'i0', 'log', 'log10', 'log1p', 'log2', 'logaddexp', 'logaddexp2', 'power', 'sin', 'sinc', 'sinh',
    'tan', 'tanh',
  ]);
});

const reductions = [...BUILTIN].filter((o): o is ReductionOperation => o.kind === 'reduction');
const SHAPES: [readonly number[], readonly (readonly number[])[]][] = [
  [[COUNT], [[0]]],
  [[1], [[0]]],
  [
    [7, 5],
    [[0], [1], [0, 1]],
  ],
  [
    [3, 1, 4],
    [[0], [2], [0, 2], [0, 1, 2]],
  ],
  [[1100], [[0]]],
  [
    [2, 700],
    [[0], [1], [0, 1]],
  ],
];

describe.each(reductions.map((o) => [o.name, o] as const))('%s', (_, op) => {
  test('has the bits of the reference', () => {
    for (const t of TYPES) {
      const signature = op.resolve(t);
      if (signature === undefined) continue;
      for (const [shape, axesList] of SHAPES) {
        const size = shape.reduce((n, e) => n * e, 1);
        const data = values(t, size, 2);
        for (const axes of axesList) {
          const view = hosted(t, data, shape);
          for (const turned of [view, view.transpose().transpose().flip([0])]) {
            const result = reduceInHost(op, signature, turned, axes, false);
            if (result === undefined) continue;
            const order = turned === view ? data : flipped(data, t, shape);
            const elements = Array.from({ length: size }, (_, i) => loadElement(order, t, i));
            const input = elements.map((e) => converted(e, t, signature.input));
            const expected = reduceElements(op, signature, input, shape, axes).map(shown);
            const mirror = result.buffer.mirror as HostArray;
            expect(list(mirror, signature.output, result.size), `${t} ${shape} ${axes}`).toEqual(expected);
          }
        }
      }
    }
  });
});

function converted(e: Element, from: DType, to: DType): Element {
  const route = routeOf('astype', [hosted(from, values(from, 1, 0), [1])], { dtype: to });
  const out = new DTYPES[to].array(2);
  const source = new DTYPES[from].array(2);
  storeElement(source, from, 0, e);
  route.interpreted(to)(1, out, 0, 1, source, 0, 1, [0]);
  return loadElement(out, to, 0);
}

function flipped(data: HostArray, t: DType, shape: readonly number[]): HostArray {
  const row = shape.slice(1).reduce((n, e) => n * e, 1) * (DTYPES[t].kind === 'c' ? 2 : 1);
  const out = data.slice();
  for (let i = 0; i < (shape[0] as number); i++)
    out.set(data.subarray(i * row, (i + 1) * row) as never, ((shape[0] as number) - 1 - i) * row);
  return out;
}

describe('layouts', () => {
  const data = Float64Array.from({ length: 24 }, (_, i) => i * 1.5 - 7);
  const base = () => hosted('float64', data.slice(), [4, 6]);
  const layouts: [string, (v: View) => View][] = [
    ['plain', (v) => v],
    ['transposed', (v) => v.transpose()],
    ['reversed', (v) => v.flip([0, 1])],
    [
      'sliced',
      (v) =>
        v.slice([
          { start: 1, step: 2, count: 2 },
          { start: 5, step: -2, count: 3 },
        ]),
    ],
    ['broadcast', (v) => v.at(0, 1).broadcastTo([3, 6])],
    ['0-d', (v) => v.at(0, 2).at(0, 3)],
    ['expanded', (v) => v.expand(1)],
  ];
  const elementsOf = (v: View): number[] => {
    const out: number[] = [];
    const visit = (d: number, at: number): void => {
      if (d === v.ndim) out.push((v.buffer.mirror as Float64Array)[at] as number);
      else for (let i = 0; i < (v.shape[d] as number); i++) visit(d + 1, at + i * (v.strides[d] as number));
    };
    visit(0, v.offset);
    return out;
  };
  test.each(layouts)('%s operands', (_, of) => {
    const [a, b] = [of(base()), of(base())];
    const sum = mapInHost(routeOf('add', [a, b], undefined), [a, b], undefined, a.shape, a.size) as View;
    expect(elementsOf(sum)).toEqual(elementsOf(a).map((x) => 2 * x));
    expect(sum.contiguous).toBe(true);
  });
  test.each(layouts.filter(([name]) => name !== 'broadcast'))('%s targets', (_, of) => {
    const target = base();
    const into = of(target);
    const one = { dtype: 'float64' as const, value: 100 };
    const before = elementsOf(target);
    mapInHost(routeOf('add', [into, one], undefined), [into, one], into, into.shape, into.size);
    expect(elementsOf(into).every((x) => x > 90)).toBe(true);
    expect(elementsOf(target).filter((x, i) => x !== before[i])).toHaveLength(into.size);
  });
  test('a target that overlaps its operand', () => {
    const v = hosted('float64', Float64Array.of(1, 2, 3, 4), [4]);
    const [from, to] = [v.slice([{ start: 0, step: 1, count: 3 }]), v.slice([{ start: 1, step: 1, count: 3 }])];
    mapInHost(routeOf('copy', [from], undefined), [from], to, to.shape, to.size);
    expect(elementsOf(v)).toEqual([1, 1, 2, 3]);
  });
});
