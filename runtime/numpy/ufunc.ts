/**
 * Makes the elementwise functions from operations of the table: `unary` and `binary` say which result type
 * TypeScript is to expect and how a JavaScript number among the operands is taken. Nothing is computed at the call.
 */
import { elementwise } from '../trace/ops';
import type { Complex } from './complex';
import type {
  ComplexDType,
  Divide,
  DType,
  FloatPower,
  MathBinary,
  MathResult,
  Power,
  Promote,
  TrueDivide,
} from './dtype';
import type { NDArray } from './ndarray';
import { type AnyArray, applyBinary, viewOf, wrap } from './operand';
import { deliver, type OutOptions, optionsIn, type WhereOptions } from './output';
import type { ScalarRule } from './scalar-rules';

/** A JavaScript number among the operands. */
export type Num = number | bigint | boolean;

/** Result of an array and a Complex. */
export type WithComplex<D extends DType> = D extends ComplexDType
  ? D
  : D extends 'float16' | 'float32'
    ? 'complex64'
    : 'complex128';

/** Result types by operand type, as `Results[D]`: of one type for all, or a table. */
export type Same<D extends DType> = <E extends D>(x: AnyArray<E>) => NDArray<E>;

/** One operand, result of a type that is a function of its own. */
export type UnarySame = <D extends DType>(x: AnyArray<D>) => NDArray<D>;
export type UnaryMath = <D extends DType>(x: AnyArray<D>) => NDArray<MathResult<D>>;
export type UnaryBool = (x: AnyArray) => NDArray<'bool'>;
/** One operand; a small count for each element. */
export type UnaryCount = (x: AnyArray) => NDArray<'uint8'>;

/** Two operands, converted to one type, which is the result's. */
export interface BinaryPromoting {
  <A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>): NDArray<Promote<A, B>>;
  <A extends DType>(x1: AnyArray<A>, x2: Num): NDArray<A>;
  <B extends DType>(x1: Num, x2: AnyArray<B>): NDArray<B>;
  <A extends DType>(x1: AnyArray<A>, x2: Complex): NDArray<WithComplex<A>>;
  <B extends DType>(x1: Complex, x2: AnyArray<B>): NDArray<WithComplex<B>>;
}
/** Two operands; booleans become int8. */
export interface BinaryPower {
  <A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>): NDArray<Power<A, B>>;
  <A extends DType>(x1: AnyArray<A>, x2: Num): NDArray<A>;
  <B extends DType>(x1: Num, x2: AnyArray<B>): NDArray<B>;
  <A extends DType>(x1: AnyArray<A>, x2: Complex): NDArray<WithComplex<A>>;
  <B extends DType>(x1: Complex, x2: AnyArray<B>): NDArray<WithComplex<B>>;
}
/** Two operands, result in floating point. */
export interface BinaryMath {
  <A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>): NDArray<MathBinary<A, B>>;
  <A extends DType>(x1: AnyArray<A>, x2: Num): NDArray<MathResult<A>>;
  <B extends DType>(x1: Num, x2: AnyArray<B>): NDArray<MathResult<B>>;
}
export interface BinaryDivide {
  <A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>): NDArray<Divide<A, B>>;
  <A extends DType>(x1: AnyArray<A>, x2: Num): NDArray<TrueDivide<A>>;
  <B extends DType>(x1: Num, x2: AnyArray<B>): NDArray<TrueDivide<B>>;
  <A extends DType>(x1: AnyArray<A>, x2: Complex): NDArray<WithComplex<A>>;
  <B extends DType>(x1: Complex, x2: AnyArray<B>): NDArray<WithComplex<B>>;
  (x1: AnyArray, x2: AnyArray | Num): NDArray;
}
export interface BinaryFloatPower {
  <A extends DType, B extends DType>(x1: AnyArray<A>, x2: AnyArray<B>): NDArray<FloatPower<A, B>>;
  <A extends DType>(x1: AnyArray<A>, x2: Num): NDArray<Promote<A, 'float64'>>;
}
/** Two operands, result true or false. */
export type BinaryBool = (x1: AnyArray | Num | Complex, x2: AnyArray | Num | Complex) => NDArray<'bool'>;

/** Into an array that is there, or only where a mask is true. */
export interface UnaryInto {
  <O extends DType>(x: AnyArray, options: OutOptions<O>): NDArray<O>;
  (x: AnyArray, options: WhereOptions): NDArray;
}
export interface BinaryInto {
  <O extends DType>(x1: AnyArray | Num | Complex, x2: AnyArray | Num | Complex, options: OutOptions<O>): NDArray<O>;
  (x1: AnyArray | Num | Complex, x2: AnyArray | Num | Complex, options: WhereOptions): NDArray;
}

/** The function of one operand that an operation stands for. @throws LGT4003 where the type has no such operation */
export function unary<F extends (x: never) => NDArray = UnaryMath>(op: string): UnaryInto & F {
  // What `array.map(f)` gives besides, an index, is no options.
  const call = (x: unknown, last?: unknown): NDArray => {
    const options = optionsIn(op, last);
    const view = elementwise(op, [viewOf(x)]);
    return options === undefined ? wrap(view) : deliver(op, view, options);
  };
  return Object.defineProperty(call, 'name', { value: op }) as unknown as UnaryInto & F;
}

/** The function of two operands. @throws LGT4002 where shapes don't broadcast, LGT4003 for types */
export function binary<F extends (x: never, y: never) => NDArray = BinaryPromoting>(
  op: string,
  rule: ScalarRule,
): BinaryInto & F {
  const call = (x1: unknown, x2: unknown, last?: unknown): NDArray => {
    const options = optionsIn(op, last);
    const view = applyBinary(op, rule, x1, x2);
    return options === undefined ? wrap(view) : deliver(op, view, options);
  };
  return Object.defineProperty(call, 'name', { value: op }) as unknown as BinaryInto & F;
}
