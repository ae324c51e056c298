/**
 * The seam between compiler and runtime: a trace becomes a plan. Pure: the same trace for the same
 * machine gives the same plan, on every rank.
 */
import { type FusionOptions, fuse } from './fuse/fuse';
import { redirect } from './fuse/redirect';
import type { Trace } from './ir/graph';
import type { Machine, Plan } from './ir/plan';
import { verifyPlan } from './ir/verify';
import type { Registry } from './ops/operation';
import { partition } from './partition/partition';

export type CompileOptions = FusionOptions;

export function compile(trace: Trace, machine: Machine, registry: Registry, options: CompileOptions = {}): Plan {
  const fused = fuse(trace, registry, options);
  const placed = options.unfused ? { ...fused, moved: new Map() } : redirect(fused.trace, fused.groups);
  const plan = partition(placed, machine, registry);
  if (options.verify) verifyPlan(plan);
  return plan;
}
