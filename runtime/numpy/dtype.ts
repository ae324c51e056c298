/**
 * Element types as the user sees them: what JavaScript values they hold, and which type results have.
 * The type-level rules say at compile time what `compiler/ir/dtype` and the operation table do at run time.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray, isDType, promote } from '../../compiler/ir/dtype';
import type { Complex } from './complex';

export type { DType } from '../../compiler/ir/dtype';
export type TypedArray = HostArray;
/** Types whose elements are bigints in JavaScript. */
export type BigIntDType = 'int64' | 'uint64';
export type ComplexDType = 'complex64' | 'complex128';

/** JavaScript value of one element: bigint, Complex or number (0 and 1 for bool). */
export type Scalar<D extends DType = DType> = D extends BigIntDType
  ? bigint
  : D extends ComplexDType
    ? Complex
    : number;

/** Types that hold every value of a type. */
interface SafeCasts {
  complex128: 'complex128';
  complex64: 'complex64' | 'complex128';
  float64: 'float64' | 'complex128';
  float16: 'float16' | SafeCasts['float32'];
  float32: 'float32' | 'float64' | 'complex64' | 'complex128';
  int64: 'int64' | 'float64' | 'complex128';
  uint64: 'uint64' | 'float64' | 'complex128';
  int32: 'int32' | SafeCasts['int64'];
  uint32: 'uint32' | 'int64' | SafeCasts['uint64'];
  int16: 'int16' | SafeCasts['int32'] | SafeCasts['float32'];
  uint16: 'uint16' | 'int32' | 'int64' | SafeCasts['uint32'] | SafeCasts['float32'];
  int8: 'int8' | 'float16' | SafeCasts['int16'];
  uint8: 'uint8' | 'int16' | 'float16' | SafeCasts['int16'] | SafeCasts['uint16'];
  bool: 'bool' | SafeCasts['int8'] | SafeCasts['uint8'];
}

/** From the narrowest: the first that both operands can be cast to is the one they are promoted to. */
type Narrowest = [
  'bool',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
];

type FirstOf<List extends readonly unknown[], Of> = List extends readonly [infer Head, ...infer Tail]
  ? Head extends Of
    ? Head
    : FirstOf<Tail, Of>
  : never;

type PromotionTable = {
  [A in DType]: { [B in DType]: FirstOf<Narrowest, SafeCasts[A] & SafeCasts[B]> & DType };
};

/** Type that two operands are converted to. */
export type Promote<A extends DType, B extends DType> = PromotionTable[A][B];

/** A table that keeps every type but those in `Changes`. */
type Table<Changes> = { [D in DType]: D extends keyof Changes ? Changes[D] & DType : D };

type MathTable = Table<{
  bool: 'float16';
  int8: 'float16';
  uint8: 'float16';
  int16: 'float32';
  uint16: 'float32';
  int32: 'float64';
  uint32: 'float64';
  int64: 'float64';
  uint64: 'float64';
}>;
type AccumulatorTable = Table<{
  bool: 'int64';
  int8: 'int64';
  int16: 'int64';
  int32: 'int64';
  uint8: 'uint64';
  uint16: 'uint64';
  uint32: 'uint64';
}>;
type DivisionTable = Table<Record<'bool' | `int${8 | 16 | 32 | 64}` | `uint${8 | 16 | 32 | 64}`, 'float64'>>;
type ComponentTable = Table<{ complex64: 'float32'; complex128: 'float64' }>;
type SpreadTable = { [D in DType]: ComponentTable[DivisionTable[D]] };
type BoolArithTable = Table<{ bool: 'int8' }>;
type AngleTable = { [D in DType]: D extends 'bool' ? 'float64' : ComponentTable[MathTable[D]] };

/** Result of functions such as `sin`: the narrowest floating type (float16 at least). */
export type MathResult<D extends DType> = MathTable[D];
/** Result of sums and products. */
export type ReductionAccum<D extends DType> = AccumulatorTable[D];
/** Result of `divide` and `mean`. */
export type TrueDivide<D extends DType> = DivisionTable[D];
/** Result of `var` and `std`. */
export type StdVar<D extends DType> = SpreadTable[D];
/** Type of the real and the imaginary part. */
export type ComplexComponent<D extends DType> = ComponentTable[D];
export type Abs<D extends DType> = ComponentTable[D];
export type Angle<D extends DType> = AngleTable[D];
/** bool becomes int8 in some arithmetic. */
export type BoolArith<D extends DType> = BoolArithTable[D];
export type RoundResult<D extends DType> = Table<{ bool: 'float16' }>[D];
/** Result of Fourier transforms, and of those that give real numbers. */
export type FftResult<D extends DType> = D extends 'float16' | 'float32' | 'complex64' ? 'complex64' : 'complex128';
export type FftReal<D extends DType> = D extends 'float16' | 'float32' | 'complex64' ? 'float32' : 'float64';
export type Power<A extends DType, B extends DType> = BoolArith<Promote<A, B>>;
export type Divide<A extends DType, B extends DType> = TrueDivide<Promote<A, B>>;
export type MatMul<A extends DType, B extends DType> = Promote<A, B>;
export type MathBinary<A extends DType, B extends DType> = MathResult<Promote<A, B>>;
export type FloatPower<A extends DType, B extends DType> = Promote<Promote<A, B>, 'float64'>;
/** Result of an array and a number: the array's type, but for bool, which holds no number. */
export type WithNumber<D extends DType> = D extends 'bool' ? 'int64' | 'float64' : D;

/** Checks a type's name. @throws LGT4011 for names that aren't one. */
export function checkDType(name: unknown): DType {
  if (isDType(name)) return name;
  return fail('LGT4011', `'${String(name)}' is not a data type; these are: ${Object.keys(DTYPES).join(', ')}`);
}

/** Type that functions such as `sin` compute in. */
export function mathResult(d: DType): DType {
  const { kind, size } = DTYPES[d];
  if (kind === 'f' || kind === 'c') return d;
  if (size === 1) return 'float16';
  return size === 2 ? 'float32' : 'float64';
}

/** Type that sums and products are accumulated in. */
export function accumulator(d: DType): DType {
  const { kind } = DTYPES[d];
  return kind === 'b' || kind === 'i' ? 'int64' : kind === 'u' ? 'uint64' : d;
}

/** Type of quotients and means. */
export function trueDivide(d: DType): DType {
  const { kind } = DTYPES[d];
  return kind === 'f' || kind === 'c' ? d : 'float64';
}

/** Type that arrays of all these types can be converted to. */
export function commonType(types: readonly DType[]): DType {
  return types.reduce(promote);
}

/** Type that two types are promoted to. @throws LGT4011 for names that aren't types. */
export function promote_types<A extends DType, B extends DType>(type1: A, type2: B): Promote<A, B> {
  return promote(checkDType(type1), checkDType(type2)) as Promote<A, B>;
}
