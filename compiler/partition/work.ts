/**
 * How much of a plan processors can share, in the bytes that memory would move in the time: a rough guess, from the plan
 * alone.
 */
import { volume } from '../ir/coverage';
import { DTYPES } from '../ir/dtype';
import type { KernelSpec, ValueSpec } from '../ir/kernel';
import type { Plan, RegionDecl, TaskPlan } from '../ir/plan';
import type { ElementwiseOperation, FoldOperation, ReductionOperation, Registry } from '../ops/operation';
import { Weigher } from '../ops/weight';

/** Bytes that are moved while one element takes one instruction: vectors do several elements at a time. */
const BYTES_AN_INSTRUCTION = 0.25;
/** How many times as long it takes to move what lies apart, tile by tile. */
const TILED = 4;
/** Instructions in the time of one of a fold's: each step waits for the one before. */
const FOLDED = 32;

/** Instructions for an element. */
function weightOf(kernel: KernelSpec, registry: Registry): number {
  if (kernel.kind === 'combine') return 0;
  const b = new Weigher();
  for (const v of kernel.values) apply(b, v, kernel.values, registry);
  if (kernel.kind === 'fold')
    return b.weight + FOLDED * (registry.get(kernel.op) as FoldOperation).weight(kernel.params);
  if (kernel.kind === 'map') return b.weight;
  for (const { op, value, signature } of kernel.reductions) {
    const operation = registry.get(op) as ReductionOperation;
    const element = b.convert(kernel.values[value] as ValueSpec, signature.input);
    const lifted = operation.lift(b, element, { dtype: 'int64' }, signature);
    operation.combine(b, lifted, lifted, signature);
  }
  return b.weight;
}

function apply(b: Weigher, v: ValueSpec, values: readonly ValueSpec[], registry: Registry): void {
  if (v.kind === 'convert') b.convert(values[v.value] as ValueSpec, v.dtype);
  if (v.kind !== 'apply') return;
  const operands = v.signature.inputs.map((dtype) => ({ dtype }));
  (registry.get(v.op) as ElementwiseOperation).emit(b, operands, v.signature, v.params);
}

/** Library tasks that go once over what each point is given: how many bytes are moved in the time for one. */
const ONE_PASS: Partial<Record<TaskPlan['task'], number>> = { take: 4, put: 4, bytes: 1 };

/** Infinite for library tasks of which only they themselves know. */
function taskWork(plan: Plan, t: TaskPlan, registry: Registry): number {
  if (t.points === 1) return 0;
  const { args, kernel, task } = t;
  let bytes = 0;
  let most = 0;
  for (const a of args) {
    // Of what each point is given whole, a library task reads some elements.
    if (kernel === undefined && a.cut === undefined) continue;
    const count = volume(a);
    bytes += count * DTYPES[(plan.regions[a.region] as RegionDecl).dtype].size;
    most = Math.max(most, count);
  }
  if (kernel === undefined) return bytes * (ONE_PASS[task] ?? Number.POSITIVE_INFINITY);
  const spec = plan.kernels[kernel] as KernelSpec;
  if (spec.kind === 'map' && spec.tiled) bytes *= TILED;
  return bytes + most * BYTES_AN_INSTRUCTION * weightOf(spec, registry);
}

export const workOf = (plan: Plan, registry: Registry): number =>
  plan.tasks.reduce((n, t) => n + taskWork(plan, t, registry), 0);

/** The same plan for one processor, in launches of one point. */
export function undivided(plan: Plan): Plan {
  const tasks = plan.tasks.map((t) => ({
    ...t,
    points: 1,
    tile: t.extent,
    args: t.args.map(({ cut: _, ...a }) => a),
  }));
  return { ...plan, tasks };
}
