/** Plans the tasks of library operations: products, sorts, scans on whole, dense regions. */
import type { BufferDecl, GraphNode, Trace, View } from '../ir/graph';
import type { ArgPlan, Machine, TaskPlan } from '../ir/plan';
import type { LibraryOperation, Registry } from '../ops/operation';
import { regionShape } from './fit';

/** Extent of the axis of a result along which a task may be cut. */
export const extentOf = (how: { readonly dim: number } | undefined, result: readonly number[]): number =>
  how ? (result[how.dim] ?? 1) : 1;

export function planLibrary(node: GraphNode, trace: Trace, machine: Machine, registry: Registry): TaskPlan {
  const operation = registry.get(node.op) as LibraryOperation;
  const views = node.operands.flatMap((o) => (o.kind === 'view' ? [o.view] : []));
  const shapes = views.map((v) => v.shape);
  const [target] = node.targets as [View];
  const shapeOf = (v: View) => regionShape((trace.buffers[v.buffer] as BufferDecl).shape);
  const how = operation.cut(shapes, node.params);
  const extent = extentOf(how, target.shape);
  const units = how ? Math.ceil(extent / how.unit) : 1;
  const pieces = Math.max(1, Math.min(machine.processors, units));
  const tile = how ? Math.ceil(units / pieces) * how.unit : extent;
  const points = Math.ceil(extent / tile);
  const arg = (v: View, access: ArgPlan['access'], dim: number | undefined): ArgPlan => {
    const region = shapeOf(v);
    return {
      region: v.buffer,
      access,
      lo: region.map(() => 0),
      hi: region,
      ...(points > 1 && dim !== undefined && { cut: { dim, extent: tile, high: 0 } }),
    };
  };
  return {
    task: operation.task,
    points,
    extent,
    tile,
    args: [
      ...views.map((v, i) => {
        const c = how?.operands[i];
        return arg(v, 'read', c === undefined || c === 'whole' ? undefined : c.dim);
      }),
      ...node.targets.map((t) => arg(t, 'write', how?.dim)),
    ],
    scalars: node.operands.flatMap((o) => (o.kind === 'scalar' ? [o.slot] : [])),
    attributes: operation.attributes(node.params, shapes),
    sites: [node.site],
  };
}
