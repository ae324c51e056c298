/**
 * Which types operations work in: NumPy's loops, found as NumPy finds them.
 */
import { DTYPES, type DType, promote } from '../ir/dtype';
import type { Signature } from './operation';

export type TypeRule = (operands: readonly DType[]) => Signature | undefined;

/** Common type of operands. */
export const common = (operands: readonly DType[]): DType => operands.reduce(promote);

const all = (operands: readonly DType[], t: DType, output: DType = t): Signature => ({
  inputs: operands.map(() => t),
  output,
});

const kindOf = (t: DType): string => DTYPES[t].kind;

/** Kinds that a rule lets through, as a string of NumPy's letters. */
function allowing(kinds: string, rule: (common: DType, operands: readonly DType[]) => Signature): TypeRule {
  return (operands) => {
    const t = common(operands);
    return kinds.includes(kindOf(t)) ? rule(t, operands) : undefined;
  };
}

/** Works and results in the common type, if it is of one of these kinds. */
export const same = (kinds = 'biufc'): TypeRule => allowing(kinds, (t, operands) => all(operands, t));

/** As `same`, but booleans are taken as int8, as NumPy does where it has no boolean loop. */
export const sameNotBool = (kinds = 'biufc'): TypeRule =>
  allowing(kinds, (t, operands) => all(operands, t === 'bool' ? 'int8' : t));

/** Smallest floating type that holds a type's values. */
export function floatOf(t: DType): DType {
  const { kind, size } = DTYPES[t];
  if (kind === 'f' || kind === 'c') return t;
  if (size === 1) return 'float16';
  return size === 2 ? 'float32' : 'float64';
}

/** Each operand as a float (small integers as float16 or float32), the widest of them wins. */
export const floating = (kinds = 'biufc'): TypeRule =>
  allowing(kinds, (_, operands) => all(operands, common(operands.map(floatOf))));

/** As `floating`, but all integers become float64. */
export const trueFloating = (kinds = 'biufc'): TypeRule =>
  allowing(kinds, (t, operands) => all(operands, kindOf(t) === 'f' || kindOf(t) === 'c' ? t : 'float64'));

/** Counts something of each element, at most 255. Booleans are taken as int8. */
export const counting = (kinds = 'biu'): TypeRule =>
  allowing(kinds, (t, operands) => all(operands, t === 'bool' ? 'int8' : t, 'uint8'));

/** Compares in the common type. int64 with uint64 has no exact one: both stay as they are. */
export const predicate = (kinds = 'biufc'): TypeRule =>
  allowing(kinds, (t, operands) =>
    t === 'float64' && operands.every((o) => kindOf(o) === 'i' || kindOf(o) === 'u')
      ? { inputs: operands.map((o) => (kindOf(o) === 'i' ? 'int64' : 'uint64')), output: 'bool' }
      : all(operands, t, 'bool'),
  );

/** Takes the truth of each operand. */
export const logical: TypeRule = (operands) => all(operands, 'bool');

/** Takes the common type and results in its real part's type. */
export const realPart: TypeRule = ([t]) => t && { inputs: [t], output: DTYPES[t].real };
