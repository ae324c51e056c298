/** Code of a map: one pass over the iteration space, loads first, stores last, for each index. */
import type { MapKernel } from '../ir/kernel';
import type { Registry } from '../ops/operation';
import type { Int } from './emitter';
import { Frame } from './frame';
import { Streams } from './stream';

export function emitMap(k: MapKernel, registry: Registry): string {
  const f = new Frame(k, registry, k.values);
  const { e } = f;
  const one = e.int(1);
  const zero = e.int(0);
  const at: Int[] = new Array<Int>(k.rank).fill(zero);
  const index = (axis: number) => at[axis] as Int;
  const inner = k.order[k.order.length - 1];

  const point = (address: (access: number) => Int, streamed?: ReadonlySet<number>) => {
    const values = f.values(k.values, address, index);
    for (const { access, value } of k.stores) {
      f.store(access, values[value] as (typeof values)[number], address, streamed?.has(access));
    }
  };
  const bounds = (axis: number): [Int, Int] => (axis === k.cutAxis ? [f.lo, f.hi] : [zero, f.extents[axis] as Int]);

  const streams = k.streams && inner !== undefined ? Streams.of(k, f, inner) : undefined;

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
    const row = (from: Int, to: Int, streamed?: ReadonlySet<number>) =>
      e.loop(from, to, one, (i) => {
        at[axis] = i;
        point((access) => rows(access, i), streamed);
      });
    const first = streams?.first(rows, lo, hi) ?? hi;
    row(lo, first);
    if (streams) row(first, hi, streams.accesses);
  };

  if (inner === undefined) {
    const rows = f.rows(-1, index);
    point((access) => rows(access, zero));
  } else nest(0);
  return f.finish();
}
