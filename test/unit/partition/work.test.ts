/** How much of a plan processors can share: what decides whether it is worth telling them. */
import { expect, it } from 'vitest';
import { compile } from '../../../compiler/compile';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { undivided, workOf } from '../../../compiler/partition/work';
import { TraceBuilder, transpose } from '../trace-builder';

const N = 1_000_000;

function planOf(op: string, operands: number, params = {}, size = N, processors = 2) {
  const t = new TraceBuilder();
  const inputs = Array.from({ length: operands }, () => t.input(size));
  t.op(op, t.output(size), inputs, params);
  return compile(t.trace(), { processors }, BUILTIN, { verify: true });
}
const work = (op: string, operands: number, params = {}): number => workOf(planOf(op, operands, params), BUILTIN);

it('is at least what is moved, and more for what takes longer', () => {
  expect(work('copy', 1)).toBe(16 * N);
  expect(work('add', 2)).toBeGreaterThan(24 * N);
  expect(work('add', 2)).toBeLessThan(25 * N);
  const rising = [work('negative', 1), work('sqrt', 1), work('sin', 1), work('cbrt', 1), work('i0', 1)];
  expect(rising).toEqual([...rising].sort((a, b) => a - b));
  expect(new Set(rising).size).toBe(rising.length);
});

it('is more where elements lie apart', () => {
  const t = new TraceBuilder();
  t.op('copy', t.output(1000, 1000), [transpose(t.input(1000, 1000))]);
  expect(workOf(compile(t.trace(), { processors: 2 }, BUILTIN), BUILTIN)).toBeGreaterThan(2 * work('copy', 1));
});

it('is nothing where one point does it all, and unknown of most library tasks', () => {
  expect(workOf(planOf('sin', 1, {}, 1000), BUILTIN)).toBe(0);
  expect(work('sort', 1)).toBe(Number.POSITIVE_INFINITY);
});

it('rows by their numbers are what is read and written, however long the list they are in', () => {
  const t = new TraceBuilder();
  const index = { ...t.input(10_000), dtype: 'int64' as const };
  t.op('take', t.output(10_000), [t.input(N), index]);
  const plan = compile(t.trace(), { processors: 2 }, BUILTIN);
  expect(plan.tasks[0]!.points).toBe(2);
  expect(workOf(plan, BUILTIN)).toBe(4 * 16 * 10_000);
});

it('an undivided plan is that of one processor', () => {
  for (const [op, operands] of [
    ['add', 2],
    ['sin', 1],
  ] as const) {
    const alone = planOf(op, operands, {}, N, 1).tasks.map((t) => ({ ...t, tile: t.extent }));
    expect(undivided(planOf(op, operands)).tasks).toEqual(alone);
  }
});
