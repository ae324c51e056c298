/** What a fold computes at an index, and how its launches are cut. */
import { LegateError } from '../errors';
import type { DType } from '../ir/dtype';
import { elements, type GraphNode, type Operand, type Trace, type View } from '../ir/graph';
import type { ValueSpec } from '../ir/kernel';
import { BLOCK, type Cut } from '../ir/reduction-order';
import type { Registry, Signature } from '../ops/operation';
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
