/** Medians and quantiles of many elements, which aren't sorted for it: what the sorted ones say. */
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';
import { tracer } from '../../../runtime/trace/instance';
import { built } from '../native/harness';

describe.skipIf(!built)('order statistics', () => {
  const N = 100_001;
  const kinds: Record<string, (i: number) => number> = {
    scattered: (i) => ((i * 40503) % 100003) / 8 - 100,
    'with infinities': (i) =>
      i % 3 === 0 ? Number.POSITIVE_INFINITY : i % 1000 === 1 ? Number.NEGATIVE_INFINITY : i % 77,
    'almost all equal': (i) => (i === 70_000 ? -5 : i === 3 ? 9 : 4),
    'zeros of both signs': (i) => (i % 2 === 0 ? 0 : -0),
  };
  const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b || (Object.is(a, -0) ? -1 : 1));
  /** As NumPy's linear interpolation. */
  const between = (list: readonly number[], q: number): number => {
    const at = q * (list.length - 1);
    const [low, t] = [Math.floor(at), at - Math.floor(at)];
    const [a, b] = [list[low]!, list[Math.min(low + 1, list.length - 1)]!];
    return t === 0 ? a : t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  };
  const values = (kind: string, n = N) => Array.from({ length: n }, (_, i) => kinds[kind]!(i));

  it.each(Object.keys(kinds))('%s', (kind) => {
    for (const n of [N, N + 1]) {
      const given = values(kind, n);
      const [x, list] = [np.array(given), sorted(given)];
      expect(np.median(x)).toBe(between(list, 0.5));
      for (const q of [0, 0.001, 0.3, 0.75, 1]) expect(np.quantile(x, q)).toBe(between(list, q));
    }
  });

  it('of float32', () => {
    const given = values('scattered').map(Math.fround);
    // A quarter of the way there is an element.
    expect(np.percentile(np.array(given, 'float32'), 25)).toBe(sorted(given)[(N - 1) / 4]);
  });

  it('along axes, of integers, of other orders in memory', () => {
    const given = values('scattered', 2 * N);
    const rows = [given.slice(0, N), given.slice(N)];
    const m = np.array(given).reshape(2, N);
    const want = rows.map((row) => between(sorted(row), 0.5));
    expect((np.median(m, 1) as np.NDArray).tolist()).toEqual(want);
    expect((np.median(m, -1, true) as np.NDArray).tolist()).toEqual(want.map((v) => [v]));
    expect((np.median(m.T, 0) as np.NDArray).tolist()).toEqual(want);
    expect(np.median(m)).toBe(between(sorted(given), 0.5));
    expect(np.median(np.arange(0, N, 1, 'int32').slice('::-1'))).toBe((N - 1) / 2);
  });

  it('NaN where there is one', () => {
    const x = np.array(values('scattered'));
    x[N - 5] = Number.NaN;
    expect([np.median(x), np.quantile(x, 0), np.percentile(x, 100)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const rows = np.stack([x, np.ones([N])]);
    expect((np.median(rows, 1) as np.NDArray).tolist()).toEqual([Number.NaN, 1]);
  });

  it('do not sort', () => {
    const recorded: string[] = [];
    const plain = tracer().record.bind(tracer());
    tracer().record = (op, ...rest) => {
      recorded.push(op);
      plain(op, ...rest);
    };
    np.median(np.arange(N));
    expect(recorded).toContain('order_statistics');
    expect(recorded).not.toContain('sort');
  });
});
