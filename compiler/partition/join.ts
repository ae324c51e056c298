/**
 * Axes that run as one. What is computed for each element alone needn't know rows from columns: where all accesses move
 * along the last axes as along one line, the kernel has a single loop over it. Rows may be short then (points in space
 * are rows of three), and arrays of all shapes share the code of the line.
 */
import { elements } from '../ir/graph';
import type { Access } from './accesses';
import type { DimAccess, Fit, Term } from './fit';

export interface Joined {
  readonly shape: readonly number[];
  readonly accesses: readonly Access[];
  /** Elements of the last axis for each index of the cut axis. */
  readonly scale: number;
}

/** What a kernel runs over. */
export interface Space {
  readonly shape: readonly number[];
  readonly cutAxis: number;
  /** Reduced axes; none of a map. */
  readonly axes: readonly number[];
  readonly accesses: readonly Access[];
  /** Those that move from block to block along the cut axis. */
  readonly blocks: readonly number[];
}

/** @param regionOf shape of the region that an access is to */
export function joinAxes(
  { shape, cutAxis, axes, accesses, blocks }: Space,
  regionOf: (access: Access) => readonly number[],
): Joined {
  const isReduced = axes.includes(shape.length - 1);
  // Blocks stand still while their elements pass.
  const moving = accesses.filter((_, n) => !(isReduced && blocks.includes(n)));
  let first = shape.length - 1;
  const isOne = (axis: number): boolean =>
    axes.includes(axis) === isReduced && moving.every((a) => isLine(a.fit, regionOf(a), shape, axis));
  while (first > cutAxis && isOne(first - 1)) first--;
  if (first >= shape.length - 1) return { shape, accesses, scale: 1 };
  const last = shape.slice(first);
  const count = elements(last);
  return {
    shape: [...shape.slice(0, first), count],
    accesses: accesses.map((a) => ({ ...a, fit: joined(a.fit, regionOf(a), first) })),
    scale: first === cutAxis ? count / (last[0] as number) : 1,
  };
}

interface Move extends Term {
  readonly dim: number;
}

/** How an access moves along the axes from one on, outermost first. */
const movesOf = ({ dims }: Fit, first: number): Move[] =>
  dims
    .flatMap(({ terms }, dim) => terms.map((t) => ({ ...t, dim })))
    .filter(({ axis }) => axis >= first)
    .sort((a, b) => a.axis - b.axis);

/** Whether an access goes on along an axis where it ends along those behind, which are known to be one line. */
function isLine(fit: Fit, region: readonly number[], shape: readonly number[], axis: number): boolean {
  const behind = shape.findIndex((e, d) => d > axis && e > 1);
  if (shape[axis] === 1 || behind < 0) return true;
  const moves = movesOf(fit, axis);
  const [here, there] = [moves.filter((m) => m.axis === axis), moves.filter((m) => m.axis === behind)];
  if (here.length === 0 && there.length === 0) return true;
  if (here.length !== 1 || there.length !== 1) return false;
  const [outer, inner] = [here[0] as Move, there[0] as Move];
  const extent = shape[behind] as number;
  if (outer.dim === inner.dim) return outer.step === inner.step * extent && isAlone(moves, inner.dim, region);
  // All of the dimensions behind, or memory may have other columns than these, and instances fewer than the region.
  const isWhole = region[inner.dim] === extent && fit.dims[inner.dim]?.terms.length === 1;
  const isNext = region.slice(outer.dim + 1, inner.dim).every((e) => e === 1);
  const isLast = region.slice((moves.at(-1) as Move).dim + 1).every((e) => e === 1);
  return outer.dim < inner.dim && outer.step === 1 && inner.step === 1 && isWhole && isNext && isLast;
}

/** Whether the axes lie along one dimension, or else in the last ones. */
const isAlone = (moves: readonly Move[], dim: number, region: readonly number[]): boolean =>
  moves.every((m) => m.dim === dim) || region.slice((moves.at(-1) as Move).dim + 1).every((e) => e === 1);

/** The access when the axes from one on are that one. */
function joined(fit: Fit, region: readonly number[], first: number): Fit {
  const moves = movesOf(fit, first);
  if (moves.length === 0) return fit;
  const [outer, inner] = [moves[0] as Move, moves.at(-1) as Move];
  // One axis alone, of which others have but one index, may move along several dimensions: a diagonal.
  if (outer.axis === inner.axis) {
    const along = (t: Term): Term => (t.axis >= first ? { axis: first, step: t.step } : t);
    return { ...fit, dims: fit.dims.map(({ start, terms }) => ({ start, terms: terms.map(along) })) };
  }
  const line: Term = { axis: first, step: inner.step };
  const others = ({ terms }: DimAccess): Term[] => terms.filter(({ axis }) => axis < first);
  if (outer.dim === inner.dim) {
    const dims = fit.dims.map((d, k) => (k === outer.dim ? { start: d.start, terms: [...others(d), line] } : d));
    return { ...fit, dims };
  }
  // The rows of the dimensions behind are one line of memory.
  const row = elements(region.slice(outer.dim + 1));
  const { start, terms } = fit.dims[outer.dim] as DimAccess;
  const before = others({ start, terms }).map(({ axis, step }) => ({ axis, step: step * row }));
  return { ...fit, dims: [...fit.dims.slice(0, outer.dim), { start: start * row, terms: [...before, line] }] };
}
