/**
 * Stores past the caches (native/jit_stream.cc makes them): for results of which a task writes more than the caches
 * keep. Each row is two loops then: ordinary stores up to where a cache line begins, streamed ones from there.
 */
import { DTYPES } from '../ir/dtype';
import type { AccessSpec, ArgSpec, MapKernel } from '../ir/kernel';
import type { Int, Value } from './emitter';
import type { Frame } from './frame';

const LINE_BYTES = 64;
/** Below this, what is done to find the line costs more than it saves. */
const LEAST_ROW_BYTES = 4096;

const sizeOf = (k: MapKernel, access: number): number =>
  DTYPES[(k.args[(k.accesses[access] as AccessSpec).arg] as ArgSpec).dtype].size;

/** Whether elements that are next to each other along `axis` are so in memory. */
function isDense({ dims }: AccessSpec, axis: number): boolean {
  return dims.every(({ terms }, d) => {
    const along = terms.filter((t) => t.axis === axis);
    return d === dims.length - 1 ? along.length === 1 && along[0]?.step === 1 : along.length === 0;
  });
}

export class Streams {
  private constructor(
    private readonly k: MapKernel,
    private readonly f: Frame,
    /** i1: the task writes that much. */
    private readonly pays: Value,
    /** The stores' that are streamed; not of what is read too: its lines are in the cache anyway. */
    readonly accesses: ReadonlySet<number>,
  ) {}

  /** Absent: there is nothing to stream. Must be asked for in the entry block. */
  static of(k: MapKernel, f: Frame, inner: number): Streams | undefined {
    const isRead = (arg: number) =>
      k.values.some((v) => v.kind === 'load' && (k.accesses[v.access] as AccessSpec).arg === arg);
    const accesses = k.stores
      .map((s) => s.access)
      .filter((a) => {
        const spec = k.accesses[a] as AccessSpec;
        return isDense(spec, inner) && !isRead(spec.arg);
      });
    if (accesses.length === 0) return undefined;
    const { e } = f;
    const bytes = accesses.reduce((sum, a) => sum + sizeOf(k, a), 0);
    const count = f.extents.reduce<Int>(
      (product, extent, axis) => e.mul(product, axis === k.cutAxis ? e.sub(f.hi, f.lo) : extent),
      e.int(1),
    );
    const least = e.b.CreateCall(
      e.module.getOrInsertFunction('lt_stream_least', e.lib.FunctionType.get(e.i64, [], false)),
      [],
    );
    return new Streams(k, f, e.b.CreateICmpSGE(e.mul(count, e.int(bytes)), least), new Set(accesses));
  }

  /** The index from which on a row [lo, hi) is streamed: where all its results begin a cache line, or `hi`. */
  first(rows: (access: number, i: Int) => Value, lo: Int, hi: Int): Int {
    const { e } = this.f;
    const behind = (access: number, i: Int): Int =>
      e.b.CreateAnd(e.b.CreatePtrToInt(rows(access, i), e.i64), e.int(LINE_BYTES - 1));
    const [leader, ...others] = [...this.accesses].sort((a, b) => sizeOf(this.k, a) - sizeOf(this.k, b)) as [number];
    const size = sizeOf(this.k, leader);
    const missing = e.b.CreateAnd(e.sub(e.int(0), behind(leader, lo)), e.int(LINE_BYTES - 1));
    const first = e.add(lo, e.b.CreateUDiv(missing, e.int(size)));
    let aligned = e.b.CreateAnd(
      this.pays,
      e.b.CreateICmpSGE(e.mul(e.sub(hi, lo), e.int(size)), e.int(LEAST_ROW_BYTES)),
    );
    for (const a of [leader, ...others]) {
      aligned = e.b.CreateAnd(aligned, e.b.CreateICmpEQ(behind(a, first), e.int(0)));
    }
    return e.b.CreateSelect(aligned, first, hi);
  }
}
