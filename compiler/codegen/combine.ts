/** Code that combines the states of blocks into a result, by the pairwise tree, block 0 first. */
import type { CombineKernel } from '../ir/kernel';
import type { ReductionOperation, Registry } from '../ops/operation';
import type { Int } from './emitter';
import { Frame } from './frame';
import { EmittedTree } from './state';

export function emitCombine(k: CombineKernel, registry: Registry): string {
  const f = new Frame(k, registry, []);
  const { e } = f;
  const op = registry.get(k.op) as ReductionOperation;
  const tree = new EmittedTree(e, f.s, op, k.signature);
  const zero = e.int(0);
  const at: Int[] = new Array<Int>(k.rank).fill(zero);
  const index = (axis: number) => at[axis] as Int;
  const result = k.accesses.length - 1;

  const element = () => {
    tree.reset();
    at[0] = zero;
    const rows = f.rows(0, index);
    e.loop(zero, f.extents[0] as Int, e.int(1), (block) => {
      tree.push(k.signature.state.map((dtype, n) => f.s.load(rows(n, block), dtype)));
    });
    const value = op.finish(f.s, tree.finish(), k.signature);
    const done = f.rows(0, index);
    f.store(result, value, (access) => done(access, zero));
  };
  const nest = (axis: number): void => {
    if (axis === k.rank) {
      element();
      return;
    }
    e.loop(zero, f.extents[axis] as Int, e.int(1), (i) => {
      at[axis] = i;
      nest(axis + 1);
    });
  };
  nest(1);
  return f.finish();
}
