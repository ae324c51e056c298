import { describe, expect, it } from 'vitest';
import { group } from '../../../compiler/fuse/group';
import { printGroups } from '../../../compiler/fuse/print';
import { simplify } from '../../../compiler/fuse/simplify';
import { verifyTrace } from '../../../compiler/ir/verify';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { scalar, slice, TraceBuilder } from '../trace-builder';

function fused(t: TraceBuilder, options = {}): string {
  const trace = simplify(t.trace());
  verifyTrace(trace, BUILTIN);
  return printGroups(group(trace, BUILTIN, options)).replace(/\[[^\]]*\]/g, '');
}

describe('grouping', () => {
  it('a chain with a reduction is one kernel', () => {
    const t = new TraceBuilder();
    const [x, y] = [t.input(100), t.input(100)];
    const [a, b, c, s] = [t.temp(100), t.temp(100), t.temp(100), t.output()];
    t.op('multiply', a, [x, scalar])
      .op('add', b, [a, y])
      .op('multiply', c, [b, x])
      .op('sum', s, [c], { axes: [0] });
    expect(fused(t)).toMatchInlineSnapshot(`
      "g0: kernel 100 reduced over 0
          b2 = multiply(b0, s0:float64)
          b3 = add(b2, b1)
          b4 = multiply(b3, b0)
          b5 = sum(b4) {axes=0}"
    `);
    expect(fused(t, { unfused: true }).match(/kernel/g)).toHaveLength(4);
  });

  it('what nobody can see is dropped', () => {
    const t = new TraceBuilder();
    const x = t.input(10);
    const [dead, live] = [t.temp(10), t.output(10)];
    t.op('negative', dead, [x]).op('absolute', live, [x]);
    expect(fused(t)).toMatchInlineSnapshot(`
      "g0: kernel 10
          b2 = absolute(b0)"
    `);
  });

  it('a result that is overwritten before it is read is dropped', () => {
    const t = new TraceBuilder();
    const [x, y] = [t.input(10), t.output(10)];
    t.op('negative', y, [x]).op('absolute', y, [x]);
    expect(fused(t)).not.toContain('negative');
  });

  it('a write that is only partly overwritten is kept', () => {
    const t = new TraceBuilder();
    const [x, y] = [t.input(10), t.output(10)];
    t.op('negative', y, [x]).op('absolute', slice(y, 0, 0, 5), [slice(x, 0, 0, 5)]);
    expect(fused(t)).toContain('negative');
  });

  it('reading shifted what was just written waits for the next kernel', () => {
    const t = new TraceBuilder();
    const [x, y] = [t.input(10), t.output(8)];
    const a = t.temp(10);
    t.op('negative', a, [x]).op('add', y, [slice(a, 0, 0, 8), slice(a, 0, 2, 10)]);
    expect(fused(t).match(/kernel/g)).toHaveLength(2);
  });

  it('five overlapping reads and a write through a view: compute, then copy', () => {
    const t = new TraceBuilder();
    const u = t.input(12, 12);
    const at = (i: number, j: number) => slice(slice(u, 0, 1 + i, 11 + i), 1, 1 + j, 11 + j);
    const [a, b, c, d] = [t.temp(10, 10), t.temp(10, 10), t.temp(10, 10), t.temp(10, 10)];
    t.op('add', a, [at(-1, 0), at(1, 0)])
      .op('add', b, [at(0, -1), at(0, 1)])
      .op('add', c, [a, b])
      .op('multiply', d, [c, scalar])
      .op('copy', at(0, 0), [d]);
    expect(fused(t)).toMatchInlineSnapshot(`
      "g0: kernel 10x10
          b1 = add(b0, b0)
          b2 = add(b0, b0)
          b3 = add(b1, b2)
          b4 = multiply(b3, s0:float64)
      g1: kernel 10x10
          b0 = copy(b4)"
    `);
  });

  it('overlapping source and target go through a fresh buffer', () => {
    const t = new TraceBuilder();
    const u = t.input(10);
    t.op('copy', slice(u, 0, 1, 10), [slice(u, 0, 0, 9)]);
    expect(fused(t)).toMatchInlineSnapshot(`
      "g0: kernel 9
          b1 = copy(b0)
      g1: kernel 9
          b0 = copy(b1)"
    `);
  });

  it('a node joins an earlier kernel over one that it has nothing to do with', () => {
    const t = new TraceBuilder();
    const [x, z] = [t.input(10), t.input(4, 4)];
    const [a, b, c] = [t.output(10), t.output(4, 4), t.output(10)];
    t.op('negative', a, [x]).op('negative', b, [z]).op('absolute', c, [x]);
    expect(fused(t)).toMatchInlineSnapshot(`
      "g0: kernel 10
          b2 = negative(b0)
          b4 = absolute(b0)
      g1: kernel 4x4
          b3 = negative(b1)"
    `);
  });

  it('the value of a reduction is there only after its kernel', () => {
    const t = new TraceBuilder();
    const x = t.input(10);
    const [s, y] = [t.output(), t.output(10)];
    t.op('sum', s, [x], { axes: [0] }).op('subtract', y, [x, { ...s, shape: [10], strides: [0] }]);
    expect(fused(t).match(/kernel/g)).toHaveLength(2);
  });
});
