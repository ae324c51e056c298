/**
 * After grouping: values that are overwritten before anybody outside of their kernel reads them are not stored.
 *
 * A buffer that a loop writes anew at each iteration has a value for each of them. Those that one kernel makes and
 * reads, and a later write replaces whole, become buffers of their own, which nobody keeps: they live in registers.
 */
import { type BufferDecl, elements, type GraphNode, type Trace, type View } from '../ir/graph';
import type { Fused } from './fuse';
import type { Group } from './group';

/** A buffer's contents between two writes of all of it. */
interface Version {
  readonly writer: GraphNode;
  readonly group: number;
  /** Nodes that read or change it. */
  readonly users: GraphNode[];
  isInside: boolean;
}

/** Writes every element of the buffer: as many indices, all to different elements. */
export const covers = (v: View, decl: BufferDecl): boolean =>
  elements(v.shape) === elements(decl.shape) && v.shape.every((e, d) => e === 1 || v.strides[d] !== 0);

export function dropVersions(trace: Trace, groups: readonly Group[]): Fused {
  const buffers = [...trace.buffers];
  const current = new Map<number, Version>();
  /** Which buffers a node's reads and writes are to be replaced by. */
  const reads = new Map<GraphNode, Map<number, number>>();
  const writes = new Map<GraphNode, Map<number, number>>();

  groups.forEach((g, at) => {
    for (const node of g.nodes) {
      for (const buffer of new Set(node.operands.flatMap((o) => (o.kind === 'view' ? [o.view.buffer] : []))))
        use(node, buffer, at);
      for (const target of node.targets) {
        const { buffer } = target;
        if (!covers(target, buffers[buffer] as BufferDecl) || node.targets.length > 1) {
          use(node, buffer, at);
          continue;
        }
        end(buffer);
        current.set(buffer, { writer: node, group: at, users: [], isInside: true });
      }
    }
  });
  // What the trace began with is an argument where it is not used any more, too.
  buffers.forEach(({ defined, live }, buffer) => {
    if (defined && !live) end(buffer);
  });
  if (writes.size === 0) return { trace, groups };
  return { trace: { ...trace, buffers }, groups: groups.map((g) => ({ ...g, nodes: g.nodes.map(renamed) })) };

  function use(node: GraphNode, buffer: number, group: number): void {
    const version = current.get(buffer);
    if (version === undefined) return;
    version.users.push(node);
    // A change of a part could be renamed too, but is not what loops do.
    if (version.group !== group || node.targets.some((t) => t.buffer === buffer && !isOver(t)))
      version.isInside = false;
  }

  function isOver(target: View): boolean {
    return covers(target, buffers[target.buffer] as BufferDecl);
  }

  /** The value is replaced. */
  function end(buffer: number): void {
    const version = current.get(buffer);
    if (version === undefined || !version.isInside) return;
    const own = buffers.length;
    buffers.push({ ...(buffers[buffer] as BufferDecl), defined: false, live: false, fixed: false });
    note(writes, version.writer, buffer, own);
    for (const user of version.users) note(reads, user, buffer, own);
  }

  function note(map: Map<GraphNode, Map<number, number>>, node: GraphNode, from: number, to: number): void {
    const names = map.get(node) ?? new Map<number, number>();
    names.set(from, to);
    map.set(node, names);
  }

  function renamed(node: GraphNode): GraphNode {
    const [read, written] = [reads.get(node), writes.get(node)];
    if (read === undefined && written === undefined) return node;
    const as = (v: View, names: Map<number, number> | undefined): View => ({
      ...v,
      buffer: names?.get(v.buffer) ?? v.buffer,
    });
    return {
      ...node,
      operands: node.operands.map((o) => (o.kind === 'view' ? { ...o, view: as(o.view, read) } : o)),
      targets: node.targets.map((t) => as(t, written)),
    };
  }
}
