/** What a mask alone reads and writes, and the same by the positions that it chooses. */
import './setup';
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';

const base = () => np.arange(0, 24).reshape(4, 6) as np.NDArray;
const full = np.greater(np.mod(base(), 5), 2);
const rows = np.array([true, false, true, true], 'bool');
const none = np.zeros([4, 6], 'bool');

describe('read', () => {
  it('by a mask of all axes, of the first, of nothing', () => {
    expect(np.getitem(base(), full).toArray()).toEqual([3, 4, 8, 9, 13, 14, 18, 19, 23]);
    expect(np.getitem(base(), rows).toArray()).toEqual(
      [0, 2, 3].map((r) => Array.from({ length: 6 }, (_, c) => 6 * r + c)),
    );
    expect(np.getitem(base(), none).shape).toEqual([0]);
    expect(np.getitem(base().transpose(), full.transpose()).toArray()).toEqual(
      [18, 13, 19, 8, 14, 3, 9, 4, 23].sort(byColumn),
    );
  });

  it('of another shape: refused', () => {
    expect(() => np.getitem(base(), np.ones([4, 5], 'bool'))).toThrow(/LGT4002/);
    expect(() => np.getitem(base(), np.ones([4, 6, 1], 'bool'))).toThrow(/LGT4009/);
  });
});

/** C order of the transposed array. */
const byColumn = (a: number, b: number): number => (a % 6) * 4 + Math.floor(a / 6) - ((b % 6) * 4 + Math.floor(b / 6));

describe('write', () => {
  const written = (mask: np.NDArray, value: unknown, array = base()): unknown => {
    np.setitem(array, mask, value as np.NDArray);
    return array.toArray();
  };
  /** One element after the other. */
  const expected = (mask: np.NDArray, valueAt: (r: number, c: number, k: number) => number): number[][] => {
    let k = 0;
    return Array.from({ length: 4 }, (_, r) =>
      Array.from({ length: 6 }, (_, c) => {
        const chosen = mask.get(mask.ndim === 1 ? [r] : [r, c]);
        return chosen ? valueAt(r, c, k++) : 6 * r + c;
      }),
    );
  };

  it('one value', () => {
    expect(written(full, -1)).toEqual(expected(full, () => -1));
    expect(written(full, [[[-1]]])).toEqual(expected(full, () => -1));
    expect(written(rows, -1)).toEqual(expected(rows, () => -1));
    expect(written(none, -1)).toEqual(base().toArray());
  });

  it('a value for each place, and a row for each row', () => {
    expect(written(full, np.arange(100, 109))).toEqual(expected(full, (_r, _c, k) => 100 + k));
    expect(written(rows, np.arange(100, 106))).toEqual(expected(rows, (_r, c) => 100 + c));
    const blocks = np.arange(100, 118).reshape(3, 6);
    expect(written(rows, blocks)).toEqual(expected(rows, (_r, _c, k) => 100 + k));
  });

  it('through views, of parts of the array itself, in other types', () => {
    const whole = base();
    np.setitem(whole.transpose(), full.transpose(), -1 as never);
    expect(whole.toArray()).toEqual(expected(full, () => -1));
    const own = base();
    np.setitem(own, rows, own.slice('1'));
    expect(own.toArray()).toEqual(expected(rows, (_r, c) => 6 + c));
    const small = np.zeros([3], 'int8');
    np.setitem(small, np.array([true, false, true], 'bool'), 300 as never);
    expect(small.toArray()).toEqual([44, 0, 44]);
  });

  it('of too many values: refused', () => {
    expect(() => written(full, np.arange(0, 8))).toThrow(/LGT400[12]/);
  });
});
