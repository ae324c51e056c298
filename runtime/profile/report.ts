/** The run's figures, as `legatec explain --json` prints them. */
import { hasStarted, tracer } from '../trace/instance';
import { counts } from './counters';
import { type Fallback, fallbacks } from './fallbacks';

export interface Report {
  readonly kernels: number;
  readonly tasks: number;
  readonly syncs: number;
  readonly temporaries_stored: number;
  readonly fallbacks: readonly Fallback[];
}

/** Computes what is pending, then gives the figures since the start. */
export function report(): Report {
  if (hasStarted()) tracer().flush();
  return {
    kernels: counts.kernels,
    tasks: counts.tasks,
    syncs: counts.syncs,
    temporaries_stored: counts.temporariesStored,
    fallbacks: fallbacks(),
  };
}
