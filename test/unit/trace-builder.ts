/** Writes traces by hand, for tests of the stages after the tracer. */
import type { DType } from '../../compiler/ir/dtype';
import {
  type BufferDecl,
  cStrides,
  type GraphNode,
  type Operand,
  type Trace,
  type View,
} from '../../compiler/ir/graph';

type Arg = View | { readonly scalar: DType };

export class TraceBuilder {
  private readonly buffers: BufferDecl[] = [];
  private readonly nodes: GraphNode[] = [];
  private readonly scalars: DType[] = [];

  /** A buffer; the view of all of it. */
  buffer(shape: readonly number[], options: { dtype?: DType; defined?: boolean; live?: boolean } = {}): View {
    const { dtype = 'float64', defined = false, live = false } = options;
    this.buffers.push({ dtype, shape, defined, live });
    return { buffer: this.buffers.length - 1, offset: 0, shape, strides: cStrides(shape) };
  }

  input(...shape: number[]): View {
    return this.buffer(shape, { defined: true, live: true });
  }

  output(...shape: number[]): View {
    return this.buffer(shape, { live: true });
  }

  temp(...shape: number[]): View {
    return this.buffer(shape);
  }

  op(name: string, target: View, args: readonly Arg[], params: GraphNode['params'] = {}): this {
    const operands = args.map((a): Operand => {
      if (!('scalar' in a)) return { kind: 'view', view: a };
      this.scalars.push(a.scalar);
      return { kind: 'scalar', slot: this.scalars.length - 1, dtype: a.scalar };
    });
    this.nodes.push({ op: name, operands, targets: [target], params, site: this.nodes.length });
    return this;
  }

  trace(): Trace {
    return { buffers: this.buffers, nodes: this.nodes, scalars: this.scalars };
  }
}

/** Python's slice of one axis, with non-negative bounds. */
export function slice(v: View, axis: number, start: number, stop: number, step = 1): View {
  const stride = v.strides[axis] as number;
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return {
    ...v,
    offset: v.offset + start * stride,
    shape: v.shape.map((e, d) => (d === axis ? count : e)),
    strides: v.strides.map((s, d) => (d === axis ? s * step : s)),
  };
}

export const transpose = (v: View): View => ({
  ...v,
  shape: [...v.shape].reverse(),
  strides: [...v.strides].reverse(),
});

export const scalar = { scalar: 'float64' } as const;
