/**
 * The frame of a kernel: what the ABI hands over (see native/abi.h), the addresses of accesses, and
 * the values of one index.
 */
import { LegateError } from '../errors';
import { DTYPES } from '../ir/dtype';
import type { AccessSpec, ArgSpec, Step, ValueSpec } from '../ir/kernel';
import type { ElementwiseOperation, Registry } from '../ops/operation';
import type { Scalar } from '../ops/scalar-builder';
import { Emitter, type Int, type Type, type Value } from './emitter';
import { LlvmScalarBuilder } from './scalar-llvm';

/** sizeof(Arg): base, then MAX_DIM strides, los and his. */
const ARG_BYTES = 8 + 3 * 6 * 8;
const SLOT_BYTES = 16;
/** Run-time integers follow lo, hi and the point in `rect`. */
const FIRST_INTEGER = 3;

/** Current index of each iteration axis. */
export type Index = (axis: number) => Int;

interface Loop {
  readonly rank: number;
  readonly extents: readonly number[];
  readonly args: readonly ArgSpec[];
  readonly accesses: readonly AccessSpec[];
  /** See `MapKernel`. */
  readonly scale?: number;
}

/** Values, and those that they are computed from. */
function needed(values: readonly ValueSpec[], wanted: readonly number[]): ReadonlySet<number> {
  const found = new Set(wanted);
  for (let n = values.length - 1; n >= 0; n--) {
    const v = values[n] as ValueSpec;
    if (!found.has(n)) continue;
    if (v.kind === 'convert') found.add(v.value);
    if (v.kind === 'apply') for (const o of v.operands) found.add(o);
  }
  return found;
}

export class Frame {
  readonly e = new Emitter();
  readonly s: LlvmScalarBuilder;
  readonly lo: Int;
  readonly hi: Int;
  /** Extent of each axis of the iteration space. */
  readonly extents: readonly Int[];
  private readonly bases: Value[];
  private readonly strides: Int[][];
  private readonly rect: Value;
  private readonly slots: Value;
  private readonly integers = new Map<number, Int>();
  /** Position that operations see as the current index. */
  private position: Index = () => this.e.int(0);
  /** The operation whose code is being made, if it may not ask for it: axes may run as one. */
  private unpositioned: string | undefined;

  constructor(
    private readonly spec: Loop,
    private readonly registry: Registry,
    values: readonly ValueSpec[],
  ) {
    const { e } = this;
    const fn = e.begin('kernel', [e.bytePtr, e.bytePtr, e.bytePtr], false);
    const [args, rect, slots] = [fn.getArg(0), fn.getArg(1), fn.getArg(2)];
    this.rect = rect;
    this.slots = slots;
    this.s = new LlvmScalarBuilder(e.context, e.module, e.b, (axis) => this.positionAlong(axis));
    const rows = (position: number): Int => {
      const row = this.integerAt(position);
      return spec.scale === undefined ? row : e.mul(row, this.integer(spec.scale));
    };
    this.lo = rows(0);
    this.hi = rows(1);
    const field = (arg: number, bytes: number, type: Type) =>
      e.b.CreateLoad(
        type,
        e.b.CreateBitCast(e.offset(args, e.int(arg * ARG_BYTES + bytes)), e.lib.PointerType.get(type, 0)),
      );
    this.bases = spec.args.map((_, k) => field(k, 0, e.bytePtr));
    this.strides = spec.args.map((a, k) =>
      Array.from({ length: a.dims }, (_, d) =>
        d === a.dims - 1 ? e.int(DTYPES[a.dtype].size) : field(k, 8 + 8 * d, e.i64),
      ),
    );
    // The first run-time integers are the extents.
    this.extents = spec.extents.map((extent, axis) => (extent > 0 ? e.int(extent) : this.integer(axis)));
    // All run-time integers are loaded here, in the entry block, so that loops may assume they stay.
    for (const a of spec.accesses) {
      for (const d of a.dims) {
        this.integer(d.start);
        for (const t of d.terms) this.step(t.step);
      }
    }
    this.scalars = values.map((v) => (v.kind === 'scalar' ? this.scalar(v) : undefined));
  }

  private readonly scalars: readonly (Scalar | undefined)[];

  private positionAlong(axis: number): Int {
    const op = this.unpositioned;
    if (op !== undefined) throw new LegateError('LGT3012', `'${op}' asks for positions: declare it 'positional'`);
    return this.position(axis);
  }

  private integerAt(position: number): Int {
    const { e } = this;
    const address = e.offset(this.rect, e.int(8 * position));
    return e.loadInt(e.b.CreateBitCast(address, e.lib.PointerType.get(e.i64, 0)));
  }

  /** Run-time integer `n`. Must be asked for first in the entry block. */
  integer(n: number): Int {
    let v = this.integers.get(n);
    if (v === undefined) {
      v = this.integerAt(FIRST_INTEGER + n);
      this.integers.set(n, v);
    }
    return v;
  }

  private step(step: Step): Int {
    return typeof step === 'number' ? this.e.int(step) : this.integer(step.at);
  }

  private scalar(v: Extract<ValueSpec, { kind: 'scalar' }>): Scalar {
    const address = this.e.offset(this.slots, this.e.int(SLOT_BYTES * v.slot));
    return this.s.load(address, v.dtype);
  }

  /**
   * Addresses of all accesses for a loop along `inner`, given the other axes' indices: the part that
   * doesn't depend on the inner index is computed now, before the loop.
   * @param only the accesses that will be asked for; the indices they use must be known here.
   */
  rows(inner: number, index: Index, only?: readonly number[]): (access: number, i: Int) => Value {
    const { e } = this;
    const rows = this.spec.accesses.map((a, n) => {
      if (only && !only.includes(n)) return undefined;
      const strides = this.strides[a.arg] as Int[];
      let bytes: Int = e.int(0);
      let pitch: Int | undefined;
      a.dims.forEach((d, k) => {
        let coordinate = this.integer(d.start);
        for (const t of d.terms) {
          const step = this.step(t.step);
          if (t.axis === inner) {
            const p = e.mul(strides[k] as Int, step);
            pitch = pitch ? e.add(pitch, p) : p;
          } else coordinate = e.add(coordinate, e.mul(index(t.axis), step));
        }
        bytes = e.add(bytes, e.mul(coordinate, strides[k] as Int));
      });
      return { start: e.offset(this.bases[a.arg] as Value, bytes), pitch };
    });
    return (access, i) => {
      const row = rows[access] as { start: Value; pitch: Int | undefined };
      return row.pitch ? e.offset(row.start, e.mul(i, row.pitch)) : row.start;
    };
  }

  /**
   * Computes the values of one index.
   * @param only the ones that are wanted; absent: all.
   */
  values(
    values: readonly ValueSpec[],
    address: (access: number) => Value,
    index: Index,
    only?: readonly number[],
  ): readonly Scalar[] {
    this.position = index;
    const wanted = only && needed(values, only);
    const out: Scalar[] = [];
    values.forEach((v, n) => {
      if (wanted === undefined || wanted.has(n)) out[n] = this.value(v, n, out, address);
    });
    return out;
  }

  private value(v: ValueSpec, n: number, earlier: readonly Scalar[], address: (access: number) => Value): Scalar {
    switch (v.kind) {
      case 'load':
        return this.s.load(address(v.access), v.dtype);
      case 'scalar':
        return this.scalars[n] as Scalar;
      case 'convert':
        return this.s.convert(earlier[v.value] as Scalar, v.dtype);
      case 'apply': {
        const operation = this.registry.get(v.op) as ElementwiseOperation;
        const operands = v.operands.map((o) => earlier[o] as Scalar);
        this.unpositioned = operation.positional?.(v.params) ? undefined : v.op;
        const value = operation.emit(this.s, operands, v.signature, v.params);
        this.unpositioned = undefined;
        return value;
      }
    }
  }

  /** @param streamed see `Streams`. */
  store(access: number, value: Scalar, address: (access: number) => Value, streamed = false): void {
    const arg = this.spec.args[(this.spec.accesses[access] as AccessSpec).arg] as ArgSpec;
    const converted = this.s.convert(value, arg.dtype);
    if (streamed) this.s.stream(converted, address(access));
    else this.s.store(converted, address(access));
  }

  /** Finishes the function and gives the module's text. */
  finish(): string {
    this.e.end();
    return this.e.module.print();
  }
}
