/** A few elements of a large array: had from the tasks that make it, without bringing or copying the rest. */
import { describe, expect, it } from 'vitest';
import { loadAddon } from '../../../runtime/core/addon';
import * as np from '../../../runtime/numpy/index';
import { readElements } from '../../../runtime/trace/ops';
import { built } from '../native/harness';

describe.skipIf(!built)('single elements', () => {
  const [ROWS, COLUMNS] = [600, 500];
  const large = () => np.arange(0, ROWS * COLUMNS, 1, 'float64').reshape(ROWS, COLUMNS);

  /** Tasks launched, and those among them that only copy to the host. */
  function during<T>(f: () => T): { value: T; launches: number; copies: number; waits: number } {
    const before = loadAddon().counters();
    const value = f();
    const after = loadAddon().counters();
    const [launches, copies, waits] = (['launches', 'copies', 'waits'] as const).map((k) => after[k] - before[k]);
    // A region is touched when it is made first; later arrays get it from the pool.
    const touches = after.touches - before.touches;
    return { value, launches: launches! - touches, copies: copies!, waits: waits! };
  }

  it('are handed over by the task that makes them', () => {
    const x = large();
    x.item(0);
    const made = during(() =>
      np
        .add(x, 1)
        .slice(`::${ROWS - 1}`, `::-${COLUMNS - 1}`)
        .tolist(),
    );
    expect(made).toEqual({
      value: [
        [COLUMNS, 1],
        [ROWS * COLUMNS, (ROWS - 1) * COLUMNS + 1],
      ],
      ...{ launches: 1, copies: 0, waits: 1 },
    });
  });

  it('take a task of their own once those are done', () => {
    const y = np.add(large(), 0.5);
    expect(y.item(1)).toBe(1.5);
    expect(during(() => y.item(ROWS * COLUMNS - 1))).toEqual({
      value: ROWS * COLUMNS - 0.5,
      ...{ launches: 1, copies: 1, waits: 1 },
    });
  });

  it('have memory of their own', () => {
    const read = readElements(np.add(large(), 1).slice(`::${ROWS - 1}`, '3').handle);
    expect([read, read.buffer.byteLength]).toEqual([Float64Array.of(4, (ROWS - 1) * COLUMNS + 4), 16]);
  });

  it('are those of the last task where several write parts', () => {
    const z = np.add(large(), 1);
    z.slice(`${ROWS - 1}:`).fill(-1);
    expect([z.item(0), z.item(ROWS * COLUMNS - 1), z.item(ROWS * COLUMNS - COLUMNS - 1)]).toEqual([
      1,
      -1,
      (ROWS - 1) * COLUMNS,
    ]);
  });

  it.each(['bool', 'int8', 'float16', 'int64', 'complex128'] as const)('of %s', (type) => {
    const n = 2_000_000;
    const ones = np.concatenate([np.zeros([n - 3], type), np.ones([3], type)]);
    const ends = np
      .logical_not(np.logical_not(ones))
      .astype(type)
      .slice(`::${n - 1}`)
      .tolist();
    const [zero, one] = [np.zeros([1], type).tolist(), np.ones([1], type).tolist()].flat();
    expect(ends).toEqual([zero, one]);
  });
});
