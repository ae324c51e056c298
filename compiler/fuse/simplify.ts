/**
 * Before grouping: drops what nobody can see, and makes every node's operands safe to read while its
 * target is written.
 */
import { type BufferDecl, type GraphNode, type Trace, type View, wholeView } from '../ir/graph';
import { relate } from './conflict';
import { covers } from './versions';

export function simplify(trace: Trace): Trace {
  return separate(dropDead(trace));
}

/** Removes nodes whose results are overwritten or released before anything reads them. */
export function dropDead(trace: Trace): Trace {
  const wanted = trace.buffers.map((b) => b.live);
  const keep: GraphNode[] = [];
  for (let i = trace.nodes.length - 1; i >= 0; i--) {
    const node = trace.nodes[i] as GraphNode;
    if (!node.targets.some((t) => wanted[t.buffer])) continue;
    for (const t of node.targets) {
      if (covers(t, trace.buffers[t.buffer] as BufferDecl)) wanted[t.buffer] = false;
    }
    for (const o of node.operands) if (o.kind === 'view') wanted[o.view.buffer] = true;
    keep.push(node);
  }
  return keep.length === trace.nodes.length ? trace : { ...trace, nodes: keep.reverse() };
}

/**
 * A node that reads other elements of the buffer than the ones it writes (`u[1:] = u[:-1]`) computes
 * into a fresh buffer first, from which a copy follows: then each half may run in any order.
 */
function separate(trace: Trace): Trace {
  const buffers = [...trace.buffers];
  const nodes: GraphNode[] = [];
  for (const node of trace.nodes) {
    const target = node.targets[0] as View;
    const clash = node.operands.some(
      (o) => o.kind === 'view' && o.view.buffer === target.buffer && relate(o.view, target, buffers) !== 'same',
    );
    if (!clash) {
      nodes.push(node);
      continue;
    }
    const id = buffers.length;
    const { dtype } = buffers[target.buffer] as BufferDecl;
    buffers.push({ dtype, shape: target.shape, defined: false, live: false });
    const fresh = wholeView(id, target.shape);
    nodes.push({ ...node, targets: [fresh] });
    nodes.push({
      op: 'copy',
      operands: [{ kind: 'view', view: fresh }],
      targets: [target],
      params: {},
      site: node.site,
    });
  }
  return buffers.length === trace.buffers.length ? trace : { ...trace, buffers, nodes };
}
