/** `where` in means, variances and deviations: NumPy 2.4's numbers. */
import './setup';
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';

const x = np.array([
  [1, 2, 4, 8],
  [3, 5, 7, 11],
  [-2, 0, 1, 6],
]);
const mask = np.array([
  [true, false, true, true],
  [false, false, true, true],
  [false, false, false, true],
]);
const plain = (value: unknown): unknown => (value instanceof np.NDArray ? value.toArray() : value);
const where = { where: mask };

describe.each<[string, () => unknown, unknown]>([
  ['mean', () => np.mean(x, null, false, where), 37 / 6],
  ['mean by columns', () => np.mean(x, 0, false, where), [1, Number.NaN, 5.5, 25 / 3]],
  ['mean by rows', () => np.mean(x, 1, true, where), [[13 / 3], [9], [6]]],
  ['variance', () => np.variance(x, 1, 0, false, where), [74 / 9, 4, 0]],
  ['variance with ddof', () => np.variance(x, 1, 1, false, where), [37 / 3, 8, Number.NaN]],
  ['deviation', () => np.std(x, null, 0, false, where), Math.sqrt(287 / 6 - (37 / 6) ** 2)],
  ['of integers', () => np.mean(x.astype('int64'), 1, false, where), [13 / 3, 9, 6]],
  ['of float16', () => np.mean(x.astype('float16'), 1, false, { where: mask }), [4.33203125, 9, 6]],
  ['a mask for columns', () => np.mean(x, 1, false, { where: np.array([true, false, false, true]) }), [4.5, 7, 2]],
  ['true', () => np.mean(x, 0, false, { where: true as never }), [2 / 3, 7 / 3, 4, 25 / 3]],
  ['where comes last', () => (np.mean as (...a: unknown[]) => unknown)(x, 1, where), [13 / 3, 9, 6]],
  ['sums too', () => (np.sum as (...a: unknown[]) => unknown)(x, where), 37],
])('%s', (_, call, expected) => {
  it('is what counts', () => {
    const got = [plain(call())].flat(2) as number[];
    const wanted = [expected].flat(2) as number[];
    expect(got.length).toBe(wanted.length);
    for (const [n, w] of wanted.entries()) {
      if (Number.isNaN(w)) expect(got[n]).toBeNaN();
      else expect(got[n]).toBeCloseTo(w, 12);
    }
  });
});

it('of complex numbers', () => {
  const z = np.array([new np.Complex(1, 2), new np.Complex(3, -2), new np.Complex(100, 100)]);
  const chosen = { where: np.array([true, true, false]) };
  expect(np.mean(z, null, false, chosen)).toEqual(new np.Complex(2, 0));
  expect(np.variance(z, null, 0, false, chosen)).toBe(5);
});

it('infinities and NaN that do not count do not show', () => {
  const y = np.array([1, Number.NaN, 3, Number.POSITIVE_INFINITY]);
  const finite = { where: np.isfinite(y) };
  expect(np.mean(y, null, false, finite)).toBe(2);
  expect(np.variance(y, null, 0, false, finite)).toBe(1);
});

it('into an array', () => {
  const out = np.zeros([3]);
  np.mean(x, 1, false, { where: mask, out });
  expect(out.toArray()).toEqual([13 / 3, 9, 6]);
});

it('what has no such option says so', () => {
  const call = np.argmax as unknown as (...args: unknown[]) => unknown;
  expect(() => call(x, null, false, where)).toThrow("LGT4018: argmax has no option 'where'");
});

it('a mask that does not fit', () => {
  expect(() => np.mean(x, 0, false, { where: np.ones([5], 'bool') })).toThrow('LGT4002');
  expect(() => np.mean(x, 0, false, { where: np.ones([2, 3, 4], 'bool') })).toThrow('LGT4002');
});
