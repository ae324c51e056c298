/**
 * The one order of reductions, fixed by shape and axes alone.
 *
 * A sum must have the same bits fused or not, on one processor or eight, on one rank or a hundred,
 * so nothing about the machine may enter here. The operand is divided into blocks of whole rows
 * along its cut axis; a launch may be cut between blocks only.
 *
 *  - Inside a block the reduced elements are taken in row-major order.
 *    If the last axis is reduced ("lanes"): in chunks of CHUNK elements; in a chunk, lane l of
 *    LANES accumulates elements l, l + LANES, …; lanes are folded in halves (l with l + width/2);
 *    chunk results are combined by `PairwiseTree`.
 *    If the last axis is kept ("rows"): one after the other, so that the kept axis vectorises. Blocks are larger then.
 *  - Blocks, when the cut axis is reduced, are combined by `PairwiseTree` in order.
 *
 * The deepest chain of float additions is CHUNK / LANES + log2: at least as accurate as NumPy's
 * pairwise summation with its base of 128 in 8 accumulators.
 */

/** Elements a block has at least, where there are as many. */
export const BLOCK = 4096;
export const CHUNK = 512;
export const LANES = 32;

export interface Cut {
  /** Axis that launches are cut along. */
  readonly axis: number;
  /** Rows of that axis in a block; a point of a launch gets a multiple of it. */
  readonly unit: number;
  readonly blocks: number;
}

/** An axis shorter than this is passed over for a longer one behind it. */
const WORTH_CUTTING = 16;

/** How an iteration space of this shape is divided into blocks. */
export function cutOf(shape: readonly number[]): Cut {
  let axis = shape.findIndex((e) => e >= WORTH_CUTTING);
  if (axis < 0) axis = shape.indexOf(Math.max(...shape, 1));
  if (axis < 0) return { axis: 0, unit: 1, blocks: 1 };
  const extent = shape[axis] ?? 1;
  const row = shape.reduce((n, e) => n * e, 1) / extent;
  const unit = Math.min(extent, Math.max(1, Math.ceil(BLOCK / row)));
  return { axis, unit, blocks: Math.ceil(extent / unit) };
}

/** Rows that a block has where states are rows themselves: storing one for each block must cost little. */
const ROWS = 32;

/** The blocks of a space in which rows are accumulated one after the other: some of `cutOf`'s each. */
export function cutOfRows(shape: readonly number[]): Cut {
  const { axis, unit } = cutOf(shape);
  const extent = shape[axis] ?? 1;
  const rows = unit * Math.ceil(Math.min(ROWS, Math.ceil(extent / ROWS)) / unit);
  return { axis, unit: rows, blocks: Math.ceil(extent / rows) };
}

/** The blocks in which elements are reduced along axes. */
export function cutOfReduction(shape: readonly number[], axes: readonly number[]): Cut {
  return usesLanes(shape, axes) ? cutOf(shape) : cutOfRows(shape);
}

/** Whether elements are accumulated in lanes (the last axis that is longer than 1 is reduced). */
export function usesLanes(shape: readonly number[], axes: readonly number[]): boolean {
  for (let d = shape.length - 1; d >= 0; d--) {
    if ((shape[d] ?? 1) > 1) return axes.includes(d);
  }
  return true;
}

/**
 * Pairwise combination of a stream: values of equal weight are combined as soon as there are two,
 * like carries of a binary counter; what is left over is folded from the youngest to the oldest.
 */
export class PairwiseTree<T> {
  private readonly stack: T[] = [];
  private count = 0;

  constructor(private readonly combine: (left: T, right: T) => T) {}

  push(value: T): void {
    let v = value;
    for (let n = this.count; n & 1; n >>>= 1) v = this.combine(this.stack.pop() as T, v);
    this.stack.push(v);
    this.count++;
  }

  finish(identity: T): T {
    let v = this.stack.pop();
    if (v === undefined) return identity;
    while (this.stack.length > 0) v = this.combine(this.stack.pop() as T, v);
    return v;
  }
}
