/**
 * The operations that libraries build on: they check shapes and types at the call, make the result's
 * buffer and append to the pending graph. Everything that numpy does comes down to these.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { cStrides, elements, type Params, sameShape } from '../../compiler/ir/graph';
import { MAX_DIM } from '../../compiler/ir/plan';
import { BUILTIN } from '../../compiler/ops/builtin';
import { bytesOf, hostArray } from '../../compiler/ops/element';
import type { Element } from '../../compiler/ops/operation';
import { regionShape } from '../../compiler/partition/fit';
import { canBeSeen, cutsOf } from '../../compiler/partition/library';
import { Buffer } from '../core/buffer';
import { reap } from '../core/lifetime';
import { onStale, Twins } from '../core/twins';
import { View } from '../core/view';
import { libraryInHost } from '../host/library';
import { mapInHost } from '../host/map';
import { bring, claim, contentsAtHand, hostContents } from '../host/memory';
import { places, reduceInHost } from '../host/reduction';
import { notDefined, routeOf } from '../host/routes';
import { isHostPathOn, isMoveSize } from '../host/setting';
import { elementAt, setElementAt } from './elements';
import { tracer } from './instance';
import { type Argument, isScalar } from './tracer';

const shapeText = (s: readonly number[]): string => `(${s.join(', ')}${s.length === 1 ? ',' : ''})`;

/** Common shape of operands. @throws LGT4002 when they don't broadcast. */
export function broadcastShapes(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const out = new Array<number>(rank).fill(1);
  for (const s of shapes) {
    s.forEach((e, d) => {
      const at = d + rank - s.length;
      if (out[at] === 1) out[at] = e;
      else if (e !== 1 && e !== out[at]) {
        fail('LGT4002', `operands could not be broadcast together with shapes ${shapes.map(shapeText).join(' ')}`);
      }
    });
  }
  return out;
}

/** A new array without contents yet. `shape` must not change afterwards. */
export function empty(shape: readonly number[], dtype: DType): View {
  return View.whole(new Buffer(dtype, shape));
}

/** As `empty`, of an array that is handed out when all its elements have been written. */
export function vacant(shape: readonly number[], dtype: DType): View {
  const view = empty(shape, dtype);
  view.buffer.vacant = true;
  return view;
}

/** A snapshot of host elements, C-ordered. `data` must not be used by the caller afterwards. */
export function fromHost(data: HostArray, shape: readonly number[], dtype: DType): View {
  const buffer = new Buffer(dtype, [...shape]);
  // Flushes end what is dead; a program that only makes and reads such arrays has none.
  if (!buffer.small) reap();
  buffer.mirror = data;
  return View.whole(buffer);
}

/** Common shape of the operands. The usual case, all of one shape, needs no new array. */
function shapeOf(args: readonly Argument[], also: readonly number[] | undefined): readonly number[] {
  let common = also;
  for (const a of args) {
    if (isScalar(a)) continue;
    if (common === undefined) common = a.shape;
    else if (!sameShape(common, a.shape) && (a.size !== 1 || a.shape.length > common.length)) {
      const shapes = args.flatMap((x) => (isScalar(x) ? [] : [x.shape]));
      return broadcastShapes(also === undefined ? shapes : [...shapes, also]);
    }
  }
  return common ?? [];
}

/**
 * Applies an elementwise operation, with broadcasting.
 * @param into writes there instead of into a new array (converted to its type); it may overlap operands.
 * @param shape of the result, for operations without array operands.
 */
export function elementwise(
  op: string,
  args: readonly Argument[],
  options: { params?: Params; into?: View; shape?: readonly number[] } = {},
): View {
  const { params, into } = options;
  const route = routeOf(op, args, params);
  const shape = shapeOf(args, options.shape);
  if (into !== undefined && !sameShape(shape, into.shape)) checkFits(shape, into.shape);
  const wanted = into === undefined ? shape : into.shape;
  if (isHostPathOn()) {
    const size = elements(wanted);
    if (size > 0 && isMoveSize(size)) {
      const here = mapInHost(route, args, into, wanted, size);
      if (here !== undefined) return here;
    }
  }
  const target = into ?? empty(shape, route.output);
  if (target.size === 0) return target;
  let operands = args;
  // Views made here for one call are released at once, or they would look alive until collected.
  const transient: View[] = [];
  for (let k = 0; k < args.length; k++) {
    const a = args[k] as Argument;
    if (isScalar(a) || sameShape(a.shape, target.shape)) continue;
    const wide = a.broadcastTo(target.shape);
    transient.push(wide);
    if (operands === args) operands = [...args];
    (operands as Argument[])[k] = wide;
  }
  tracer().record(op, operands, [target], params);
  for (const view of transient) view.release();
  return target;
}

function checkFits(shape: readonly number[], into: readonly number[]): void {
  const lead = into.length - shape.length;
  if (lead >= 0 && shape.every((e, d) => e === 1 || e === into[d + lead])) return;
  fail('LGT4001', `could not broadcast a value of shape ${shapeText(shape)} into shape ${shapeText(into)}`);
}

/** Writes a value, converted and broadcast, through a view. Overlapping source and target are right. */
export function assign(target: View, value: Argument): void {
  elementwise('copy', [value], { into: target });
}

/** A new contiguous array of the same elements. */
export function copy(source: View): View {
  return elementwise('copy', [source]);
}

/** The view reshaped, or where no strides can say it, a copy of it. One extent may be -1. */
export function reshape(source: View, shape: readonly number[]): View {
  const wanted = inferShape(source.size, shape);
  const view = source.reshape(wanted);
  if (view) return view;
  const whole = copy(source);
  const result = whole.reshape(wanted) as View;
  whole.release();
  return result;
}

function inferShape(size: number, shape: readonly number[]): number[] {
  const known = elements(shape.filter((e) => e !== -1));
  const unknown = shape.filter((e) => e === -1).length;
  const wanted = shape.map((e) => (e === -1 ? (known === 0 ? 0 : size / known) : e));
  const good = unknown <= 1 && wanted.every((e) => Number.isInteger(e) && e >= 0);
  if (!good || elements(wanted) !== size) {
    fail('LGT4004', `cannot reshape array of size ${size} into shape ${shapeText(shape)}`);
  }
  return wanted;
}

/**
 * Reduces along axes (non-negative, distinct; none given: all of them).
 * @returns the array without these axes, or with extents of 1 there.
 */
export function reduce(
  op: string,
  source: View,
  axes: readonly number[] = source.shape.map((_, d) => d),
  keepdims = false,
): View {
  const operation = BUILTIN.get(op);
  if (operation.kind !== 'reduction') return fail('LGT3003', `'${op}' is not a reduction`);
  const signature =
    operation.resolve(source.dtype) ?? notDefined(op, [source.dtype], (type) => operation.resolve(type()));
  if (isHostPathOn() && source.size > 0) {
    const here = reduceInHost(operation, signature, source, axes, keepdims);
    if (here !== undefined) return here;
  }
  const kept = source.shape.filter((_, d) => !axes.includes(d));
  const target = empty(kept, signature.output);
  if (target.size > 0) {
    if (source.size === 0) {
      const identity = operation.reference.finish(operation.reference.identity(signature), signature);
      assign(target, { dtype: signature.output, value: identity });
    } else {
      tracer().record(op, [source], [target], { axes: [...axes].sort((a, b) => a - b) });
    }
  }
  if (!keepdims) return target;
  const wide = target.reshape(source.shape.map((e, d) => (axes.includes(d) ? 1 : e))) as View;
  target.release();
  return wide;
}

/** Runs a library operation (matmul, sort, argsort, cumsum…) on converted, contiguous operands. */
export function library(op: string, args: readonly Argument[], params: Params = {}): View {
  return libraryResults(op, args, params)[0] as View;
}

/** Library operations that take elements as they are. */
const MOVERS: ReadonlySet<string> = new Set(['take', 'put', 'bytes']);

/** float16 in float32; results of float32 are rounded, but for Fourier transforms. */
function inSingle(op: string, args: readonly Argument[], params: Params): View[] {
  const operation = BUILTIN.get(op);
  if (operation.kind === 'library' && operation.task === 'linalg')
    return fail('LGT4003', 'array type float16 is unsupported in linalg');
  const wide = (a: Argument): Argument => {
    if (a.dtype !== 'float16') return a;
    return isScalar(a) ? { ...a, dtype: 'float32' } : elementwise('astype', [a], { params: { dtype: 'float32' } });
  };
  const given = args.map(wide);
  const made = libraryResults(op, given, params);
  const keeps = op.startsWith('fft') || args.some((a) => 'fc'.includes(DTYPES[a.dtype].kind) && a.dtype !== 'float16');
  const results = made.map((view) => {
    if (keeps || view.dtype !== 'float32') return view;
    const half = elementwise('astype', [view], { params: { dtype: 'float16' } });
    view.release();
    return half;
  });
  given.forEach((a, i) => {
    if (a !== args[i] && !isScalar(a)) a.release();
  });
  return results;
}

/** As `library`, for operations with several results. Either the first is empty, or none is. */
export function libraryResults(op: string, args: readonly Argument[], params: Params = {}): View[] {
  if (!MOVERS.has(op) && args.some((a) => a.dtype === 'float16')) return inSingle(op, args, params);
  const operation = BUILTIN.get(op);
  if (operation.kind !== 'library') return fail('LGT3003', `'${op}' is not a library operation`);
  const [first] = args;
  if (operation.along !== undefined && first !== undefined && !isScalar(first) && first.ndim > MAX_DIM)
    return [alongMerged(op, first, operation.along(first.ndim, params), params)];
  if (isHostPathOn()) {
    const here = libraryInHost(operation, args, params);
    if (here !== undefined) return here;
  }
  const types = args.map((a) => a.dtype);
  const signature =
    operation.resolve(types, params) ?? notDefined(op, types, (type) => operation.resolve(types.map(type), params));
  const shapes = args.flatMap((a) => (isScalar(a) ? [] : [a.shape]));
  const more = operation.moreShapes?.(shapes, params) ?? [];
  const targets = [
    empty(operation.shape(shapes, params), signature.output),
    ...more.map((shape, i) => empty(shape, signature.more?.[i] as DType)),
  ];
  if (targets[0]?.size === 0) return targets;
  const cuts = cutsOf(operation.cut(shapes, params), shapes.length);
  const isSeen = (view: View, number: number): boolean =>
    view.coversBuffer && canBeSeen(regionShape(view.buffer.shape), regionShape(view.shape), cuts[number]);
  const transient: View[] = [];
  let views = 0;
  const ready = args.map((a, i) => {
    if (isScalar(a)) return a;
    const type = signature.inputs[i] as DType;
    if (isSeen(a, views++) && a.dtype === type) return a;
    const dense = elementwise('copy', [a], { into: empty(a.shape, type) });
    transient.push(dense);
    return dense;
  });
  tracer().record(op, ready, targets, params);
  for (const view of transient) view.release();
  return targets;
}

/** A library operation along one of more axes than regions have: those before it are merged, and those behind it. */
function alongMerged(op: string, source: View, axis: number, params: Params): View {
  const [before, behind] = [source.shape.slice(0, axis), source.shape.slice(axis + 1)].map(elements);
  const isLast = axis === source.ndim - 1;
  const few = reshape(source, [before as number, source.shape[axis] as number, ...(isLast ? [] : [behind as number])]);
  const made = library(op, [few], 'axis' in params ? { ...params, axis: 1 } : params);
  const extent = made.shape[1] as number;
  const wide = made.reshape(source.shape.map((e, d) => (d === axis ? extent : e))) as View;
  for (const view of [few, made]) view.release();
  return wide;
}

/** The elements in C order, as a new host array. Waits. */
export function readElements(source: View): HostArray {
  const info = DTYPES[source.dtype];
  const width = info.kind === 'c' ? 2 : 1;
  if (source.size === 0) return new info.array(0);
  if (isCopiedFirst(source)) return handedOver(source) ?? viaCopy(source, readElements);
  const all = bring(source.buffer);
  if (source.coversBuffer) return all.slice();
  const out = new info.array(source.size * width);
  gather(all, out, source, width);
  return out;
}

/** One element. Waits. */
export function readElement(source: View, index: readonly number[]): Element {
  let at = source.offset;
  for (let d = 0; d < index.length; d++) at += (index[d] as number) * (source.strides[d] as number);
  return readFlat(source.buffer, at);
}

/** The contents of a view's buffer, where reading it needs no copy. Waits for what is pending. */
export function inHost(view: View): HostArray | undefined {
  return view.size === 0 || isCopiedFirst(view) ? undefined : bring(view.buffer);
}

/** The element at a flat position of a buffer. Waits. */
export function readFlat(buffer: Buffer, at: number): Element {
  const here = contentsAtHand(buffer);
  if (here !== undefined) return elementAt(here, buffer.dtype, at);
  const one = new View(buffer, at, [], []);
  let element: Element;
  if (isCopiedFirst(one)) {
    const { singles } = buffer;
    element = elementAt(handedOver(one) ?? viaCopy(one, readElements), buffer.dtype, 0);
    buffer.singles = singles;
  } else element = elementAt(bring(buffer), buffer.dtype, at);
  one.release();
  return element;
}

/** Writes an element, which is of the buffer's type, at a flat position of it. */
export function writeFlat(buffer: Buffer, at: number, value: Element): void {
  const here = isHostPathOn() ? claim(buffer) : undefined;
  if (here !== undefined) {
    setElementAt(here, buffer.dtype, at, value);
    return;
  }
  const { singles } = buffer;
  const target = new View(buffer, at, [], []);
  assign(target, { dtype: buffer.dtype, value });
  target.release();
  buffer.singles = singles;
}

/** So many bytes are brought to the host in the time in which a few elements are had alone. */
const BYTES_A_READ = 3 << 18;

/** Elements past which the engine is faster at bringing a view into C order than a loop here. */
const MANY = 1 << 16;

/** Whether reading the view is dearer through its buffer's contents than through a copy of its own. */
function isCopiedFirst(view: View): boolean {
  const { buffer, size } = view;
  if (hostContents(buffer) !== undefined) return false;
  if (size > MANY && !view.coversBuffer) return true;
  return buffer.bytes > BYTES_A_READ && size * 4 < buffer.size && ++buffer.singles * BYTES_A_READ < buffer.bytes;
}

/** Elements that are looked for one by one. */
const FEW = 64;

/** A few elements, by the task that makes them where it is yet to run; undefined where they can't be had so. */
function handedOver(view: View): HostArray | undefined {
  const { buffer, dtype, offset, size } = view;
  if (size > FEW || !tracer().worksInPlace) return undefined;
  const elements = Array.from(places(view, [...view.shape.keys()]), (at) => offset + at);
  // Memory of its own: the program may be given it.
  const out = hostArray(dtype, size);
  tracer().read({ buffer, into: bytesOf(out), elements });
  return out;
}

function viaCopy<T>(source: View, read: (copied: View) => T): T {
  const copied = copy(source);
  const value = read(copied);
  copied.release();
  return value;
}

/** Copies the elements of a view out of its buffer's contents into C order. */
function gather(all: HostArray, out: HostArray, view: View, width: number): void {
  const { shape, strides } = view;
  const last = shape.length - 1;
  const index = new Array<number>(shape.length).fill(0);
  let at = view.offset;
  for (let o = 0; o < out.length; o += width) {
    for (let k = 0; k < width; k++) out[o + k] = all[at * width + k] as never;
    for (let d = last; d >= 0; d--) {
      at += strides[d] as number;
      if (++(index[d] as number) < (shape[d] as number)) break;
      at -= (strides[d] as number) * (shape[d] as number);
      index[d] = 0;
    }
  }
}

/**
 * The buffer's own memory, shared both ways from now on: JavaScript may write it, operations see that
 * and are complete before JavaScript goes on.
 */
export function pin(source: View): HostArray {
  const buffer = source.buffer;
  if (!buffer.pinned) {
    const mirror = bring(buffer);
    tracer().flush();
    // Memory that small arrays share must not be handed out.
    buffer.mirror = mirror.byteLength < mirror.buffer.byteLength ? mirror.slice() : mirror;
    buffer.share();
    if (buffer.twins !== undefined) pinTwins(buffer, buffer.twins);
  }
  return buffer.mirror as HostArray;
}

/** What JavaScript shares under one type, it shares under the others: from now on they have the same memory there. */
function pinTwins(buffer: Buffer, twins: Twins): void {
  const memory = (buffer.mirror as HostArray).buffer;
  for (const twin of twins.members) {
    twin.mirror = new DTYPES[twin.dtype].array(memory);
    twin.share();
    if (twin !== buffer) twin.forget();
  }
  twins.part();
}

/** The whole memory of a buffer under another type. `shape` has as many bytes. */
export function twinOf(buffer: Buffer, dtype: DType, shape: readonly number[]): View {
  const there = buffer.twins?.members.find((b) => b.dtype === dtype);
  if (there !== undefined) return View.whole(there);
  const twin = new Buffer(dtype, shape);
  if (buffer.pinned) {
    twin.mirror = new DTYPES[dtype].array((buffer.mirror as HostArray).buffer);
    twin.share();
    return View.whole(twin);
  }
  (buffer.twins ?? new Twins(buffer)).add(twin);
  return View.whole(twin);
}

onStale((from, to) => {
  const [source, target] = [View.whole(from), View.whole(to)];
  const list = reshape(source, [from.size]);
  const bytes = library('bytes', [list], { dtype: to.dtype, swap: false, from: DTYPES[from.dtype].size });
  const shaped = reshape(bytes, to.shape);
  assign(target, shaped);
  for (const view of [source, target, list, bytes, shaped]) view.release();
});

export type { Element };
export { cStrides };
