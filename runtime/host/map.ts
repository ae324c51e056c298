/** Elementwise operations in the host: which are done there, and the walk over their elements. */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import { sameShape } from '../../compiler/ir/graph';
import { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { noteHost } from '../profile/lines';
import type { Argument } from '../trace/tracer';
import { allocate, leave } from './allocation';
import { kernelInHost } from './here';
import { claim, hostContents } from './memory';
import { byPattern } from './patterns';
import { type Loop, type Route, routeOf, type Script } from './routes';
import { scalarValue } from './scalars';
import { isHostSize, isMoveSize } from './setting';
import { memoryOf, spread } from './span';

/**
 * Computes an operation at once, if all of it is small and in the host.
 * @param shape the common shape of operands and target; it isn't empty
 * @returns the target, or undefined where it is the tasks' to compute
 */
export function mapInHost(
  route: Route,
  args: readonly Argument[],
  into: View | undefined,
  shape: readonly number[],
  size: number,
): View | undefined {
  const isCopy = route.isPlainCopy(into?.dtype ?? route.output);
  if (!(isCopy ? isMoveSize(size) : isHostSize(size))) return undefined;
  // Where it is to get contents of operands under another type, that is before they are looked at.
  into?.buffer.twins?.refresh(into.buffer);
  for (let k = 0; k < args.length; k++) {
    const a = args[k] as Argument;
    if (!('value' in a) && hostContents(a.buffer) === undefined) return undefined;
  }
  // In an array that is written at other places than it is read, results wait until all is read.
  if (into !== undefined && isMoved(args, into)) {
    const result = mapInHost(route, args, undefined, shape, size);
    if (result === undefined) return undefined;
    const done = mapInHost(routeOf('copy', [result], undefined), [result], into, shape, size);
    result.release();
    return done;
  }
  const script = isCopy ? null : route.script(into === undefined ? route.output : into.buffer.dtype, shape.length);
  if (script === null && route.isPositional) return undefined;
  let target = into;
  let out: HostArray | undefined;
  if (target === undefined) {
    const first = args[0];
    const like = first !== undefined && !('value' in first) && first.shape === shape && first.contiguous;
    const buffer = new Buffer(route.output, shape, like ? first.strides : undefined);
    out = buffer.own(allocate(route.output, size));
    target = View.whole(buffer);
  } else {
    out = claim(target.buffer);
    if (out === undefined) return undefined;
  }
  noteHost(route.operation.name);
  if (isCopy) {
    move(args[0] as View, target, out, shape, size, route);
    return target;
  }
  const isLine = into === undefined && !route.isPositional && hasWholes(args, size);
  if (!isLine && byPattern(route, args, target, out, shape, size)) return target;
  if (script === null || (isLine && route.warmth.isHot(size)))
    byKernel(route, script, args, target, into !== undefined, out, shape, size);
  else walk(script.loop, script.indexed, args, target, out, shape, size);
  return target;
}

/** Whether all operands are what kernels take without copying: scalars, and lines of memory. */
function hasWholes(args: readonly Argument[], size: number): boolean {
  for (let k = 0; k < args.length; k++) {
    const a = args[k] as Argument;
    if (!('value' in a) && !(a.size === size && a.contiguous)) return false;
  }
  return true;
}

/** Elements of a line from which on moving line after line is faster than a kernel. */
const LONG = 512;

/** Whether elements lie in long lines one after the other, in an operand and in the target. */
function hasLongLines(from: View, target: View, shape: readonly number[], size: number): boolean {
  if (size < LONG || from.size !== size) return false;
  if (from.contiguous && target.contiguous) return true;
  const { extents, strides } = merged(shape, [spread(from, shape), target.strides]);
  return (extents.at(-1) as number) >= LONG && strides.every((s) => s.at(-1) === 1);
}

/** What JavaScript doesn't compute to the bit, or not as fast; where kernels can't be called it does. */
function byKernel(
  route: Route,
  script: Script | null,
  args: readonly Argument[],
  target: View,
  given: boolean,
  out: HostArray,
  shape: readonly number[],
  size: number,
): void {
  const lists: HostArray[] = [];
  for (const a of args) if (!('value' in a)) lists.push(inOrder(a, shape, size));
  const result = given ? allocate(route.output, size) : out;
  if (!kernelInHost(route, args, lists, result, size)) {
    walk(script?.loop ?? route.interpreted(target.dtype), script?.indexed ?? true, args, target, out, shape, size);
    return;
  }
  leaveCopies(args, lists);
  if (!given) return;
  const buffer = new Buffer(route.output, shape);
  buffer.mirror = result;
  move(View.whole(buffer), target, out, shape, size);
  leave(route.output, result);
}

/** Copies elements, converted. @param copy a route that does nothing else */
function move(
  from: View,
  target: View,
  out: HostArray,
  shape: readonly number[],
  size: number,
  copy: Route = routeOf('copy', [from], undefined),
): void {
  const isMove = copy.isPlainCopy(target.dtype) && hasLongLines(from, target, shape, size);
  if (!isMove && byPattern(copy, [from], target, out, shape, size)) return;
  const loop = copy.script(target.dtype, shape.length)?.loop ?? copy.interpreted(target.dtype);
  walk(loop, false, [from], target, out, shape, size);
}

/** The contents of an operand, spread over a shape, in C order; converted, where another type is wanted. */
export function inOrder(view: View, shape: readonly number[], size: number, dtype: DType = view.dtype): HostArray {
  if (dtype === view.dtype && view.size === size && view.contiguous) return lineOf(view);
  const buffer = new Buffer(dtype, shape);
  const data = allocate(dtype, size);
  move(view, View.whole(buffer), data, shape, size);
  return data;
}

/** The memory of a contiguous view. */
function lineOf(view: View): HostArray {
  return memoryOf(view, { start: view.offset, length: view.size }, view.buffer.mirror as HostArray);
}

/** Leaves what `inOrder` had to copy. @param types wanted of the operands, where they aren't their own */
export function leaveCopies(
  args: readonly Argument[],
  lists: readonly HostArray[],
  types: readonly (DType | undefined)[] = [],
): void {
  let at = 0;
  for (let k = 0; k < args.length; k++) {
    const a = args[k] as Argument;
    if ('value' in a) continue;
    const data = lists[at++] as HostArray;
    const mirror = a.buffer.mirror as HostArray;
    if (data !== mirror && data.buffer !== mirror.buffer) leave(types[k] ?? a.dtype, data);
  }
}

function isMoved(args: readonly Argument[], into: View): boolean {
  for (let k = 0; k < args.length; k++) {
    const a = args[k] as Argument;
    if ('value' in a || a.buffer !== into.buffer) continue;
    const isInPlace =
      a.offset === into.offset &&
      sameShape(a.shape, into.shape) &&
      (a.strides === into.strides || sameShape(a.strides, into.strides));
    if (!isInPlace) return true;
  }
  return false;
}

/** Runs a loop over all elements of a target. */
export function walk(
  loop: Loop,
  indexed: boolean,
  args: readonly Argument[],
  target: View,
  out: HostArray,
  shape: readonly number[],
  size: number,
): void {
  let dense = target.contiguous && (!indexed || shape.length <= 1);
  for (let k = 0; k < args.length && dense; k++) {
    const a = args[k] as Argument;
    if (!('value' in a)) dense = a.size === 1 || (a.size === size && a.contiguous);
  }
  if (dense) {
    line(loop, args, target, out, size);
    return;
  }
  strided(loop, indexed, args, target, out, shape);
}

const dataOf = (a: Argument): unknown => ('value' in a ? scalarValue(a) : a.buffer.mirror);
const startOf = (a: Argument): number => ('value' in a ? 0 : a.offset);
const stepOf = (a: Argument, size: number): number => ('value' in a || a.size !== size ? 0 : 1);

/** All elements of the target and of each operand lie one after the other, but for operands of one element. */
function line(loop: Loop, args: readonly Argument[], target: View, out: HostArray, size: number): void {
  const at = target.offset;
  const [a, b] = args as [Argument, Argument];
  if (args.length === 2)
    loop(size, out, at, 1, dataOf(a), startOf(a), stepOf(a, size), dataOf(b), startOf(b), stepOf(b, size), NOWHERE);
  else if (args.length === 1) loop(size, out, at, 1, dataOf(a), startOf(a), stepOf(a, size), NOWHERE);
  else if (args.length === 0) loop(size, out, at, 1, NOWHERE);
  else {
    const list: unknown[] = [];
    for (const x of args) list.push(dataOf(x), startOf(x), stepOf(x, size));
    loop(size, out, at, 1, ...list, NOWHERE);
  }
}

const NOWHERE: readonly number[] = [0];

/** Line after line along one axis: the last, if positions are asked for, else the longest. */
function strided(
  loop: Loop,
  indexed: boolean,
  args: readonly Argument[],
  target: View,
  out: HostArray,
  shape: readonly number[],
): void {
  const all = [spread(target, shape)];
  const list: unknown[] = [];
  for (const a of args) {
    all.push('value' in a ? ZEROS : spread(a, shape));
    list.push(dataOf(a), startOf(a), 0);
  }
  const { extents, strides } = indexed ? { extents: shape, strides: all } : merged(shape, all);
  const last = extents.length - 1;
  const index = new Array<number>(shape.length).fill(0);
  list.push(index);
  const inner = last < 0 ? 1 : (extents[last] as number);
  const [steps, ...others] = strides as [readonly number[], ...(readonly number[])[]];
  const stride = last < 0 ? 0 : (steps[last] as number);
  for (let k = 0; k < args.length; k++) list[3 * k + 2] = last < 0 ? 0 : (others[k] as readonly number[])[last];
  let at = target.offset;
  for (;;) {
    loop(inner, out, at, stride, ...list);
    let d = last - 1;
    for (; d >= 0; d--) {
      const extent = extents[d] as number;
      index[d] = (index[d] as number) + 1;
      const step = (index[d] as number) < extent ? 1 : 1 - extent;
      at += step * (steps[d] as number);
      for (let k = 0; k < args.length; k++)
        list[3 * k + 1] = (list[3 * k + 1] as number) + step * ((others[k] as readonly number[])[d] as number);
      if (step === 1) break;
      index[d] = 0;
    }
    if (d < 0) return;
  }
}

/** The same places with fewer axes, the longest one last: neighbours that all walk as one are one. */
function merged(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
): { extents: number[]; strides: number[][] } {
  const extents: number[] = [];
  const kept = strides.map((): number[] => []);
  for (let d = 0; d < shape.length; d++) {
    const extent = shape[d] as number;
    if (extent === 1) continue;
    const before = extents.length - 1;
    const isOne =
      before >= 0 && kept.every((s, k) => s[before] === extent * ((strides[k] as readonly number[])[d] as number));
    if (isOne) extents[before] = (extents[before] as number) * extent;
    else extents.push(extent);
    for (let k = 0; k < kept.length; k++) {
      const s = kept[k] as number[];
      s[isOne ? before : before + 1] = (strides[k] as readonly number[])[d] as number;
    }
  }
  let longest = 0;
  for (let d = 1; d < extents.length; d++) if ((extents[d] as number) >= (extents[longest] as number)) longest = d;
  if (extents.length > 1) for (const s of [extents, ...kept]) s.push(...s.splice(longest, 1));
  return { extents, strides: kept };
}

/** Strides of a scalar. */
const ZEROS: readonly number[] = new Array<number>(32).fill(0);
