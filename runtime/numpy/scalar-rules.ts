/**
 * Which type a JavaScript scalar takes beside an array. A number takes the array's type where that can hold it; what
 * happens where it can't (2.5 beside integers) depends on the operation, as in numpy-ts: arithmetic keeps the
 * array's type, comparisons compare exactly, functions with floating results compute in floats.
 */
import { DTYPES, type DType, isBig, isInteger } from '../../compiler/ir/dtype';
import type { Element } from '../../compiler/ops/operation';
import type { ScalarValue } from '../trace/tracer';
import { mathResult, trueDivide } from './dtype';
import { type ScalarInput, toElement } from './element';

export interface ScalarOperand {
  readonly scalar: ScalarValue;
  /** The operation's result is converted to this type. */
  readonly result?: DType;
}

export type ScalarRule = (value: ScalarInput, array: DType) => ScalarOperand;

const as = (value: ScalarInput, dtype: DType, result?: DType): ScalarOperand => ({
  scalar: { dtype, value: toElement(value, dtype) },
  result,
});

/** Greatest values of integer types, by bits. */
function fits(value: number | bigint, dtype: DType): boolean {
  if (typeof value === 'number' && !Number.isInteger(value)) return false;
  const { kind, size } = DTYPES[dtype];
  const bits = 8 * size;
  const [lowest, highest] = kind === 'u' ? [0, 2 ** bits] : [-(2 ** (bits - 1)), 2 ** (bits - 1)];
  return value >= lowest && value < highest;
}

/**
 * The scalar in the array's type, or for kinds that it can't have, in the narrowest that both can be converted to.
 * Undefined for a number that an integer type doesn't hold.
 */
function weak(value: ScalarInput, array: DType, numberAmongBools: DType): ScalarOperand | undefined {
  const { kind } = DTYPES[array];
  if (kind === 'c') return as(value, array);
  if (typeof value === 'object')
    return as(value, array === 'float32' || array === 'float16' ? 'complex64' : 'complex128');
  if (typeof value === 'boolean') return as(value, 'bool');
  if (kind === 'f') return as(value, array);
  if (kind === 'b') {
    if (typeof value === 'bigint') return as(value, 'int64');
    return as(value, fits(value, numberAmongBools) ? numberAmongBools : 'float64');
  }
  return typeof value === 'bigint' || fits(value, array) ? as(value, array) : undefined;
}

/** add, multiply, maximum…: an array of integers stays one. */
export const arithmetic: ScalarRule = (value, array) => {
  const operand = weak(value, array, 'int32');
  if (operand !== undefined) return operand;
  const number = value as number;
  return isBig(array) && Number.isFinite(number) ? as(Math.round(number), array) : as(number, 'float64', array);
};

/** Ends of an integer type's range. */
function limits(dtype: DType): [bigint, bigint] {
  const { kind, size } = DTYPES[dtype];
  const bits = BigInt(8 * size);
  return kind === 'u' ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
}

/** maximum, clip…: as arithmetic; what an integer type doesn't hold bounds as the nearest number that it does. */
export const bounding: ScalarRule = (value, array) => {
  const operand = weak(value, array, 'int32');
  if (operand !== undefined && (typeof value !== 'bigint' || !isInteger(array))) return operand;
  const number = isBig(array) && typeof value === 'number' ? Math.round(value) : (value as number | bigint);
  if (Number.isNaN(number)) return as(value, 'float64', array);
  const [lowest, highest] = limits(array);
  if (number <= lowest) return as(lowest, array);
  return number >= highest ? as(highest, array) : as(number, array);
};

/** mod, floor_divide…: as arithmetic, but bool becomes int8. */
export const remainder: ScalarRule = (value, array) =>
  weak(value, array, 'int8') ?? arithmetic(value, array === 'bool' ? 'int8' : array);

/** power: negative and broken exponents make floats of integers. */
export const exponent: ScalarRule = (value, array) => {
  const { kind } = DTYPES[array];
  if ((kind === 'i' || kind === 'u' || kind === 'b') && typeof value === 'number' && value < 0)
    return as(value, 'float64');
  return weak(value, array, 'int8') ?? as(value, 'float64');
};

/** equal, less, where…: exact, whatever the types. */
export const exact: ScalarRule = (value, array) => weak(value, array, 'int32') ?? as(value, 'float64');

/** bitwise operations: numbers are truncated. */
export const bits: ScalarRule = (value, array) => weak(value, array, 'int32') ?? truncated(value, array);

/** Shifts: as bitwise operations, but bool becomes int8. */
export const shift: ScalarRule = (value, array) => weak(value, array, 'int8') ?? truncated(value, array);

const truncated = (value: ScalarInput, array: DType): ScalarOperand =>
  isBig(array) ? as(Math.round(value as number), array) : as(value, array);

/** arctan2, hypot…: computed in the narrowest floats that hold the array. */
export const floating: ScalarRule = (value, array) =>
  typeof value === 'object' ? (weak(value, array, 'int32') as ScalarOperand) : as(value, mathResult(array));

/** divide: integers give float64. */
export const quotient: ScalarRule = (value, array) =>
  typeof value === 'object' ? (weak(value, array, 'int32') as ScalarOperand) : as(value, trueDivide(array));

/** An element to write: 64-bit integers round, as in numpy-ts; others truncate. */
export function numberForWrite(value: ScalarInput, dtype: DType): Element {
  const rounded = isBig(dtype) && typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : value;
  return toElement(rounded, dtype);
}
