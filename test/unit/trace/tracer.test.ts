import { describe, expect, it } from 'vitest';
import { printTrace } from '../../../compiler/ir/graph';
import { Buffer } from '../../../runtime/core/buffer';
import { View } from '../../../runtime/core/view';
import { type Executor, type Job, Tracer } from '../../../runtime/trace/tracer';

/** Keeps the jobs that it is given; everything written becomes defined. */
class Recorder implements Executor {
  readonly jobs: Job[] = [];
  run(job: Job): void {
    this.jobs.push(job);
    for (const n of job.trace.nodes) {
      for (const t of n.targets) (job.buffers[t.buffer] as Buffer).storage ??= { release() {} };
    }
  }
  read(): void {}
}

const array = (...shape: number[]): View => View.whole(new Buffer('float64', shape));
const defined = (...shape: number[]): View => {
  const v = array(...shape);
  v.buffer.storage = { release() {} };
  return v;
};
const two = { dtype: 'float64', value: 2 } as const;

describe('the pending graph', () => {
  it('computes nothing before a flush', () => {
    const r = new Recorder();
    const t = new Tracer(r);
    t.record('negative', [defined(4)], [array(4)]);
    expect(r.jobs).toHaveLength(0);
    t.flush();
    t.flush();
    expect(r.jobs).toHaveLength(1);
  });

  it('numbers buffers, and says which are defined and which live on', () => {
    const r = new Recorder();
    const t = new Tracer(r);
    const [x, temporary, y] = [defined(4), array(4), array(4)];
    t.record('multiply', [x, two], [temporary]);
    t.record('negative', [temporary], [y]);
    temporary.release();
    t.flush();
    expect(printTrace((r.jobs[0] as Job).trace)).toMatchInlineSnapshot(`
      "b0: float64 4 defined live
      b1: float64 4
      b2: float64 4 live
      scalars: float64
      b1[0;4;1] = multiply(b0[0;4;1], s0:float64)
      b2[0;4;1] = negative(b1[0;4;1])"
    `);
  });

  it('values of scalars are beside the trace', () => {
    const r = new Recorder();
    for (const value of [2, 3]) {
      const t = new Tracer(r);
      t.record('multiply', [defined(4), { dtype: 'float64', value }], [array(4)]);
      t.flush();
    }
    const [a, b] = r.jobs as [Job, Job];
    expect(printTrace(a.trace)).toBe(printTrace(b.trace));
    expect([a.scalars[0]?.value, b.scalars[0]?.value]).toEqual([2, 3]);
  });

  it('a released array that pending work reads is freed after it', () => {
    const r = new Recorder();
    const t = new Tracer(r);
    const x = defined(4);
    const { buffer } = x;
    t.record('negative', [x], [array(4)]);
    x.release();
    expect(buffer.defined).toBe(true);
    t.flush();
    expect(buffer.defined).toBe(false);
  });

  it('a write makes the copy in JavaScript stale, but not the only one', () => {
    const t = new Tracer(new Recorder());
    const stored = defined(4);
    stored.buffer.mirror = new Float64Array(4);
    t.record('negative', [defined(4)], [stored]);
    expect(stored.buffer.mirror).toBeUndefined();
    const input = array(4);
    input.buffer.mirror = new Float64Array(4);
    t.record('negative', [defined(2)], [input.slice([{ start: 0, step: 1, count: 2 }])]);
    expect(input.buffer.mirror).toBeDefined();
  });

  it('work on an array that JavaScript holds is complete at once', () => {
    const r = new Recorder();
    const t = new Tracer(r);
    const x = defined(4);
    x.buffer.mirror = new Float64Array(4);
    x.buffer.pinned = true;
    t.record('negative', [x], [array(4)]);
    expect(r.jobs).toHaveLength(1);
  });

  it('long loops are cut where they are at the same place again', () => {
    const r = new Recorder();
    const t = new Tracer(r);
    let x = defined(4);
    const step = (op: string, args: Parameters<Tracer['record']>[1]): void => {
      const next = array(4);
      t.record(op, args, [next]);
      x.release();
      x = next;
    };
    for (let i = 0; i < 300; i++) {
      step('multiply', [x, two]);
      step('negative', [x]);
      step('add', [x, two]);
      step('absolute', [x]);
      step('subtract', [x, two]);
    }
    t.flush();
    const texts = new Set(r.jobs.slice(0, -1).map((j) => printTrace(j.trace)));
    expect(r.jobs.length).toBeGreaterThan(5);
    expect(texts.size).toBe(1);
  });
});

describe('when memory is short', () => {
  it('dead results are not computed, and live ones do not pile up', () => {
    const r = new Recorder();
    const executor = Object.assign(r, { pressure: 100 });
    const t = new Tracer(executor);
    for (let i = 0; i < 50; i++) {
      const y = array(4);
      t.record('negative', [defined(4)], [y]);
      y.release();
    }
    expect(r.jobs).toHaveLength(0);
    const kept = Array.from({ length: 9 }, () => array(4));
    for (const y of kept) t.record('negative', [defined(4)], [y]);
    expect(r.jobs.length).toBeGreaterThan(0);
  });

  it('what could not be computed says so whenever it is touched, and other arrays stay', () => {
    const r = new Recorder();
    r.run = () => {
      throw new Error('out of memory');
    };
    const t = new Tracer(r);
    const [x, y] = [defined(4), array(4)];
    t.record('negative', [x], [y]);
    expect(() => t.flush()).toThrow('out of memory');
    expect(() => t.record('negative', [y], [array(4)])).toThrow('out of memory');
    expect(() => t.read({ buffer: y.buffer, into: new Uint8Array(32) })).toThrow('out of memory');
    expect(() => t.read({ buffer: x.buffer, into: new Uint8Array(32) })).not.toThrow();
  });

  it('a window that began before its loop is cut where no temporary is', () => {
    const r = new Recorder();
    const t = new Tracer(r);
    const [x, y] = [defined(4), defined(4)];
    for (let i = 0; i < 7; i++) t.record('square', [y], [x]);
    for (let i = 0; i < 300; i++) {
      let last = x;
      for (const op of ['negative', 'absolute', 'sqrt', 'exp']) {
        const next = array(4);
        t.record(op, [last], [next]);
        if (last !== x) last.release();
        last = next;
      }
      t.record('copy', [last], [y]);
      last.release();
    }
    t.flush();
    expect(r.jobs.length).toBeGreaterThan(5);
    for (const { trace } of r.jobs) expect(trace.nodes.at(-1)?.op).toBe('copy');
  });
});
