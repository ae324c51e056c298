/**
 * Code of a fold: each kept position by itself, its elements in order. Positions are independent of each other, so
 * that a tile of them runs side by side inside of the fold: the tile vectorises, or hides what one has to wait for.
 */
import type { FoldKernel } from '../ir/kernel';
import type { FoldOperation, Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import type { Int } from './emitter';
import { Frame } from './frame';
import { StateArray } from './state';

/** Positions of a tile: their states stay in registers. */
const DENSE = 32;
const SPREAD = 8;

export function emitFold(k: FoldKernel, registry: Registry): string {
  const f = new Frame(k, registry, k.values);
  const { e } = f;
  const operation = registry.get(k.op) as FoldOperation;
  const [zero, one] = [e.int(0), e.int(1)];
  const at = new Array<Int>(k.rank).fill(zero);
  const index = (axis: number): Int => at[axis] as Int;
  const width = k.tile < 0 ? 1 : k.dense ? DENSE : SPREAD;
  const states = new StateArray(f.s, [k.signature.output], width);
  const isKept = (axis: number): boolean => !k.axes.includes(axis);
  const outer = Array.from({ length: k.rank }, (_, axis) => axis).filter((axis) => isKept(axis) && axis !== k.tile);
  const bounds = (axis: number): [Int, Int] => (axis === k.cutAxis ? [f.lo, f.hi] : [zero, f.extents[axis] as Int]);

  const nest = (axes: readonly number[], body: () => void): void => {
    const [axis, ...rest] = axes;
    if (axis === undefined) {
      body();
      return;
    }
    const [lo, hi] = bounds(axis);
    e.loop(lo, hi, one, (i) => {
      at[axis] = i;
      nest(rest, body);
    });
  };

  /** Positions [from, from + take) of the tile's axis. */
  const tile = (from: Int, take: Int): void => {
    const positions = (body: (c: Int, values: () => readonly Scalar[], address: (access: number) => Int) => void) => {
      const rows = f.rows(k.tile, index);
      e.loop(zero, take, one, (c) => {
        const i = e.add(from, c);
        if (k.tile >= 0) at[k.tile] = i;
        const address = (access: number) => rows(access, i);
        body(c, () => f.values(k.values, address, index), address);
      });
    };
    for (const axis of k.axes) at[axis] = zero;
    positions((c, values) => states.store(c, [values()[k.operands[0] as number] as Scalar]));
    nest(k.axes, () => {
      positions((c, values) => {
        const computed = values();
        const [, ...others] = k.operands.map((v) => computed[v] as Scalar);
        const [state] = states.load(c);
        states.store(c, [operation.emit(f.s, [state as Scalar, ...others], k.signature, k.params)]);
      });
    });
    for (const axis of k.axes) at[axis] = zero;
    positions((c, _, address) => f.store(k.output, states.load(c)[0] as Scalar, address));
  };

  if (k.tile < 0) nest(outer, () => tile(zero, one));
  else {
    const [lo, hi] = bounds(k.tile);
    e.loop(lo, hi, e.int(width), (from) => {
      const left = e.sub(hi, from);
      const isFull = e.b.CreateICmpSGE(left, e.int(width));
      // Twice: where the tile is full, the compiler knows its width.
      e.if(isFull, () => nest(outer, () => tile(from, e.int(width))));
      e.if(e.b.CreateNot(isFull), () => nest(outer, () => tile(from, left)));
    });
  }
  return f.finish();
}
