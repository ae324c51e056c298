/** What is used much is computed by kernels: the same bits as the scripts give that began with it. */
import './engine';
import { expect, it } from 'vitest';
import { loadAddon } from '../../../runtime/core/addon';
import { Warmth } from '../../../runtime/host/warmth';
import * as np from '../../../runtime/numpy/index';
import { firstAndLast } from './bits';

const SIZE = 500;
/** Until a script is done with: 2^18 elements. */
const TIMES = 600;

const x = np.array(Array.from({ length: SIZE }, (_, n) => ((n * 0.6180339887498949) % 1) * 8 - 3));
x.set([7], Number.NaN);
const y = np.array(Array.from({ length: SIZE }, (_, n) => ((n * 0.7548776662466927) % 1) * 5 - 2));
const m = y.reshape(20, 25);
const counts = np.arange(1, SIZE + 1).astype('int64') as np.NDArray;

const CALLS: Record<string, () => unknown> = {
  add: () => np.add(x, y),
  scalar: () => np.subtract(2, x),
  floor_divide: () => np.floor_divide(x, y),
  remainder: () => np.remainder(x, y),
  nextafter: () => np.nextafter(x, y),
  less: () => np.less(x, y),
  where: () => np.where(np.less(x, y), x, y),
  integers: () => np.multiply(counts, counts),
  halves: () => np.multiply(y.astype('float16'), 3),
  complex: () => np.multiply(y.astype('complex128'), new np.Complex(1, 2)),
  sum: () => np.sum(y),
  rows: () => np.sum(m, 1),
  columns: () => np.sum(m, 0, true),
  'sum of nothing but numbers': () => np.nansum(x),
  argmax: () => np.argmax(m, 0),
  min: () => np.min(x),
  all: () => np.all(y),
  std: () => np.std(m, 0),
  product: () => np.prod(counts),
};

firstAndLast(CALLS, TIMES);

it('kernels were called', () => {
  const { compiled, loaded } = loadAddon().counters();
  expect(compiled + loaded).toBeGreaterThanOrEqual(15);
});

it('views that are not all of a buffer', () => {
  const odd = x.slice('1::2');
  const expected = (odd.toArray() as number[]).map((v) => v + 1);
  for (let k = 0; k < 3 * TIMES; k++) np.add(odd, 1);
  expect((np.add(odd, 1) as np.NDArray).toArray()).toEqual(expected);
});

it('few elements stay with scripts, many are counted', () => {
  const [few, many] = [new Warmth(), new Warmth()];
  expect(Array.from({ length: 10_000 }, () => few.isHot(100)).some(Boolean)).toBe(false);
  const turns = Array.from({ length: 300 }, () => many.isHot(1000));
  expect(turns.indexOf(true)).toBe(Math.ceil(2 ** 18 / 1000));
  const composed = new Warmth();
  const early = Array.from({ length: 409 }, () => {
    composed.count(5, 3);
    return composed.isDone;
  });
  expect(early.some(Boolean)).toBe(false);
  composed.count(5, 3);
  expect(composed.isDone).toBe(true);
  expect(turns.slice(turns.indexOf(true)).every(Boolean)).toBe(true);
});
