/**
 * The body of a kernel: the values that a group of nodes computes for one index, with loads shared,
 * values forwarded from one node to the next, and equal subexpressions computed once.
 */

import { LegateError } from '../errors';
import type { DType } from '../ir/dtype';
import type { BufferDecl, GraphNode, Operand, Trace, View } from '../ir/graph';
import type { ValueSpec } from '../ir/kernel';
import type { Registry } from '../ops/operation';

export interface Loaded {
  readonly view: View;
  readonly value: number;
}

export interface ReducedValue {
  readonly node: GraphNode;
  readonly value: number;
}

/** The values of an index, what they are loaded from, and the scalars among them. */
export interface Body {
  readonly values: readonly ValueSpec[];
  /** Views that are loaded, by access number. */
  readonly loads: readonly View[];
  /** Last value written through each view. */
  readonly writes: readonly { readonly view: View; readonly value: number }[];
  readonly reductions: readonly ReducedValue[];
  /** Slots of the trace, by the kernel's own slot number. */
  readonly scalars: readonly number[];
}

/** Extents of 1 don't move: their strides are left out. */
const keyOf = (v: View): string =>
  `${v.buffer}@${v.offset}:${v.shape.map((e, d) => (e === 1 ? 0 : v.strides[d])).join(',')}`;

/** Operations that are conversions and nothing else. */
const IDENTITY = new Set(['copy', 'astype']);

export class BodyBuilder {
  readonly values: ValueSpec[] = [];
  readonly loads: View[] = [];
  readonly scalars: number[] = [];
  readonly current = new Map<string, { view: View; value: number }>();
  private readonly numbers = new Map<string, number>();
  private readonly slots = new Map<number, number>();

  constructor(
    private readonly trace: Trace,
    private readonly registry: Registry,
  ) {}

  private add(value: ValueSpec): number {
    const key = JSON.stringify(value);
    let n = this.numbers.get(key);
    if (n === undefined) {
      n = this.values.length;
      this.values.push(value);
      this.numbers.set(key, n);
    }
    return n;
  }

  dtypeOf(value: number): DType {
    return (this.values[value] as ValueSpec).dtype;
  }

  convert(value: number, dtype: DType): number {
    return this.dtypeOf(value) === dtype ? value : this.add({ kind: 'convert', value, dtype });
  }

  operand(o: Operand): number {
    if (o.kind === 'scalar') {
      let slot = this.slots.get(o.slot);
      if (slot === undefined) {
        slot = this.scalars.length;
        this.scalars.push(o.slot);
        this.slots.set(o.slot, slot);
      }
      return this.add({ kind: 'scalar', slot, dtype: o.dtype });
    }
    const key = keyOf(o.view);
    const forwarded = this.current.get(key);
    if (forwarded) return forwarded.value;
    let access = this.loads.findIndex((v) => keyOf(v) === key);
    if (access < 0) {
      access = this.loads.length;
      this.loads.push(o.view);
    }
    const { dtype } = this.trace.buffers[o.view.buffer] as BufferDecl;
    return this.add({ kind: 'load', access, dtype });
  }

  elementwise(node: GraphNode): void {
    const operation = this.registry.get(node.op);
    if (operation.kind !== 'elementwise') {
      throw new Error(`LGT3010: '${node.op}' is in a map; this is a bug in legate-ts, please report it`);
    }
    const operands = node.operands.map((o) => this.operand(o));
    const target = node.targets[0] as View;
    const { dtype } = this.trace.buffers[target.buffer] as BufferDecl;
    let value: number;
    if (node.op === 'copy') value = operands[0] as number;
    else {
      const types = operands.map((v) => this.dtypeOf(v));
      const signature = operation.resolve(types, node.params);
      if (signature === undefined) {
        throw new LegateError('LGT3011', `'${node.op}' is not defined for ${types.join(', ')}`);
      }
      const inputs = operands.map((v, i) => this.convert(v, signature.inputs[i] as DType));
      value = IDENTITY.has(node.op)
        ? this.convert(inputs[0] as number, signature.output)
        : this.add({
            kind: 'apply',
            op: node.op,
            params: node.params,
            operands: inputs,
            signature,
            dtype: signature.output,
          });
    }
    this.current.set(keyOf(target), { view: target, value: this.convert(value, dtype) });
  }
}

export function buildBody(nodes: readonly GraphNode[], trace: Trace, registry: Registry): Body {
  const b = new BodyBuilder(trace, registry);
  const reductions: ReducedValue[] = [];
  for (const node of nodes) {
    const operation = registry.get(node.op);
    if (operation.kind === 'reduction') {
      const value = b.operand(node.operands[0] as Operand);
      const signature = operation.resolve(b.dtypeOf(value));
      if (signature === undefined) {
        throw new LegateError('LGT3011', `'${node.op}' is not defined for ${b.dtypeOf(value)}`);
      }
      reductions.push({ node, value: b.convert(value, signature.input) });
    } else b.elementwise(node);
  }
  return {
    values: b.values,
    loads: b.loads,
    writes: [...b.current.values()],
    reductions,
    scalars: b.scalars,
  };
}
