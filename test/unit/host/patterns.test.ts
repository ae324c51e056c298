/** What is done much to elements in one pattern of strides gets a kernel of its own: the bits of the scripts. */
import './engine';
import { expect, it } from 'vitest';
import { loadAddon } from '../../../runtime/core/addon';
import * as np from '../../../runtime/numpy/index';
import { firstAndLast } from './bits';

/** Until a script of these elements is done with. */
const TIMES = 500;
const [ROWS, COLUMNS] = [24, 30];

const x = np.array(Array.from({ length: ROWS * COLUMNS }, (_, n) => ((n * 0.6180339887498949) % 1) * 8 - 3));
x.set([7], Number.NaN);
const m = x.reshape(ROWS, COLUMNS);
const wide = np
  .array(Array.from({ length: 40 * 50 }, (_, n) => ((n * 0.7548776662466927) % 1) * 5 - 2))
  .reshape(40, 50);
const inner = wide.slice('3:27', '5:35');
const row = x.slice(`:${COLUMNS}`);
const column = x.slice(`:${ROWS}`).reshape(ROWS, 1);
const whole = np.arange(0, ROWS * COLUMNS, 1, 'int64').reshape(ROWS, COLUMNS) as np.NDArray;
const complex = np.add(m, np.multiply(inner, new np.Complex(0, 1))) as np.NDArray;
const target = np.zeros([40, 50]);
const narrow = np.zeros([40, 50], 'float32');
const cube = x.reshape(4, 6, 30);

/** What is left in an array that is written to from the same beginning each time. */
const into = (array: np.NDArray, write: (array: np.NDArray) => unknown): np.NDArray => {
  array.fill(1);
  write(array);
  return array;
};

const CALLS: Record<string, () => unknown> = {
  'part of rows': () => np.add(inner, m),
  'two parts of one array': () => np.subtract(wide.slice(':-2', '1:-1'), wide.slice('2:', '1:-1')),
  backwards: () => np.multiply(x.slice('::-1'), 3),
  'rows backwards': () => np.multiply(m.slice('::-1', '::-1'), inner),
  'every other': () => np.exp(wide.slice('::2', '1::2')),
  transposed: () => np.add(m.T, inner.T.copy()),
  'transposed, copied': () => m.T.copy(),
  'a row for all': () => np.multiply(m, row),
  'a column for all': () => np.less(column, m),
  'the outer product': () => np.multiply(column, row),
  'axes in another order': () => np.negative(np.transpose(cube, [2, 0, 1])),
  diagonal: () => np.add(np.zeros([900, 900]).diagonal(), 1),
  integers: () => np.multiply(whole.slice(':', '1:'), whole.slice(':', ':-1')),
  'complex numbers': () => np.multiply(complex.T, new np.Complex(1, 2)),
  halves: () => np.multiply(inner.astype('float16').T, 3),
  'in place': () => into(target, (t) => np.add(t.slice('3:27', '5:35'), m, { out: t.slice('3:27', '5:35') } as never)),
  'in place, times a number': () =>
    into(target, (t) => np.multiply(t.slice(':', '::2'), 0.3, { out: t.slice(':', '::2') } as never)),
  'into part of an array': () => into(target, (t) => np.copyto(t.slice('3:27', '5:35'), m)),
  'into another type': () => into(narrow, (t) => np.copyto(t.slice('3:27', '5:35').T, m.T)),
  'by out': () => into(target, (t) => np.add(m, row, { out: t.slice('3:27', '5:35') } as never)),
  where: () => np.where(np.less(m, 1), inner, row),
  'sum of a part': () => np.sum(inner),
  'sum of columns': () => np.sum(wide.slice(':', '::2'), 0),
  'sum of rows, transposed': () => np.sum(m.T, 1),
  'greatest, backwards': () => np.nanmax(x.slice('::-1')),
  'place of the least': () => np.argmin(inner.T, 1),
};

firstAndLast(CALLS, TIMES);

it('kernels were called', () => {
  const { compiled, loaded } = loadAddon().counters();
  expect(compiled + loaded).toBeGreaterThanOrEqual(Object.keys(CALLS).length);
});

it('a few elements of a very large span stay with scripts', () => {
  const large = np.zeros([1 << 25], 'int8');
  large.set([1 << 24], 3);
  large.get([0]);
  const few = large.slice(`::${1 << 14}`);
  let last = np.add(few, 1) as np.NDArray;
  for (let k = 0; k < TIMES; k++) last = np.add(few, 1) as np.NDArray;
  expect(Number(np.sum(last))).toBe((1 << 11) + 3);
});
