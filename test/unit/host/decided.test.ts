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
