/**
 * The seam between compiler and runtime: a trace becomes a plan. Pure: the same trace for the same
 * machine gives the same plan, on every rank.
 */
import { type FuseOptions, group } from './fuse/group';
import { redirect } from './fuse/redirect';
import { simplify } from './fuse/simplify';
import { sink } from './fuse/sink';
import type { Trace } from './ir/graph';
import type { Machine, Plan } from './ir/plan';
import { verifyPlan, verifyTrace } from './ir/verify';
import type { Registry } from './ops/operation';
import { partition } from './partition/partition';

export interface CompileOptions extends FuseOptions {
  /** Check what each stage hands to the next. */
  readonly verify?: boolean;
}

export function compile(trace: Trace, machine: Machine, registry: Registry, options: CompileOptions = {}): Plan {
  if (options.verify) verifyTrace(trace, registry);
  const simple = simplify(trace);
  if (options.verify) verifyTrace(simple, registry);
  const groups = group(simple, registry, options);
  const plan = options.unfused
    ? partition({ trace: simple, groups, moved: new Map() }, machine, registry)
    : partition(redirect(simple, sink(groups, simple, registry)), machine, registry);
  if (options.verify) verifyPlan(plan);
  return plan;
}
