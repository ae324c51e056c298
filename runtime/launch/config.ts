/** The configuration of the engine executor, from the options in force and the started engine. */

import type { Machine } from '../../compiler/ir/plan';
import type { EmitKind } from '../../compiler/options';

export interface EngineConfig {
  readonly machine: Machine;
  /** Bytes of regions at most, in this process. */
  readonly budget: number;
  readonly fuse: boolean;
  readonly fastMath: boolean;
  /** Whether light plans that are waited for run on the thread that waits. */
  readonly inline: boolean;
  readonly emit: readonly EmitKind[];
  readonly verify: boolean;
  /** What generated code depends on besides its specification. */
  readonly salt: string;
}
