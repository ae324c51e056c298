/**
 * Functions that make something of small arrays by operations alone, as one call: what they append to the graph is
 * recorded once for operands of these types and shapes, fused as tasks are, and then runs on the calling thread. Step
 * by step they would make an array of every step.
 */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import { sameShape, type Trace, type View as ViewDecl } from '../../compiler/ir/graph';
import { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { noteHost } from '../profile/lines';
import { slotsOf } from '../trace/elements';
import { instead, tracer } from '../trace/instance';
import { type Executor, type HereRun, type Job, Tracer } from '../trace/tracer';
import { allocate, hostContents } from './memory';
import { listOf, remember, touch } from './recent';
import { isHostPathOn, SMALL, withoutHostPath } from './setting';
import { Warmth } from './warmth';

interface Recorded {
  readonly run: HereRun;
  readonly scalars: Uint8Array;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Operands that the graph reads. */
  readonly used: readonly number[];
}

interface Joint {
  readonly params: string;
  readonly dtypes: readonly DType[];
  readonly shapes: readonly (readonly number[])[];
  readonly warmth: Warmth;
  /** Undefined: not yet; null: it is no graph of its own, or kernels can't be called. */
  recorded: Recorded | null | undefined;
}

const joints = new Map<string, Joint[]>();
/** Params and shapes kept of a function; a program with more is not in a loop. */
const MAX_JOINTS = 64;
/** Axes that a kernel's arrays have at most. */
const MAX_AXES = 6;

/**
 * What a function makes of views, by operations alone: `steps` must read no element, make nothing but views, and
 * depend on nothing but its operands and `params`.
 */
export function jointly(
  name: string,
  params: string,
  operands: readonly View[],
  steps: (operands: readonly View[]) => View,
): View {
  const joint = isHostPathOn() ? hotOne(name, params, operands) : undefined;
  if (joint === undefined) return steps(operands);
  if (joint.recorded === undefined) joint.recorded = record(operands, steps) ?? null;
  const { recorded } = joint;
  if (recorded === null) return steps(operands);
  noteHost(name);
  const { dtype, shape } = recorded;
  const buffer = new Buffer(dtype, shape);
  const out = allocate(dtype, buffer.size);
  const lists: HostArray[] = [];
  for (const k of recorded.used) lists.push(operands[k]!.buffer.mirror as HostArray);
  lists.push(out);
  recorded.run(lists, recorded.scalars);
  buffer.mirror = out;
  return View.whole(buffer);
}

/** The entry of a function that is called much on such operands, which are whole buffers in the host. */
function hotOne(name: string, params: string, operands: readonly View[]): Joint | undefined {
  let size = 0;
  for (const v of operands) {
    if (v.size > size) size = v.size;
    if (v.size === 0 || v.size > SMALL || v.ndim > MAX_AXES || !v.coversBuffer) return undefined;
    if (hostContents(v.buffer) === undefined) return undefined;
  }
  const list = listOf(joints, name);
  for (let i = 0; i < list.length; i++) {
    const joint = list[i] as Joint;
    if (joint.params !== params || !isFor(joint, operands)) continue;
    touch(list, i);
    return joint.warmth.isWarm(size) ? joint : undefined;
  }
  const [dtypes, shapes] = [operands.map((v) => v.dtype), operands.map((v) => v.shape)];
  const made: Joint = { params, dtypes, shapes, warmth: new Warmth(), recorded: undefined };
  remember(list, made, MAX_JOINTS);
  return made.warmth.isWarm(size) ? made : undefined;
}

function isFor({ dtypes, shapes }: Joint, operands: readonly View[]): boolean {
  if (operands.length !== dtypes.length) return false;
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

function record(operands: readonly View[], steps: (operands: readonly View[]) => View): Recorded | undefined {
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
        const view = steps(given);
        recording.flush();
        return view;
      }),
    );
    const { job } = recorder;
    if (job === undefined || made.size === 0 || made.ndim > MAX_AXES || !made.coversBuffer) return undefined;
    const isGiven = (v: View): boolean => job.buffers.includes(v.buffer);
    const used = given.flatMap((v, k) => (isGiven(v) ? [k] : []));
    if (given.some((v) => v.buffer === made.buffer) || !isGiven(made)) return undefined;
    const first = [...used.map((k) => given[k] as View), made].map((v) => job.buffers.indexOf(v.buffer));
    // Contents from elsewhere would be those of now for ever.
    if (job.trace.buffers.some(({ defined }, b) => defined && !first.includes(b))) return undefined;
    const run = tracer().here(inFront(job.trace, first));
    const { dtype, shape } = made;
    made.release();
    return run && { run, scalars: slotsOf(job.scalars), dtype, shape, used };
  } catch (error) {
    if (error instanceof Unrecorded) return undefined;
    throw error;
  } finally {
    for (const view of given) view.release();
  }
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
