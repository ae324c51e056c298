import { describe, expect, it } from 'vitest';
import type { HerePlan, TaskDesc } from '../../../native/index';
import { addon, built, bytesOf, elementwise, NO_SCALARS } from './harness';

/** The engine needn't run. */
describe.skipIf(!built)('tasks on the calling thread', () => {
  const legate = built ? addon() : (undefined as never);
  const pair = [
    { store: 0, access: 'read' },
    { store: 1, access: 'write' },
  ] as const;
  const line = (n: number) => ({ dtype: 'float64' as const, shape: [n] });

  function kernel(key: string, body: string, more: Partial<TaskDesc> = {}): HerePlan {
    legate.jitCompile(key, elementwise(body), { fastMath: false });
    const task = {
      task: 'kernel',
      kernel: key,
      points: 1,
      extent: 8,
      tile: 8,
      args: pair,
      scalars: [],
      site: 0,
    } as const;
    return new legate.HerePlan(new legate.Plan([{ ...task, ...more }]), [line(8), line(8)]);
  }

  it('run kernels on all rows, or on the first ones', () => {
    const plan = kernel('here-1', '%y = fadd double %x, 1.0');
    const x = Float64Array.from({ length: 8 }, (_, i) => i);
    const y = new Float64Array(8);
    plan.run([x, y], NO_SCALARS, 3);
    expect([...y]).toEqual([1, 2, 3, 0, 0, 0, 0, 0]);
    plan.run([x, y], NO_SCALARS, -1);
    expect([...y]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    // Arrays need be no longer than the rows, and may begin anywhere.
    const short = new Float64Array(4);
    plan.run([x.subarray(5), short.subarray(1)], NO_SCALARS, 3);
    expect([...short]).toEqual([0, 6, 7, 8]);
  });

  it('get scalars', () => {
    const body = '%s = load double, double* %sp\n  %y = fmul double %x, %s';
    const plan = kernel('here-2', body, { scalars: [1] });
    const y = new Float64Array(8);
    plan.run([new Float64Array(8).fill(2), y], bytesOf(Float64Array.of(0, 0, 21, 0)), -1);
    expect(y[7]).toBe(42);
    expect(() => plan.run([y, y], NO_SCALARS, -1)).toThrow(/more scalars/);
  });

  it('run library tasks, one after the other, with memory of their own in between', () => {
    const sort = { task: 'sort', points: 1, extent: 1, tile: 1, scalars: [], attributes: [], site: 0 } as const;
    const plan = new legate.Plan([
      {
        ...sort,
        args: [
          { store: 0, access: 'read' },
          { store: 2, access: 'write' },
        ],
      },
      {
        ...sort,
        task: 'argsort',
        args: [
          { store: 2, access: 'read' },
          { store: 1, access: 'write' },
        ],
      },
    ]);
    const here = new legate.HerePlan(plan, [line(4), { dtype: 'int64', shape: [4] }, line(4)]);
    const order = new BigInt64Array(4).fill(9n);
    here.run([Float64Array.of(3, -1, 2, 0), order], NO_SCALARS, -1);
    expect([...order]).toEqual([0n, 1n, 2n, 3n]);
  });

  it('refuse what would go out of bounds', () => {
    const plan = kernel('here-3', '%y = fneg double %x');
    const [x, y] = [new Float64Array(8), new Float64Array(8)];
    expect(() => plan.run([x, y.subarray(1)], NO_SCALARS, -1)).toThrow(/array 1 is too short/);
    expect(() => plan.run([x, y, y], NO_SCALARS, -1)).toThrow(/one for a region/);
    expect(() => plan.run([new Float64Array(99), new Float64Array(99)], NO_SCALARS, 9)).toThrow(/so many rows/);
    expect(() => plan.run([x, {} as never], NO_SCALARS, -1)).toThrow(/typed array/);
    expect(() => kernel('here-4', '%y = fneg double %x', { points: 2, tile: 4 })).toThrow(/points/);
    expect(() => new legate.HerePlan(new legate.Plan([]), [{ dtype: 'float64', shape: [0] }])).toThrow(/extent/);
  });
});
