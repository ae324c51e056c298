/** What a fold computes at an index, how its launches are cut, and which axes run innermost. */
import { LegateError } from '../errors';
import type { DType } from '../ir/dtype';
import { elements, type GraphNode, type Operand, type Trace, type View } from '../ir/graph';
import type { FoldKernel, ValueSpec } from '../ir/kernel';
import { BLOCK, type Cut } from '../ir/reduction-order';
import type { Registry, Signature } from '../ops/operation';
import type { Access } from './accesses';
import { BodyBuilder } from './body';

export interface FoldSpec {
  readonly signature: Signature;
  readonly axes: readonly number[];
  readonly kept: readonly number[];
  readonly cut: Cut;
  readonly values: readonly ValueSpec[];
  /** Values: the state before, then the other operands. */
  readonly operands: readonly number[];
  /** By access; `kept`: of the kept axes alone, as the state before is. */
  readonly loads: readonly { readonly view: View; readonly kept: boolean }[];
  readonly scalars: readonly number[];
}

export function foldSpec(node: GraphNode, shape: readonly number[], trace: Trace, registry: Registry): FoldSpec {
  const operation = registry.get(node.op);
  if (operation.kind !== 'fold') throw new Error(`LGT3010: '${node.op}' is no fold; this is a bug in legate-ts`);
  const axes = node.params.axes as readonly number[];
  const kept = shape.map((_, d) => d).filter((d) => !axes.includes(d));
  const [initial, ...others] = node.operands as [Operand, ...Operand[]];
  const b = new BodyBuilder(trace, registry);
  const first = b.operand(initial);
  const before = b.loads.length;
  const rest = others.map((o) => b.operand(o));
  const types = [first, ...rest].map((v) => b.dtypeOf(v));
  const signature = operation.resolve(types, node.params);
  if (signature === undefined) throw new LegateError('LGT3011', `'${node.op}' is not defined for ${types.join(', ')}`);
  const operands = [first, ...rest].map((v, n) => b.convert(v, signature.inputs[n] as DType));
  return {
    signature,
    axes,
    kept,
    cut: cutAlong(shape, kept),
    values: b.values,
    operands,
    loads: b.loads.map((view, n) => ({ view, kept: n < before })),
    scalars: b.scalars,
  };
}

/** Any cut between kept positions gives the same. */
function cutAlong(shape: readonly number[], kept: readonly number[]): Cut {
  const longest = Math.max(1, ...kept.map((d) => shape[d] as number));
  const axis = kept.find((d) => (shape[d] as number) >= Math.min(longest, LONG)) ?? -1;
  if (axis < 0) return { axis: -1, unit: 1, blocks: 1 };
  const extent = shape[axis] as number;
  const unit = Math.min(extent, Math.max(1, Math.ceil(BLOCK / (elements(shape) / extent))));
  return { axis, unit, blocks: Math.ceil(extent / unit) };
}

/** An axis shorter than this is passed over for a longer one behind it. */
const LONG = 16;

/** A kept axis shorter than this isn't worth running innermost. */
const SHORT = 16;

/** Chooses the axis of tiles, and the one along which they share what they read. */
export function foldOrder(
  accesses: readonly Access[],
  { kept, loads }: FoldSpec,
  shape: readonly number[],
): Pick<FoldKernel, 'tile' | 'dense' | 'rows'> {
  const extent = (axis: number): number => shape[axis] as number;
  const long = kept.filter((axis) => extent(axis) > 1);
  if (long.length === 0) return { tile: -1, dense: false, rows: -1 };
  const moves = (a: Access, axis: number): boolean => a.fit.dims.some((d) => d.terms.some((t) => t.axis === axis));
  const isDense = (a: Access, axis: number): boolean =>
    a.fit.dims.every((dim, d) =>
      dim.terms.every((t) => t.axis !== axis || (d === a.fit.dims.length - 1 && Math.abs(t.step) === 1)),
    );
  // What is read at each step counts most; the state before and the result are touched once.
  const steps = loads.flatMap((load, n) => (load.kept ? [] : [accesses[n] as Access]));
  const moving = (axis: number): Access[] => steps.filter((a) => moves(a, axis));
  const gain = (axis: number): number => {
    if (extent(axis) < SHORT) return extent(axis) - 1000;
    const dense = moving(axis).filter((a) => isDense(a, axis)).length;
    const results = accesses.filter((a) => a.written && moves(a, axis) && isDense(a, axis)).length;
    return 8 * dense - 4 * moving(axis).length + results;
  };
  const tile = long.reduce((best, axis) => (gain(axis) >= gain(best) ? axis : best));
  const read = moving(tile);
  const dense = extent(tile) >= SHORT && read.every((a) => isDense(a, tile));
  const shared = (axis: number): number => read.filter((a) => !moves(a, axis)).length;
  const rows = long
    .filter((axis) => axis !== tile && shared(axis) > 0)
    .reduce((best, axis) => (best < 0 || shared(axis) >= shared(best) ? axis : best), -1);
  return { tile, dense, rows };
}
