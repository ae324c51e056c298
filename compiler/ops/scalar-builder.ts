/**
 * The vocabulary in which operations say their scalar code. An implementation turns it into LLVM
 * IR; operations see only this, so that they need to know nothing of LLVM.
 */
import type { DType } from '../ir/dtype';

/** One value of a given type under construction. */
export interface Scalar {
  readonly dtype: DType;
}

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

/** Real functions of float32/float64. Those up to `fmod` and from `nextafter` on are exact or exactly rounded. */
export type MathFunction =
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'trunc'
  | 'rint'
  | 'fabs'
  | 'copysign'
  | 'fmod'
  /** NumPy's floor_divide. */
  | 'floordiv'
  | 'exp'
  | 'exp2'
  | 'expm1'
  | 'log'
  | 'log2'
  | 'log10'
  | 'log1p'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'cbrt'
  | 'pow'
  | 'hypot'
  | 'nextafter'
  /** IEEE 754's: NaN where one is, and -0 is less than 0. */
  | 'minimum'
  | 'maximum'
  /** x * 2^n; n is an int32. */
  | 'ldexp'
  /** Exponent of x as a float, exact; of 0 it is -inf. */
  | 'logb';

export interface ScalarBuilder {
  constant(dtype: DType, value: number | bigint | boolean): Scalar;
  /** C's conversion, NumPy's `astype`: float to integer truncates, anything to bool is `!= 0`, complex to real drops the imaginary part. */
  convert(value: Scalar, to: DType): Scalar;
  /** Arithmetic on two values of one type. Integers wrap. Complex too (add, sub, mul, div). */
  add(a: Scalar, b: Scalar): Scalar;
  sub(a: Scalar, b: Scalar): Scalar;
  mul(a: Scalar, b: Scalar): Scalar;
  /** IEEE division for floats and complex; for integers C's division, with x / 0 = 0 and MIN / -1 = MIN. */
  div(a: Scalar, b: Scalar): Scalar;
  /** C's remainder (sign of the dividend; integers: x % 0 = 0). */
  rem(a: Scalar, b: Scalar): Scalar;
  neg(a: Scalar): Scalar;
  /** Bitwise on integers, logical on bool. */
  and(a: Scalar, b: Scalar): Scalar;
  or(a: Scalar, b: Scalar): Scalar;
  xor(a: Scalar, b: Scalar): Scalar;
  not(a: Scalar): Scalar;
  /** Shifts of integers; counts ≥ the width give 0 (or the sign, shifting right). */
  shl(a: Scalar, b: Scalar): Scalar;
  shr(a: Scalar, b: Scalar): Scalar;
  /** Ordered comparison of real types (NaN compares false, but `ne`); complex only eq and ne. */
  compare(how: Comparison, a: Scalar, b: Scalar): Scalar;
  select(condition: Scalar, a: Scalar, b: Scalar): Scalar;
  isNaN(a: Scalar): Scalar;
  call(fn: MathFunction, ...args: readonly Scalar[]): Scalar;
  complex(re: Scalar, im: Scalar): Scalar;
  real(a: Scalar): Scalar;
  imag(a: Scalar): Scalar;
  /** Position of the element along `axis` of the iteration space, int64. */
  index(axis: number): Scalar;
  /**
   * While `condition(state)` holds, `state = body(state)`; gives the last state. The two functions
   * may use nothing but their argument and constants: they become a function of their own.
   */
  loop(
    initial: readonly Scalar[],
    condition: (state: readonly Scalar[]) => Scalar,
    body: (state: readonly Scalar[]) => readonly Scalar[],
  ): Scalar[];
}
