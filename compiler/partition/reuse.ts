/**
 * Lets temporaries whose lives don't overlap share a region. A loop's window would otherwise touch
 * fresh memory in each of its iterations, where one region would stay in the cache.
 */
import type { RegionDecl, TaskPlan } from '../ir/plan';

/** Region that each region's contents are kept in: its own number, or that of an earlier one. */
export function shareRegions(regions: readonly RegionDecl[], tasks: readonly TaskPlan[]): number[] {
  const last = new Map<number, number>();
  tasks.forEach((t, i) => {
    for (const a of t.args) last.set(a.region, i);
  });
  const home = regions.map((_, r) => r);
  const free = new Map<string, number[]>();
  const seen = new Set<number>();
  tasks.forEach((t, i) => {
    for (const { region } of t.args) {
      const decl = regions[region] as RegionDecl;
      if (seen.has(region) || !sharable(decl)) continue;
      seen.add(region);
      const slot = free.get(keyOf(decl))?.pop();
      if (slot !== undefined) home[region] = slot;
    }
    for (const { region } of t.args) {
      const decl = regions[region] as RegionDecl;
      if (last.get(region) !== i || !sharable(decl)) continue;
      const key = keyOf(decl);
      const list = free.get(key) ?? [];
      const slot = home[region] as number;
      if (!list.includes(slot)) list.push(slot);
      free.set(key, list);
    }
  });
  return home;
}

const keyOf = (r: RegionDecl): string => `${r.dtype}:${r.shape.join('x')}`;

/** Neither its contents nor a fill at the start of the plan may be lost to another's. */
const sharable = (r: RegionDecl): boolean => r.used && !r.kept && !r.defined && !r.partial;
