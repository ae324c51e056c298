/** In which order the axes of a map run. */
import type { Access } from './accesses';

export interface LoopOrder {
  /** Outermost first; the innermost one is that along which most accesses are dense. */
  readonly order: readonly number[];
  /**
   * Others are dense along the axis before it, as in a copy of a transposed array: the two run tile by tile, so that of a
   * fetched cache line all is used before it is lost.
   */
  readonly tiled: boolean;
}

/** Below this many rows a cache keeps the lines of all of them. */
const WORTH_TILING = 64;

export function loopOrder(accesses: readonly Access[], shape: readonly number[]): LoopOrder {
  const rank = shape.length;
  if (rank === 0) return { order: [], tiled: false };
  const isDense = (a: Access, axis: number) =>
    a.fit.dims.at(-1)?.terms.some((t) => t.axis === axis && Math.abs(t.step) === 1) === true;
  const votes = (axis: number, of: readonly Access[]) =>
    of.filter((a) => isDense(a, axis)).reduce((sum, a) => sum + (a.written ? 3 : 2), 0);
  const axes = shape.map((_, axis) => axis);
  const most = (among: readonly number[], of: readonly Access[]) =>
    among.reduceRight((best, axis) => (votes(axis, of) > votes(best, of) ? axis : best));
  const inner = most(axes, accesses);
  const others = axes.filter((axis) => axis !== inner);

  const turned = accesses.filter(
    (a) => !isDense(a, inner) && a.fit.dims.some((d) => d.terms.some((t) => t.axis === inner)),
  );
  const before = others.length === 0 ? inner : most(others, turned);
  const isLong = [inner, before].every((axis) => (shape[axis] as number) >= WORTH_TILING);
  const tiled = before !== inner && isLong && votes(before, turned) > 0;
  return { order: tiled ? [...others.filter((axis) => axis !== before), before, inner] : [...others, inner], tiled };
}
