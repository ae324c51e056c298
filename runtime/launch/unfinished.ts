/**
 * Which tasks may still be running: a wait for all of them costs a fence, which there is no need for where the program has
 * read what they all led to.
 */
import type { ArgPlan, Plan } from '../../compiler/ir/plan';
import type { Region } from './regions';

/** The regions that a task writes; it is done when the contents of one of them are there. */
type End = readonly Region[];

/** Past this many it isn't worth knowing which. */
const MOST = 16;

export class Unfinished {
  private readonly ends = new Set<End>();
  private unknown = false;

  /** Whether there are none. */
  get isEmpty(): boolean {
    return !this.unknown && this.ends.size === 0;
  }

  /** A plan's tasks were submitted. @param ends of `endsOf(plan)` */
  submitted(ends: readonly (readonly number[])[], regions: ReadonlyMap<number, Region>): void {
    for (const written of ends) this.ends.add(written.map((r) => regions.get(r) as Region));
    if (this.ends.size <= MOST) return;
    this.ends.clear();
    this.unknown = true;
  }

  /** All of a region's contents were waited for. */
  wasRead(region: Region): void {
    for (const end of this.ends) if (end.includes(region)) this.ends.delete(end);
  }

  /** Everything was waited for. */
  clear(): void {
    this.ends.clear();
    this.unknown = false;
  }
}

/** What the tasks write that no later task waits for. */
export function endsOf({ tasks }: Plan): number[][] {
  const writes = (args: readonly ArgPlan[]): ArgPlan[] => args.filter((a) => a.access !== 'read');
  const ends = tasks.filter((t, n) => {
    const later = tasks.slice(n + 1).flatMap(({ args }) => args);
    return !writes(t.args).some((w) => later.some((a) => covers(a, w)));
  });
  return ends.map((t) => writes(t.args).map((a) => a.region));
}

/** Whether all points of a launch together wait for all that the other's write. */
const covers = (a: ArgPlan, write: ArgPlan): boolean =>
  a.region === write.region &&
  a.lo.every((lo, d) => lo <= (write.lo[d] as number) && (a.hi[d] as number) >= (write.hi[d] as number));
