/** Light plans that the program waits for run on its own thread, on regions mapped inline; tasks take them back. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAddon } from '../../../runtime/core/addon';
import { setHostPath } from '../../../runtime/host/setting';
import { EngineExecutor } from '../../../runtime/launch/engine';
import * as np from '../../../runtime/numpy/index';
import { counts } from '../../../runtime/profile/counters';
import { onFirstUse } from '../../../runtime/trace/instance';
import { Tracer } from '../../../runtime/trace/tracer';
import { built, CONFIG } from '../native/harness';

/** More than live in the host. */
const N = 400_000;

describe.skipIf(!built)('inline', () => {
  beforeAll(() => {
    setHostPath(true);
    const addon = loadAddon();
    addon.start(CONFIG);
    const config = { machine: { processors: 2 }, budget: 4e8, fuse: true, fastMath: false, inline: true };
    onFirstUse(() => new Tracer(new EngineExecutor(addon, { ...config, emit: [], verify: true, salt: 'ieee' })));
  });

  /** What a function gives, the tasks that it launched, and how often it waited for the engine. */
  function watched<T>(f: () => T): { value: T; launches: number; waits: number } {
    const [before, syncs] = [loadAddon().counters(), counts.syncs];
    const value = f();
    const after = loadAddon().counters();
    const launches = after.launches - before.launches - (after.touches - before.touches);
    return { value, launches, waits: counts.syncs - syncs };
  }

  /** 0, 1, 2… by tasks: nobody waits for it. */
  function ascending(n = N): np.NDArray<'float64'> {
    const x = np
      .sin(np.arange(0, n, 1, 'float64'))
      .multiply(0)
      .add(np.arange(0, n, 1, 'float64'));
    // Another window of the graph.
    np.sum(np.tan(np.sin(np.cos(x))));
    return x as np.NDArray<'float64'>;
  }

  it('reads what tasks made, and waits for them once', () => {
    const x = ascending();
    const first = watched(() => np.sum(x));
    expect(first).toEqual({ value: (N * (N - 1)) / 2, launches: 0, waits: 1 });
    expect(watched(() => np.max(x))).toEqual({ value: N - 1, launches: 0, waits: 0 });
    expect(watched(() => x.item(N - 1))).toEqual({ value: N - 1, launches: 0, waits: 0 });
    // A fence has nothing to wait for there.
    loadAddon().fence();
    expect(watched(() => np.max(x))).toEqual({ value: N - 1, launches: 0, waits: 0 });
  });

  it('gives regions back to tasks, and sees what they wrote', () => {
    const x = ascending();
    expect(np.min(x)).toBe(0);
    np.copyto(x.slice('5:10'), -3);
    np.sum(np.tan(np.sin(np.cos(np.exp(x)))));
    expect(np.min(x)).toBe(-3);
    expect(x.item(4)).toBe(4);
  });

  it('makes arrays that tasks read', () => {
    const x = ascending();
    const twice = np.multiply(x, 2);
    expect(watched(() => twice.item(7))).toMatchObject({ value: 14, launches: 0 });
    const heavy = watched(() => np.sum(np.cbrt(np.power(twice, 3)), 0));
    expect(heavy.launches).toBeGreaterThan(0);
    expect(Math.abs(Number(heavy.value) / (N * (N - 1)) - 1)).toBeLessThan(1e-9);
    expect(twice.item(7)).toBe(14);
  });

  it('writes in place, and other contents in what the pool gives again', () => {
    const x = ascending();
    np.add(x, 1, { out: x } as never);
    expect(x.item(0)).toBe(1);
    for (let k = 0; k < 5; k++) {
      const y = np.add(x, k);
      expect([y.item(0), y.item(N - 1)]).toEqual([1 + k, N + k]);
      y.dispose();
    }
    const parts = np.zeros([N]);
    np.copyto(parts.slice('3:6'), 2);
    expect(np.sum(parts)).toBe(6);
  });

  it('shares the bits of sums with tasks', () => {
    const x = np.sin(np.arange(0, N, 1, 'float64')) as np.NDArray<'float64'>;
    const together = np.sum(x);
    expect(watched(() => np.sum(x))).toEqual({ value: together, launches: 0, waits: 0 });
    np.sum(np.cos(np.tan(np.sin(np.exp(x)))));
    expect(np.sum(x)).toBe(together);
  });

  it('knows results that an element at the front decides', () => {
    const x = ascending().add(1);
    expect(np.sum(x)).toBe((N * (N + 1)) / 2);
    const flushes = counts.flushes;
    expect([np.any(x), np.all(np.subtract(x, 1))]).toEqual([true, false]);
    const y = np.add(x, 1);
    expect(y.item(0)).toBe(2);
    expect(np.array_equal(x, y)).toBe(false);
    // What is subtracted, and what is added.
    expect(counts.flushes - flushes).toBe(2);
  });

  it('leaves to tasks what they share', () => {
    const x = ascending();
    expect(watched(() => np.sum(np.arctan2(np.power(x, 0.3), np.cbrt(x)))).launches).toBeGreaterThan(0);
    expect(watched(() => np.sort(x).item(3))).toMatchObject({ value: 3 });
  });
});
