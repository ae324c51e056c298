/**
 * The accesses of one kernel: deduplicated, gathered into task arguments, their starts and strides
 * moved to run-time integers. Overlapping reads of a buffer become one argument with a halo.
 */
import type { AccessSpec, ArgSpec, Step } from '../ir/kernel';
import type { RegionDecl } from '../ir/plan';
import { type Fit, range } from './fit';

/** Steps up to this are constants of the generated code (so that loops vectorise); others are passed. */
const BAKED_STEP = 4;

/** Reads this far apart (rows of the region) are separate arguments. */
const MAX_HALO = 64;

export interface Access {
  readonly region: number;
  readonly fit: Fit;
  readonly written: boolean;
  readonly read: boolean;
}

/** One argument of the task, and the accesses that go through it. */
export interface ArgCluster {
  readonly region: number;
  readonly flat: boolean;
  readonly written: boolean;
  readonly read: boolean;
  readonly members: number[];
}

/** Which accesses can share an argument: of one region, moving the same way, and close together. */
export function cluster(accesses: readonly Access[]): ArgCluster[] {
  const clusters: ArgCluster[] = [];
  accesses.forEach((a, i) => {
    const home = clusters.find((c) => {
      const other = accesses[c.members[0] as number] as Access;
      return !c.written && !a.written && c.region === a.region && near(other.fit, a.fit);
    });
    if (home) home.members.push(i);
    else {
      clusters.push({
        region: a.region,
        flat: a.fit.flat,
        written: a.written,
        read: a.read,
        members: [i],
      });
    }
  });
  return clusters;
}

function near(a: Fit, b: Fit): boolean {
  if (a.flat || b.flat) return a.flat && b.flat;
  return a.dims.every((da, d) => {
    const db = b.dims[d] as (typeof b.dims)[number];
    return (
      Math.abs(da.start - db.start) <= MAX_HALO &&
      da.terms.length === db.terms.length &&
      da.terms.every((t, k) => t.axis === db.terms[k]?.axis && t.step === db.terms[k]?.step)
    );
  });
}

/** Half-open rectangle of the region that a cluster touches. */
export function rectangle(
  c: ArgCluster,
  accesses: readonly Access[],
  shape: readonly number[],
  region: readonly number[],
): { lo: number[]; hi: number[] } {
  if (c.flat) return { lo: region.map(() => 0), hi: [...region] };
  const lo = region.map(() => Number.POSITIVE_INFINITY);
  const hi = region.map(() => 0);
  for (const m of c.members) {
    (accesses[m] as Access).fit.dims.forEach((dim, d) => {
      const [l, h] = range(dim, shape);
      lo[d] = Math.min(lo[d] as number, l);
      hi[d] = Math.max(hi[d] as number, h + 1);
    });
  }
  return { lo, hi };
}

/**
 * How a cluster is cut when the launch is cut along `axis` in pieces of `tile` indices.
 * @returns "whole" when it doesn't move along the axis; undefined when it can't be cut.
 */
export function cutCluster(
  c: ArgCluster,
  accesses: readonly Access[],
  shape: readonly number[],
  axis: number,
  tile: number,
): { dim: number; extent: number; high: number } | 'whole' | undefined {
  const fits = c.members.map((m) => (accesses[m] as Access).fit);
  const first = fits[0] as Fit;
  const moving = first.dims.flatMap((dim, d) => (dim.terms.some((t) => t.axis === axis) ? [d] : []));
  if (moving.length === 0) return 'whole';
  if (c.flat || moving.length !== 1) return undefined;
  const dim = moving[0] as number;
  const step = first.dims[dim]?.terms.find((t) => t.axis === axis)?.step as number;
  if (step < 0) return undefined;
  // Bounds of the coordinate at index 0 of the cut axis, over all accesses and other axes.
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  for (const f of fits) {
    const d = f.dims[dim] as (typeof f.dims)[number];
    const [l, h] = range({ start: d.start, terms: d.terms.filter((t) => t.axis !== axis) }, shape);
    lo = Math.min(lo, l);
    hi = Math.max(hi, h);
  }
  return { dim, extent: step * tile, high: Math.max(0, hi - lo + 1 - step) };
}

/** Collects the run-time integers of a kernel; the first `rank` are the extents. */
export class Integers {
  readonly values: number[];

  constructor(...lead: number[]) {
    this.values = lead;
  }

  add(value: number): number {
    this.values.push(value);
    return this.values.length - 1;
  }
}

/** The kernel's form of an access. */
export function accessSpec(fit: Fit, arg: number, integers: Integers): AccessSpec {
  const step = (s: number): Step => (Math.abs(s) <= BAKED_STEP ? s : { at: integers.add(s) });
  return {
    arg,
    dims: fit.dims.map((d) => ({
      start: integers.add(d.start),
      terms: d.terms.map((t) => ({ axis: t.axis, step: step(t.step) })),
    })),
  };
}

export function argSpec(c: ArgCluster, accesses: readonly Access[], regions: readonly RegionDecl[]): ArgSpec {
  const { dtype } = regions[c.region] as RegionDecl;
  return { dtype, dims: (accesses[c.members[0] as number] as Access).fit.dims.length, written: c.written };
}
