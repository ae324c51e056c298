/**
 * What an operation is. It is declared once, as one object, and its type demands every
 * interpretation: documentation, types, access pattern, generated code, reference.
 * Built-in operations and those that libraries register are the same kind of object.
 */
import type { DType, HostArray } from '../ir/dtype';
import type { Params } from '../ir/graph';
import type { LibraryTask } from '../ir/plan';
import type { Scalar, ScalarBuilder } from './scalar-builder';

/** A JavaScript value of one element, as the reference implementations see it. */
export type Element = number | bigint | ComplexElement;

/** bool elements are the numbers 0 and 1. */
export interface ComplexElement {
  readonly re: number;
  readonly im: number;
}

/** Types an operation works in: operands are converted to `inputs` first. */
export interface Signature {
  readonly inputs: readonly DType[];
  readonly output: DType;
  /** Types of results after the first, of library operations that have several. */
  readonly more?: readonly DType[];
}

interface OperationBase {
  readonly name: string;
  /** One sentence: what it computes, for documentation. */
  readonly doc: string;
  /**
   * Worst difference from the correctly rounded result, in units in the last place; 0 means that
   * every path gives the same bits as NumPy does.
   */
  readonly ulp: number;
}

/** Each element of the result depends on the same element of each operand. */
export interface ElementwiseOperation extends OperationBase {
  readonly kind: 'elementwise';
  /** `any`: `resolve` says how many operands it takes. */
  readonly arity: number | 'any';
  /**
   * Types for operands of these types.
   * @returns undefined when the operation isn't defined for them.
   */
  resolve(operands: readonly DType[], params: Params): Signature | undefined;
  /** Scalar code. Operands are already of `signature.inputs`. */
  emit(b: ScalarBuilder, operands: readonly Scalar[], signature: Signature, params: Params): Scalar;
  /** Whether the code asks for the element's position (`b.index`). Absent: it doesn't, and may not. */
  readonly positional?: ((params: Params) => boolean) | undefined;
  /**
   * The oracle, and the constant folder: same bits as `emit` where `ulp` is 0.
   * `index` is the element's position, for operations that depend on it.
   */
  reference(operands: readonly Element[], signature: Signature, params: Params, index: readonly number[]): Element;
}

/**
 * Combines elements along axes. The state is a tuple of scalars (argmin: value and index);
 * `combine` is associative, and its operands always come in ascending order of position.
 */
export interface ReductionOperation extends OperationBase {
  readonly kind: 'reduction';
  resolve(operand: DType): ReductionSignature | undefined;
  identity(b: ScalarBuilder, signature: ReductionSignature): readonly Scalar[];
  /** State of one element; `index` is its int64 flat position among the reduced ones. */
  lift(b: ScalarBuilder, element: Scalar, index: Scalar, signature: ReductionSignature): readonly Scalar[];
  combine(
    b: ScalarBuilder,
    left: readonly Scalar[],
    right: readonly Scalar[],
    signature: ReductionSignature,
  ): readonly Scalar[];
  /**
   * The same as `combine(state, lift(element, index))`, but cheaper, for a state of elements that all come before this
   * one, of which there is one at least.
   */
  accumulate?(
    b: ScalarBuilder,
    state: readonly Scalar[],
    element: Scalar,
    index: Scalar,
    signature: ReductionSignature,
  ): readonly Scalar[];
  /** Whether the result is the same, bit for bit, in whatever order elements are combined. Absent: it isn't. */
  readonly anyOrder?: (signature: ReductionSignature) => boolean;
  /** An element of this truth is the result, whatever the others are. Absent: no element decides alone. */
  readonly decisive?: boolean | undefined;
  /** Operations of one name here have the same states: they differ in `finish` alone. */
  readonly states?: string;
  finish(b: ScalarBuilder, state: readonly Scalar[], signature: ReductionSignature): Scalar;
  /** The same four, on JavaScript values. */
  readonly reference: {
    identity(signature: ReductionSignature): readonly Element[];
    lift(element: Element, index: number, signature: ReductionSignature): readonly Element[];
    combine(left: readonly Element[], right: readonly Element[], signature: ReductionSignature): readonly Element[];
    finish(state: readonly Element[], signature: ReductionSignature): Element;
  };
}

/**
 * A left fold along axes, in the program's order: a state becomes the next one with each element. The state's
 * type is the output.
 */
export interface FoldOperation extends OperationBase {
  readonly kind: 'fold';
  /** Types for the state before, the elements, and what is captured. */
  resolve(operands: readonly DType[], params: Params): Signature | undefined;
  /** The next state. Operands are the state, the elements and what is captured, of `signature.inputs`. */
  emit(b: ScalarBuilder, operands: readonly Scalar[], signature: Signature, params: Params): Scalar;
  reference: ElementwiseOperation['reference'];
  /** Instructions that a step takes, roughly: small ones are unrolled. */
  weight(params: Params): number;
}

export interface ReductionSignature {
  /** The operand is converted to this type first. */
  readonly input: DType;
  readonly state: readonly DType[];
  readonly output: DType;
}

/** A C-ordered host array with its shape, for reference implementations of whole-array operations. */
export interface ReferenceArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: HostArray;
}

/** How an operand of a library task is cut when its result is cut along `axis`. */
export type OperandCut = { readonly dim: number } | 'whole';

/** How a library task is cut: its result along `dim`, in multiples of `unit`. */
export interface LibraryCut {
  readonly dim: number;
  readonly unit: number;
  readonly operands: readonly OperandCut[];
}

/** Runs as a native task of its own on a well-kept library: matrix product, sort, factorisation. */
export interface LibraryOperation extends OperationBase {
  readonly kind: 'library';
  /** Name of the native task. */
  readonly task: LibraryTask;
  /** Types for operands of these types; operands are converted and made contiguous first. */
  resolve(operands: readonly DType[], params: Params): Signature | undefined;
  /** Shape of the (first) result. Operands' shapes have been checked by the caller. */
  shape(operands: readonly (readonly number[])[], params: Params): number[];
  /** Shapes of the results after the first. They are cut along the same dimension as it. */
  moreShapes?(operands: readonly (readonly number[])[], params: Params): number[][];
  /**
   * Of work on lines of one operand that have nothing to do with each other: the axis that they lie along, as `axis` of
   * the params says where these have one. The other axes may be merged, where there are more than regions have. Absent:
   * operands are taken as they are.
   */
  along?(ndim: number, params: Params): number;
  /** Integers that the native task gets. */
  attributes(params: Params, operands: readonly (readonly number[])[]): number[];
  /**
   * Dimension of the result along which work may be cut, the rows a point must get a multiple of
   * (results must not depend on the cut), and how operands follow; undefined: one task does all.
   */
  cut(operands: readonly (readonly number[])[], params: Params): LibraryCut | undefined;
  /**
   * The oracle. Factorisations have none: their results are unique only up to signs and the order of
   * operations, and tests check them against NumPy and by what defines them.
   */
  reference?(operands: readonly ReferenceArray[], signature: Signature, params: Params): ReferenceArray;
}

export type Operation = ElementwiseOperation | ReductionOperation | FoldOperation | LibraryOperation;

/** An immutable set of operations by name. */
export class Registry {
  private readonly byName: ReadonlyMap<string, Operation>;

  constructor(...lists: readonly (readonly Operation[])[]) {
    const map = new Map<string, Operation>();
    for (const op of lists.flat()) {
      if (map.has(op.name)) throw new Error(`LGT3001: operation '${op.name}' is registered twice`);
      map.set(op.name, op);
    }
    this.byName = map;
  }

  get(name: string): Operation {
    const op = this.byName.get(name);
    if (op === undefined) throw new Error(`LGT3002: there is no operation '${name}'`);
    return op;
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  [Symbol.iterator](): IterableIterator<Operation> {
    return this.byName.values();
  }
}
