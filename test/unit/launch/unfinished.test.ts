import { expect, it } from 'vitest';
import type { ArgPlan, Plan, TaskPlan } from '../../../compiler/ir/plan';
import type { Region } from '../../../runtime/launch/regions';
import { endsOf, Unfinished } from '../../../runtime/launch/unfinished';

const arg = (access: ArgPlan['access'], region: number, lo = 0, hi = 10): ArgPlan => ({
  access,
  region,
  lo: [lo],
  hi: [hi],
});
const task = (...args: ArgPlan[]): TaskPlan => ({
  ...{ task: 'kernel', kernel: 0, points: 2, extent: 10, tile: 5, scalars: [], attributes: [], sites: [0] },
  args,
});
const plan = (...tasks: TaskPlan[]): Plan => ({ regions: [], kernels: [], moved: [], tasks });
const region = (name: string): Region => ({ name }) as unknown as Region;

it('a task ends a plan if no later one waits for all that it writes', () => {
  // Partial results, their combination, and something else.
  expect(
    endsOf(
      plan(
        task(arg('read', 0), arg('write', 1)),
        task(arg('read', 1), arg('write', 2)),
        task(arg('read', 0), arg('write', 3)),
      ),
    ),
  ).toEqual([[2], [3]]);
  // A later reader of a part waits for some of the points only.
  expect(endsOf(plan(task(arg('write', 1)), task(arg('read', 1, 0, 5), arg('write', 2))))).toEqual([[1], [2]]);
  // One that overwrites all of it waits as well.
  expect(endsOf(plan(task(arg('write', 1)), task(arg('write', 1))))).toEqual([[1]]);
  expect(endsOf(plan(task(arg('write', 1), arg('write', 2)), task(arg('readwrite', 2))))).toEqual([[2]]);
});

it('all is done when each end was read, and only then', () => {
  const [a, b, c] = [region('a'), region('b'), region('c')];
  const regions = new Map([a, b, c].entries());
  const unfinished = new Unfinished();
  expect(unfinished.isEmpty).toBe(true);
  unfinished.submitted([[0, 1], [2]], regions);
  unfinished.wasRead(b);
  expect(unfinished.isEmpty).toBe(false);
  unfinished.wasRead(c);
  expect(unfinished.isEmpty).toBe(true);
});

it('of many ends it only knows that there are some, until all is waited for', () => {
  const unfinished = new Unfinished();
  const regions = Array.from({ length: 40 }, (_, n) => region(`r${n}`));
  for (const r of regions) unfinished.submitted([[0]], new Map([[0, r]]));
  for (const r of regions) unfinished.wasRead(r);
  expect(unfinished.isEmpty).toBe(false);
  unfinished.clear();
  expect(unfinished.isEmpty).toBe(true);
});
