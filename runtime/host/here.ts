/**
 * What has no exact JavaScript, and what is used much, runs on the calling thread as the very same kernels and library
 * tasks that Legion would run, on memory of the host.
 */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import { type GraphNode, type Operand, type Params, sameShape, type Trace, wholeView } from '../../compiler/ir/graph';
import { BLOCK } from '../../compiler/ir/reduction-order';
import type { ReductionOperation } from '../../compiler/ops/operation';
import type { View } from '../core/view';
import { writeSlot } from '../trace/elements';
import { tracer } from '../trace/instance';
import type { Argument, HereRun } from '../trace/tracer';
import { recall } from './recent';
import type { Route } from './routes';
import { scalarValue } from './scalars';
import { hostLimit } from './setting';
import { LONGEST_SPAN, memoryOf, spanOf, withinSpan } from './span';
import { Warmth } from './warmth';

interface Part {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** A trace of one operation on whole arrays: targets are buffers behind the operands'. */
export function single(
  op: string,
  params: Params,
  operands: readonly (Part | { readonly scalar: DType })[],
  targets: readonly Part[],
): Trace {
  const parts = [...operands.filter((o) => !('scalar' in o)), ...targets] as Part[];
  const scalars: DType[] = [];
  let buffer = 0;
  const given = operands.map((o): Operand => {
    if ('scalar' in o) {
      scalars.push(o.scalar);
      return { kind: 'scalar', slot: scalars.length - 1, dtype: o.scalar };
    }
    return { kind: 'view', view: wholeView(buffer++, o.shape) };
  });
  const first = buffer;
  const node: GraphNode = {
    op,
    operands: given,
    targets: targets.map((t, i) => wholeView(first + i, t.shape)),
    params,
    site: 0,
  };
  return {
    buffers: parts.map(({ dtype, shape }, i) => ({ dtype, shape, defined: i < first, live: i >= first })),
    nodes: [node],
    scalars,
  };
}

const runs = new Map<Route, HereRun | null>();

/** Elements of the longest line; of a short one, the code would have the length in it. */
const longest = (): number => Math.max(hostLimit(), 1 << 16);

/** A run of an elementwise operation on up to `longest()` elements in a line; null where kernels can't be called. */
function runOf(route: Route, args: readonly Argument[]): HereRun | null {
  let run = runs.get(route);
  if (run === undefined) {
    const line = [longest()];
    const operands = args.map((a) => ('value' in a ? { scalar: a.dtype } : { dtype: a.dtype, shape: line }));
    const trace = single(route.operation.name, route.params, operands, [{ dtype: route.output, shape: line }]);
    run = tracer().here(trace) ?? null;
    runs.set(route, run);
  }
  return run;
}

/**
 * The results of an elementwise operation, in C order.
 * @param lists contents of the operands that are arrays, in C order
 * @param out memory for the results that is none of the operands'
 * @returns whether they could be computed here
 */
export function kernelInHost(
  route: Route,
  args: readonly Argument[],
  lists: HostArray[],
  out: HostArray,
  size: number,
): boolean {
  const run = runOf(route, args);
  if (run === null) return false;
  const slots = scalarSlots(args);
  const [a, b] = lists as [HostArray, HostArray];
  if (lists.length === 1) run(size, undefined, slots, a, out);
  else if (lists.length === 2) run(size, undefined, slots, a, b, out);
  else run(size, undefined, slots, ...lists, out);
  return true;
}

interface Reduction {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Undefined: of all of a buffer. */
  readonly strides: readonly number[] | undefined;
  readonly axes: readonly number[];
  readonly warmth: Warmth;
  /** Undefined: not made yet; null: kernels can't be called. */
  run: HereRun | null | undefined;
}

const reductions = new Map<ReductionOperation, Reduction[]>();
/** Shapes kept of a reduction; a program with more is not in a loop. */
const MAX_REDUCTIONS = 64;

function reductionOf(op: ReductionOperation, source: View, axes: readonly number[]): Reduction {
  const { dtype, shape } = source;
  const strides = source.coversBuffer ? undefined : source.strides;
  const isAlike = (r: Reduction): boolean =>
    r.strides === strides || (r.strides !== undefined && strides !== undefined && sameShape(r.strides, strides));
  return recall(
    reductions,
    op,
    MAX_REDUCTIONS,
    (r) => r.dtype === dtype && sameShape(r.shape, shape) && isAlike(r) && sameShape(r.axes, axes),
    (): Reduction => ({ dtype, shape, strides, axes: [...axes], warmth: new Warmth(), run: undefined }),
  );
}

/** The run that reduces a view, if it is reduced much: from its buffer's contents into memory for the results. */
export function hotReduction(
  op: ReductionOperation,
  output: DType,
  source: View,
  axes: readonly number[],
): ((data: HostArray, out: HostArray) => void) | undefined {
  const r = reductionOf(op, source, axes);
  // Of several blocks there is no script.
  if (source.size <= BLOCK && !r.warmth.isHot(source.size)) return undefined;
  const span = spanOf(source, source.shape, source.strides);
  if (r.run === undefined) {
    const isHere = span.length <= LONGEST_SPAN;
    r.run = (isHere && tracer().here(reductionTrace(op, output, source, axes))) || null;
  }
  const { run } = r;
  if (run === null) return undefined;
  return (data, out) => run(-1, undefined, NOTHING, memoryOf(source, span, data), out);
}

function reductionTrace(op: ReductionOperation, output: DType, source: View, axes: readonly number[]): Trace {
  const { dtype, shape, strides } = source;
  const target = { dtype: output, shape: shape.filter((_, d) => !axes.includes(d)) };
  const params = { axes: [...axes].sort((a, b) => a - b) };
  const trace = single(op.name, params, [{ dtype, shape }], [target]);
  if (source.coversBuffer) return trace;
  const span = spanOf(source, shape, strides);
  const [node] = trace.nodes as [GraphNode];
  const view = withinSpan(0, source, span, shape, strides);
  return {
    ...trace,
    buffers: trace.buffers.map((b, k) => (k === 0 ? { ...b, shape: [span.length] } : b)),
    nodes: [{ ...node, operands: [{ kind: 'view', view }] }],
  };
}

const NOTHING = new Uint8Array(0);

let scratch = new Uint8Array(16 * 8);

/** The slots of the scalars among operands, for a run that is over before the next is prepared. */
export function scalarSlots(args: readonly Argument[]): Uint8Array {
  let slots: Uint8Array = NOTHING;
  let slot = 0;
  for (const a of args) {
    if (!('value' in a)) continue;
    if (slot === 0) slots = slotsFor(args.length);
    writeSlot(slots, slot++, a.dtype, scalarValue(a));
  }
  return slots;
}

/** Memory for so many scalars of a run, which is over before the next is prepared. */
function slotsFor(count: number): Uint8Array {
  if (scratch.length < 16 * count) scratch = new Uint8Array(16 * count);
  return scratch;
}
