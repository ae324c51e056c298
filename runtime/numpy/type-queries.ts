/** Questions about element types: kinds, common types, the narrowest that hold a value. */
import { fail } from '../../compiler/errors';
import { DTYPES, isDType } from '../../compiler/ir/dtype';
import { checkDType, commonType, type DType } from './dtype';
import type { NDArray } from './ndarray';
import { viewOf } from './operand';

/** NumPy's abstract types, by the kinds that they cover. */
const ABSTRACT: Readonly<Record<string, string>> = {
  generic: 'biufc',
  number: 'iufc',
  integer: 'iu',
  signedinteger: 'i',
  unsignedinteger: 'u',
  inexact: 'fc',
  floating: 'f',
  complexfloating: 'c',
  bool_: 'b',
};

/** Whether a type is another one, or of an abstract kind such as 'integer' or 'floating'. */
export function issubdtype(dtype1: DType | NDArray, dtype2: DType | string): boolean {
  const type = typeof dtype1 === 'string' ? checkDType(dtype1) : dtype1.dtype;
  if (isDType(dtype2)) return type === dtype2;
  const kinds = ABSTRACT[dtype2];
  return kinds?.includes(DTYPES[type].kind) ?? false;
}

/** The Array API's kinds. */
const KINDS: Readonly<Record<string, string>> = {
  b: 'b',
  bool: 'b',
  i: 'i',
  'signed integer': 'i',
  u: 'u',
  'unsigned integer': 'u',
  f: 'f',
  'real floating': 'f',
  c: 'c',
  'complex floating': 'c',
  iu: 'iu',
  integral: 'iu',
  numeric: 'iufc',
};

/** Whether a type is one of a kind (or is a type; of an unknown kind none is): 'bool', 'integral', 'real floating', 'numeric', … */
export function isdtype(dtype: DType, kind: string | readonly string[]): boolean {
  if (typeof kind !== 'string') return kind.some((k) => isdtype(dtype, k));
  if (isDType(kind) && kind !== 'bool') return dtype === kind;
  const kinds = KINDS[kind];
  return kinds?.includes(DTYPES[dtype].kind) ?? false;
}

/** The floating type that elements of all arrays can be converted to. @throws LGT4003 for booleans */
export function common_type(...arrays: NDArray[]): DType {
  const types = arrays.map((a): DType => {
    const { dtype } = viewOf(a);
    const { kind } = DTYPES[dtype];
    if (kind === 'b') fail('LGT4003', "can't get common type for non-numeric array");
    return kind === 'f' || kind === 'c' ? dtype : 'float64';
  });
  return types.length === 0 ? 'float16' : commonType(types);
}

/** The narrowest type that holds a value. */
export function min_scalar_type(val: number | bigint | boolean): DType {
  if (typeof val === 'boolean') return 'bool';
  if (typeof val === 'number' && !Number.isInteger(val)) return 'float64';
  const value = BigInt(val);
  const fits = ([, bits]: readonly [DType, number]): boolean =>
    value < 0n ? value >= -(1n << BigInt(bits - 1)) : value < 1n << BigInt(bits);
  const list: readonly (readonly [DType, number])[] =
    value < 0n
      ? [
          ['int8', 8],
          ['int16', 16],
          ['int32', 32],
          ['int64', 64],
        ]
      : [
          ['uint8', 8],
          ['uint16', 16],
          ['uint32', 32],
          ['uint64', 64],
        ];
  return list.find(fits)?.[0] ?? 'float64';
}

/** The name of a type as NumPy has it. */
export const typename = (dtype: DType): string => checkDType(dtype);

/** NumPy's letters, the less general first. */
const CODES = 'GDFgdfehHbBiIlLqQ?';

/** The letter of the narrowest floating type that all letters can be converted to; `default_` if none is needed. */
export function mintypecode(typechars: string | readonly string[], typeset = 'GDFgdf', default_ = 'd'): string {
  const given = [...typechars].filter((c) => CODES.includes(c));
  const wanted = given.filter((c) => typeset.includes(c));
  if (wanted.length === 0) return String(default_);
  if (wanted.includes('F') && wanted.includes('d')) return 'D';
  return wanted.sort((a, b) => CODES.indexOf(a) - CODES.indexOf(b))[0] as string;
}
