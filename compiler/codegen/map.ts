/** Code of a map: one pass over the iteration space, loads first, stores last, for each index. */
import type { MapKernel } from '../ir/kernel';
import type { Registry } from '../ops/operation';
import type { Int } from './emitter';
import { Frame } from './frame';
import { Streams } from './stream';

/** Side of a tile. A line of a cache is eight doubles, and the nearest cache holds some 500 lines. */
const TILE = 32;

/** From the first to before the second. */
type Range = readonly [Int, Int];

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
  const bounds = (axis: number): Range => (axis === k.cutAxis ? [f.lo, f.hi] : [zero, f.extents[axis] as Int]);

  const streams = k.streams && inner !== undefined ? Streams.of(k, f, inner) : undefined;

  /** The innermost axis, from `lo` to `hi`. */
  const row = (lo: Int, hi: Int): void => {
    const axis = inner as number;
    const rows = f.rows(axis, index);
    const part = (from: Int, to: Int, streamed?: ReadonlySet<number>) =>
      e.loop(from, to, one, (i) => {
        at[axis] = i;
        point((access) => rows(access, i), streamed);
      });
    const first = streams?.first(rows, lo, hi) ?? hi;
    part(lo, first);
    if (streams) part(first, hi, streams.accesses);
  };
  const outer = (axis: number, lo: Int, hi: Int, body: () => void): void =>
    e.loop(lo, hi, one, (i) => {
      at[axis] = i;
      body();
    });
  /** The two innermost axes in squares. */
  const tiles = (axis: number): void => {
    const tile = e.int(TILE);
    const inTiles = (a: number, body: (...range: Range) => void): void => {
      const [lo, hi] = bounds(a);
      e.loop(lo, hi, tile, (i) => body(i, e.min(e.add(i, tile), hi)));
    };
    inTiles(axis, (lo, hi) => inTiles(inner as number, (from, to) => outer(axis, lo, hi, () => row(from, to))));
  };
  const nest = (depth: number): void => {
    const axis = k.order[depth] as number;
    if (axis === inner) row(...bounds(axis));
    else if (k.tiled && depth === k.rank - 2) tiles(axis);
    else outer(axis, ...bounds(axis), () => nest(depth + 1));
  };

  if (inner === undefined) {
    const rows = f.rows(-1, index);
    point((access) => rows(access, zero));
  } else nest(0);
  return f.finish();
}
