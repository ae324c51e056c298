/**
 * Random traces: operations of the table over views of a few buffers, with steps, reversals,
 * transposes, broadcasts, aliases, writes through views and reductions. From a seed, so that a failure can be had again.
 */
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import {
  type BufferDecl,
  cStrides,
  elements,
  type GraphNode,
  type Operand,
  type Trace,
  type View,
} from '../../compiler/ir/graph';
import { BUILTIN } from '../../compiler/ops/builtin';
import type { ScalarValue } from '../../runtime/trace/tracer';

export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    let x = this.state;
    x ^= x >>> 15;
    x = Math.imul(x, 0x2c1b3c6d);
    x ^= x >>> 12;
    return (x >>> 0) / 2 ** 32;
  }

  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)] as T;
  }

  chance(p: number): boolean {
    return this.next() < p;
  }
}

export interface RandomJob {
  readonly trace: Trace;
  readonly scalars: ScalarValue[];
  readonly contents: (HostArray | undefined)[];
}

/** Operations whose result has the same bits on every path. */
/** Operations that need parameters. */
const PARAMETERS = new Set(['astype', 'linspace', 'around']);
/** What tells the sign of a NaN, which is the processor's choice. */
const SEES_SIGN_OF_NAN = ['signbit', 'copysign'];
const EXACT = [...BUILTIN].filter((op) => op.ulp === 0 && !SEES_SIGN_OF_NAN.includes(op.name));
const ELEMENTWISE = EXACT.filter((op) => op.kind === 'elementwise' && Number(op.arity) > 0 && !PARAMETERS.has(op.name));
const REDUCTIONS = EXACT.filter((op) => op.kind === 'reduction');

export function randomElements(r: Random, dtype: DType, count: number): HostArray {
  const info = DTYPES[dtype];
  const data = new info.array(count * (info.kind === 'c' ? 2 : 1));
  for (let i = 0; i < data.length; i++) {
    if (info.kind === 'b') data[i] = r.int(2) as never;
    else if (dtype === 'int64') data[i] = BigInt(r.int(200) - 100) as never;
    else if (dtype === 'uint64') data[i] = BigInt(r.int(200)) as never;
    else if (info.kind === 'i') data[i] = (r.int(200) - 100) as never;
    else if (info.kind === 'u') data[i] = r.int(200) as never;
    else data[i] = (r.chance(0.02) ? r.pick([0, -0, Number.POSITIVE_INFINITY, Number.NaN]) : r.next() * 8 - 4) as never;
  }
  return data;
}

/** A view of this shape in the buffer, or undefined if it didn't fit. Never broadcast if it is to be written. */
function randomView(
  r: Random,
  buffer: number,
  decl: BufferDecl,
  shape: readonly number[],
  writable: boolean,
): View | undefined {
  const axes = decl.shape.map((_, d) => d);
  if (r.chance(0.2)) axes.reverse();
  const pitch = cStrides(decl.shape);
  const lead = shape.length - axes.length;
  if (lead < 0) return undefined;
  let offset = 0;
  const strides = shape.map((extent, k) => {
    if (k < lead) return writable && extent > 1 ? Number.NaN : 0;
    const d = axes[k - lead] as number;
    const room = decl.shape[d] as number;
    if (!writable && r.chance(0.05)) {
      offset += r.int(room) * (pitch[d] as number);
      return 0;
    }
    const most = extent === 1 ? 1 : Math.floor((room - 1) / (extent - 1));
    if (most < 1) return Number.NaN;
    const step = Math.min(most, r.pick([1, 1, 1, 2, 3]));
    const span = step * (extent - 1);
    const start = r.int(room - span);
    if (r.chance(0.15)) {
      offset += (start + span) * (pitch[d] as number);
      return -step * (pitch[d] as number);
    }
    offset += start * (pitch[d] as number);
    return step * (pitch[d] as number);
  });
  return strides.some(Number.isNaN) ? undefined : { buffer, offset, shape, strides };
}

const TYPES: readonly DType[] = [
  'float64',
  'float64',
  'float64',
  'int64',
  'int32',
  'float32',
  'bool',
  'uint8',
  'complex128',
  'int8',
  'uint64',
  'complex64',
  'float16',
];
const SHAPES: readonly (readonly number[])[] = [[7], [40], [6, 9], [5, 4, 6], [12_345], [70, 90], [9000, 3], [3, 9000]];

export function randomJob(seed: number): RandomJob {
  const r = new Random(seed * 7919 + 17);
  for (let i = 0; i < 5; i++) r.next();
  const buffers: BufferDecl[] = [];
  const contents: (HostArray | undefined)[] = [];
  const nodes: GraphNode[] = [];
  const scalars: ScalarValue[] = [];
  const shape = r.pick(SHAPES);
  const types = [r.pick(TYPES), r.pick(TYPES)];
  const add = (s: readonly number[], dtype: DType, defined: boolean, live: boolean): number => {
    buffers.push({ shape: s, dtype, defined, live });
    contents.push(defined ? randomElements(r, dtype, elements(s)) : undefined);
    return buffers.length - 1;
  };
  for (let i = 0; i < 3; i++) add(shape, r.pick(types), true, true);
  const readable = [0, 1, 2];
  const operand = (s: readonly number[]): Operand => {
    for (let tries = 0; tries < 4 && !r.chance(0.1); tries++) {
      const b = r.pick(readable);
      const view = randomView(r, b, buffers[b] as BufferDecl, s, false);
      if (view) return { kind: 'view', view };
    }
    const dtype = r.pick(types);
    const value = randomElements(r, dtype, 1);
    scalars.push({
      dtype,
      value:
        DTYPES[dtype].kind === 'c' ? { re: value[0] as number, im: value[1] as number } : (value[0] as number | bigint),
    });
    return { kind: 'scalar', slot: scalars.length - 1, dtype };
  };
  const typeOf = (o: Operand): DType => (o.kind === 'scalar' ? o.dtype : (buffers[o.view.buffer] as BufferDecl).dtype);
  const count = 2 + r.int(10);
  for (let n = 0; n < count; n++) {
    const smaller = shape.map((e) => (r.chance(0.6) ? e : 1 + r.int(e)));
    const site = nodes.length;
    if (r.chance(0.2)) {
      const op = r.pick(REDUCTIONS);
      const source = operand(smaller);
      if (source.kind !== 'view' || op.kind !== 'reduction') continue;
      const signature = op.resolve(typeOf(source));
      if (signature === undefined) continue;
      const axes = smaller.flatMap((_, d) => (r.chance(0.6) ? [d] : []));
      if (axes.length === 0) continue;
      const kept = smaller.filter((_, d) => !axes.includes(d));
      const out = add(kept, signature.output, false, true);
      const target: View = { buffer: out, offset: 0, shape: kept, strides: cStrides(kept) };
      nodes.push({ op: op.name, operands: [source], targets: [target], params: { axes }, site });
      continue;
    }
    const op = r.chance(0.25) ? BUILTIN.get('copy') : r.pick(ELEMENTWISE);
    if (op.kind !== 'elementwise') continue;
    const operands = Array.from({ length: Number(op.arity) }, () => operand(smaller));
    const signature = op.resolve(operands.map(typeOf), {});
    if (signature === undefined) continue;
    const write = r.chance(0.35);
    const b = write ? r.int(3) : -1;
    const through = write ? randomView(r, b, buffers[b] as BufferDecl, smaller, true) : undefined;
    // Conversions that C leaves undefined (NaN or a large float to an integer) are not asked for.
    const kind = DTYPES[signature.output].kind;
    const narrow = through && 'fc'.includes(kind) && !'fc'.includes(DTYPES[(buffers[b] as BufferDecl).dtype].kind);
    if (through && !narrow) {
      nodes.push({ op: op.name, operands, targets: [through], params: {}, site });
      continue;
    }
    const out = add(smaller, signature.output, false, r.chance(0.5));
    const target: View = { buffer: out, offset: 0, shape: smaller, strides: cStrides(smaller) };
    nodes.push({ op: op.name, operands, targets: [target], params: {}, site });
    readable.push(out);
  }
  return { trace: { buffers, nodes, scalars: scalars.map((s) => s.dtype) }, scalars, contents };
}
