/**
 * Element types: names, sizes, kinds, and NumPy's promotion between them.
 */

export type DType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128';

/** NumPy's kind letters: boolean, signed, unsigned, floating, complex. */
export type Kind = 'b' | 'i' | 'u' | 'f' | 'c';

/** A host array of elements. Complex elements take two entries (re, im); bool is 0 or 1 in a byte; float16 its bits. */
export type HostArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export interface HostArrayConstructor {
  new (length: number): HostArray;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): HostArray;
  readonly BYTES_PER_ELEMENT: number;
}

export interface DTypeInfo {
  readonly name: DType;
  readonly kind: Kind;
  /** Bytes of one element. */
  readonly size: number;
  /** Type of the real part for complex types, the type itself otherwise. */
  readonly real: DType;
  readonly array: HostArrayConstructor;
}

function info(name: DType, kind: Kind, size: number, array: unknown, real: DType = name): DTypeInfo {
  return { name, kind, size, real, array: array as HostArrayConstructor };
}

export const DTYPES: Readonly<Record<DType, DTypeInfo>> = {
  bool: info('bool', 'b', 1, Uint8Array),
  int8: info('int8', 'i', 1, Int8Array),
  int16: info('int16', 'i', 2, Int16Array),
  int32: info('int32', 'i', 4, Int32Array),
  int64: info('int64', 'i', 8, BigInt64Array),
  uint8: info('uint8', 'u', 1, Uint8Array),
  uint16: info('uint16', 'u', 2, Uint16Array),
  uint32: info('uint32', 'u', 4, Uint32Array),
  uint64: info('uint64', 'u', 8, BigUint64Array),
  float16: info('float16', 'f', 2, Uint16Array),
  float32: info('float32', 'f', 4, Float32Array),
  float64: info('float64', 'f', 8, Float64Array),
  complex64: info('complex64', 'c', 8, Float32Array, 'float32'),
  complex128: info('complex128', 'c', 16, Float64Array, 'float64'),
};

export function isDType(name: unknown): name is DType {
  return typeof name === 'string' && Object.hasOwn(DTYPES, name);
}

export const isComplex = (t: DType): boolean => DTYPES[t].kind === 'c';
export const isFloating = (t: DType): boolean => DTYPES[t].kind === 'f';
export const isInteger = (t: DType): boolean => DTYPES[t].kind === 'i' || DTYPES[t].kind === 'u';
/** Types whose JavaScript elements are bigints. */
export const isBig = (t: DType): boolean => t === 'int64' || t === 'uint64';

const KIND_ORDER: Readonly<Record<Kind, number>> = { b: 0, u: 1, i: 2, f: 3, c: 4 };

/** The type both operands of a binary operation are converted to, as NumPy's `promote_types`. */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  const [lo, hi] =
    KIND_ORDER[DTYPES[a].kind] <= KIND_ORDER[DTYPES[b].kind] ? [DTYPES[a], DTYPES[b]] : [DTYPES[b], DTYPES[a]];
  if (lo.kind === 'b') return hi.name;
  if (lo.kind === hi.kind) return lo.size >= hi.size ? lo.name : hi.name;
  if (lo.kind === 'u' && hi.kind === 'i') {
    if (hi.size > lo.size) return hi.name;
    return lo.size === 8 ? 'float64' : (`int${lo.size * 16}` as DType);
  }
  // NumPy keeps float16 for integers of 8 bits, float32 for integers up to 16 bits.
  const wide = lo.kind === 'f' ? lo.size === 8 : lo.size > 2;
  if (hi.name === 'float16' && lo.size === 2) return 'float32';
  if (hi.kind === 'f') return wide ? 'float64' : hi.name;
  return wide ? 'complex128' : hi.name;
}
