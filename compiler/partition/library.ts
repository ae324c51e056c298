/** Plans the tasks of library operations: products, sorts, scans on whole, dense regions. */
import { type BufferDecl, type GraphNode, sameShape, type Trace, type View } from '../ir/graph';
import type { ArgPlan, Machine, TaskPlan } from '../ir/plan';
import type { LibraryCut, LibraryOperation, Registry } from '../ops/operation';
import { regionShape } from './fit';

/** A dimension of a region, and how many of its elements an index of an argument's dimension stands for. */
interface Place {
  readonly dim: number;
  readonly inner: number;
}

/**
 * Where in a region of one shape the indices of the same elements under another shape are: of those that are the first into
 * which a dimension of the region is split. Undefined where the region's dimensions are no products of theirs.
 */
function placesOf(region: readonly number[], as: readonly number[]): readonly (Place | undefined)[] | undefined {
  const places: (Place | undefined)[] = [];
  for (const [dim, extent] of region.entries()) {
    const first = places.length;
    let product = 1;
    while (product < extent && places.length < as.length) {
      product *= as[places.length] as number;
      places.push(undefined);
    }
    if (product !== extent) return undefined;
    if (places.length > first) places[first] = { dim, inner: product / (as[first] as number) };
  }
  return places;
}

/** Whether a task may see a region under another shape, and if so, cut along a dimension of that. */
export function canBeSeen(region: readonly number[], as: readonly number[], cutDim?: number): boolean {
  return cutDim === undefined || sameShape(region, as) || placesOf(region, as)?.[cutDim] !== undefined;
}

/** The dimension along which each operand is cut; of those that every point needs whole, undefined. */
export const cutsOf = (how: LibraryCut | undefined, operands: number): readonly (number | undefined)[] =>
  Array.from({ length: operands }, (_, i) => {
    const c = how?.operands[i];
    return c === undefined || c === 'whole' ? undefined : c.dim;
  });

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
    const [region, as] = [shapeOf(v), regionShape(v.shape)];
    const isSame = sameShape(region, as);
    const place = dim === undefined ? undefined : isSame ? { dim, inner: 1 } : placesOf(region, as)?.[dim];
    return {
      region: v.buffer,
      access,
      lo: region.map(() => 0),
      hi: region,
      ...(!isSame && { as }),
      ...(points > 1 && place !== undefined && { cut: { dim: place.dim, extent: tile * place.inner, high: 0 } }),
    };
  };
  const cuts = cutsOf(how, views.length);
  return {
    task: operation.task,
    points,
    extent,
    tile,
    args: [...views.map((v, i) => arg(v, 'read', cuts[i])), ...node.targets.map((t) => arg(t, 'write', how?.dim))],
    scalars: node.operands.flatMap((o) => (o.kind === 'scalar' ? [o.slot] : [])),
    attributes: operation.attributes(node.params, shapes),
    sites: [node.site],
  };
}
