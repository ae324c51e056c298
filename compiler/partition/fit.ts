/**
 * From a view's flat strides to coordinates of the region behind its buffer.
 *
 * Legion cuts regions by rectangles, so a launch can be partitioned only where each coordinate of
 * the region is an affine function of the iteration indices. A view that has no such form (a ravel
 * of a matrix, say) is still right, through flat addressing, by a task that is given the whole region.
 */
import { cStrides, elements, type View } from '../ir/graph';
import { MAX_DIM } from '../ir/plan';

/** `step` elements of a region dimension for each index of an iteration axis. */
export interface Term {
  readonly axis: number;
  readonly step: number;
}

/** Coordinate of one region dimension: start + Σ step * index(axis). */
export interface DimAccess {
  readonly start: number;
  readonly terms: readonly Term[];
}

export interface Fit {
  /** By region dimension; of a flat fit, the one flat index. */
  readonly dims: readonly DimAccess[];
  /** Addresses the region as one dense line; needs all of it. */
  readonly flat: boolean;
}

/** Shape of the region that is made for a buffer: its own, unless Legate can't have so many dimensions. */
export function regionShape(shape: readonly number[]): number[] {
  if (shape.length === 0) return [1];
  if (shape.length <= MAX_DIM) return [...shape];
  const long = shape.filter((e) => e !== 1);
  if (long.length <= MAX_DIM) return long.length === 0 ? [1] : long;
  const lead = long.length - MAX_DIM + 1;
  return [elements(long.slice(0, lead)), ...long.slice(lead)];
}

/** Index range [least, greatest] that a coordinate takes over the iteration space. */
export function range(dim: DimAccess, shape: readonly number[]): [number, number] {
  let lo = dim.start;
  let hi = dim.start;
  for (const { axis, step } of dim.terms) {
    const span = step * ((shape[axis] as number) - 1);
    if (span < 0) lo += span;
    else hi += span;
  }
  return [lo, hi];
}

/** Coordinates of the view in a region of this shape; flat where no affine ones exist. */
export function fitView(view: View, region: readonly number[]): Fit {
  const pitch = cStrides(region);
  const terms: Term[][] = region.map(() => []);
  const starts: number[] = [];
  let rest = view.offset;
  region.forEach((_, d) => {
    const start = Math.floor(rest / (pitch[d] as number));
    starts.push(start);
    rest -= start * (pitch[d] as number);
  });
  view.shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const stride = view.strides[axis] as number;
    let left = Math.abs(stride);
    region.forEach((e, d) => {
      const p = pitch[d] as number;
      const q = e === 1 ? 0 : Math.floor(left / p);
      if (q === 0) return;
      (terms[d] as Term[]).push({ axis, step: Math.sign(stride) * q });
      left -= q * p;
    });
  });
  const dims = starts.map((start, d) => ({ start, terms: terms[d] as Term[] }));
  const inside = dims.every((dim, d) => {
    const [lo, hi] = range(dim, view.shape);
    return lo >= 0 && hi < (region[d] as number);
  });
  return inside ? { dims, flat: false } : flatFit(view);
}

export function flatFit(view: View): Fit {
  const terms = view.shape.flatMap((extent, axis) => {
    const step = view.strides[axis] as number;
    return extent === 1 || step === 0 ? [] : [{ axis, step }];
  });
  return { dims: [{ start: view.offset, terms }], flat: true };
}
