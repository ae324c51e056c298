import { describe, expect, it } from 'vitest';
import type { HereRun, TaskDesc } from '../../../native/index';
import { addon, built, bytesOf, elementwise, NO_SCALARS } from './harness';

/** The engine needn't run. */
describe.skipIf(!built)('tasks on the calling thread', () => {
  const legate = built ? addon() : (undefined as never);
  const pair = [
    { store: 0, access: 'read' },
    { store: 1, access: 'write' },
  ] as const;
  const line = (n: number) => ({ dtype: 'float64' as const, shape: [n] });

  function kernel(key: string, body: string, more: Partial<TaskDesc> = {}): HereRun {
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
    return legate.here(new legate.Plan([{ ...task, ...more }]), [line(8), line(8)]);
  }

  it('run kernels on all rows, or on the first ones', () => {
    const plan = kernel('here-1', '%y = fadd double %x, 1.0');
    const x = Float64Array.from({ length: 8 }, (_, i) => i);
    const y = new Float64Array(8);
    plan(3, undefined, NO_SCALARS, x, y);
    expect([...y]).toEqual([1, 2, 3, 0, 0, 0, 0, 0]);
    plan(-1, undefined, NO_SCALARS, x, y);
    expect([...y]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    // Arrays need be no longer than the rows, and may begin anywhere.
    const short = new Float64Array(4);
    plan(3, undefined, NO_SCALARS, x.subarray(5), short.subarray(1));
    expect([...short]).toEqual([0, 6, 7, 8]);
  });

  it('get scalars', () => {
    const body = '%s = load double, double* %sp\n  %y = fmul double %x, %s';
    const plan = kernel('here-2', body, { scalars: [1] });
    const y = new Float64Array(8);
    plan(-1, undefined, bytesOf(Float64Array.of(0, 0, 21, 0)), new Float64Array(8).fill(2), y);
    expect(y[7]).toBe(42);
    expect(() => plan(-1, undefined, NO_SCALARS, y, y)).toThrow(/more scalars/);
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
    const here = legate.here(plan, [line(4), { dtype: 'int64', shape: [4] }, line(4)]);
    const order = new BigInt64Array(4).fill(9n);
    here(-1, undefined, NO_SCALARS, Float64Array.of(3, -1, 2, 0), order);
    expect([...order]).toEqual([0n, 1n, 2n, 3n]);
  });

  it('refuse what would go out of bounds', () => {
    const plan = kernel('here-3', '%y = fneg double %x');
    const [x, y] = [new Float64Array(8), new Float64Array(8)];
    expect(() => plan(-1, undefined, NO_SCALARS, x, y.subarray(1))).toThrow(/array 1 is too short/);
    expect(() => plan(-1, undefined, NO_SCALARS, x, y, y)).toThrow(/one for a region/);
    expect(() => plan(9, undefined, NO_SCALARS, new Float64Array(99), new Float64Array(99))).toThrow(/so many rows/);
    expect(() => plan(-1, undefined, NO_SCALARS, x, {} as never)).toThrow(/typed array/);
    expect(() => plan(-1, undefined, NO_SCALARS, ...new Array<Float64Array>(20).fill(x))).toThrow(/one for a region/);
    expect(() => plan('all' as never, undefined, NO_SCALARS, x, y)).toThrow(/rows must be a number/);
    expect(() => plan(1e9, undefined, NO_SCALARS, x, y)).toThrow(/out of range/);
    expect(() => (plan as () => void)()).toThrow(/rows must be a number/);
    expect(() => kernel('here-4', '%y = fneg double %x', { points: 2, tile: 4 })).toThrow(/points/);
    expect(() => legate.here(new legate.Plan([]), [{ dtype: 'float64', shape: [0] }])).toThrow(/extent/);
  });
});
