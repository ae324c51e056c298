/** What the run did, counted where it happens. Calls that ran on the host are in fallbacks.ts. */
export { countFallback } from './fallbacks';

export const counts = {
  /** Traces handed to the executor. */
  flushes: 0,
  /** Passes over data by generated code; the combination of blocks' partial results is part of its pass. */
  kernels: 0,
  /** Operations on small arrays that were done at once in the host, without a task. */
  host: 0,
  /** Reads of values that had to wait for the engine. */
  syncs: 0,
  /**
   * Values that the program has no name for, that a kernel could have passed on element by element, and that got memory
   * all the same. Results of reductions and of library tasks are none, nor is what is smaller than where it is used.
   */
  temporariesStored: 0,
};
