/** Calls that ran on the host instead of the engine, by function and the user's line. */
import { captureSite, siteText } from '../trace/site';

export interface Fallback {
  /** The function that ran on the host. */
  readonly what: string;
  /** The user's `file:line:col`. */
  readonly site: string;
  /** What kept it there, of functions that may run on the engine. */
  readonly why?: string;
  readonly count: number;
}

const counted = new Map<string, Fallback>();

/** Notes that a function gathered its operands and ran on the host. */
export function countFallback(what: string, why?: string): void {
  const site = siteText(captureSite());
  const key = `${what} ${site} ${why ?? ''}`;
  const count = (counted.get(key)?.count ?? 0) + 1;
  counted.set(key, { what, site, ...(why !== undefined && { why }), count });
}

/** Functions that ran on the host, in the order of their first time. */
export const fallbacks = (): readonly Fallback[] => [...counted.values()];

export function resetFallbacks(): void {
  counted.clear();
}
