/** What arrays are to a program: brackets, conversions, aliases, laziness, lifetimes. */
import { inspect } from 'node:util';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { ReferenceExecutor } from '../../../runtime/launch/reference';
import { fallback } from '../../../runtime/numpy/fallback';
import * as np from '../../../runtime/numpy/index';
import { fallbacks, resetFallbacks } from '../../../runtime/profile/fallbacks';
import { onFirstUse, tracer } from '../../../runtime/trace/instance';
import { type Job, Tracer } from '../../../runtime/trace/tracer';

/** Remembers what it was asked to run. */
class Watched extends ReferenceExecutor {
  readonly jobs: Job[] = [];
  override run(job: Job): void {
    this.jobs.push(job);
    super.run(job);
  }
  ops(): string[] {
    return this.jobs.flatMap((j) => j.trace.nodes.map((n) => n.op));
  }
  /** Buffers that somebody could still ask for, of those that jobs wrote. */
  live(): number {
    return this.jobs.flatMap((j) => j.trace.buffers.filter((b) => b.live)).length;
  }
}

const executor = new Watched();
onFirstUse(() => new Tracer(executor));
afterEach(() => {
  tracer().flush();
  executor.jobs.length = 0;
});

describe('brackets', () => {
  test('read elements of one dimension, views of more', () => {
    const a = np.array([1, 2, 3]);
    expect([a[0], a[-1], a[3], a[-4]]).toEqual([1, 3, undefined, undefined]);
    const m = np.arange(6).reshape(2, 3);
    const row = m[1] as np.NDArray;
    row[0] = 9;
    expect(m.toArray()).toEqual([
      [0, 1, 2],
      [9, 4, 5],
    ]);
    expect(() => m[2]).toThrow('LGT4007');
    expect(() => {
      a[3] = 1;
    }).toThrow('LGT4007');
  });

  test('other names are properties as usual', () => {
    const a = np.ones([2]) as np.NDArray & { note?: string };
    expect(a.note).toBeUndefined();
    a.note = 'mine';
    expect([a.note, 'note' in a, '0' in a]).toEqual(['mine', true, false]);
    expect((a as unknown as Record<string, unknown>)['1x']).toBeUndefined();
  });

  test('iteration gives elements or views', () => {
    expect([...np.array([1n, 2n])]).toEqual([1n, 2n]);
    const rows = [...np.arange(4).reshape(2, 2)] as np.NDArray[];
    expect(rows.map((r) => r.toArray())).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});

describe('as JavaScript values', () => {
  test('an array of one element is its value, others are none', () => {
    const one = np.array([[4]]);
    expect([Number(one), `${np.array([1, 2])}`]).toEqual([4, '[1. 2.]']);
    expect((one as unknown as number) + 1).toBe(5);
    const two = np.array([1, 2]) as unknown as number;
    for (const use of [() => two + two, () => two < 3, () => -two, () => two * 2]) {
      expect(use).toThrow(/LGT4012: .*\.add\(\).*np\.any\(\) or np\.all\(\)/);
    }
  });

  test('printing and JSON', () => {
    const m = np.array([[1, 2]], 'int32');
    expect(inspect(m)).toBe('[[1 2]]');
    expect(JSON.stringify({ m })).toBe('{"m":[[1,2]]}');
    expect(np.array_repr(m)).toBe('array([[1, 2]], dtype=int32)');
    expect(np.array_repr(np.array([1.5, 2]))).toBe('array([1.5, 2. ])');
    expect(np.array2string(np.array([1 / 3, 2]), { precision: 3, separator: ', ' })).toBe('[0.333, 2.   ]');
  });

  test('elements by type', () => {
    expect(np.array([1n]).item()).toBe(1n);
    expect(np.array([3], 'bool').get([0])).toBe(1);
    expect(np.array([new np.Complex(1, 2)]).item()).toEqual(new np.Complex(1, 2));
    expect(np.arange(6).reshape(2, 3).item(-0)).toBe(0);
  });
});

describe('memory', () => {
  test('host input is a snapshot', () => {
    const data = Float64Array.of(1, 2);
    const list = [[1], [2]];
    const [a, b] = [np.array(data), np.array(list)];
    data[0] = 9;
    (list[0] as number[])[0] = 9;
    expect([a.toArray(), b.toArray()]).toEqual([
      [1, 2],
      [[1], [2]],
    ]);
  });

  test('data is the memory itself, both ways', () => {
    const a = np.zeros([2, 2]);
    const view = a.slice(':', '1');
    const { data } = a;
    data[1] = 5;
    expect([view.toArray(), a.add(1).toArray()]).toEqual([
      [5, 0],
      [
        [1, 6],
        [1, 1],
      ],
    ]);
    view.fill(7);
    expect([...data]).toEqual([0, 7, 0, 7]);
    expect(view.data).toBe(data);
    expect(np.zeros([0]).data.length).toBe(0);
  });

  test('strides and flags', () => {
    const a = np.zeros([2, 3], 'int16');
    expect([a.strides, a.T.strides, a.slice('::-1').strides, a.itemsize, a.nbytes]).toEqual([
      [3, 1],
      [1, 3],
      [-3, 1],
      2,
      12,
    ]);
    expect(a.flags).toEqual({ C_CONTIGUOUS: true, F_CONTIGUOUS: false, OWNDATA: true });
    expect(a.T.flags).toEqual({ C_CONTIGUOUS: false, F_CONTIGUOUS: true, OWNDATA: false });
    expect(a.base).toBeNull();
    expect(a[0]).toHaveProperty('base.shape', [2, 3]);
  });

  test('which results are views', () => {
    const a = np.arange(6).reshape(2, 3);
    const views = [
      a.T,
      a.slice('1'),
      a.reshape(6),
      a.ravel(),
      np.flip(a),
      np.broadcast_to(a, [2, 2, 3]),
      np.asarray(a),
      a.slice(),
    ];
    const copies = [a.copy(), a.flatten(), a.T.ravel(), np.array(a), a.astype('float64'), a.T.reshape(6), np.diag(a)];
    for (const v of views) expect(v.handle.buffer).toBe(a.handle.buffer);
    for (const c of copies) expect(c.handle.buffer).not.toBe(a.handle.buffer);
    expect(a.astype('float64', false).handle.buffer).toBe(a.handle.buffer);
  });

  test('a disposed handle leaves other handles of the same memory alone', () => {
    const a = np.arange(3).copy();
    const b = np.asarray(a);
    a.dispose();
    expect(b.toArray()).toEqual([0, 1, 2]);
  });
});

describe('laziness', () => {
  test('nothing runs before somebody looks', () => {
    const a = np.linspace(0, 1, 10).add(np.arange(10)).sin();
    const b = np.where(a.greater(0), a, 0).reshape(2, 5).T;
    const parts = [b.sum(0), b.mean(1), b.std(0), np.cumsum(b), np.sort(b), np.matmul(b.T, b), np.concatenate([b, b])];
    np.copyto(b.slice('0'), 1);
    void [parts, b.shape, b.strides, b.dtype, b.size, np.eye(3), np.tile(a, 2), a.isclose(a)];
    expect(executor.jobs).toHaveLength(0);
    expect(np.isfinite(parts[0] as np.NDArray).item(0)).toBe(1);
    expect(executor.jobs).toHaveLength(1);
  });

  test('only results that have a name are kept', () => {
    const x = np.arange(10);
    const named = [
      x,
      np.var(x.reshape(2, 5), 0),
      np.outer(x, x),
      np.isclose(x, x),
      np.geomspace(1, 8, 4),
    ] as np.NDArray[];
    tracer().flush();
    expect(executor.live()).toBe(named.length);
  });

  test('composites are made of operations of the table', () => {
    const v = np.var(np.ones([4, 4]), 0) as np.NDArray;
    tracer().flush();
    expect(executor.ops()).toEqual(['copy', 'sum', 'divide', 'subtract', 'multiply', 'sum', 'divide']);
    expect(v.toArray()).toEqual([0, 0, 0, 0]);
  });

  test('a scalar is passed with the launch, so that its value makes no new trace', () => {
    const a = np.ones([4]);
    tracer().flush();
    const texts = [1.5, 2.5].map((s) => {
      executor.jobs.length = 0;
      a.multiply(s).toArray();
      return JSON.stringify(executor.jobs[0]?.trace.nodes);
    });
    expect(texts[0]).toBe(texts[1]);
  });

  test('what runs on the host is counted with its line', () => {
    resetFallbacks();
    fallback('cbrt')(np.array([0, 1]));
    expect(fallbacks()).toMatchObject([{ what: 'cbrt', count: 1, site: expect.stringContaining('arrays.test.ts') }]);
  });
});

test('types say what results hold', () => {
  const [f, i, b] = [np.zeros([1], 'float32'), np.zeros([1], 'int16'), np.zeros([1], 'bool')];
  expectTypeOf(np.zeros([1])).toEqualTypeOf<np.NDArray<'float64'>>();
  expectTypeOf(f.add(i)).toEqualTypeOf<np.NDArray<'float32'>>();
  expectTypeOf(i.add(np.zeros([1], 'uint16'))).toEqualTypeOf<np.NDArray<'int32'>>();
  expectTypeOf(np.zeros([1], 'int64').add(np.zeros([1], 'uint64'))).toEqualTypeOf<np.NDArray<'float64'>>();
  expectTypeOf(i.divide(i)).toEqualTypeOf<np.NDArray<'float64'>>();
  expectTypeOf(i.sin()).toEqualTypeOf<np.NDArray<'float32'>>();
  expectTypeOf(i.sum()).toEqualTypeOf<bigint>();
  expectTypeOf(f.sum(0, true)).toEqualTypeOf<np.NDArray<'float32'>>();
  expectTypeOf(f.mean()).toEqualTypeOf<number>();
  expectTypeOf(b.any()).toEqualTypeOf<boolean>();
  expectTypeOf(f.less(1)).toEqualTypeOf<np.NDArray<'bool'>>();
  expectTypeOf(f.multiply(new np.Complex(0, 1))).toEqualTypeOf<np.NDArray<'complex64'>>();
  expectTypeOf(np.power(b, b)).toEqualTypeOf<np.NDArray<'int8'>>();
  expectTypeOf(np.zeros([1], 'complex128').absolute()).toEqualTypeOf<np.NDArray<'float64'>>();
  expectTypeOf(f.astype('int64').item()).toEqualTypeOf<bigint>();
  const any: np.NDArray = f;
  expectTypeOf(any.item()).toEqualTypeOf<number | bigint | np.Complex>();
});
