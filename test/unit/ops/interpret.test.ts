/** The reference interpreter: order of nodes, overlapping views, conversions, library operations. */
import { describe, expect, it } from 'vitest';
import type { BufferDecl, GraphNode, Operand, Trace, View } from '../../../compiler/ir/graph';
import { wholeView } from '../../../compiler/ir/graph';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { interpret } from '../../../compiler/ops/interpret';

const buffer = (dtype: BufferDecl['dtype'], ...shape: number[]): BufferDecl => ({
  dtype,
  shape,
  defined: true,
  live: true,
});
const view = (buffer: number, offset: number, shape: number[], strides: number[]): View => ({
  buffer,
  offset,
  shape,
  strides,
});
const read = (v: View): Operand => ({ kind: 'view', view: v });
const node = (op: string, operands: Operand[], target: View, params: GraphNode['params'] = {}): GraphNode => ({
  op,
  operands,
  targets: [target],
  params,
  site: 0,
});
const trace = (buffers: BufferDecl[], nodes: GraphNode[], scalars: Trace['scalars'] = []): Trace => ({
  buffers,
  nodes,
  scalars,
});
const scalar = (slot: number, dtype: BufferDecl['dtype']): Operand => ({ kind: 'scalar', slot, dtype });

describe('interpret', () => {
  it('reads an operand completely before it writes where they overlap', () => {
    const data = Float64Array.of(1, 2, 3, 4, 5);
    const t = trace([buffer('float64', 5)], [node('copy', [read(view(0, 0, [4], [1]))], view(0, 1, [4], [1]))]);
    expect(interpret(t, BUILTIN, [], [data])).toEqual([Float64Array.of(1, 1, 2, 3, 4)]);
    const reversed = trace([buffer('float64', 5)], [node('copy', [read(view(0, 4, [5], [-1]))], view(0, 0, [5], [1]))]);
    expect(interpret(reversed, BUILTIN, [], [data])).toEqual([Float64Array.of(5, 4, 3, 2, 1)]);
    expect(data).toEqual(Float64Array.of(1, 2, 3, 4, 5));
  });

  it('shows a node every write before it, through any view', () => {
    const whole = wholeView(0, [2, 2]);
    const column = view(0, 1, [2], [2]);
    const t = trace(
      [buffer('int32', 2, 2), buffer('int32', 2)],
      [
        node('add', [read(column), scalar(0, 'int32')], column),
        node('multiply', [read(whole), read(whole)], whole),
        node('copy', [read(column)], wholeView(1, [2])),
      ],
      ['int32'],
    );
    const [first, second] = interpret(t, BUILTIN, [10], [Int32Array.of(1, 2, 3, 4), undefined]);
    expect(first).toEqual(Int32Array.of(1, 144, 9, 196));
    expect(second).toEqual(Int32Array.of(144, 196));
  });

  it('broadcasts strides of 0 and converts to the type of the target', () => {
    const t = trace(
      [buffer('float64', 2), buffer('uint8', 2, 2)],
      [node('multiply', [read(view(0, 0, [2, 2], [1, 0])), scalar(0, 'float64')], wholeView(1, [2, 2]))],
      ['float64'],
    );
    const [, out] = interpret(t, BUILTIN, [2.75], [Float64Array.of(1, 100), undefined]);
    expect(out).toEqual(Uint8Array.of(2, 2, 19, 19));
  });

  it('takes 64-bit and complex scalars, also given as numbers', () => {
    const t = trace(
      [buffer('int64', 2), buffer('complex128', 1)],
      [
        node('add', [read(wholeView(0, [2])), scalar(0, 'int64')], wholeView(0, [2])),
        node('multiply', [scalar(1, 'complex128'), scalar(1, 'complex128')], wholeView(1, [1])),
      ],
      ['int64', 'complex128'],
    );
    const [ints, complex] = interpret(
      t,
      BUILTIN,
      [1, { re: 1, im: 2 }],
      [BigInt64Array.of(2n ** 63n - 1n, 5n), undefined],
    );
    expect(ints).toEqual(BigInt64Array.of(-(2n ** 63n), 6n));
    expect(complex).toEqual(Float64Array.of(-3, 4));
  });

  it('gives NumPy bits to arange and linspace', () => {
    const t = trace(
      [buffer('float64', 5), buffer('float32', 4), buffer('float64', 4), buffer('int32', 3)],
      [
        node('arange', [scalar(0, 'float64'), scalar(1, 'float64')], wholeView(0, [5])),
        node('arange', [scalar(0, 'float64'), scalar(1, 'float64')], wholeView(1, [4]), { dtype: 'float32' }),
        node('linspace', [scalar(0, 'float64'), scalar(2, 'float64')], wholeView(2, [4]), { num: 4 }),
        node('arange', [scalar(3, 'int64'), scalar(4, 'int64')], wholeView(3, [3]), { dtype: 'int32' }),
      ],
      ['float64', 'float64', 'float64', 'int64', 'int64'],
    );
    const [a, b, c, d] = interpret(t, BUILTIN, [0.1, 0.1, 0.7, 5, -2], []);
    expect(a).toEqual(Float64Array.of(0.1, 0.2, 0.30000000000000004, 0.4, 0.5));
    expect(b).toEqual(Float32Array.of(0.1, 0.2, 0.30000001192092896, 0.4000000059604645));
    expect(c).toEqual(Float64Array.of(0.1, 0.3, 0.5, 0.7));
    expect(d).toEqual(Int32Array.of(5, 3, 1));
  });

  it('reduces along axes, to the types that NumPy has', () => {
    const x = wholeView(0, [2, 3]);
    const t = trace(
      [buffer('int8', 2, 3), buffer('int64', 3), buffer('int64', 2), buffer('int8'), buffer('bool', 2)],
      [
        node('sum', [read(x)], wholeView(1, [3]), { axes: [0] }),
        node('argmax', [read(x)], wholeView(2, [2]), { axes: [1] }),
        node('min', [read(x)], wholeView(3, []), { axes: [0, 1] }),
        node('all', [read(x)], wholeView(4, [2]), { axes: [1] }),
      ],
    );
    const [, sums, places, least, all] = interpret(t, BUILTIN, [], [Int8Array.of(100, 0, 100, 100, -5, 7)]);
    expect(sums).toEqual(BigInt64Array.of(200n, -5n, 107n));
    expect(places).toEqual(BigInt64Array.of(0n, 0n));
    expect(least).toEqual(Int8Array.of(-5));
    expect(all).toEqual(Uint8Array.of(0, 1));
  });

  it('runs library operations on views', () => {
    const columns = view(0, 0, [3, 2], [1, 3]);
    const t = trace(
      [
        buffer('float64', 2, 3),
        buffer('float64', 3, 3),
        buffer('float64', 2, 3),
        buffer('int64', 2, 3),
        buffer('float64', 2, 3),
        buffer('float64', 1, 2),
      ],
      [
        node('matmul', [read(columns), read(wholeView(0, [2, 3]))], wholeView(1, [3, 3])),
        node('sort', [read(wholeView(0, [2, 3]))], wholeView(2, [2, 3])),
        node('argsort', [read(wholeView(0, [2, 3]))], wholeView(3, [2, 3])),
        node('cumsum', [read(wholeView(0, [2, 3]))], wholeView(4, [2, 3]), { axis: 0 }),
        node('tally', [read(view(2, 0, [3], [1])), read(view(0, 0, [6], [1]))], wholeView(5, [1, 2])),
      ],
    );
    const [, product, sorted, order, sums, counts] = interpret(
      t,
      BUILTIN,
      [],
      [Float64Array.of(3, 1, 2, 5, Number.NaN, 4)],
    );
    expect(product?.[0]).toBe(34);
    expect(sorted).toEqual(Float64Array.of(1, 2, 3, 4, 5, Number.NaN));
    expect(order).toEqual(BigInt64Array.of(1n, 2n, 0n, 2n, 0n, 1n));
    expect(sums).toEqual(Float64Array.of(3, 1, 2, 8, Number.NaN, 6));
    expect(counts).toEqual(Float64Array.of(1, 2));
  });

  it('names the operation and the types that do not go together', () => {
    const t = trace([buffer('bool', 1)], [node('negative', [read(wholeView(0, [1]))], wholeView(0, [1]))]);
    expect(() => interpret(t, BUILTIN, [], [undefined])).toThrow(
      "LGT3004: operation 'negative' is not defined for bool",
    );
  });
});
