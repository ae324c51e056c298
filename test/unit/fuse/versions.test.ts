import { describe, expect, it } from 'vitest';
import { fuse } from '../../../compiler/fuse/fuse';
import { verifyTrace } from '../../../compiler/ir/verify';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { scalar, slice, TraceBuilder } from '../trace-builder';

/** Targets and operands of each kernel, buffers by number; those that are made for a value are t. */
function kernels(t: TraceBuilder): string[] {
  const trace = t.trace();
  const fused = fuse(trace, BUILTIN, { verify: true });
  verifyTrace(fused.trace, BUILTIN);
  const name = (buffer: number) => (buffer < trace.buffers.length ? `b${buffer}` : `t${buffer - trace.buffers.length}`);
  return fused.groups.map(({ nodes }) =>
    nodes
      .map((n) => {
        const operands = n.operands.flatMap((o) => (o.kind === 'view' ? [name(o.view.buffer)] : []));
        return `${name(n.targets[0]!.buffer)}=${n.op}(${operands.join(',')})`;
      })
      .join(' '),
  );
}

describe('values that are overwritten', () => {
  it('before anybody else reads them are not stored', () => {
    const t = new TraceBuilder();
    const [x, v, y] = [t.input(100), t.input(100), t.output(100)];
    t.op('multiply', v, [x, scalar])
      .op('square', y, [v])
      .op('add', v, [x, scalar])
      .op('sqrt', y, [v])
      .op('negative', v, [v]);
    expect(kernels(t)).toEqual(['t0=add(b0) b2=sqrt(t0) b1=negative(t0)']);
  });

  it('are stored where another kernel reads them', () => {
    const t = new TraceBuilder();
    const [x, v, y, z] = [t.input(100), t.input(100), t.output(98), t.output(100)];
    t.op('multiply', v, [x, scalar])
      .op('square', z, [v])
      .op('copy', y, [slice(v, 0, 1, 99)])
      .op('add', v, [x, z]);
    const [first] = kernels(t);
    expect(first).toBe('b1=multiply(b0) b3=square(b1)');
  });

  it('are stored where only a part is overwritten', () => {
    const t = new TraceBuilder();
    const [x, v, y] = [t.input(100), t.input(100), t.output(100)];
    t.op('multiply', v, [x, scalar])
      .op('square', y, [v])
      .op('negative', slice(v, 0, 0, 99), [slice(x, 0, 1, 100)]);
    expect(kernels(t)[0]).toBe('b1=multiply(b0) b2=square(b1)');
  });

  it('are stored at the end', () => {
    const t = new TraceBuilder();
    const [x, v] = [t.input(100), t.input(100)];
    t.op('multiply', v, [x, scalar]).op('negative', v, [v]).op('sqrt', v, [v]);
    expect(kernels(t)).toEqual(['t0=multiply(b0) t1=negative(t0) b1=sqrt(t1)']);
  });
});
