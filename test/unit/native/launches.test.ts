import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArgDesc } from '../../../native/index';
import {
  addon,
  built,
  bytesOf,
  CONFIG,
  contents,
  elementwise,
  NO_SCALARS,
  REPORT_WIDTH,
  report,
  storeOf,
} from './harness';

const slot = (value: number): Uint8Array => bytesOf(new Float64Array([value, 0]));

describe.skipIf(!built)('launches', () => {
  const legate = built ? addon() : (undefined as never);

  beforeAll(() => {
    legate.start(CONFIG);
    legate.jitCompile('report1', report(1), { fastMath: false });
    legate.jitCompile('report2', report(2), { fastMath: false });
    legate.jitCompile('attribute', report(1, true), { fastMath: false });
    legate.jitCompile('scale', elementwise('%s = load double, double* %sp\n  %y = fmul double %x, %s'), {
      fastMath: false,
    });
  });
  afterAll(() => {
    expect(legate.finish()).toBe(0);
  });

  interface Case {
    shape: number[];
    lo?: number[];
    hi?: number[];
    dim: number;
    extent: number;
    low?: number;
    high?: number;
    points: number;
  }

  /** Runs the reporting kernel and compares what each point saw with what index.d.ts promises. */
  function expectTiles(c: Case): void {
    const { shape, dim, extent, points } = c;
    const [low, high] = [c.low ?? 0, c.high ?? 0];
    const lo = c.lo ?? shape.map(() => 0);
    const hi = c.hi ?? shape;
    const values = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1);
    const source = storeOf(legate, shape, 'float64', values);
    const target = new legate.Store([points, REPORT_WIDTH], 'int64');
    const plan = new legate.Plan([
      {
        task: 'kernel',
        kernel: `report${shape.length}`,
        points,
        extent: points * extent,
        tile: extent,
        args: [
          { store: 0, access: 'read', ...(c.lo && { lo, hi }), cut: { dim, extent, low, high } } as ArgDesc,
          { store: 1, access: 'write', cut: { dim: 0, extent: 1 } },
        ],
        scalars: [],
        site: 0,
      },
    ]);
    legate.execute(plan, [source, target], NO_SCALARS, ['tiles.ts:1:1']);
    const seen = contents(target).map(Number);
    for (let p = 0; p < points; p++) {
      const row = seen.slice(p * REPORT_WIDTH, (p + 1) * REPORT_WIDTH);
      const from = lo.map((l, d) => (d === dim ? l + p * extent : l));
      const to = hi.map((h, d) => (d === dim ? Math.min(h, lo[d]! + (p + 1) * extent + low + high) : h));
      expect(row.slice(0, 3)).toEqual([p * extent, (p + 1) * extent, p]);
      if (from.some((f, d) => f >= to[d]!)) {
        expect(row[12]).toBe(0);
        continue;
      }
      expect(row.slice(4, 4 + 2 * shape.length)).toEqual(from.flatMap((f, d) => [f, to[d]]));
      let sum = 0;
      values.forEach((v, flat) => {
        const at = shape.length === 1 ? [flat] : [Math.floor(flat / shape[1]!), flat % shape[1]!];
        if (at.every((i, d) => i >= from[d]! && i < to[d]!)) sum += v;
      });
      expect(row[12]).toBe(sum);
    }
    source.release();
    target.release();
  }

  describe.each([2, 3, 5])('of %i points', (points) => {
    const tile = (length: number) => Math.ceil(length / points);
    it.each<[string, Case]>([
      ['a line', { shape: [20], dim: 0, extent: tile(20), points }],
      ['a line with a halo', { shape: [20], dim: 0, extent: tile(18), low: 1, high: 1, points }],
      ['a halo below only', { shape: [20], lo: [3], hi: [17], dim: 0, extent: tile(12), low: 2, points }],
      ['a halo above only', { shape: [20], lo: [3], hi: [17], dim: 0, extent: tile(12), high: 2, points }],
      ['rows with a halo', { shape: [20, 7], dim: 0, extent: tile(18), low: 1, high: 1, points }],
      ['columns', { shape: [7, 20], dim: 1, extent: tile(20), points }],
      ['columns with a halo', { shape: [7, 20], dim: 1, extent: tile(18), low: 1, high: 1, points }],
      ['part of a plane', { shape: [7, 20], lo: [1, 2], hi: [6, 19], dim: 1, extent: tile(17), points }],
      [
        'part of a plane with a halo',
        { shape: [7, 20], lo: [1, 2], hi: [6, 19], dim: 1, extent: tile(14), low: 2, high: 1, points },
      ],
      ['more points than rows', { shape: [1, 20], dim: 0, extent: 1, points }],
    ])('%s', (_, c) => expectTiles(c));
  });

  it('hands a task its scalars and its attributes', () => {
    const source = storeOf(legate, [6], 'float64', [0, 1, 2, 3, 4, 5]);
    const target = new legate.Store([6], 'float64');
    const cut = { dim: 0, extent: 3 };
    const scale = {
      task: 'kernel',
      kernel: 'scale',
      points: 2,
      extent: 6,
      tile: 3,
      args: [
        { store: 0, access: 'read', cut },
        { store: 1, access: 'write', cut },
      ],
      site: 0,
    } as const;
    const scalars = new Uint8Array(32);
    scalars.set(slot(10), 0);
    scalars.set(slot(100), 16);
    legate.execute(new legate.Plan([{ ...scale, scalars: [1] }]), [source, target], scalars, ['a.ts:1:1']);
    expect(contents(target)).toEqual([0, 100, 200, 300, 400, 500]);

    const out = new legate.Store([1, REPORT_WIDTH], 'int64');
    legate.execute(
      new legate.Plan([
        {
          ...scale,
          kernel: 'attribute',
          points: 1,
          args: [
            { store: 0, access: 'read' },
            { store: 1, access: 'write' },
          ],
          scalars: [],
          attributes: [-7],
        },
      ]),
      [source, out],
      NO_SCALARS,
      ['a.ts:1:1'],
    );
    expect(contents(out)[3]).toBe(-7n);
  });

  /** One of two stores of 1000 elements scaled into the other, in one point or two. */
  const step = (from: number, to: number, points: number) => {
    const cut = points > 1 && { cut: { dim: 0, extent: 500 } };
    return {
      task: 'kernel' as const,
      kernel: 'scale',
      points,
      extent: 1000,
      tile: 1000 / points,
      args: [
        { store: from, access: 'read' as const, ...cut },
        { store: to, access: 'write' as const, ...cut },
      ],
      scalars: [0],
      site: 0,
    };
  };

  it('runs tasks in the order of their data', () => {
    const [a, b] = [
      storeOf(legate, [1000], 'float64', new Float64Array(1000).fill(1)),
      new legate.Store([1000], 'float64'),
    ];
    const plan = new legate.Plan([step(0, 1, 2), step(1, 0, 1), step(0, 1, 1), step(1, 0, 2)]);
    expect(plan.tasks).toBe(4);
    const before = legate.counters();
    for (let i = 0; i < 5; i++) legate.execute(plan, [a, b], slot(2), ['a.ts:1:1']);
    legate.fence();
    const after = legate.counters();
    expect(contents(a).every((v) => v === 2 ** 20)).toBe(true);
    expect(after.launches - before.launches - (after.touches - before.touches)).toBe(20);
    expect(after.points - before.points - (after.touches - before.touches)).toBe(30);
  });

  it('hands over what tasks make', () => {
    const a = storeOf(legate, [1000], 'float64', new Float64Array(1000).fill(1.5));
    const b = new legate.Store([1000], 'float64');
    const before = legate.counters();
    for (const points of [1, 2]) {
      const into = new Float64Array(1000);
      const results = [{ task: 0, arg: 1, into: bytesOf(into) }];
      legate.execute(new legate.Plan([step(0, 1, points)]), [a, b], slot(points + 1), ['a.ts:1:1'], results);
      expect(into.every((v) => v === 1.5 * (points + 1))).toBe(true);
    }
    const after = legate.counters();
    expect([after.copies - before.copies, after.waits - before.waits]).toEqual([0, 2]);

    const plan = new legate.Plan([step(0, 1, 2)]);
    const wrong = (result: object) => () =>
      legate.execute(plan, [a, b], slot(2), ['a.ts:1:1'], [{ task: 0, arg: 1, into: new Uint8Array(8000), ...result }]);
    expect(wrong({ into: new Uint8Array(7999) })).toThrow(/LGT7010.*8000 bytes are read/);
    expect(wrong({ elements: [0, 1] })).toThrow(/LGT7010.*16 bytes are read/);
    expect(wrong({ into: new Uint8Array(8), elements: [1000] })).toThrow(/LGT7010.*no element 1000/);
    expect(wrong({ into: new Uint8Array(8), elements: [-1] })).toThrow(/LGT7010.*no element -1/);
    expect(wrong({ task: 1 })).toThrow(/LGT7010.*task/);
    expect(wrong({ arg: 2 })).toThrow(/LGT7010.*arg/);
    expect(wrong({ arg: 0 })).toThrow(/task 0, argument 0: it is not all of what the task makes/);
    expect(wrong({ into: new Float64Array(1000) })).toThrow(/Uint8Array/);
    legate.fence();
  });

  it('hands over single elements', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => i);
    const a = storeOf(legate, [1000], 'float64', values);
    const b = new legate.Store([1000], 'float64');
    const cube = storeOf(legate, [10, 20, 5], 'float64', values);
    const elements = [999, 0, 499, 500, 104, 0];
    const before = legate.counters();
    for (const points of [1, 2]) {
      const plan = new legate.Plan([step(0, 1, points)]);
      const into = new Float64Array(elements.length);
      legate.execute(plan, [a, b], slot(points), ['a.ts:1:1'], [{ task: 0, arg: 1, into: bytesOf(into), elements }]);
      expect([...into]).toEqual(elements.map((e) => e * points));
    }
    const [some, all] = [new Float64Array(2), new Float64Array(1000)];
    legate.readStores([cube, a], [bytesOf(some), bytesOf(all)], [[7, 993], undefined]);
    expect([...some]).toEqual([7, 993]);
    expect(all).toEqual(values);
    const after = legate.counters();
    expect([after.copies - before.copies, after.waits - before.waits]).toEqual([2, 3]);
    expect(() => legate.readStores([b], [bytesOf(some)], [[1]])).toThrow(/LGT7010.*8 bytes are read/);
    expect(() => legate.readStores([b], [bytesOf(some)], [])).toThrow(/LGT7010/);
  });

  describe('refuses', () => {
    const task = {
      task: 'kernel',
      kernel: 'scale',
      points: 2,
      extent: 6,
      tile: 3,
      args: [
        { store: 0, access: 'read', cut: { dim: 0, extent: 3 } },
        { store: 1, access: 'write', cut: { dim: 0, extent: 3 } },
      ],
      scalars: [0],
      site: 0,
    } as const;
    const make = (change: object) => () => new legate.Plan([{ ...task, ...change }]);
    const arg = (change: object) => make({ args: [{ ...task.args[0], ...change }, task.args[1]] });

    it.each<[string, () => unknown, string]>([
      ['an unknown task', make({ task: 'nothing' }), 'LGT7010'],
      ['an unknown access', arg({ access: 'rw' }), 'LGT7010'],
      ['a halo that is written', arg({ access: 'write', cut: { dim: 0, extent: 3, low: 1 } }), 'LGT7020'],
      ['several points that write all', arg({ access: 'write', cut: undefined }), 'LGT7020'],
      ['no points', make({ points: 0 }), 'LGT7010'],
      ['a fraction', make({ tile: 1.5 }), 'LGT7010'],
      ['an empty rectangle', arg({ lo: [3], hi: [3] }), 'LGT7010'],
      ['half a rectangle', arg({ lo: [3] }), 'LGT7010'],
      ['a negative store', arg({ store: -1 }), 'LGT7010'],
      ['no list', () => new legate.Plan({} as never), 'LGT7010'],
    ])('%s', (_, f, code) => expect(f).toThrow(expect.objectContaining({ code })));

    it('what does not fit the stores, and submits nothing', () => {
      const stores = [new legate.Store([6], 'float64'), new legate.Store([6], 'float64')];
      const run = (plan: object, given: unknown[] = stores, scalars = slot(1), sites = ['a']) => {
        return () => legate.execute(plan as never, given as never, scalars, sites);
      };
      const good = new legate.Plan([task]);
      const before = legate.counters().launches;
      expect(run(new legate.Plan([{ ...task, kernel: 'nobody' }]))).toThrow(/LGT7021.*nobody/);
      expect(run(good, stores.slice(1))).toThrow(/LGT7010.*more stores/);
      expect(run(good, [stores[0], {}])).toThrow(/LGT7010.*Store/);
      expect(run(good, stores, NO_SCALARS)).toThrow(/LGT7010.*scalars/);
      expect(run(good, stores, slot(1), [])).toThrow(/LGT7010.*sites/);
      expect(run({})).toThrow(/LGT7010.*Plan/);
      const big = new legate.Store([7], 'float64');
      expect(run(new legate.Plan([task, task]), [stores[0], big])).toThrow(/LGT7020.*cover/);
      const outside = { ...task, args: [{ ...task.args[0], lo: [1], hi: [7] }, task.args[1]] };
      expect(run(new legate.Plan([outside]))).toThrow(/LGT7020.*outside/);
      const plane = new legate.Store([2, 3], 'float64');
      const deep = { ...task, args: [{ store: 0, access: 'read' as const, cut: { dim: 2, extent: 3 } }, task.args[1]] };
      expect(run(new legate.Plan([deep]), [plane, stores[1]])).toThrow(/LGT7020/);
      expect(legate.counters().launches).toBe(before);
    });

    it('arguments that overlap, if one is written', () => {
      const a = storeOf(legate, [10], 'float64', new Float64Array(10));
      const run = (from: object, to: object, stores = [a]) => {
        const args = [
          { store: 0, access: 'read' as const, ...from },
          { store: stores.length - 1, access: 'write' as const, ...to },
        ];
        const plan = new legate.Plan([{ ...task, points: 1, extent: 5, tile: 5, args }]);
        return () => legate.execute(plan, stores, slot(1), ['a']);
      };
      expect(run({}, {})).toThrow(/LGT7020.*overlaps argument 0/);
      expect(run({ lo: [0], hi: [6] }, { lo: [4], hi: [10] })).toThrow(/LGT7020/);
      expect(run({}, {}, [a, a.slice(0, 2, 5)])).toThrow(/LGT7020/);
      expect(run({}, {}, [a.slice(0, 0, 5), a.slice(0, 5, 10)])).not.toThrow();
      expect(run({ lo: [0], hi: [5] }, { lo: [5], hi: [10] })).not.toThrow();
      expect(() => a.slice(0, 0, 5).copyFrom(a.slice(0, 1, 6))).toThrow(/LGT7010.*overlap/);
    });
  });

  it('keeps a scope until it is popped', () => {
    legate.pushScope({ provenance: 'outer.ts:1:1', priority: 1, exceptions: 'deferred' });
    legate.popScope();
    expect(() => legate.popScope()).toThrow(/LGT7010/);
    expect(() => legate.pushScope({ exceptions: 'never' as never })).toThrow(/LGT7010/);
  });
});
