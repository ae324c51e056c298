/** The run's figures, as `legatec explain --json` prints them. */
import { loadAddon } from '../core/addon';
import { hasStarted, tracer } from '../trace/instance';
import { refusedLoops } from '../trace/loops';
import { type KeptLoop, keptLoops, siteText } from '../trace/site';
import { counts } from './counters';
import { type Fallback, fallbacks } from './fallbacks';
import { type Line, profiledLines, profilesLines } from './lines';

export { type Launches, type Line, profileLines } from './lines';

export interface Report {
  readonly kernels: number;
  readonly tasks: number;
  readonly syncs: number;
  /** Operations on small arrays that were done at once in the host. */
  readonly host_operations: number;
  readonly temporaries_stored: number;
  readonly fallbacks: readonly Fallback[];
  /** Loops over arrays that the program ran itself. */
  readonly loops: readonly KeptLoop[];
  /** Line by line, of a run that was asked to tell them apart. */
  readonly lines: readonly Line[];
}

/** Tasks that the addon launched: moving data from and to the host, and giving regions memory, are not counted. */
function launchedTasks(): number {
  const { launches, copies, touches } = loadAddon().counters();
  return launches - copies - touches;
}

/** Computes what is pending, then gives the figures since the start. */
export function report(): Report {
  if (hasStarted()) tracer().flush();
  const isTimed = profilesLines() && counts.flushes > 0;
  if (isTimed) loadAddon().fence();
  const refused = [...refusedLoops()].map(([site, why]) => ({ place: siteText(site).replace(/:\d+$/, ''), why }));
  return {
    kernels: counts.kernels,
    tasks: counts.flushes > 0 ? launchedTasks() : 0,
    syncs: counts.syncs,
    host_operations: counts.host,
    temporaries_stored: counts.temporariesStored,
    fallbacks: fallbacks(),
    loops: [...keptLoops(), ...refused],
    lines: profiledLines(isTimed ? loadAddon().taskTimes() : {}),
  };
}
