/**
 * What the operators of the language mean where an operand is an array (`legate-ts/operators`).
 *
 * The compiler makes a call of each operator before types are checked: `a * b` is `multiply(a, b)`,
 * and `a *= b` is `multiply_assign(a, b)`. So the overloads here are the operators' typing rules. Where
 * both operands turn out to be scalars the operator is put back; what is left at run time has an
 * array among its operands, or something of unknown type.
 *
 * Overloads are tried in order. The last takes anything: it says that the operator means nothing here
 * but what the language says, and the language's own rules are asked.
 */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import { Complex } from './complex';
import type { BoolArith, DType, Promote, TrueDivide } from './dtype';
import * as functions from './elementwise';
import { NDArray } from './ndarray';
import type { Num, WithComplex } from './ufunc';
import { copyto } from './writing';

/** Type of the result, by the kind of operator: of an array's type, or of the promotion of two. */
interface Results<D extends DType> {
  promoting: D;
  power: BoolArith<D>;
  divide: TrueDivide<D>;
  bool: 'bool';
}
type Rule = keyof Results<DType>;

type Operand = NDArray | Num | Complex;
type OnlyAny<T> = 0 extends 1 & T ? unknown : never;

/** Result of two operands, of each combination where one is a union. */
type Result<R extends Rule, A, B, Scalars> =
  A extends NDArray<infer D>
    ? B extends NDArray<infer E>
      ? NDArray<Results<Promote<D, E>>[R]>
      : B extends Complex
        ? NDArray<Results<WithComplex<D>>[R]>
        : NDArray<R extends 'divide' | 'bool' ? Results<D>[R] : D>
    : B extends NDArray<infer E>
      ? A extends Complex
        ? NDArray<Results<WithComplex<E>>[R]>
        : NDArray<R extends 'divide' | 'bool' ? Results<E>[R] : E>
      : Scalars;

/** Unknown to the types: decided at run time. */
// biome-ignore lint/suspicious/noExplicitAny: what comes of any is any, as the language has it.
type Dynamic = any;

/** Only where an operand may be of that class: scalars that the language knows follow its rules. */
type With<C, A, B> = Extract<A | B, C> extends never ? never : unknown;

/** Result of two scalars, one of which may be Complex. */
type Scalars<A, B> = A extends Complex
  ? Complex
  : B extends Complex
    ? Complex
    : A extends bigint
      ? B extends bigint
        ? bigint
        : never
      : B extends bigint
        ? never
        : number;

export interface ArithmeticOperator<R extends Rule> {
  <A, B>(x1: A & OnlyAny<A>, x2: B): Dynamic;
  <A, B>(x1: A, x2: B & OnlyAny<B>): Dynamic;
  (x1: number, x2: number): number;
  (x1: bigint, x2: bigint): bigint;
  <A extends Operand, B extends Operand>(x1: A & With<NDArray, A, B>, x2: B): Result<R, A, B, number>;
  <A extends Num | Complex, B extends Num | Complex>(x1: A & With<Complex, A, B>, x2: B): Scalars<A, B>;
  (x1: unknown, x2: unknown): Dynamic;
}
type Text = string | number | bigint | boolean | null | undefined | object;
export interface PlusOperator {
  <A, B>(x1: A & OnlyAny<A>, x2: B): Dynamic;
  <A, B>(x1: A, x2: B & OnlyAny<B>): Dynamic;
  (x1: number, x2: number): number;
  (x1: string, x2: Text): string;
  (x1: Text, x2: string): string;
  (x1: bigint, x2: bigint): bigint;
  <A extends Operand, B extends Operand>(x1: A & With<NDArray, A, B>, x2: B): Result<'promoting', A, B, number>;
  <A extends Num | Complex, B extends Num | Complex>(x1: A & With<Complex, A, B>, x2: B): Scalars<A, B>;
  (x1: unknown, x2: unknown): Dynamic;
}
export interface ComparisonOperator {
  <A, B>(x1: A & OnlyAny<A>, x2: B): Dynamic;
  <A, B>(x1: A, x2: B & OnlyAny<B>): Dynamic;
  (x1: number | bigint, x2: number | bigint): boolean;
  (x1: string, x2: string): boolean;
  <A extends Operand, B extends Operand>(x1: A & With<NDArray, A, B>, x2: B): Result<'bool', A, B, boolean>;
  (x1: unknown, x2: unknown): Dynamic;
}
/** `==` and `!=`: used only where an operand is an array. */
export type EqualityOperator = <A, B>(x1: A, x2: B) => Result<'bool', A, B, boolean>;
export interface UnaryOperator {
  <A>(x: A & OnlyAny<A>): Dynamic;
  (x: number): number;
  (x: bigint): bigint;
  <A extends NDArray | Complex | number>(x: A): A;
  (x: unknown): Dynamic;
}
/** `x += y`: the array itself, written in place; anything else as `x + y`. */
interface InPlaceArray {
  <A, B>(x1: A & OnlyAny<A>, x2: B): Dynamic;
  <D extends DType>(x1: NDArray<D>, x2: Operand): NDArray<D>;
}
type InPlace<O> = InPlaceArray & O;

type Language = (a: never, b: never) => unknown;

/** Kinds of types, each of which holds what those before it hold. */
const KINDS = 'buifc';

const isArray = (x: unknown): x is NDArray => x instanceof NDArray;
const isObject = (x: unknown): x is object => typeof x === 'object';

type ComplexMethod = 'add' | 'sub' | 'mul' | 'div';

/** The function for arrays, that for complex scalars, and what the language means for everything else. */
function operator<O>(ofArrays: (a: never, b: never) => NDArray, otherwise: Language, ofComplex?: ComplexMethod): O {
  const call = (a: unknown, b: unknown): unknown => {
    if (isObject(a) || isObject(b)) {
      if (isArray(a) || isArray(b)) return ofArrays(a as never, b as never);
      if (ofComplex !== undefined && (a instanceof Complex || b instanceof Complex))
        return Complex.from(a as Complex)[ofComplex](b as Complex);
    }
    return otherwise(a as never, b as never);
  };
  return call as O;
}

/** An operator, and the one that assigns its result. */
function assignable<O>(
  ofArrays: (a: never, b: never) => NDArray,
  otherwise: Language,
  ofComplex?: ComplexMethod,
): [O, InPlace<O>] {
  const plain = operator<Language>(ofArrays, otherwise, ofComplex);
  const call = (a: unknown, b: unknown): unknown => {
    if (!isArray(a)) return plain(a as never, b as never);
    const value = ofArrays(a as never, b as never);
    const [from, to] = [value.dtype, a.dtype];
    // As NumPy's "same kind": what has a fraction or an imaginary part must not lose it on the sly.
    if (KINDS.indexOf(DTYPES[from].kind) > KINDS.indexOf(DTYPES[to].kind))
      fail(
        'LGT4003',
        `the result of '${ofArrays.name}' is ${from}, which can't be written into ${to}: convert with astype()`,
      );
    copyto(a, value);
    value.dispose();
    return a;
  };
  return [plain as O, call as InPlace<O>];
}

// biome-ignore-start lint/suspicious/noExplicitAny: what JavaScript's own operators take.
const language = {
  plus: (a: any, b: any) => a + b,
  minus: (a: any, b: any) => a - b,
  times: (a: any, b: any) => a * b,
  over: (a: any, b: any) => a / b,
  modulo: (a: any, b: any) => a % b,
  power: (a: any, b: any) => a ** b,
  and: (a: any, b: any) => a & b,
  or: (a: any, b: any) => a | b,
  xor: (a: any, b: any) => a ^ b,
  up: (a: any, b: any) => a << b,
  down: (a: any, b: any) => a >> b,
  less: (a: any, b: any) => a < b,
  greater: (a: any, b: any) => a > b,
  atMost: (a: any, b: any) => a <= b,
  atLeast: (a: any, b: any) => a >= b,
  // biome-ignore lint/suspicious/noDoubleEquals: the operator that is meant.
  equal: (a: any, b: any) => a == b,
  // biome-ignore lint/suspicious/noDoubleEquals: the operator that is meant.
  notEqual: (a: any, b: any) => a != b,
};
// biome-ignore-end lint/suspicious/noExplicitAny: see above

type Arithmetic = ArithmeticOperator<'promoting'>;
type Powers = ArithmeticOperator<'power'>;
type Quotients = ArithmeticOperator<'divide'>;

export const [add, add_assign] = assignable<PlusOperator>(functions.add, language.plus, 'add');
export const [subtract, subtract_assign] = assignable<Arithmetic>(functions.subtract, language.minus, 'sub');
export const [multiply, multiply_assign] = assignable<Arithmetic>(functions.multiply, language.times, 'mul');
export const [divide, divide_assign] = assignable<Quotients>(functions.divide, language.over, 'div');
/** The sign of the divisor, as NumPy's; of scalars that of the dividend, as the language's. */
export const [remainder, remainder_assign] = assignable<Powers>(functions.remainder, language.modulo);
export const [power, power_assign] = assignable<Powers>(functions.power, language.power);
export const [bitwise_and, bitwise_and_assign] = assignable<Arithmetic>(functions.bitwise_and, language.and);
export const [bitwise_or, bitwise_or_assign] = assignable<Arithmetic>(functions.bitwise_or, language.or);
export const [bitwise_xor, bitwise_xor_assign] = assignable<Arithmetic>(functions.bitwise_xor, language.xor);
export const [left_shift, left_shift_assign] = assignable<Arithmetic>(functions.left_shift, language.up);
export const [right_shift, right_shift_assign] = assignable<Arithmetic>(functions.right_shift, language.down);
export const less = operator<ComparisonOperator>(functions.less, language.less);
export const greater = operator<ComparisonOperator>(functions.greater, language.greater);
export const less_equal = operator<ComparisonOperator>(functions.less_equal, language.atMost);
export const greater_equal = operator<ComparisonOperator>(functions.greater_equal, language.atLeast);
export const equal = operator<EqualityOperator>(functions.equal, language.equal);
export const not_equal = operator<EqualityOperator>(functions.not_equal, language.notEqual);

// biome-ignore lint/suspicious/noExplicitAny: what JavaScript's own operators take.
type Any = any;
export const negative = ((x: unknown) =>
  isArray(x) ? functions.negative(x) : x instanceof Complex ? x.neg() : -(x as Any)) as UnaryOperator;
export const invert = ((x: unknown) => (isArray(x) ? functions.invert(x) : ~(x as Any))) as UnaryOperator;

/** `` a[`1:-1, ::2`] ``: a view. @throws LGT4007, LGT4008, LGT4009 */
export function index<D extends DType>(a: NDArray<D>, specification: string): NDArray<D> {
  return a.slice(...specification.split(',')) as NDArray<D>;
}

/** `` a[`1:-1, ::2`] = value ``. @throws LGT4001, LGT4007, LGT4008, LGT4009, LGT4019 */
export function index_assign<V extends Operand>(a: NDArray, specification: string, value: V): V {
  const view = index(a, specification);
  copyto(view, value as NDArray);
  view.dispose();
  return value;
}

/** `o[k] += v` where the types don't tell what `o[k]` is. */
export function update<T, K extends keyof T>(object: T, key: K, change: (old: T[K]) => T[K]): T[K] {
  const value = change(object[key]);
  object[key] = value;
  return value;
}

declare global {
  /** @internal What the compiler makes of an operator; never there at run time. */
  const $legate_ts_operators: typeof import('./operators');
}
