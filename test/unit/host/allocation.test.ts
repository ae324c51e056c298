/** What dead arrays leave is the next ones' memory, unless JavaScript may still see it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { allocate, leave } from '../../../runtime/host/allocation';
import { setHostPath } from '../../../runtime/host/setting';
import { ReferenceExecutor } from '../../../runtime/launch/reference';
import * as np from '../../../runtime/numpy/index';
import type { NDArray } from '../../../runtime/numpy/ndarray';
import { onFirstUse } from '../../../runtime/trace/instance';
import { Tracer } from '../../../runtime/trace/tracer';

onFirstUse(() => new Tracer(new ReferenceExecutor()));
beforeEach(() => setHostPath(true));

function memoryOf(x: NDArray): unknown {
  const { mirror } = x.handle.buffer;
  expect(mirror).toBeDefined();
  return mirror;
}

describe('memory of dead arrays', () => {
  test('is what the next of the same type and length gets', () => {
    const first = allocate('float64', 777);
    leave('float64', first);
    expect(allocate('int64', 777)).not.toBe(first);
    expect(allocate('float64', 778)).not.toBe(first);
    expect(allocate('float64', 777)).toBe(first);
    expect(allocate('float64', 777)).not.toBe(first);
  });

  test('is used again by operations', () => {
    const a = np.arange(0, 3001, 1, 'float64') as NDArray;
    const dead = a.add(1) as NDArray;
    const memory = memoryOf(dead);
    dead.dispose();
    const next = a.multiply(2) as NDArray;
    expect(memoryOf(next)).toBe(memory);
    expect(next.get([3000])).toBe(6000);
    next.dispose();
  });

  test('stays a view’s while there is one', () => {
    const a = np.arange(0, 3002, 1, 'float64').add(1) as NDArray;
    const memory = memoryOf(a);
    const tail = a.slice('3000:') as NDArray;
    a.dispose();
    const next = np.arange(0, 3002, 1, 'float64').multiply(0) as NDArray;
    expect(memoryOf(next)).not.toBe(memory);
    expect(tail.tolist()).toEqual([3001, 3002]);
  });

  test('stays JavaScript’s where it was handed out', () => {
    const a = np.arange(0, 3003, 1, 'float64').add(1) as NDArray;
    const data = a.data as Float64Array;
    a.dispose();
    const next = np.arange(0, 3003, 1, 'float64').multiply(0) as NDArray;
    expect(memoryOf(next)).not.toBe(data);
    expect(data[3002]).toBe(3003);
  });

  test('stays a pending reader’s', () => {
    const a = np.arange(0, 3004, 1, 'float64').add(1) as NDArray;
    const big = np.zeros([100, 3004]).add(a) as NDArray;
    expect(big.handle.buffer.writers).toBe(1);
    a.dispose();
    const next = np.arange(0, 3004, 1, 'float64').multiply(0) as NDArray;
    expect(next.get([3003])).toBe(0);
    expect(big.get([99, 3003])).toBe(3004);
  });

  test('is zero where nobody writes it', () => {
    const dead = np.arange(0, 3005, 1, 'float64').add(1) as NDArray;
    dead.dispose();
    const blank = np.empty([3005]) as NDArray;
    blank.set([0], 5);
    expect(blank.sum()).toBe(5);
  });

  test('that is much is not kept', () => {
    const kept = Array.from({ length: 40 }, () => allocate('float64', 1 << 18));
    for (const memory of kept) leave('float64', memory);
    const again = new Set(Array.from({ length: 40 }, () => allocate('float64', 1 << 18)));
    expect(kept.filter((memory) => again.has(memory)).length).toBeLessThanOrEqual(16);
  });
});
