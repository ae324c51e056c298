import { describe, expect, it } from 'vitest';
import { group } from '../../../compiler/fuse/group';
import { printGroups } from '../../../compiler/fuse/print';
import { simplify } from '../../../compiler/fuse/simplify';
import { sink } from '../../../compiler/fuse/sink';
import { verifyTrace } from '../../../compiler/ir/verify';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { scalar, slice, TraceBuilder } from '../trace-builder';

/** Operations of each kernel. */
function sunk(t: TraceBuilder): string[] {
  const trace = simplify(t.trace());
  verifyTrace(trace, BUILTIN);
  const groups = sink(group(trace, BUILTIN), trace, BUILTIN);
  return printGroups(groups)
    .split(/^g\d+: /m)
    .slice(1)
    .map((g) => [...g.matchAll(/= (\w+)\(/g)].map(([, op]) => op).join(' '));
}

describe('sinking', () => {
  it('what a kernel behind a reduction wants is computed there', () => {
    // (x - mean) / sum((x - mean)²)
    const t = new TraceBuilder();
    const [x, m] = [t.input(100), t.input()];
    const wide = { ...m, shape: [100], strides: [0] };
    const [d, e, q, s, y] = [t.temp(100), t.temp(100), t.temp(100), t.temp(), t.output(100)];
    t.op('subtract', d, [x, wide])
      .op('subtract', e, [x, wide])
      .op('square', q, [e])
      .op('sum', s, [q], { axes: [0] })
      .op('divide', y, [d, { ...s, shape: [100], strides: [0] }]);
    expect(sunk(t)).toEqual(['subtract square sum', 'subtract divide']);
  });

  it('with what is computed for it alone, in order', () => {
    const t = new TraceBuilder();
    const [x, y] = [t.input(100), t.output(100)];
    const [a, b, c, s] = [t.temp(100), t.temp(100), t.temp(100), t.temp()];
    t.op('multiply', a, [x, scalar])
      .op('sqrt', b, [a])
      .op('add', c, [b, x])
      .op('sum', s, [x], { axes: [0] })
      .op('divide', y, [c, { ...s, shape: [100], strides: [0] }]);
    expect(sunk(t)).toEqual(['sum', 'multiply sqrt add divide']);
  });

  it('not where what it reads is written before, or is not in memory', () => {
    const t = new TraceBuilder();
    const [x, y, z] = [t.input(100), t.output(100), t.output(98)];
    const [a, s] = [t.temp(100), t.temp()];
    t.op('multiply', a, [x, scalar])
      .op('sum', s, [x], { axes: [0] })
      .op('copy', x, [scalar])
      .op('divide', y, [a, { ...s, shape: [100], strides: [0] }])
      .op('negative', z, [slice(x, 0, 1, 99)]);
    expect(sunk(t)[0]).toContain('multiply');

    const u = new TraceBuilder();
    const [p, q] = [u.input(100), u.output(100)];
    const [b, c, r] = [u.temp(100), u.temp(100), u.temp()];
    u.op('multiply', b, [p, scalar])
      .op('sqrt', c, [b])
      .op('sum', r, [b], { axes: [0] })
      .op('divide', q, [c, { ...r, shape: [100], strides: [0] }]);
    // b is wanted by the first kernel alone: c is stored, or b would be.
    expect(sunk(u)).toEqual(['multiply sqrt sum', 'divide']);
  });

  it('not where the later kernel reads other elements, or more', () => {
    const t = new TraceBuilder();
    const [x, y] = [t.input(100), t.output(98)];
    const a = t.temp(100);
    t.op('multiply', a, [x, scalar]).op('add', y, [slice(a, 0, 0, 98), slice(a, 0, 2, 100)]);
    expect(sunk(t)).toEqual(['multiply', 'add']);
  });
});
