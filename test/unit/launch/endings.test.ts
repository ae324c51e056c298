/** Which tasks at the end of a plan are done in the host. */
import { describe, expect, test } from 'vitest';
import type { ArgPlan, Plan, TaskPlan } from '../../../compiler/ir/plan';
import { endingOf, makerOf } from '../../../runtime/launch/endings';

/** Region 0 is large, the others have 8 elements. */
const SHAPES = [[1 << 20], [8], [8], [8]];

const arg = (access: ArgPlan['access'], region: number, lo = 0, hi = SHAPES[region]![0]!): ArgPlan => ({
  access,
  region,
  lo: [lo],
  hi: [hi],
});
const task = (points: number, ...args: ArgPlan[]): TaskPlan => ({
  ...{ task: 'kernel', kernel: 0, points, extent: 8, tile: 8 },
  args: args.map((a) => (points > 1 ? { ...a, cut: { dim: 0, extent: 4, high: 0 } } : a)),
  ...{ scalars: [], attributes: [], sites: [0] },
});
const plan = (...tasks: TaskPlan[]): Plan => ({
  regions: SHAPES.map((shape) => ({
    ...{ dtype: 'float64', shape, kept: true, defined: false, used: true, partial: false },
  })),
  kernels: [],
  tasks,
  moved: [],
});

const states = task(2, arg('read', 0), arg('write', 1));
const combination = task(1, arg('read', 1), arg('write', 2));
const quotient = task(1, arg('read', 2), arg('write', 3));

describe('an ending', () => {
  test('is what small tasks make of what others hand over', () => {
    const ending = endingOf(plan(states, combination, quotient), [3])!;
    expect(ending.left).toEqual([states]);
    expect([...ending.handed]).toEqual([[1, { task: 0, arg: 1 }]]);
    expect([ending.regions, ending.made]).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
    expect([...ending.absent]).toEqual([2, 3]);
    expect(ending.plan.tasks.map((t) => t.args.map((a) => a.region))).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  test('is only what is waited for', () => {
    expect(endingOf(plan(states, combination, quotient), [2])).toBeUndefined();
    expect(endingOf(plan(states, combination, task(1, arg('read', 1), arg('write', 3))), [2])?.left).toHaveLength(2);
  });

  test('is nothing where all that is waited for is handed over', () => {
    expect(endingOf(plan(states), [1])).toBeUndefined();
  });

  test('is not what another task reads, or writes, later', () => {
    const reader = task(2, arg('read', 2), arg('readwrite', 0));
    expect(endingOf(plan(states, combination, reader), [2])).toBeUndefined();
    const writer = task(2, arg('read', 0), arg('write', 2));
    expect(endingOf(plan(states, combination, quotient, writer), [3])).toBeUndefined();
  });

  test('takes contents as they are when it would have read them', () => {
    // The region of the states is used again.
    const again = plan(
      states,
      combination,
      task(2, arg('read', 0), arg('write', 1)),
      task(1, arg('read', 1), arg('write', 3)),
    );
    expect([...endingOf(again, [3])!.handed]).toEqual([[1, { task: 2, arg: 1 }]]);
    // Both would be handed over at one place.
    expect(endingOf(again, [2, 3])?.left).toHaveLength(3);
  });

  test('neither writes parts nor reads what was there before', () => {
    expect(endingOf(plan(states, task(1, arg('read', 1), arg('write', 2, 0, 4))), [2])).toBeUndefined();
    expect(endingOf(plan(states, task(1, arg('read', 1), arg('read', 3), arg('write', 2))), [2])).toBeUndefined();
  });

  test('has no large regions, and no launches of several points', () => {
    expect(endingOf(plan(task(1, arg('read', 0), arg('write', 1))), [1])).toBeUndefined();
    expect(endingOf(plan(states, task(2, arg('read', 1), arg('write', 2))), [2])).toBeUndefined();
  });
});

test('what makes all of a region is the last task that writes it, if that writes all', () => {
  const p = plan(states, task(1, arg('write', 1)), task(1, arg('write', 1, 2, 4)));
  expect([makerOf(p, 1, 1), makerOf(p, 1, 2), makerOf(p, 1)]).toEqual([
    { task: 0, arg: 1 },
    { task: 1, arg: 0 },
    undefined,
  ]);
});
