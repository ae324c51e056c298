/** Small results that the program waits for: tasks hand over partial states, and what is left to do is done in the host. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAddon } from '../../../runtime/core/addon';
import { setHostPath } from '../../../runtime/host/setting';
import * as np from '../../../runtime/numpy/index';
import { tracer } from '../../../runtime/trace/instance';
import { built } from '../native/harness';

describe.skipIf(!built)('endings in the host', () => {
  const [ROWS, COLUMNS] = [3001, 100];
  let x: np.NDArray<'float64'>;
  beforeAll(() => {
    setHostPath(true);
    x = np
      .arange(0, ROWS * COLUMNS, 1, 'float64')
      .multiply(0.1)
      .reshape(ROWS, COLUMNS) as typeof x;
    x.item(0);
  });
  afterAll(() => setHostPath(false));

  /** Tasks launched, but for those that only touch new memory. */
  function launchesOf<T>(f: () => T): { value: T; launches: number } {
    const before = loadAddon().counters();
    const value = f();
    const after = loadAddon().counters();
    return { value, launches: after.launches - before.launches - (after.touches - before.touches) };
  }

  /** What a reduction gives where all of it are tasks. */
  function asTasks<T>(f: () => T): T {
    setHostPath(false);
    try {
      return f();
    } finally {
      setHostPath(true);
    }
  }

  const plain = (v: unknown): unknown => (v instanceof np.NDArray ? v.tolist() : v);
  const reductions = {
    sum: () => np.sum(x),
    'sum of rows': () => np.sum(x, 1),
    'sum of columns': () => np.sum(x, 0),
    'sum of columns, kept': () => np.sum(x, 0, true),
    mean: () => np.mean(x, 0),
    least: () => np.amin(x),
    place: () => np.argmax(x),
    'place in columns': () => np.argmin(x, 0),
    any: () => np.any(np.greater(x, 1e9)),
    'several steps': () => np.sqrt(np.divide(np.sum(x, 0) as np.NDArray, np.mean(x, 0) as np.NDArray)),
    'of two reductions': () => np.subtract(np.amax(x, 0) as np.NDArray, np.amin(x, 0) as np.NDArray),
    'of few rows': () => np.sum(x.slice(':100'), 1),
  };
  it.each(Object.entries(reductions))('%s', (_name, reduction) => {
    const here = launchesOf(() => plain(reduction()));
    expect(here.value).toEqual(asTasks(() => plain(reduction())));
    expect(here.launches).toBe(1);
  });

  it('give the next time other contents', () => {
    const sums = [1, 2, 3]
      .map((k) => np.sum(np.multiply(x.slice(':1000'), k), 0) as np.NDArray)
      .map((s) => [s, s.tolist()]);
    for (const [sum, then] of sums) expect((sum as np.NDArray).tolist()).toEqual(then);
    expect((sums[1]![1] as number[])[3]).toBe(2 * (sums[0]![1] as number[])[3]!);
  });

  it('are tasks where another task reads the result', () => {
    const spread = launchesOf(() => np.std(x));
    expect(spread.value).toBe(asTasks(() => np.std(x)));
    // Sums for the mean, their combination, the mean, sums of squares.
    expect(spread.launches).toBe(4);
  });

  it('give arrays that later tasks read', () => {
    const sums = np.sum(x, 0) as np.NDArray;
    const values = sums.tolist() as number[];
    const shares = np.divide(x, sums).slice('1').tolist() as number[];
    expect(shares).toEqual(values.map((sum, c) => (0.1 * (COLUMNS + c)) / sum));
  });

  it('of several results at once, of which some are read', () => {
    const [least, place] = [np.amin(x, 0) as np.NDArray, np.argmin(x, 0) as np.NDArray];
    const sums = np.sum(x, 0) as np.NDArray;
    expect(least.tolist()).toEqual(Array.from({ length: COLUMNS }, (_, c) => 0.1 * c));
    expect(place.tolist()).toEqual(Array.from({ length: COLUMNS }, () => 0));
    expect(sums.tolist()).toEqual(asTasks(() => plain(np.sum(x, 0))));
  });

  it('take the place of what an array had before', () => {
    const out = np.ones([COLUMNS]);
    np.add(x, 1).slice('0', `:${COLUMNS}`);
    np.sum(x, 0, { out } as never);
    expect(out.tolist()).toEqual(plain(np.sum(x, 0)));
    tracer().flush();
    np.sum(x.slice(':2000'), 0, { out } as never);
    expect(out.item(0)).toBe(asTasks(() => (np.sum(x.slice(':2000'), 0) as np.NDArray).item(0)));
  });
});
