/**
 * Elementwise operations on elements that aren't lines of memory: slices of rows, transposed and repeated arrays, and
 * what is computed in place. What is done much to one pattern of strides gets the kernel that tasks would have for it.
 */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import { type BufferDecl, type Operand, sameShape } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { tracer } from '../trace/instance';
import type { Argument, HereRun } from '../trace/tracer';
import { scalarSlots } from './here';
import { recall } from './recent';
import type { Route } from './routes';
import { LONGEST_SPAN, memoryOf, spanOf, spread, withinSpan } from './span';
import { isAtOnce, Warmth } from './warmth';

interface Pattern {
  readonly shape: readonly number[];
  /** Of the operands, spread over the shape, and of the target; those of scalars are empty. */
  readonly strides: readonly (readonly number[])[];
  /** Operands that are what the target is. */
  readonly inPlace: readonly boolean[];
  readonly dtype: DType;
  readonly warmth: Warmth;
  /** Undefined: not made yet; null: kernels can't be called. */
  run: HereRun | null | undefined;
}

const patterns = new Map<Route, Pattern[]>();
/** Patterns kept of a route; a program with more is not in a loop. */
const MAX_PATTERNS = 64;
/** Elements below which looking for the pattern takes longer than the script. */
const WORTH_A_LOOK = 512;

/**
 * Computes an operation by the kernel of its pattern, if that is used much. An operand in the target's memory must be
 * the very elements of the target.
 * @param out memory of the target's buffer
 * @returns whether it is done
 */
export function byPattern(
  route: Route,
  args: readonly Argument[],
  target: View,
  out: HostArray,
  shape: readonly number[],
  size: number,
): boolean {
  if (route.isPositional || (size < WORTH_A_LOOK && !isAtOnce())) return false;
  const strides: (readonly number[])[] = [];
  const inPlace: boolean[] = [];
  for (const a of args) {
    strides.push('value' in a ? NONE : spread(a, shape));
    inPlace.push(!('value' in a) && a.buffer === target.buffer);
  }
  strides.push(target.strides);
  const pattern = recall(
    patterns,
    route,
    MAX_PATTERNS,
    (p) => isFor(p, target, shape, strides, inPlace),
    (): Pattern => ({
      ...{ shape: [...shape], strides, inPlace, dtype: target.dtype },
      ...{ warmth: new Warmth(), run: undefined },
    }),
  );
  if (!pattern.warmth.isHot(size)) return false;
  if (pattern.run === undefined) pattern.run = prepare(pattern, route, args, target) ?? null;
  if (pattern.run === null) return false;
  const memory = [memoryOf(target, spanOf(target, shape, target.strides), out)];
  for (let k = 0; k < args.length; k++) {
    const a = args[k] as Argument;
    if ('value' in a || inPlace[k]) continue;
    memory.push(memoryOf(a, spanOf(a, shape, strides[k] as readonly number[]), a.buffer.mirror as HostArray));
  }
  pattern.run(-1, undefined, scalarSlots(args), ...memory);
  return true;
}

const NONE: readonly number[] = [];

function isFor(
  p: Pattern,
  target: View,
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  inPlace: readonly boolean[],
): boolean {
  if (p.dtype !== target.dtype || !sameShape(p.shape, shape)) return false;
  for (let k = 0; k < strides.length; k++) {
    if (!sameShape(p.strides[k] as readonly number[], strides[k] as readonly number[])) return false;
    if (k < inPlace.length && p.inPlace[k] !== inPlace[k]) return false;
  }
  return true;
}

/** The run of the pattern: the target's span is the first buffer, then come those of the operands that aren't in place. */
function prepare(
  { shape, strides, inPlace }: Pattern,
  { operation, params }: Route,
  args: readonly Argument[],
  target: View,
): HereRun | undefined {
  const into = spanOf(target, shape, target.strides);
  const to = withinSpan(0, target, into, shape, target.strides);
  const buffers: BufferDecl[] = [{ dtype: target.dtype, shape: [into.length], defined: true, live: true }];
  const scalars: DType[] = [];
  const operands = args.map((a, k): Operand => {
    if ('value' in a) {
      scalars.push(a.dtype);
      return { kind: 'scalar', slot: scalars.length - 1, dtype: a.dtype };
    }
    if (inPlace[k]) return { kind: 'view', view: to };
    const steps = strides[k] as readonly number[];
    const span = spanOf(a, shape, steps);
    buffers.push({ dtype: a.dtype, shape: [span.length], defined: true, live: false });
    return { kind: 'view', view: withinSpan(buffers.length - 1, a, span, shape, steps) };
  });
  if (buffers.some((b) => (b.shape[0] as number) > LONGEST_SPAN)) return undefined;
  return tracer().here({
    buffers,
    nodes: [{ op: operation.name, operands, targets: [to], params, site: 0 }],
    scalars,
  });
}
