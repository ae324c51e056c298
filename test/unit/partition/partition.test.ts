import { describe, expect, it } from 'vitest';
import { compile } from '../../../compiler/compile';
import { printPlan } from '../../../compiler/ir/plan';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { scalar, slice, TraceBuilder, transpose } from '../trace-builder';

const plan = (t: TraceBuilder, processors = 2): string =>
  printPlan(compile(t.trace(), { processors }, BUILTIN, { verify: true }));

describe('partitioning', () => {
  it('cuts long maps between blocks, and leaves short ones whole', () => {
    const long = new TraceBuilder();
    long.op('negative', long.output(1_000_000), [long.input(1_000_000)]);
    const p = plan(long);
    expect(p).toMatchInlineSnapshot(`
      "r0: float64 1000000 kept
      r1: float64 1000000 defined kept
      t0: kernel k0, 2 points of 503808/1000000
          read r1[0:1000000] cut dim 0 by 503808
          write r0[0:1000000] cut dim 0 by 503808"
    `);
    expect(plan(long, 1)).toContain('one point');
    const short = new TraceBuilder();
    short.op('negative', short.output(100), [short.input(100)]);
    expect(plan(short)).toContain('one point');
  });

  it('overlapping reads are one argument with a halo', () => {
    const t = new TraceBuilder();
    const u = t.input(1002, 1002);
    const at = (i: number, j: number) => slice(slice(u, 0, 1 + i, 1001 + i), 1, 1 + j, 1001 + j);
    const [a, b, c] = [t.temp(1000, 1000), t.temp(1000, 1000), t.output(1000, 1000)];
    t.op('add', a, [at(-1, 0), at(1, 0)])
      .op('add', b, [at(0, -1), at(0, 1)])
      .op('add', c, [a, b]);
    expect(plan(t)).toMatchInlineSnapshot(`
      "r0: float64 1002x1002 defined kept
      r3: float64 1000x1000 kept
      t0: kernel k0, 2 points of 500/1000
          read r0[0:1002,0:1002] cut dim 0 by 500 halo +2
          write r3[0:1000,0:1000] cut dim 0 by 500"
    `);
  });

  it('library tasks see regions under the shape that the program gave them', () => {
    const t = new TraceBuilder();
    const list = t.input(600_000);
    const matrix = { ...list, shape: [600, 1000], strides: [1000, 1] };
    t.op('sort', t.output(600, 1000), [matrix]);
    const square = t.input(300, 2000);
    const line = { ...square, shape: [600_000], strides: [1] };
    t.op('take', t.output(5), [line, t.input(5)]);
    const p = plan(t);
    expect(p).toContain('read r0[0:600000] as 600x1000 cut dim 0 by 300000');
    expect(p).toContain('read r2[0:300,0:2000] as 600000\n');
  });

  it('what is written in parts is filled before only where something is missing', () => {
    const parts = (third: number) => {
      const t = new TraceBuilder();
      const [x, y] = [t.input(1000, 300), t.output(3000, 300)];
      for (const start of [0, 1000, third]) t.op('copy', slice(y, 0, start, start + 1000), [x]);
      return plan(t);
    };
    expect(parts(2000)).not.toContain('filled');
    // The last part is the second one again.
    expect(parts(1000)).toContain('r1: float64 3000x300 kept filled');
    // What is read of it before has been written, or hasn't.
    const between = (start: number) => {
      const t = new TraceBuilder();
      const [x, y, z] = [t.input(1000, 300), t.output(2000, 300), t.output(1000, 300)];
      t.op('copy', slice(y, 0, 0, 1000), [x])
        .op('negative', z, [slice(y, 0, start, start + 1000)])
        .op('copy', slice(y, 0, 1000, 2000), [x]);
      return plan(t);
    };
    expect(between(0)).not.toContain('filled');
    expect(between(500)).toContain('r1: float64 2000x300 kept filled');
  });

  it('a sum over all has partial results by block, then one combination', () => {
    const t = new TraceBuilder();
    const x = t.input(1_000_000);
    t.op('sum', t.output(), [x], { axes: [0] });
    expect(plan(t)).toMatchInlineSnapshot(`
      "r0: float64 1000000 defined kept
      r1: float64 1 kept
      r2: float64 245
      t0: kernel k0, 2 points of 503808/1000000
          read r0[0:1000000] cut dim 0 by 503808
          write r2[0:245] cut dim 0 by 123
      t1: kernel k1, one point
          read r2[0:245]
          write r1[0:1]"
    `);
  });

  it('the value and the place of an extreme have the same partial results', () => {
    const t = new TraceBuilder();
    const x = t.input(1_000_000);
    t.op('first_less', t.output(), [x], { axes: [0] }).op('first_less_index', t.output(), [x], { axes: [0] });
    expect(plan(t)).toMatchInlineSnapshot(`
      "r0: float64 1000000 defined kept
      r1: float64 1 kept
      r2: float64 1 kept
      r3: float64 245
      r4: int64 245
      t0: kernel k0, 2 points of 503808/1000000
          read r0[0:1000000] cut dim 0 by 503808
          write r3[0:245] cut dim 0 by 123
          write r4[0:245] cut dim 0 by 123
      t1: kernel k1, one point
          read r3[0:245]
          read r4[0:245]
          write r1[0:1]
      t2: kernel k2, one point
          read r3[0:245]
          read r4[0:245]
          write r2[0:1]"
    `);
  });

  it('a small sum is one task', () => {
    const t = new TraceBuilder();
    t.op('sum', t.output(), [t.input(1000)], { axes: [0] });
    expect(plan(t)).toMatchInlineSnapshot(`
      "r0: float64 1 kept
      r1: float64 1000 defined kept
      t0: kernel k0, one point
          read r1[0:1000]
          write r0[0:1]"
    `);
  });

  it('strided writes keep what is between', () => {
    const t = new TraceBuilder();
    const [x, y] = [t.input(500_000), t.buffer([1_000_000], { defined: true, live: true })];
    t.op('copy', slice(y, 0, 0, 1_000_000, 2), [x]);
    expect(plan(t)).toMatchInlineSnapshot(`
      "r0: float64 500000 defined kept
      r1: float64 1000000 defined kept
      t0: kernel k0, 2 points of 253952/500000
          read r0[0:500000] cut dim 0 by 253952
          readwrite r1[0:999999] cut dim 0 by 507904"
    `);
  });

  it('a transposed operand is cut along its other dimension', () => {
    const t = new TraceBuilder();
    t.op('negative', t.output(1000, 1000), [transpose(t.input(1000, 1000))]);
    expect(plan(t)).toMatchInlineSnapshot(`
      "r0: float64 1000x1000 kept
      r1: float64 1000x1000 defined kept
      t0: kernel k0, 2 points of 500/1000
          read r1[0:1000,0:1000] cut dim 1 by 500
          write r0[0:1000,0:1000] cut dim 0 by 500"
    `);
  });

  it('a reversed operand is given whole', () => {
    const t = new TraceBuilder();
    const x = t.input(1_000_000);
    t.op('negative', t.output(1_000_000), [{ ...x, offset: 999_999, strides: [-1] }]);
    expect(plan(t)).toMatchInlineSnapshot(`
      "r0: float64 1000000 defined kept
      r1: float64 1000000 kept
      t0: kernel k0, 2 points of 503808/1000000
          read r0[0:1000000]
          write r1[0:1000000] cut dim 0 by 503808"
    `);
  });

  it('the same kernel serves other sizes and offsets', () => {
    const kernels = (n: number, from: number) => {
      const t = new TraceBuilder();
      t.op('multiply', t.output(n - from), [slice(t.input(n), 0, from, n), scalar]);
      return JSON.stringify(compile(t.trace(), { processors: 2 }, BUILTIN).kernels);
    };
    expect(kernels(1000, 1)).toBe(kernels(50_000, 77));
    expect(kernels(200_000, 1)).toBe(kernels(500_000, 77));
  });
});
