/** What the run did, counted where it happens. Calls that ran on the host are in fallbacks.ts. */
export { countFallback } from './fallbacks';

export const counts = {
  /** Traces handed to the executor. */
  flushes: 0,
  /** Passes over data by generated code; the combination of blocks' partial results is part of its pass. */
  kernels: 0,
  /** Reads of values that had to wait for the engine. */
  syncs: 0,
  /** Values that nobody can name and that got memory all the same. */
  temporariesStored: 0,
};
