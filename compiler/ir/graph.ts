/**
 * The trace: what the program asked for, in its order, as plain data.
 *
 * A trace is a list of nodes over numbered buffers. A node reads operands (views of buffers, or
 * scalars that are passed at run time) and writes targets (views of buffers). Program order is the
 * specification: a node sees every write of the nodes before it, through whatever view. Nothing in
 * here points to a run-time object, and scalar values are not part of it: two passes through the
 * same loop give the same trace, so that a plan is found again by its content.
 */
import type { DType } from './dtype';

/** Affine access into a buffer: element (i0, …) is at flat index offset + Σ strides[k] * ik. */
export interface View {
  readonly buffer: number;
  /** In elements of the buffer's C-ordered index space. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** In elements; signed; 0 repeats (broadcast). */
  readonly strides: readonly number[];
}

export interface BufferDecl {
  readonly dtype: DType;
  /** Shape of its C-ordered index space. No extent is 0. */
  readonly shape: readonly number[];
  /** Has contents when the trace begins. */
  readonly defined: boolean;
  /** May be read after the trace: its final contents must be stored. */
  readonly live: boolean;
  /** Its memory is the program's own: what is written must be written there. */
  readonly fixed?: boolean;
}

export type Operand =
  | { readonly kind: 'view'; readonly view: View }
  /** A number passed with the launch: 16-byte slot `slot` of the trace's scalars. */
  | { readonly kind: 'scalar'; readonly slot: number; readonly dtype: DType };

/** Constants that shape the generated code or select a variant: part of the plan's key. */
export type Params = Readonly<Record<string, number | string | boolean | readonly number[]>>;

export interface GraphNode {
  /** Name of an operation of the registry. */
  readonly op: string;
  readonly operands: readonly Operand[];
  /** Where the results go; all of one shape for elementwise operations. */
  readonly targets: readonly View[];
  readonly params: Params;
  /** Index of the user's line among the trace's sites. */
  readonly site: number;
}

export interface Trace {
  readonly buffers: readonly BufferDecl[];
  readonly nodes: readonly GraphNode[];
  /** Types of the scalar slots. */
  readonly scalars: readonly DType[];
}

export const elements = (shape: readonly number[]): number => shape.reduce((n, e) => n * e, 1);

/** Iteration space of a fold: the shape of its elements (all operands but the first), or else the param `shape`. */
export function foldShape(n: GraphNode): readonly number[] {
  for (const o of n.operands.slice(1)) if (o.kind === 'view') return o.view.shape;
  return (n.params.shape as readonly number[] | undefined) ?? [];
}

/** Strides of a C-ordered array of this shape, in elements. */
export function cStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d] ?? 1;
  }
  return strides;
}

export const wholeView = (buffer: number, shape: readonly number[]): View => ({
  buffer,
  offset: 0,
  shape,
  strides: cStrides(shape),
});

export function sameView(a: View, b: View): boolean {
  return a.buffer === b.buffer && sameAccess(a, b);
}

/** Whether extents (or axes) are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/** Same elements in the same order; strides of extents of 1 don't matter. */
export function sameAccess(a: View, b: View): boolean {
  if (a.offset !== b.offset || a.shape.length !== b.shape.length) return false;
  for (let k = 0; k < a.shape.length; k++) {
    if (a.shape[k] !== b.shape[k]) return false;
    if (a.shape[k] !== 1 && a.strides[k] !== b.strides[k]) return false;
  }
  return true;
}

export function printView(v: View): string {
  return `b${v.buffer}[${v.offset};${v.shape.join('x')};${v.strides.join(',')}]`;
}

export function printOperand(o: Operand): string {
  return o.kind === 'view' ? printView(o.view) : `s${o.slot}:${o.dtype}`;
}

function printParams(params: Params): string {
  const keys = Object.keys(params).sort();
  return keys.length === 0 ? '' : ` {${keys.map((k) => `${k}=${String(params[k])}`).join(' ')}}`;
}

export function printNode(n: GraphNode): string {
  return `${n.targets.map(printView).join(', ')} = ${n.op}(${n.operands.map(printOperand).join(', ')})${printParams(n.params)}`;
}

/** Text of a trace; equal texts mean equal traces up to sites. The key that plans are cached by. */
export function printTrace(t: Trace): string {
  const buffers = t.buffers.map(
    (b, i) =>
      `b${i}: ${b.dtype} ${b.shape.join('x') || 'scalar'}${b.defined ? ' defined' : ''}${b.live ? ' live' : ''}${b.fixed ? ' fixed' : ''}`,
  );
  const scalars = t.scalars.length > 0 ? [`scalars: ${t.scalars.join(' ')}`] : [];
  return [...buffers, ...scalars, ...t.nodes.map(printNode)].join('\n');
}
