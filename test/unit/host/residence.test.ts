/** Which arrays live in the host, and that it makes no difference to what they hold. */
import { beforeEach, expect, test } from 'vitest';
import { hostLimit, setHostPath } from '../../../runtime/host/setting';
import { ReferenceExecutor } from '../../../runtime/launch/reference';
import * as np from '../../../runtime/numpy/index';
import { counts } from '../../../runtime/profile/counters';
import { onFirstUse, tracer } from '../../../runtime/trace/instance';
import { type Job, Tracer } from '../../../runtime/trace/tracer';

class Watched extends ReferenceExecutor {
  ops: string[] = [];
  override run(job: Job): void {
    this.ops.push(...job.trace.nodes.map((n) => n.op));
    super.run(job);
  }
}

const executor = new Watched();
onFirstUse(() => new Tracer(executor));
beforeEach(() => {
  setHostPath(true);
  tracer().flush();
  executor.ops = [];
});

/** Elements that are too many for the host. */
const LARGE = hostLimit() + 1;

/** Operations that became tasks so far. */
function tasks(): string[] {
  tracer().flush();
  return executor.ops;
}

test('small arrays need no task', () => {
  const before = counts.host;
  const a = np.arange(6).reshape([2, 3]);
  const b = a.add(np.ones([3])).multiply(2);
  b.set([0, 0], 50);
  np.copyto(b.slice('1'), 7);
  expect(b.toArray()).toEqual([
    [50, 4, 6],
    [7, 7, 7],
  ]);
  expect([b.sum(), b.max(), b.argmin(), b.slice(0).mean()]).toEqual([81, 50, 1, 20]);
  expect(np.concatenate([a, b]).shape).toEqual([4, 3]);
  expect(tasks()).toEqual([]);
  expect(counts.host).toBeGreaterThan(before);
});

test('as many as the host takes need none either', () => {
  const most = np.zeros([hostLimit()]).add(1);
  expect(most.get([hostLimit() - 1])).toBe(1);
  expect(tasks()).toEqual([]);
});

test('what is put together of them needs none up to twice as many, and holds what it should', () => {
  const half = Math.ceil(hostLimit() / 2) + 8;
  const a = np.arange(half);
  const b = a.add(0.5) as np.NDArray;
  const m = a.slice(`:${8 * Math.floor(half / 8)}`).reshape(8, -1);
  for (const [name, joined, places] of [
    ['concatenate', np.concatenate([a, b, a]), [half - 1, half, 2 * half]],
    ['repeat', np.repeat(a, 3), [2, 3, 3 * half - 1]],
    ['tile', np.tile(a, 3), [half - 1, half, 3 * half - 1]],
    ['roll', np.roll(np.concatenate([a, b]), half), [0, half, 2 * half - 1]],
    ['conjugate', np.conjugate(np.concatenate([a, b])), [0, half, 2 * half - 1]],
  ] as [string, np.NDArray, number[]][]) {
    const expected: Record<string, number[]> = {
      concatenate: [half - 1, 0.5, 0],
      repeat: [0, 1, half - 1],
      tile: [half - 1, 0, half - 1],
      roll: [0.5, 0, half - 1],
      conjugate: [0, 0.5, half - 0.5],
    };
    expect([name, ...places.map((k) => joined.get([k]))]).toEqual([name, ...(expected[name] as number[])]);
  }
  const rows = np.stack([m, m, m], 1);
  expect([rows.get([7, 2, 5]), rows.get([0, 0, 0])]).toEqual([m.get([7, 5]), 0]);
  expect(tasks()).toEqual([]);
  // What is computed of so many is the tasks'.
  expect(np.concatenate([a, b, a]).add(1).get([half])).toBe(1.5);
  expect(tasks()).toContain('add');
});

test('arrays made for one part after the other have no zeros, or what they had, in between', () => {
  for (let k = 1; k <= 3; k++) {
    const padded = np.pad(np.full([40, 30], k), 2) as np.NDArray;
    expect([padded.sum(), padded.get([0, 0]), padded.get([43, 33])]).toEqual([1200 * k, 0, 0]);
    expect(np.resize(np.full([700], k), 1000).sum()).toBe(1000 * k);
    expect(np.empty([44, 34]).sum()).toBe(0);
    padded.dispose();
  }
});

test('large ones do, and with off all do', () => {
  const large = np.zeros([LARGE]).add(1);
  expect(large.data[3]).toBe(1);
  expect(tasks()).toEqual(['copy', 'add']);
  setHostPath(false);
  executor.ops = [];
  expect(np.zeros([5]).add(1).get([3])).toBe(1);
  expect(tasks()).toEqual(['copy', 'add']);
});

test('a result of tasks stays with them until it is read', () => {
  const large = np.arange(LARGE);
  const sum = large.sum(0, true) as np.NDArray;
  const half = sum.multiply(0.5);
  expect(tasks()).toEqual(['arange', 'sum', 'multiply']);
  expect(half.get([0])).toBe((LARGE * (LARGE - 1)) / 4);
  executor.ops = [];
  expect(half.add(1).get([0])).toBe((LARGE * (LARGE - 1)) / 4 + 1);
  expect(tasks()).toEqual([]);
});

test('what is pending reads what was there when it was asked for', () => {
  const large = np.zeros([LARGE]);
  const small = np.arange(3);
  const sum = large.slice(':3').add(small);
  small.set([1], 100);
  np.copyto(small.slice(':1'), 50);
  const after = large.slice(':3').add(small);
  expect(sum.toArray()).toEqual([0, 1, 2]);
  expect(after.toArray()).toEqual([50, 100, 2]);
  // The other way round: what a task is to write is read when it has.
  const target = np.arange(3);
  np.copyto(target, large.slice(':3').add(5));
  expect(target.add(1).toArray()).toEqual([6, 6, 6]);
});

test('views and their arrays see each other', () => {
  const a = np.arange(12).reshape([3, 4]);
  const column = a.slice(':', '1');
  np.copyto(a, a.T.reshape([3, 4]));
  expect(column.toArray()).toEqual([4, 9, 3]);
  np.copyto(column, [0, 0, 0]);
  expect(a.sum()).toBe(66 - 16);
  const line = np.arange(6);
  np.copyto(line.slice('1:'), line.slice(':-1'));
  expect(line.toArray()).toEqual([0, 0, 1, 2, 3, 4]);
});

test('memory that was handed out is shared both ways, and with nobody else', () => {
  const [a, b] = [np.arange(4), np.arange(4)];
  const data = a.data as Float64Array;
  expect(data.byteLength).toBe(data.buffer.byteLength);
  data[0] = 9;
  expect(a.add(b).toArray()).toEqual([9, 2, 4, 6]);
  np.copyto(a, b.add(1));
  a.set([3], -1);
  expect([...data]).toEqual([1, 2, 3, -1]);
  expect(tasks()).toEqual([]);
});

test('an array that was ended is ended', () => {
  const a = np.arange(4);
  const b = a.slice('1:');
  a.dispose();
  expect(() => a.get([0])).toThrow(/LGT4022/);
  expect(b.toArray()).toEqual([1, 2, 3]);
});

test('elements of a large array: a few writes are tasks, a loop brings it to the host', () => {
  const a = np.zeros([LARGE]).add(1);
  a.set([5], 2);
  expect(tasks()).toContain('copy');
  executor.ops = [];
  for (let i = 1; i < LARGE; i++) a.set([i], (a.get([i - 1]) as number) + 1);
  expect(tasks().length).toBeLessThan(20);
  expect(a.get([LARGE - 1])).toBe(LARGE);
  expect(a.sum()).toBe((LARGE * (LARGE + 1)) / 2);
});

test('a target of another type, and of positions that repeat', () => {
  const a = np.array([1.9, -2.9, 300], 'float64');
  const bytes = np.zeros([3], 'uint8');
  np.copyto(bytes, a);
  expect(bytes.toArray()).toEqual([1, 254, 44]);
  expect(() => np.copyto(np.broadcast_to(np.zeros([1]), [3]), 1)).toThrow(/LGT4019/);
});
