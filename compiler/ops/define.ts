/** Declares elementwise operations; one that gives no reference of its own is evaluated from its scalar code. */
import type { Params } from '../ir/graph';
import { Evaluator, evaluated } from './evaluator';
import { withHalf } from './half';
import type { Element, ElementwiseOperation, Signature } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';
import type { TypeRule } from './type-rules';

type Emit = (b: ScalarBuilder, operands: readonly Scalar[], signature: Signature, params: Params) => Scalar;

export interface Declaration {
  readonly name: string;
  readonly doc: string;
  /** See `Operation.ulp`; 0 if absent. */
  readonly ulp?: number;
  readonly arity: number;
  readonly types: ElementwiseOperation['resolve'];
  readonly emit: Emit;
  readonly positional?: ElementwiseOperation['positional'];
  readonly reference?: ElementwiseOperation['reference'];
  /** Its code handles float16 itself; else it is given float32, and its result is rounded. */
  readonly takesHalf?: boolean;
}

export function elementwise(d: Declaration): ElementwiseOperation {
  const emit = d.takesHalf ? d.emit : withHalf(d.emit);
  return {
    kind: 'elementwise',
    name: d.name,
    doc: d.doc,
    ulp: d.ulp ?? 0,
    arity: d.arity,
    resolve: (operands, params) => (operands.length === d.arity ? d.types(operands, params) : undefined),
    emit,
    positional: d.positional,
    reference: d.reference ?? evaluating(emit),
  };
}

/** The reference that scalar code means by itself. */
export const evaluating =
  (emit: Emit) =>
  (operands: readonly Element[], signature: Signature, params: Params, index: readonly number[]): Element => {
    const scalars = operands.map((value, k) => evaluated(signature.inputs[k] ?? signature.output, value));
    return (emit(new Evaluator(index), scalars, signature, params) as ReturnType<typeof evaluated>).value;
  };

/** Shorthands for operations of one and two operands without params. */
export const unary = (
  name: string,
  doc: string,
  types: TypeRule,
  emit: (b: ScalarBuilder, a: Scalar, signature: Signature) => Scalar,
  ulp = 0,
): ElementwiseOperation =>
  elementwise({ name, doc, ulp, arity: 1, types, emit: (b, [a], s) => emit(b, a as Scalar, s) });

export const binary = (
  name: string,
  doc: string,
  types: TypeRule,
  emit: (b: ScalarBuilder, a: Scalar, c: Scalar, signature: Signature) => Scalar,
  ulp = 0,
): ElementwiseOperation =>
  elementwise({ name, doc, ulp, arity: 2, types, emit: (b, [x, y], s) => emit(b, x as Scalar, y as Scalar, s) });
