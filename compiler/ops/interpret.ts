/**
 * The reference interpreter: carries out a trace one node after the other, as the program says, with
 * the operations' reference implementations. Slow, and the measure of everything that is fast.
 */
import type { DType, HostArray } from '../ir/dtype';
import { elements, foldShape, type GraphNode, type Operand, type Trace, type View } from '../ir/graph';
import { CHUNK, cutOfReduction, LANES, PairwiseTree, usesLanes } from '../ir/reduction-order';
import { coerceElement, convertElement, hostArray, loadElement, storeElement } from './element';
import type {
  Element,
  ElementwiseOperation,
  FoldOperation,
  LibraryOperation,
  ReductionOperation,
  ReductionSignature,
  Registry,
} from './operation';

/**
 * @param scalars value of each scalar slot.
 * @param buffers contents of each buffer, C-ordered; undefined where it has none yet. They are not changed.
 * @returns contents of each buffer afterwards; the given array where the trace doesn't write it.
 * @throws Error LGT3004 when an operation isn't defined for its operands' types.
 */
export function interpret(
  trace: Trace,
  registry: Registry,
  scalars: readonly (Element | boolean)[],
  buffers: readonly (HostArray | undefined)[],
): HostArray[] {
  const machine = new Interpreter(trace, registry, scalars, buffers);
  trace.nodes.forEach((node) => {
    machine.run(node);
  });
  return machine.contents();
}

/** Flat positions of a view's elements in its buffer, in C order. */
export function positions(view: View): Float64Array {
  let out = Float64Array.of(view.offset);
  view.shape.forEach((extent, d) => {
    const stride = view.strides[d] as number;
    const next = new Float64Array(out.length * extent);
    out.forEach((at, i) => {
      for (let k = 0; k < extent; k++) next[i * extent + k] = at + k * stride;
    });
    out = next;
  });
  return out;
}

/** Moves a multi-index to the next one, in C order, of a box that begins at 0, along `axis` at `first`. */
function advance(index: number[], extents: readonly number[], axis = -1, first = 0): void {
  for (let d = extents.length - 1; d >= 0; d--) {
    const origin = d === axis ? first : 0;
    index[d] = (index[d] as number) + 1;
    if ((index[d] as number) < origin + (extents[d] as number)) return;
    index[d] = origin;
  }
}

class Interpreter {
  private readonly data: (HostArray | undefined)[];
  private readonly owned = new Set<number>();

  constructor(
    private readonly trace: Trace,
    private readonly registry: Registry,
    private readonly scalars: readonly (Element | boolean)[],
    buffers: readonly (HostArray | undefined)[],
  ) {
    this.data = [...buffers];
  }

  contents(): HostArray[] {
    return this.trace.buffers.map((_, i) => this.read(i));
  }

  private typeOf(o: Operand): DType {
    return o.kind === 'scalar' ? o.dtype : (this.trace.buffers[o.view.buffer]?.dtype as DType);
  }

  private read(buffer: number): HostArray {
    const decl = this.trace.buffers[buffer];
    if (decl === undefined) throw new Error(`LGT3005: the trace has no buffer ${buffer}`);
    this.data[buffer] ??= hostArray(decl.dtype, elements(decl.shape));
    return this.data[buffer];
  }

  private write(view: View, from: DType, values: readonly Element[]): void {
    const data = this.read(view.buffer);
    const own = this.owned.has(view.buffer) ? data : data.slice();
    this.owned.add(view.buffer);
    this.data[view.buffer] = own;
    const to = this.trace.buffers[view.buffer]?.dtype as DType;
    positions(view).forEach((at, i) => {
      storeElement(own, to, at, convertElement(values[i] as Element, from, to));
    });
  }

  /** The operand's elements in C order, converted; a scalar's as often as asked for. */
  private values(operand: Operand, to: DType, count: number): Element[] {
    const from = this.typeOf(operand);
    if (operand.kind === 'scalar') {
      const value = coerceElement(this.scalars[operand.slot] as Element, from);
      return new Array<Element>(count).fill(convertElement(value, from, to));
    }
    const data = this.read(operand.view.buffer);
    return Array.from(positions(operand.view), (at) => convertElement(loadElement(data, from, at), from, to));
  }

  run(node: GraphNode): void {
    const op = this.registry.get(node.op);
    if (op.kind === 'elementwise') this.elementwise(node, op);
    else if (op.kind === 'reduction') this.reduction(node, op);
    else if (op.kind === 'fold') this.fold(node, op);
    else this.library(node, op);
  }

  private undefinedFor(node: GraphNode): never {
    const types = node.operands.map((o) => this.typeOf(o)).join(' and ');
    throw new Error(`LGT3004: operation '${node.op}' is not defined for ${types || 'these types'}`);
  }

  private elementwise(node: GraphNode, op: ElementwiseOperation): void {
    const types = node.operands.map((o) => this.typeOf(o));
    const signature = op.resolve(types, node.params) ?? this.undefinedFor(node);
    const shape = node.targets[0]?.shape ?? [];
    const count = elements(shape);
    const columns = node.operands.map((o, k) => this.values(o, signature.inputs[k] as DType, count));
    const index = shape.map(() => 0);
    const results: Element[] = [];
    for (let i = 0; i < count; i++) {
      const operands = columns.map((column) => column[i] as Element);
      results.push(op.reference(operands, signature, node.params, index));
      advance(index, shape);
    }
    for (const target of node.targets) this.write(target, signature.output, results);
  }

  private reduction(node: GraphNode, op: ReductionOperation): void {
    const operand = node.operands[0] as Operand;
    const signature = op.resolve(this.typeOf(operand)) ?? this.undefinedFor(node);
    const shape = operand.kind === 'view' ? operand.view.shape : [];
    const values = this.values(operand, signature.input, elements(shape));
    const results = reduceElements(op, signature, values, shape, node.params.axes as readonly number[]);
    for (const target of node.targets) this.write(target, signature.output, results);
  }

  /** One element after the other, in C order: at each kept position that is the order of the folded ones. */
  private fold(node: GraphNode, op: FoldOperation): void {
    const types = node.operands.map((o) => this.typeOf(o));
    const signature = op.resolve(types, node.params) ?? this.undefinedFor(node);
    const shape = foldShape(node);
    const axes = node.params.axes as readonly number[];
    const kept = shape.map((_, d) => d).filter((d) => !axes.includes(d));
    const count = elements(shape);
    const [first, ...rest] = node.operands as [Operand, ...Operand[]];
    const states = this.values(first, signature.output, elements(kept.map((d) => shape[d] as number)));
    const columns = rest.map((o, k) => this.values(o, signature.inputs[k + 1] as DType, count));
    const index = shape.map(() => 0);
    for (let i = 0; i < count; i++) {
      const at = kept.reduce((n, d) => n * (shape[d] as number) + (index[d] as number), 0);
      const operands = [states[at] as Element, ...columns.map((column) => column[i] as Element)];
      states[at] = op.reference(operands, signature, node.params, index);
      advance(index, shape);
    }
    for (const target of node.targets) this.write(target, signature.output, states);
  }

  private library(node: GraphNode, op: LibraryOperation): void {
    const types = node.operands.map((o) => this.typeOf(o));
    const signature = op.resolve(types, node.params) ?? this.undefinedFor(node);
    if (op.reference === undefined) {
      throw new Error(`LGT3006: operation '${op.name}' has no reference implementation; it runs on the engine only`);
    }
    const operands = node.operands.map((o, k) => {
      const shape = o.kind === 'view' ? o.view.shape : [];
      const dtype = signature.inputs[k] as DType;
      const data = hostArray(dtype, elements(shape));
      this.values(o, dtype, elements(shape)).forEach((v, i) => {
        storeElement(data, dtype, i, v);
      });
      return { dtype, shape, data };
    });
    const result = op.reference(operands, signature, node.params);
    const values = Array.from({ length: elements(result.shape) }, (_, i) => loadElement(result.data, result.dtype, i));
    for (const target of node.targets) this.write(target, result.dtype, values);
  }
}

type State = readonly Element[];
type Merge = (left: State, right: State) => State;

/**
 * Reduces C-ordered elements along axes, in the order that `reduction-order` lays down.
 * @returns one result for each kept position, C-ordered.
 */
export function reduceElements(
  op: ReductionOperation,
  signature: ReductionSignature,
  values: readonly Element[],
  shape: readonly number[],
  axes: readonly number[],
): Element[] {
  const { identity, lift, combine, finish } = op.reference;
  const merge = (left: State, right: State): State => combine(left, right, signature);
  const none = identity(signature);
  const cut = cutOfReduction(shape, axes);
  const all = shape.map((_, d) => d);
  const kept = all.filter((d) => !axes.includes(d));
  const count = elements(kept.map((d) => shape[d] as number));
  const trees = Array.from({ length: count }, () => new PairwiseTree<State>(merge));
  const accumulate = usesLanes(shape, axes) ? inLanes : inTurn;
  const flat = (index: readonly number[], among: readonly number[]): number =>
    among.reduce((n, d) => n * (shape[d] as number) + (index[d] as number), 0);
  for (let block = 0; block < cut.blocks; block++) {
    const first = block * cut.unit;
    const extents = shape.map((e, d) => (d === cut.axis ? Math.min(e - first, cut.unit) : e));
    const states = Array.from({ length: count }, (): State[] => []);
    const index = shape.map((_, d) => (d === cut.axis ? first : 0));
    for (let left = elements(extents); left > 0; left--) {
      const value = values[flat(index, all)] as Element;
      states[flat(index, kept)]?.push(lift(value, flat(index, axes), signature));
      advance(index, extents, cut.axis, first);
    }
    states.forEach((s, k) => {
      if (s.length > 0) trees[k]?.push(accumulate(s, merge, none));
    });
  }
  return trees.map((tree) => finish(tree.finish(none), signature));
}

/** One after the other. */
const inTurn = (states: readonly State[], merge: Merge, none: State): State => states.reduce(merge, none);

/** By chunks, in lanes that are folded in halves; chunks by the pairwise tree. */
function inLanes(states: readonly State[], merge: Merge, none: State): State {
  const tree = new PairwiseTree<State>(merge);
  for (let start = 0; start < states.length; start += CHUNK) {
    const lanes = new Array<State>(LANES).fill(none);
    states.slice(start, start + CHUNK).forEach((s, i) => {
      lanes[i % LANES] = merge(lanes[i % LANES] as State, s);
    });
    for (let width = LANES / 2; width >= 1; width /= 2) {
      for (let l = 0; l < width; l++) lanes[l] = merge(lanes[l] as State, lanes[l + width] as State);
    }
    tree.push(lanes[0] as State);
  }
  return tree.finish(none);
}
