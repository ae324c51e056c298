/**
 * Functions that make something of small arrays by operations alone, as one call: what they append to the graph is
 * recorded once for operands of these types and shapes, fused as tasks are, and then runs on the calling thread. Step
 * by step they would make an array of every step.
 */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import { sameShape, type Trace, type View as ViewDecl } from '../../compiler/ir/graph';
import { MAX_DIM } from '../../compiler/ir/plan';
import { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { counts } from '../profile/counters';
import { noteHost } from '../profile/lines';
import { slotsOf } from '../trace/elements';
import { instead, tracer } from '../trace/instance';
import { type Executor, type HereRun, type Job, Tracer } from '../trace/tracer';
import { allocate } from './allocation';
import { hostContents } from './memory';
import { recall } from './recent';
import { isHostPathOn, isHostSize, withoutHostPath } from './setting';
import { Warmth } from './warmth';

interface Recorded {
  readonly run: HereRun;
  readonly scalars: Uint8Array;
  readonly results: readonly { readonly dtype: DType; readonly shape: readonly number[] }[];
  /** Operands that the graph reads. */
  readonly used: readonly number[];
}

interface Joint {
  readonly params: string;
  readonly dtypes: readonly DType[];
  readonly shapes: readonly (readonly number[])[];
  /** Elements of the greatest operand. */
  readonly size: number;
  readonly warmth: Warmth;
  /** Undefined: not yet; null: it is no graph of its own, or kernels can't be called. */
  recorded: Recorded | null | undefined;
}

const joints = new Map<string, Joint[]>();
/** Params and shapes kept of a function; a program with more is not in a loop. */
const MAX_JOINTS = 64;

/**
 * What a function makes of views, by operations alone: `steps` must read no element, make nothing but views, and
 * depend on nothing but its operands and `params`.
 */
export const jointly = (
  name: string,
  params: string,
  operands: readonly View[],
  steps: (operands: readonly View[]) => View,
): View => jointResults(name, params, operands, (given) => [steps(given)])[0] as View;

/** As `jointly`, of several results. */
export function jointResults(
  name: string,
  params: string,
  operands: readonly View[],
  steps: (operands: readonly View[]) => readonly View[],
): readonly View[] {
  const joint = isHostPathOn() ? jointOf(name, params, operands) : undefined;
  if (joint === undefined) return steps(operands);
  if (!joint.warmth.isDone) {
    const before = counts.host;
    const made = steps(operands);
    joint.warmth.count(counts.host - before, joint.size);
    return made;
  }
  if (joint.recorded === undefined) joint.recorded = record(operands, steps) ?? null;
  const { recorded } = joint;
  if (recorded === null) return steps(operands);
  noteHost(name);
  const lists: HostArray[] = [];
  for (const k of recorded.used) lists.push(operands[k]!.buffer.mirror as HostArray);
  const made: View[] = [];
  for (const { dtype, shape } of recorded.results) {
    const buffer = new Buffer(dtype, shape);
    lists.push(buffer.own(allocate(dtype, buffer.size)));
    made.push(View.whole(buffer));
  }
  recorded.run(-1, undefined, recorded.scalars, ...lists);
  return made;
}

/** A number among `params`: 0 and -0 are two. */
export const exact = (value: number | null | undefined): string => (Object.is(value, -0) ? '-0' : `${value}`);

/** What is known of a function of such operands, which are whole buffers in the host. */
function jointOf(name: string, params: string, operands: readonly View[]): Joint | undefined {
  let size = 0;
  for (const v of operands) {
    if (v.size > size) size = v.size;
    if (v.size === 0 || !isHostSize(v.size) || v.ndim > MAX_DIM || !v.coversBuffer) return undefined;
    if (hostContents(v.buffer) === undefined) return undefined;
  }
  return recall(
    joints,
    name,
    MAX_JOINTS,
    (joint) => isFor(joint, params, operands),
    (): Joint => {
      const [dtypes, shapes] = [operands.map((v) => v.dtype), operands.map((v) => v.shape)];
      return { params, dtypes, shapes, size, warmth: new Warmth(), recorded: undefined };
    },
  );
}

function isFor({ params, dtypes, shapes }: Joint, given: string, operands: readonly View[]): boolean {
  if (params !== given || operands.length !== dtypes.length) return false;
  for (let k = 0; k < operands.length; k++) {
    const v = operands[k] as View;
    if (v.dtype !== dtypes[k] || !sameShape(v.shape, shapes[k] as readonly number[])) return false;
  }
  return true;
}

/** Thrown where steps ask for elements: there are none yet. */
class Unrecorded extends Error {}

/** Takes down what it is given to run. */
class Recorder implements Executor {
  job: Job | undefined;

  run(job: Job): void {
    if (this.job !== undefined) throw new Unrecorded();
    this.job = job;
  }

  read(): void {
    throw new Unrecorded();
  }
}

const NOWHERE = { release() {} };

function record(
  operands: readonly View[],
  steps: (operands: readonly View[]) => readonly View[],
): Recorded | undefined {
  const recorder = new Recorder();
  const recording = new Tracer(recorder);
  const given = operands.map(({ dtype, shape }) => {
    const buffer = new Buffer(dtype, shape);
    buffer.storage = NOWHERE;
    return View.whole(buffer);
  });
  try {
    const made = withoutHostPath(() =>
      instead(recording, () => {
        const views = steps(given).map((view) => (view.coversBuffer ? view : copied(view, recording)));
        recording.flush();
        return views;
      }),
    );
    const { job } = recorder;
    if (job === undefined) return undefined;
    const isKnown = ({ buffer }: View): boolean => job.buffers.includes(buffer);
    const isResult = (v: View, k: number): boolean =>
      v.size > 0 &&
      isHostSize(v.size) &&
      v.ndim <= MAX_DIM &&
      v.coversBuffer &&
      isKnown(v) &&
      ![...given, ...made.slice(0, k)].some(({ buffer }) => buffer === v.buffer);
    if (!made.every(isResult)) return undefined;
    const used = given.flatMap((v, k) => (isKnown(v) ? [k] : []));
    const first = [...used.map((k) => given[k] as View), ...made].map((v) => job.buffers.indexOf(v.buffer));
    // Contents from elsewhere would be those of now for ever.
    if (job.trace.buffers.some(({ defined }, b) => defined && !first.includes(b))) return undefined;
    const run = tracer().here(inFront(job.trace, first));
    const results = made.map(({ dtype, shape }) => ({ dtype, shape }));
    for (const view of made) view.release();
    return run && { run, scalars: slotsOf(job.scalars), results, used };
  } catch (error) {
    if (error instanceof Unrecorded) return undefined;
    throw error;
  } finally {
    for (const view of given) view.release();
  }
}

/** In C order: results are memory, not views of it. */
function copied(view: View, recording: Tracer): View {
  const target = View.whole(new Buffer(view.dtype, view.shape));
  recording.record('copy', [view], [target]);
  return target;
}

/** A trace with some buffers numbered first: memory is handed in for these. */
function inFront(trace: Trace, first: readonly number[]): Trace {
  const order = [...first, ...trace.buffers.keys()].filter((b, i, all) => all.indexOf(b) === i);
  const renamed = (view: ViewDecl): ViewDecl => ({ ...view, buffer: order.indexOf(view.buffer) });
  return {
    ...trace,
    buffers: order.map((b) => ({ ...(trace.buffers[b] as Trace['buffers'][number]), live: first.includes(b) })),
    nodes: trace.nodes.map((n) => ({
      ...n,
      operands: n.operands.map((o) => (o.kind === 'view' ? { ...o, view: renamed(o.view) } : o)),
      targets: n.targets.map(renamed),
    })),
  };
}
