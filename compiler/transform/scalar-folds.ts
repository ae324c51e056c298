/**
 * Combiners of `reduce`: `(s, x) => s + f(x)` and the like, of which some give the same in any order. The others are
 * a left fold, one element after the other, which is what JavaScript does.
 */
import type { Fold } from '../ir/scalar-function';
import { boundOf } from './scalar-bounds';
import { reaches, type Value } from './scalar-code';

/** What is folded, of each element, and how. */
export interface Folded {
  readonly fold: Fold;
  readonly value: Value;
}

/** @param state the combiner's first parameter. @param element its second. */
export function foldOf(result: Value, state: Value, element: Value): Folded | undefined {
  const depends = (v: Value): boolean => reaches(v, state);
  /** The other operand of an operation of which one is the state. */
  const other = (op: string): Value | undefined => {
    if (result.op !== op) return undefined;
    const [x, y] = result.operands as [Value, Value];
    if (x === state && !depends(y)) return y;
    return y === state && !depends(x) ? x : undefined;
  };
  const made = (kind: Fold['kind'], value: Value, more: Partial<Fold> = {}): Folded => ({
    fold: { kind, plain: value === element, ...more },
    value,
  });
  for (const kind of ['min', 'max', 'and', 'or'] as const) {
    const value = other(kind);
    if (value !== undefined) return made(kind, value);
  }
  const added = other('add');
  if (added !== undefined) {
    const bound = added === element ? 'element' : boundOf(added, () => undefined);
    return bound === undefined ? undefined : made('sum', added, { bound });
  }
  return choice();

  /** `s > x ? s : x` */
  function choice(): Folded | undefined {
    if (result.op !== 'select') return undefined;
    const [condition, yes, no] = result.operands as [Value, Value, Value];
    const [x, y] = (condition.operands ?? []) as [Value, Value];
    const isPair = (yes === state && no === element) || (yes === element && no === state);
    const compared = (x === yes && y === no) || (x === no && y === yes);
    if (!isPair || !compared) return undefined;
    const greater = condition.op === 'gt' || condition.op === 'ge';
    if (!greater && condition.op !== 'lt' && condition.op !== 'le') return undefined;
    return made(greater === (x === yes) ? 'max' : 'min', element, { integers: true });
  }
}
