import { describe, expect, it } from 'vitest';
import { compile } from '../../../compiler/compile';
import { type Plan, printPlan } from '../../../compiler/ir/plan';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { scalar, slice, TraceBuilder } from '../trace-builder';

const plan = (t: TraceBuilder): Plan => compile(t.trace(), { processors: 2 }, BUILTIN, { verify: true });

/** One step of a relaxation on the inside of `u`. */
function step(t: TraceBuilder, u: ReturnType<TraceBuilder['input']>): void {
  const n = (u.shape[0] as number) - 2;
  const at = (i: number, j: number) => slice(slice(u, 0, 1 + i, n + 1 + i), 1, 1 + j, n + 1 + j);
  const [a, b] = [t.temp(n, n), t.temp(n, n)];
  t.op('add', a, [at(-1, 0), at(0, 1)])
    .op('multiply', b, [a, scalar])
    .op('copy', at(0, 0), [b]);
}

describe('writes that go to another region', () => {
  it('a step computes into a second region, which becomes the array’s', () => {
    const t = new TraceBuilder();
    step(t, t.input(1002, 1002));
    expect(printPlan(plan(t))).toMatchInlineSnapshot(`
      "r0: float64 1002x1002 defined
      r3: float64 1002x1002 kept
      t0: kernel k0, 2 points of 505/1002
          read r0[0:1002,0:1002] cut dim 0 by 505
          write r3[0:1002,0:1002] cut dim 0 by 505
      t1: kernel k1, 2 points of 500/1000
          read r0[0:1001,1:1002] cut dim 0 by 500 halo +1
          write r3[1:1001,1:1001] cut dim 0 by 500
      r0 is r3 from here on"
    `);
  });

  it('a loop goes back and forth between two, and copies the rim once', () => {
    const t = new TraceBuilder();
    const u = t.input(1002, 1002);
    for (let i = 0; i < 4; i++) step(t, u);
    const p = plan(t);
    expect(p.tasks).toHaveLength(5);
    expect(p.moved).toEqual([]);
    const written = p.tasks.map((task) => task.args.find((a) => a.access !== 'read')?.region);
    expect(new Set(written).size).toBe(2);
  });

  it('a write in between makes the second region old', () => {
    const t = new TraceBuilder();
    const u = t.input(1002, 1002);
    step(t, u);
    t.op('copy', slice(u, 0, 0, 1), [scalar]);
    step(t, u);
    expect(plan(t).tasks).toHaveLength(5);
  });

  it('what others read is copied back', () => {
    const t = new TraceBuilder();
    const [u, kept] = [t.input(100), t.output(98)];
    t.op('negative', kept, [slice(u, 0, 0, 98)]).op('copy', slice(u, 0, 1, 99), [kept]);
    expect(plan(t).moved).toEqual([]);
  });

  it('a small part is copied back', () => {
    const t = new TraceBuilder();
    const u = t.input(100);
    t.op('copy', slice(u, 0, 1, 20), [slice(u, 0, 0, 19)]);
    expect(plan(t).moved).toEqual([]);
  });
});
