/**
 * How much of a plan processors can share, in the bytes that memory would move in the time: a rough guess, from the plan
 * alone.
 */
import { DTYPES } from '../ir/dtype';
import type { KernelSpec, ValueSpec } from '../ir/kernel';
import type { ArgPlan, Plan, TaskPlan } from '../ir/plan';
import type { ElementwiseOperation, FoldOperation, ReductionOperation, Registry } from '../ops/operation';
import { Weigher } from '../ops/weight';

/** Bytes that are moved while one element takes one instruction: vectors do several elements at a time. */
const BYTES_AN_INSTRUCTION = 0.25;
/** How many times as long it takes to move what lies apart, tile by tile. */
const TILED = 4;
/** A step of a fold waits for the one before. */
const BYTES_A_FOLD = 8;

const volume = ({ lo, hi }: ArgPlan): number => lo.reduce((n, l, d) => n * ((hi[d] as number) - l), 1);

/** Instructions for an element. */
function weightOf(kernel: KernelSpec, registry: Registry): number {
  if (kernel.kind === 'combine') return 0;
  const b = new Weigher();
  for (const v of kernel.values) apply(b, v, kernel.values, registry);
  if (kernel.kind === 'fold') return b.weight + foldWeight(kernel, registry);
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

const foldWeight = (kernel: KernelSpec & { kind: 'fold' }, registry: Registry): number =>
  (BYTES_A_FOLD / BYTES_AN_INSTRUCTION) * (registry.get(kernel.op) as FoldOperation).weight(kernel.params);

/** Library tasks that go once over what each point is given: how many bytes are moved in the time for one. */
const ONE_PASS: Partial<Record<TaskPlan['task'], number>> = { take: 4, put: 4, bytes: 1 };

/** Infinite for library tasks of which only they themselves know. */
function taskWork(plan: Plan, t: TaskPlan, weights: readonly number[]): number {
  if (t.points === 1) return 0;
  const { args, kernel, task } = t;
  let bytes = 0;
  let most = 0;
  for (const a of args) {
    // Of what each point is given whole, a library task reads some elements.
    if (kernel === undefined && a.cut === undefined) continue;
    const elements = volume(a);
    bytes += elements * DTYPES[(plan.regions[a.region] as Plan['regions'][number]).dtype].size;
    most = Math.max(most, elements);
  }
  if (kernel === undefined) return bytes * (ONE_PASS[task] ?? Number.POSITIVE_INFINITY);
  const spec = plan.kernels[kernel] as KernelSpec;
  if (spec.kind === 'map' && spec.tiled) bytes *= TILED;
  return bytes + most * BYTES_AN_INSTRUCTION * (weights[kernel] as number);
}

export function workOf(plan: Plan, registry: Registry): number {
  const weights = plan.kernels.map((k) => weightOf(k, registry));
  return plan.tasks.reduce((n, t) => n + taskWork(plan, t, weights), 0);
}

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
