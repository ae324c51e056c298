/** The whole of fusion: what a trace's nodes become before regions and tasks are thought of. */
import type { Trace } from '../ir/graph';
import { verifyTrace } from '../ir/verify';
import type { Registry } from '../ops/operation';
import { type FuseOptions, type Group, group } from './group';
import { simplify } from './simplify';
import { sink } from './sink';
import { dropVersions } from './versions';

/** Kernels over a trace that has the temporaries of fusion beside the program's buffers. */
export interface Fused {
  readonly trace: Trace;
  readonly groups: readonly Group[];
}

export interface FusionOptions extends FuseOptions {
  /** Check what each step hands to the next. */
  readonly verify?: boolean;
}

export function fuse(trace: Trace, registry: Registry, options: FusionOptions = {}): Fused {
  const check = (t: Trace): Trace => {
    if (options.verify) verifyTrace(t, registry);
    return t;
  };
  const simple = check(simplify(check(trace)));
  const groups = group(simple, registry, options);
  return options.unfused ? { trace: simple, groups } : dropVersions(simple, sink(groups, simple, registry));
}
