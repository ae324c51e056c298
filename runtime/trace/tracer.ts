/**
 * The pending graph. Calls append to it and nothing computes; a flush numbers what is pending,
 * hands it to the executor as a trace, and forgets it.
 */
import type { DType, HostArray } from '../../compiler/ir/dtype';
import type { BufferDecl, GraphNode, Operand, Params, Trace, View as ViewDecl } from '../../compiler/ir/graph';
import type { Element } from '../../compiler/ops/operation';
import { Buffer, type Storage } from '../core/buffer';
import { collectAndReap, reap } from '../core/lifetime';
import type { View } from '../core/view';
import { captureSite, type Site, siteKey, siteText } from './site';
import { temporaryBuffers } from './temporaries';

/** A number among the operands: passed with the launch, so that its value doesn't make a new kernel. */
export interface ScalarValue {
  readonly dtype: DType;
  readonly value: Element;
}

export type Argument = View | ScalarValue;

export const isScalar = (a: Argument): a is ScalarValue => 'value' in a;

/** The affine part of a view, without keeping a handle alive. */
interface Access {
  buffer: Buffer;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

interface PendingNode {
  readonly op: string;
  readonly operands: readonly (Access | ScalarValue)[];
  readonly targets: readonly Access[];
  readonly params: Params;
  readonly site: Site;
}

/** What a flush hands over. Buffers, scalars and sites are in the trace's numbering. */
export interface Job {
  readonly trace: Trace;
  readonly buffers: readonly Buffer[];
  readonly scalars: readonly ScalarValue[];
  /** The user's `file:line:col` of a node. */
  readonly siteOf: (node: number) => string;
}

/** Where a buffer's bytes go, C-ordered. */
export interface Read {
  readonly buffer: Buffer;
  readonly into: Uint8Array;
  /** Only the elements at these places; where tasks work in place. Absent: all. */
  readonly elements?: readonly number[];
}

/** Runs traces: the Legion engine, or the reference interpreter. */
export interface Executor {
  /**
   * Submits the job's work in order; needn't wait. Fills in `storage` of buffers that are live.
   * @param reads what the program waits for; what tasks hand over on the way is taken out
   */
  run(job: Job, reads?: Set<Read>): void;
  /** Waits for all of the buffers once, and copies out their contents. */
  read(reads: readonly Read[]): void;
  /** Lets tasks work on memory of JavaScript in place. Absent: they can't. */
  attach?(memory: Uint8Array, dtype: DType): Storage;
  /** Attached memory is where all tasks work: there is no other process. */
  readonly worksInPlace?: boolean;
  /**
   * Waits until everything submitted so far is done.
   * @returns whether attached memory has the outcome; if not, it has it once it is detached
   */
  settle?(): boolean;
  /** Prepares a trace to be run on the calling thread, on host memory. Absent or undefined: it can't be. */
  here?(trace: Trace): HereRun | undefined;
  /** Bytes of results that may be pending; with more, a flush is due. Absent: any. */
  readonly pressure?: number;
}

/**
 * Runs a trace at once.
 * @param rows of the cut axis to do; -1: all
 * @param frame of one library task: its rows, the extents of all buffers and its attributes, other than the trace's
 * @param scalars 16 bytes a slot
 * @param buffers memory of each buffer of the trace, C-ordered
 */
export type HereRun = (
  rows: number,
  frame: Float64Array | undefined,
  scalars: Uint8Array,
  ...buffers: readonly HostArray[]
) => void;

/** Pending nodes at which a flush is due. */
const WINDOW = 192;

export class Tracer {
  private nodes: PendingNode[] = [];
  private busy = false;
  /** Bytes of the pending results, dead ones too. */
  private pendingBytes = 0;

  constructor(private readonly executor: Executor) {}

  get size(): number {
    return this.nodes.length;
  }

  get worksInPlace(): boolean {
    return this.executor.worksInPlace === true;
  }

  get canAttach(): boolean {
    return this.executor.attach !== undefined;
  }

  /** Prepares a trace to be run on the calling thread, on host memory. */
  here(trace: Trace): HereRun | undefined {
    return this.executor.here?.(trace);
  }

  /** Lets tasks work on memory of JavaScript in place; it must not be looked at before `settle`. */
  attach(memory: Uint8Array, dtype: DType): Storage {
    return this.executor.attach!(memory, dtype);
  }

  /** Computes what is pending, and waits for it. @returns whether attached memory has the outcome */
  settle(): boolean {
    this.flush();
    return this.executor.settle?.() ?? true;
  }

  /** Appends one operation. Shapes and types have been checked. */
  record(op: string, operands: readonly Argument[], targets: readonly View[], params: Params = {}): void {
    for (const o of operands) if (!isScalar(o)) o.buffer.twins?.refresh(o.buffer);
    for (const { buffer } of targets) buffer.twins?.refresh(buffer);
    const node: PendingNode = {
      op,
      operands: operands.map(operandOf),
      targets: targets.map(access),
      params,
      site: captureSite(),
    };
    let pinned = false;
    for (const o of node.operands) {
      if (isScalarOperand(o)) continue;
      if (o.buffer.failure) throw o.buffer.failure;
      o.buffer.pending++;
      o.buffer.singles = 0;
      pinned ||= o.buffer.pinned;
    }
    for (const { buffer } of node.targets) {
      buffer.pending++;
      buffer.writers++;
      buffer.singles = 0;
      buffer.twins?.wrote(buffer);
      if (!buffer.defined) this.pendingBytes += buffer.bytes;
      if (buffer.pinned) pinned = true;
      else buffer.mirror = keepOnlyInput(buffer);
    }
    this.nodes.push(node);
    if (pinned) this.flush();
    else if (this.nodes.length >= WINDOW) this.flushWindow();
    else if (this.pendingBytes > (this.executor.pressure ?? Number.POSITIVE_INFINITY)) this.relieve();
  }

  /** Much memory is asked for: what is dead by now must not be computed, and the rest must not pile up. */
  private relieve(): void {
    const live = (): number => {
      const results = new Set(this.nodes.flatMap((n) => n.targets.map((t) => t.buffer)));
      return [...results].reduce((n, b) => (b.handles > 0 && !b.defined ? n + b.bytes : n), 0);
    };
    this.pendingBytes = live();
    const limit = this.executor.pressure as number;
    if (this.pendingBytes <= limit) return;
    collectAndReap();
    this.pendingBytes = live();
    if (this.pendingBytes > limit / 2) this.flush();
  }

  /** Whether a pending node writes the buffer, so that it must be flushed before it is read. */
  isWritten(buffer: Buffer): boolean {
    return buffer.writers > 0;
  }

  /**
   * The buffer, which no pending node writes, is about to be written by the host: what reads it gets a buffer of its
   * own with the contents until now.
   */
  cede(buffer: Buffer): void {
    const twin = new Buffer(buffer.dtype, buffer.shape, buffer.strides);
    const { storage } = buffer;
    if (storage === undefined) twin.mirror = buffer.mirror?.slice();
    buffer.storage = undefined;
    twin.storage = storage;
    twin.pending = buffer.pending;
    buffer.pending = 0;
    for (const n of this.nodes)
      for (const o of n.operands) if (!isScalarOperand(o) && o.buffer === buffer) o.buffer = twin;
  }

  /** Hands everything that is pending to the executor. */
  flush(reads?: Set<Read>): void {
    const nodes = this.nodes;
    this.nodes = [];
    this.run(nodes, reads);
  }

  /** The bytes of buffers, after everything before has been computed. */
  read(...reads: readonly Read[]): void {
    const rest = new Set(reads);
    if (reads.some(({ buffer }) => this.isWritten(buffer))) this.flush(rest);
    for (const { buffer } of reads) if (buffer.failure) throw buffer.failure;
    if (rest.size > 0) this.executor.read([...rest]);
  }

  /**
   * The window is full. Loops fill it at a different node each time, which would make every flush a
   * new trace; so cut where the program is at the place again at which the window began, or else (the
   * window began before the loop) at the first place that came again, where the loop begins. Where
   * nothing comes again, cut where the fewest temporaries would have to be stored.
   */
  private flushWindow(): void {
    const { nodes } = this;
    let end: number | undefined;
    for (let first = 0; end === undefined && first < WINDOW / 2; first++) end = lastReturn(nodes, first);
    if (end === undefined) {
      const stored = temporariesAcross(nodes);
      end = nodes.length;
      for (let i = end; i > WINDOW / 2; i--) if ((stored[i] as number) < (stored[end] as number)) end = i;
    }
    this.nodes = nodes.slice(end);
    this.run(nodes.slice(0, end));
  }

  private run(nodes: readonly PendingNode[], reads?: Set<Read>): void {
    if (nodes.length === 0) return;
    if (this.busy) throw new Error('LGT6010: flush inside a flush; this is a bug in legate-ts, please report it');
    this.busy = true;
    reap();
    const touched = new Set<Buffer>();
    for (const n of nodes) {
      for (const a of accesses(n)) {
        a.buffer.pending--;
        touched.add(a.buffer);
      }
      for (const { buffer } of n.targets) buffer.writers--;
    }
    if (this.nodes.length === 0) this.pendingBytes = 0;
    const job = number(nodes);
    // The executor may collect garbage: what dies then is in use until it is done.
    for (const b of touched) b.pending++;
    try {
      this.executor.run(job, reads);
    } catch (error) {
      for (const n of nodes) for (const t of n.targets) t.buffer.failure ??= error as Error;
      throw error;
    } finally {
      this.busy = false;
      for (const b of touched) {
        b.pending--;
        b.free();
      }
    }
  }
}

/** The last node of the window's second half at which the program was where it was at node `first`. */
function lastReturn(nodes: readonly PendingNode[], first: number): number | undefined {
  const { op, site } = nodes[first] as PendingNode;
  const key = siteKey(site);
  for (let i = nodes.length - 1; i > WINDOW / 2; i--) {
    const n = nodes[i] as PendingNode;
    if (n.op === op && siteKey(n.site) === key) return i;
  }
  return undefined;
}

/**
 * Of each position, the end too: how many values that nobody can name are written before it and read
 * from it on. Those of the expression that is being evaluated will be.
 */
function temporariesAcross(nodes: readonly PendingNode[]): number[] {
  const unnamed = temporaryBuffers();
  const ends = new Map<Buffer, { first: number; last: number }>();
  nodes.forEach((n, i) => {
    for (const { buffer } of n.targets)
      if (unnamed.has(buffer)) ends.set(buffer, { first: i, last: nodes.length });
      else if (buffer.handles === 0 && !ends.has(buffer)) ends.set(buffer, { first: i, last: i });
    for (const o of n.operands) {
      const end = isScalarOperand(o) ? undefined : ends.get(o.buffer);
      if (end !== undefined) end.last = Math.max(end.last, i);
    }
  });
  const across = new Array<number>(nodes.length + 1).fill(0);
  for (const { first, last } of ends.values())
    for (let i = first + 1; i <= last; i++) across[i] = (across[i] as number) + 1;
  return across;
}

const access = (v: View): Access => ({
  buffer: v.buffer,
  offset: v.offset,
  shape: v.shape,
  strides: v.strides,
});

const operandOf = (o: Argument): Access | ScalarValue => (isScalar(o) ? o : access(o));

function* accesses(n: PendingNode): Iterable<Access> {
  for (const o of n.operands) if (!isScalarOperand(o)) yield o;
  yield* n.targets;
}

const isScalarOperand = (o: Access | ScalarValue): o is ScalarValue => 'value' in o;

/**
 * A write makes the mirror stale. If the mirror is the only copy (host input that no task has seen),
 * it is the contents and stays until the executor has taken it.
 */
function keepOnlyInput(buffer: Buffer): Buffer['mirror'] {
  return buffer.storage === undefined ? buffer.mirror : undefined;
}

function number(nodes: readonly PendingNode[]): Job {
  const buffers: Buffer[] = [];
  const ids = new Map<Buffer, number>();
  const scalars: ScalarValue[] = [];
  const view = (a: Access): ViewDecl => {
    let id = ids.get(a.buffer);
    if (id === undefined) {
      id = buffers.length;
      ids.set(a.buffer, id);
      buffers.push(a.buffer);
    }
    return { buffer: id, offset: a.offset, shape: a.shape, strides: a.strides };
  };
  const operand = (o: Access | ScalarValue): Operand => {
    if (!isScalarOperand(o)) return { kind: 'view', view: view(o) };
    scalars.push(o);
    return { kind: 'scalar', slot: scalars.length - 1, dtype: o.dtype };
  };
  const graph: GraphNode[] = nodes.map((n, site) => {
    return { op: n.op, operands: n.operands.map(operand), targets: n.targets.map(view), params: n.params, site };
  });
  const decls: BufferDecl[] = buffers.map((b) => ({
    dtype: b.dtype,
    shape: b.shape,
    defined: b.defined,
    live: b.handles > 0 || b.pending > 0,
    ...(b.attached && { fixed: true }),
  }));
  return {
    trace: { buffers: decls, nodes: graph, scalars: scalars.map((s) => s.dtype) },
    buffers,
    scalars,
    siteOf: (node) => siteText((nodes[node] as PendingNode).site),
  };
}
