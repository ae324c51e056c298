/**
 * What has no exact JavaScript runs on the calling thread as the very same kernels and library tasks that Legion
 * would run, on memory of the host.
 */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import { type GraphNode, type Operand, type Params, type Trace, wholeView } from '../../compiler/ir/graph';
import { writeSlot } from '../trace/elements';
import { tracer } from '../trace/instance';
import type { Argument, HereRun } from '../trace/tracer';
import type { Route } from './routes';
import { scalarValue } from './scalars';
import { SMALL } from './setting';

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

/** A run of an elementwise operation on up to `SMALL` elements in a line; null where kernels can't be called. */
function runOf(route: Route, args: readonly Argument[]): HereRun | null {
  let run = runs.get(route);
  if (run === undefined) {
    const line = [SMALL];
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
  let slots = NOTHING;
  let slot = 0;
  for (const a of args) {
    if (!('value' in a)) continue;
    if (slot === 0) slots = new Uint8Array(16 * args.length);
    writeSlot(slots, slot++, a.dtype, scalarValue(a));
  }
  lists.push(out);
  run(lists, slots, size);
  return true;
}

const NOTHING = new Uint8Array(0);
