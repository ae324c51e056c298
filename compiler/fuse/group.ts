/**
 * Groups nodes into kernels: nodes of one iteration space, computed element by element in one pass.
 *
 * A group is legal if its nodes may run interleaved, index by index, in any order of indices: inside
 * a group two accesses to a buffer of which one writes must be the same access. Groups run in order;
 * a node joins an earlier group only if it conflicts with nothing after it.
 */
import { foldShape, type GraphNode, sameShape, type Trace, type View } from '../ir/graph';
import type { FoldOperation, LibraryOperation, Operation, Registry } from '../ops/operation';
import { relate } from './conflict';

export interface Group {
  /** Library tasks and folds are one node each. */
  readonly kind: 'kernel' | 'fold' | 'library';
  /** Iteration space: of a reduction, its operand's shape; of a fold, its elements'. */
  readonly shape: readonly number[];
  readonly nodes: GraphNode[];
  /** Reduced axes of the group's reductions; undefined without one. */
  axes?: readonly number[];
}

export interface FuseOptions {
  /** One node, one kernel. */
  readonly unfused?: boolean;
}

/** So many distinct buffers at most in a kernel: each is an argument of a task. */
export const MAX_BUFFERS = 16;
/** So many nodes at most: code generation grows faster than the code. */
export const MAX_NODES = 160;

export function group(trace: Trace, registry: Registry, options: FuseOptions = {}): Group[] {
  const groups: Group[] = [];
  for (const node of trace.nodes) {
    const operation = registry.get(node.op);
    const shape = iterationShape(node, operation);
    const home =
      alone(operation) || options.unfused ? undefined : findHome(groups, node, operation, shape, trace, registry);
    if (home) {
      home.nodes.push(node);
      if (operation.kind === 'reduction') home.axes = node.params.axes as readonly number[];
    } else {
      groups.push({
        kind: alone(operation) ? operation.kind : 'kernel',
        shape,
        nodes: [node],
        ...(operation.kind === 'reduction' && { axes: node.params.axes as readonly number[] }),
      });
    }
  }
  return groups;
}

const alone = (operation: Operation): operation is FoldOperation | LibraryOperation =>
  operation.kind === 'fold' || operation.kind === 'library';

export function iterationShape(node: GraphNode, operation: Operation): readonly number[] {
  if (operation.kind === 'fold') return foldShape(node);
  const first = node.operands[0];
  if (operation.kind === 'reduction' && first?.kind === 'view') return first.view.shape;
  return (node.targets[0] as View).shape;
}

function findHome(
  groups: readonly Group[],
  node: GraphNode,
  operation: Operation,
  shape: readonly number[],
  trace: Trace,
  registry: Registry,
): Group | undefined {
  for (let i = groups.length - 1; i >= 0; i--) {
    const g = groups[i] as Group;
    if (mayJoin(g, node, operation, shape, trace, registry)) return g;
    if (g.nodes.some((n) => conflict(n, node, trace))) return undefined;
  }
  return undefined;
}

function mayJoin(
  g: Group,
  node: GraphNode,
  operation: Operation,
  shape: readonly number[],
  trace: Trace,
  registry: Registry,
): boolean {
  if (g.kind !== 'kernel' || !sameShape(g.shape, shape) || g.nodes.length >= MAX_NODES) return false;
  if (operation.kind === 'reduction') {
    if (g.axes && !sameShape(g.axes, node.params.axes as readonly number[])) return false;
  }
  if (countBuffers([...g.nodes, node], trace) > MAX_BUFFERS) return false;
  return g.nodes.every((earlier) => interleaves(earlier, node, trace, registry));
}

/** Buffers that become arguments; a dead temporary inside the group lives in registers. */
export function countBuffers(nodes: readonly GraphNode[], trace: Trace): number {
  const args = new Set<number>();
  const made = new Set<number>();
  for (const n of nodes) {
    for (const v of reads(n)) if (!made.has(v.buffer)) args.add(v.buffer);
    for (const { buffer } of n.targets) {
      made.add(buffer);
      const decl = trace.buffers[buffer];
      if (decl?.live || decl?.defined) args.add(buffer);
    }
  }
  return args.size;
}

export const reads = (n: GraphNode): View[] => n.operands.flatMap((o) => (o.kind === 'view' ? [o.view] : []));

/**
 * Whether both may run index by index. Results of reductions exist only after the last index, and one
 * argument of a task is one access of a written buffer: disjoint writes go apart too.
 */
export function interleaves(first: GraphNode, second: GraphNode, trace: Trace, registry: Registry): boolean {
  const reduced = (n: GraphNode) => registry.get(n.op).kind === 'reduction';
  const [r1, r2] = [reduced(first), reduced(second)];
  const good = (a: View, b: View, late: boolean): boolean =>
    a.buffer !== b.buffer || (!late && relate(a, b, trace.buffers) === 'same');
  return (
    first.targets.every(
      (w) => reads(second).every((r) => good(w, r, r1)) && second.targets.every((v) => good(w, v, r1 || r2)),
    ) && reads(first).every((r) => second.targets.every((w) => good(r, w, r2)))
  );
}

/** Whether the order of the two nodes matters. */
export function conflict(first: GraphNode, second: GraphNode, trace: Trace): boolean {
  const touch = (a: View, b: View) => relate(a, b, trace.buffers) !== 'disjoint';
  return (
    first.targets.some((w) => reads(second).some((r) => touch(w, r))) ||
    first.targets.some((w) => second.targets.some((v) => touch(w, v))) ||
    reads(first).some((r) => second.targets.some((w) => touch(r, w)))
  );
}
