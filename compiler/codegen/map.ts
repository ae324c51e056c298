/** Code of a map: one pass over the iteration space, loads first, stores last, for each index. */
import type { MapKernel } from '../ir/kernel';
import type { Registry } from '../ops/operation';
import type { Int } from './emitter';
import { Frame } from './frame';

export function emitMap(k: MapKernel, registry: Registry): string {
  const f = new Frame(k, registry, k.values);
  const { e } = f;
  const one = e.int(1);
  const zero = e.int(0);
  const at: Int[] = new Array<Int>(k.rank).fill(zero);
  const index = (axis: number) => at[axis] as Int;
  const inner = k.order[k.order.length - 1];

  const point = (address: (access: number) => Int) => {
    const values = f.values(k.values, address, index);
    for (const s of k.stores) f.store(s.access, values[s.value] as (typeof values)[number], address);
  };
  const bounds = (axis: number): [Int, Int] => (axis === k.cutAxis ? [f.lo, f.hi] : [zero, f.extents[axis] as Int]);

  const nest = (depth: number): void => {
    const axis = k.order[depth] as number;
    const [lo, hi] = bounds(axis);
    if (axis !== inner) {
      e.loop(lo, hi, one, (i) => {
        at[axis] = i;
        nest(depth + 1);
      });
      return;
    }
    const rows = f.rows(axis, index);
    e.loop(lo, hi, one, (i) => {
      at[axis] = i;
      point((access) => rows(access, i));
    });
  };

  if (inner === undefined) {
    const rows = f.rows(-1, index);
    point((access) => rows(access, zero));
  } else nest(0);
  return f.finish();
}
