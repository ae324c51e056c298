/** What the run did, counted where it happens. */
export const counts = {
  /** Traces handed to the executor. */
  flushes: 0,
  /** Passes over data by generated code; the combination of blocks' partial results is part of its pass. */
  kernels: 0,
  /** Task launches submitted. */
  tasks: 0,
  /** Reads of values that had to wait for the engine. */
  syncs: 0,
  /** Values that nobody can name and that got memory all the same. */
  temporariesStored: 0,
  /** Calls that ran outside the engine, by function and the user's line. */
  fallbacks: new Map<string, number>(),
};

/** Counts a call that was computed in JavaScript. */
export function countFallback(name: string, site: string): void {
  const key = `${name} at ${site}`;
  counts.fallbacks.set(key, (counts.fallbacks.get(key) ?? 0) + 1);
}
