/** Reductions: one order, whatever the blocks are given to; identities and special values. */
import { describe, expect, it } from 'vitest';
import type { DType } from '../../../compiler/ir/dtype';
import { elements } from '../../../compiler/ir/graph';
import { CHUNK, cutOf, LANES, PairwiseTree } from '../../../compiler/ir/reduction-order';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { convertElement } from '../../../compiler/ops/element';
import { reduceElements } from '../../../compiler/ops/interpret';
import type { Element, ReductionOperation } from '../../../compiler/ops/operation';
import { uniform } from '../codegen/scalar-harness';

function reduce(
  name: string,
  t: DType,
  values: readonly Element[],
  shape: readonly number[],
  axes: readonly number[],
): Element[] {
  const op = BUILTIN.get(name) as ReductionOperation;
  const signature = op.resolve(t);
  if (signature === undefined) throw new Error(name);
  const elements = values.map((v) => convertElement(v, t, signature.input));
  return reduceElements(op, signature, elements, shape, axes);
}

const whole = (name: string, t: DType, values: readonly Element[]): Element | undefined =>
  reduce(name, t, values, [values.length], [0])[0];

/** Values whose sum has other bits in nearly every other order. */
function awkward(count: number): number[] {
  const random = uniform(42);
  return Array.from({ length: count }, () => (random() - 0.5) * 2 ** (random() * 30));
}

/** The specification once more, for one row of numbers: lanes in chunks, chunks by the tree. */
function sumOfBlock(block: readonly number[]): number {
  const tree = new PairwiseTree<number>((a, b) => a + b);
  for (let c = 0; c < block.length; c += CHUNK) {
    let lanes: number[] = new Array(LANES).fill(-0);
    block.slice(c, c + CHUNK).forEach((v, i) => {
      lanes[i % LANES] = (lanes[i % LANES] as number) + v;
    });
    while (lanes.length > 1) {
      const half = lanes.length / 2;
      lanes = lanes.slice(0, half).map((v, l) => v + (lanes[l + half] as number));
    }
    tree.push(lanes[0] as number);
  }
  return tree.finish(-0);
}

describe('the order of reductions', () => {
  it('combines blocks that any number of processors have computed', () => {
    const values = awkward(50_000);
    const { unit, blocks } = cutOf([values.length]);
    const expected = whole('sum', 'float64', values);
    for (const processors of [1, 2, 3, 5, 13]) {
      const perProcessor = Math.ceil(blocks / processors);
      const partials = Array.from({ length: processors }, (_, p) =>
        Array.from({ length: Math.max(0, Math.min(perProcessor, blocks - p * perProcessor)) }, (_, k) => {
          const first = (p * perProcessor + k) * unit;
          return sumOfBlock(values.slice(first, first + unit));
        }),
      );
      const tree = new PairwiseTree<number>((a, b) => a + b);
      for (const partial of partials.flat()) tree.push(partial);
      expect(tree.finish(-0) + 0).toBe(expected);
    }
  });

  it('is not that of a plain loop, and closer to the truth', () => {
    const values = new Array<number>(100_000).fill(0.1);
    const error = Math.abs((whole('sum', 'float64', values) as number) - 10_000);
    const plain = Math.abs(values.reduce((a, b) => a + b, 0) - 10_000);
    expect(error).toBeLessThan(plain / 100);
  });

  it('takes rows one after the other where the last axis is kept', () => {
    const shape = [300, 7];
    const values = awkward(elements(shape));
    const columns = reduce('sum', 'float64', values, shape, [0]);
    const expected = Array.from({ length: 7 }, (_, c) => {
      let sum = -0;
      for (let r = 0; r < 300; r++) sum += values[r * 7 + c] as number;
      return sum;
    });
    expect(columns).toEqual(expected);
  });

  it('divides along the first axis worth it, also if that is not the outermost', () => {
    const shape = [3, 40, 200];
    const values = awkward(elements(shape));
    const { axis, unit, blocks } = cutOf(shape);
    expect([axis, blocks > 1]).toEqual([1, true]);
    const tree = new PairwiseTree<number>((a, b) => a + b);
    for (let block = 0; block < blocks; block++) {
      const rows: number[] = [];
      for (let i = 0; i < 3; i++) {
        for (let j = block * unit; j < Math.min(40, (block + 1) * unit); j++) {
          rows.push(...values.slice((i * 40 + j) * 200, (i * 40 + j + 1) * 200));
        }
      }
      tree.push(sumOfBlock(rows));
    }
    expect(reduce('sum', 'float64', values, shape, [0, 1, 2])).toEqual([tree.finish(-0)]);
  });

  it('rounds every step to float32', () => {
    const values = awkward(1000).map(Math.fround);
    const sum = whole('sum', 'float32', values) as number;
    expect(Math.fround(sum)).toBe(sum);
    expect(sum).not.toBe(Math.fround(whole('sum', 'float64', values) as number));
  });
});

describe('special values', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

  it('sums nothing, and minus zeros, to zero', () => {
    expect(whole('sum', 'float64', [-0, -0])).toBe(0);
    const op = BUILTIN.get('sum') as ReductionOperation;
    const signature = { input: 'float64', state: ['float64'], output: 'float64' } as const;
    expect(op.reference.finish(op.reference.identity(signature), signature)).toBe(0);
    expect(whole('prod', 'float64', [-0, 1])).toBe(-0);
  });

  it('sums integers in 64 bits, and wraps there', () => {
    expect(whole('sum', 'uint8', [255, 255])).toBe(510n);
    expect(whole('sum', 'bool', [1, 1, 0])).toBe(2n);
    expect(whole('sum', 'int64', [2n ** 63n - 1n, 1n])).toBe(-(2n ** 63n));
    expect(whole('prod', 'uint64', [2n ** 63n, 2n])).toBe(0n);
  });

  it('hands NaN on in min and max, not in nanmin and nanmax', () => {
    expect(whole('max', 'float64', [1, nan, 3])).toBe(nan);
    expect(whole('min', 'float32', [nan, 1])).toBe(nan);
    expect(whole('nanmax', 'float64', [1, nan, 3])).toBe(3);
    expect(whole('nanmin', 'float64', [nan, nan])).toBe(nan);
    expect(whole('max', 'float64', [-inf, -inf])).toBe(-inf);
    expect(whole('max', 'int8', [-128, -128])).toBe(-128);
  });

  it('finds the first best element, or the first NaN', () => {
    const many = new Array<number>(600).fill(1);
    expect(whole('argmin', 'float64', many)).toBe(0n);
    many[33] = 0;
    many[64] = 0;
    expect(whole('argmin', 'float64', many)).toBe(33n);
    many[500] = nan;
    many[130] = nan;
    expect(whole('argmin', 'float64', many)).toBe(130n);
    expect(whole('argmax', 'float64', many)).toBe(130n);
    expect(whole('argmin', 'float64', [inf, inf])).toBe(0n);
    expect(whole('argmax', 'bool', [0, 1, 1])).toBe(1n);
    expect(
      whole('argmax', 'complex128', [
        { re: 1, im: 2 },
        { re: 1, im: 5 },
        { re: 0, im: 9 },
      ]),
    ).toBe(1n);
  });

  it('counts positions among the reduced elements of the whole operand', () => {
    const values = [5, 1, 7, 2, 0, 9];
    expect(reduce('argmin', 'int32', values, [2, 3], [0])).toEqual(
      [1n, 1n, 0n].map((_, c) => ((values[c] as number) <= (values[c + 3] as number) ? 0n : 1n)),
    );
    expect(reduce('argmin', 'int32', values, [2, 3], [0, 1])).toEqual([4n]);
  });
});
