/** Truths that the first elements decide are the ones that all elements give, whatever the first ones are. */
import { beforeEach, describe, expect, test } from 'vitest';
import { setHostPath } from '../../../runtime/host/setting';
import { ReferenceExecutor } from '../../../runtime/launch/reference';
import * as np from '../../../runtime/numpy/index';
import type { NDArray } from '../../../runtime/numpy/ndarray';
import { onFirstUse } from '../../../runtime/trace/instance';
import { Tracer } from '../../../runtime/trace/tracer';

onFirstUse(() => new Tracer(new ReferenceExecutor()));
beforeEach(() => setHostPath(true));

const list = (first: readonly number[], rest: number): number[] => [...first, ...new Array<number>(200).fill(rest)];

describe('any and all', () => {
  test.each(['float64', 'int32', 'int64', 'bool', 'float16', 'complex128'] as const)('of %s', (dtype) => {
    for (const [first, rest, any, all] of [
      [[0, 0, 1], 0, true, false],
      [[1, 1, 0], 1, true, false],
      [[0, 0, 0], 0, false, false],
      [[1, 1, 1], 1, true, true],
    ] as const) {
      const a = np.array(list(first, rest), dtype);
      expect([np.any(a), np.all(a)]).toEqual([any, all]);
      const last = np.array(list(first, rest).reverse(), dtype);
      expect([np.any(last), np.all(last)]).toEqual([any, all]);
    }
  });

  test('take NaN for true, and both zeros for false', () => {
    expect(np.any(np.array(list([Number.NaN], 0)))).toBe(true);
    expect(np.all(np.array(list([Number.NaN], 1)))).toBe(true);
    expect(np.any(np.array(list([-0, 0], -0)))).toBe(false);
    expect(np.any(np.array(list([-0, 0], -0), 'float16'))).toBe(false);
  });

  test('of parts look at these alone', () => {
    const a = np.array(list([1, 0, 0], 0));
    expect(np.any(a.slice('1:') as NDArray)).toBe(false);
    expect(np.any(a.slice('::2') as NDArray)).toBe(true);
    expect(np.any(a.slice('0:0') as NDArray)).toBe(false);
    expect(np.all(a.slice('0:0') as NDArray)).toBe(true);
  });

  test('along axes', () => {
    for (const dtype of ['float64', 'int64', 'bool', 'float16'] as const) {
      const ones = np.ones([100, 70], dtype);
      const hole = np.ones([100, 70], dtype);
      hole.set([99, 69], 0);
      for (const [axis, count] of [
        [0, 70],
        [1, 100],
      ] as const) {
        expect(np.any(ones, axis)).toMatchObject({ dtype: 'bool', shape: [count] });
        expect((np.any(ones, axis) as NDArray).tolist()).toEqual(new Array(count).fill(1));
        expect((np.all(ones, axis) as NDArray).tolist()).toEqual(new Array(count).fill(1));
        const most = new Array<number>(count).fill(1);
        most[count - 1] = 0;
        expect((np.all(hole, axis) as NDArray).tolist()).toEqual(most);
        expect((np.any(np.zeros([100, 70], dtype), axis) as NDArray).tolist()).toEqual(new Array(count).fill(0));
        expect((np.any(np.logical_not(hole), axis) as NDArray).tolist()).toEqual(most.map((t) => 1 - t));
      }
    }
  });

  test('along some axes of a turned view, and of one that repeats', () => {
    const cube = np.zeros([4, 3, 80], 'int32');
    cube.slice('1', ':', '5').fill(1);
    cube.slice('3', '1', '79').fill(1);
    const turned = np.transpose(cube, [2, 0, 1]);
    expect((np.any(turned, [0, 2] as never) as unknown as NDArray).tolist()).toEqual([0, 1, 0, 1]);
    expect((np.any(cube, 2) as NDArray).tolist()).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 0],
      [0, 1, 0],
    ]);
    const repeated = np.broadcast_to(np.array([0, 1, 0]), [70, 3]) as NDArray;
    expect((np.any(repeated, 0) as NDArray).tolist()).toEqual([0, 1, 0]);
    expect((np.any(repeated, 0, true) as NDArray).shape).toEqual([1, 3]);
  });
});

describe('trim_zeros', () => {
  test.each(['float64', 'int64', 'float16', 'complex128', 'bool'] as const)('of %s', (dtype) => {
    for (const [before, kept, behind] of [
      [0, 5, 0],
      [3, 200, 2],
      [63, 1, 63],
      [64, 1, 64],
      [100, 1, 3],
      [0, 1, 100],
    ] as const) {
      const inner = new Array<number>(kept).fill(1);
      if (kept > 2) inner[1] = 0;
      const a = np.array([...new Array(before).fill(0), ...inner, ...new Array(behind).fill(-0)], dtype);
      expect(np.trim_zeros(a).size).toBe(kept);
      expect(np.trim_zeros(a, 'f').size).toBe(kept + behind);
      expect(np.trim_zeros(a, 'b').size).toBe(before + kept);
      expect(np.array_equal(np.trim_zeros(a), np.array(inner, dtype))).toBe(true);
    }
    expect(np.trim_zeros(np.zeros([70], dtype)).size).toBe(0);
    expect(np.trim_zeros(np.zeros([3], dtype)).size).toBe(0);
  });
});

describe('array_equal', () => {
  const a = np.array(list([1, 2, Number.NaN], 5));
  test.each([
    ['the same', list([1, 2, Number.NaN], 5), false, false],
    ['the same, NaN being equal', list([1, 2, Number.NaN], 5), true, true],
    ['others at the front', list([1, 3, Number.NaN], 5), true, false],
    ['others at the end', [...list([1, 2, Number.NaN], 5).slice(0, -1), 6], true, false],
    ['a number for NaN', list([1, 2, 3], 5), true, false],
  ])('of %s', (_, other, equalNaN, expected) => {
    expect(np.array_equal(a, np.array(other), equalNaN)).toBe(expected);
  });

  test('broadcasts where it is array_equiv', () => {
    const row = np.array([[1, 2, 3]]);
    expect(np.array_equiv(row, np.array([[1], [1], [1]]))).toBe(false);
    expect(np.array_equiv(np.array([[4, 4, 4]]), np.array([[4], [4], [4]]))).toBe(true);
  });
});
