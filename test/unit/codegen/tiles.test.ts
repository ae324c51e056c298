/** Where some operands are dense along one axis and the others along another, the two run tile by tile. */
import '../host/engine';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../compiler/compile';
import type { MapKernel } from '../../../compiler/ir/kernel';
import { BUILTIN } from '../../../compiler/ops/builtin';
import * as np from '../../../runtime/numpy/index';
import { TraceBuilder, transpose } from '../trace-builder';

function kernelOf(build: (t: TraceBuilder) => void): MapKernel {
  const t = new TraceBuilder();
  build(t);
  return compile(t.trace(), { processors: 2 }, BUILTIN).kernels[0] as MapKernel;
}

describe('tiles', () => {
  it('are of the axes that disagree', () => {
    const turned = kernelOf((t) => t.op('copy', t.output(300, 200), [transpose(t.input(200, 300))]));
    expect([turned.tiled, turned.order]).toEqual([true, [0, 1]]);
    const three = kernelOf((t) => t.op('copy', t.output(80, 90, 100), [transpose(t.input(100, 90, 80))]));
    expect([three.tiled, three.order]).toEqual([true, [1, 0, 2]]);
    const straight = kernelOf((t) => t.op('copy', t.output(300, 200), [t.input(300, 200)]));
    expect(straight.tiled).toBe(false);
    const short = kernelOf((t) => t.op('copy', t.output(300, 20), [transpose(t.input(20, 300))]));
    expect(short.tiled).toBe(false);
  });

  it.each([
    [64, 64],
    [100, 333],
    [511, 129],
    [300, 520],
  ])('of %i by %i compute what they should', (rows, columns) => {
    const a = np.arange(rows * columns).reshape(rows, columns);
    const b = np.arange(rows * columns).reshape(columns, rows);
    const expected = (f: (i: number, j: number) => number): number[] =>
      Array.from({ length: rows * columns }, (_, k) => f(Math.floor(k / columns), k % columns));
    const flat = (x: unknown): number[] => (x as np.NDArray).ravel().toArray() as number[];
    expect(flat(np.copy(b.T))).toEqual(expected((i, j) => j * rows + i));
    expect(flat(a.multiply(2).subtract(b.T))).toEqual(expected((i, j) => 2 * (i * columns + j) - (j * rows + i)));
    expect(flat(np.copy(b.T.slice('::-1', '::-1')))).toEqual(
      expected((i, j) => (columns - 1 - j) * rows + (rows - 1 - i)),
    );
    const part = np.zeros([rows + 2, columns + 3]);
    np.copyto(part.slice(`1:${rows + 1}`, `2:${columns + 2}`), b.T);
    expect(flat(part.slice(`1:${rows + 1}`, `2:${columns + 2}`))).toEqual(expected((i, j) => j * rows + i));
    expect(part.sum()).toBe(b.sum());
  });

  it('of three axes', () => {
    const x = np.arange(70 * 80 * 90).reshape(70, 80, 90);
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [0, 2, 1],
      [2, 0, 1],
    ]) {
      const turned = np.copy(np.transpose(x, order)) as np.NDArray;
      const values = turned.ravel().toArray() as number[];
      const [, q, r] = turned.shape as [number, number, number];
      const strides = order.map((d) => [80 * 90, 90, 1][d] as number) as [number, number, number];
      const wrong = values.findIndex((v, k) => {
        const at = [Math.floor(k / (q * r)), Math.floor(k / r) % q, k % r] as const;
        return v !== at[0] * strides[0] + at[1] * strides[1] + at[2] * strides[2];
      });
      expect(wrong).toBe(-1);
    }
  });
});
