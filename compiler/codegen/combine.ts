/** Code that combines the states of blocks into a result, by the pairwise tree, block 0 first. */
import type { CombineKernel } from '../ir/kernel';
import type { ReductionOperation, Registry } from '../ops/operation';
import type { Int } from './emitter';
import { Frame } from './frame';
import { EmittedTree } from './state';

/** Trees fed side by side, along the last axis that is kept: states of a block lie side by side in memory. */
const WIDTH = 64;

export function emitCombine(k: CombineKernel, registry: Registry): string {
  const f = new Frame(k, registry, []);
  const { e } = f;
  const op = registry.get(k.op) as ReductionOperation;
  const last = k.rank - 1;
  const isRow = last > 0;
  const tree = new EmittedTree(e, f.s, op, k.signature, isRow ? WIDTH : 1);
  const zero = e.int(0);
  const at: Int[] = new Array<Int>(k.rank).fill(zero);
  const index = (axis: number) => at[axis] as Int;
  const result = k.accesses.length - 1;
  const places = isRow ? last : 0;

  /** Results at `from + c` along the last axis, c below `take`. */
  const results = (from: Int, take: Int) => {
    tree.reset();
    e.loop(zero, f.extents[0] as Int, e.int(1), (block) => {
      at[0] = block;
      const rows = f.rows(places, index);
      const state = (place: Int) => k.signature.state.map((dtype, n) => f.s.load(rows(n, place), dtype));
      tree.push((c) => state(isRow ? e.add(from, c) : block), take);
    });
    const state = tree.finish(take);
    at[0] = zero;
    const done = f.rows(places, index);
    const store = (c: Int) => {
      const value = op.finish(f.s, state(c), k.signature);
      f.store(result, value, (access) => done(access, isRow ? e.add(from, c) : zero));
    };
    if (isRow) e.loop(zero, take, e.int(1), store);
    else store(zero);
  };
  const nest = (axis: number): void => {
    if (axis < last) {
      e.loop(zero, f.extents[axis] as Int, e.int(1), (i) => {
        at[axis] = i;
        nest(axis + 1);
      });
      return;
    }
    if (!isRow) {
      results(zero, e.int(1));
      return;
    }
    const extent = f.extents[last] as Int;
    e.loop(zero, extent, e.int(WIDTH), (from) => results(from, e.min(e.int(WIDTH), e.sub(extent, from))));
  };
  nest(1);
  return f.finish();
}
