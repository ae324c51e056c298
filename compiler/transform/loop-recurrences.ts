/**
 * Variables that an iteration changes and the next one reads: what they were is combined with something of the
 * iteration. Some combinations give the same in any order.
 */
import type { Combiner } from '../ir/loop-nest';
import { reaches, type Value } from './scalar-code';

export interface Combination {
  readonly combiner: Combiner;
  /** What each iteration brings. */
  readonly value: Value;
}

const COMPARISONS = { lt: 'less', le: 'less_equal', gt: 'greater', ge: 'greater_equal' } as const;
const MIRRORED = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const;

interface Makers {
  constant(value: number | boolean): Value;
  apply(op: string, ...operands: Value[]): Value;
  select(c: Value, x: Value, y: Value): Value;
}

/**
 * How `next` combines `state` with something of the iteration, if any order will do.
 * @param boundOf how far from 0 a value may be that is surely an integer
 */
export function combinationOf(
  next: Value,
  state: Value,
  code: Makers,
  boundOf: (value: Value) => number | undefined,
  reassociate: boolean,
): Combination | undefined {
  const depends = (v: Value): boolean => reaches(v, state);
  const operands = (next.operands ?? []) as [Value, Value, Value];
  /** The other operand of an operation of which one is the state. */
  const other = (of: Value, op: string): Value | undefined => {
    if (of.op !== op) return undefined;
    const [x, y] = of.operands as [Value, Value];
    if (x === state && !depends(y)) return y;
    return y === state && !depends(x) ? x : undefined;
  };
  const sum = (value: Value, wraps = false): Combination | undefined => {
    const bound = boundOf(value);
    if (bound !== undefined) return { combiner: { kind: 'integers', bound, wraps }, value };
    return reassociate && !wraps ? { combiner: { kind: 'sum' }, value } : undefined;
  };
  const added = (of: Value, wraps = false): Combination | undefined => {
    const value = other(of, 'add');
    if (value !== undefined) return sum(value, wraps);
    if (of.op !== 'sub' || of.operands![0] !== state || depends(of.operands![1]!)) return undefined;
    return sum(code.apply('neg', of.operands![1]!), wraps);
  };

  const plain = added(next);
  if (plain !== undefined) return plain;
  const factor = other(next, 'mul');
  if (factor !== undefined) return reassociate ? { combiner: { kind: 'product' }, value: factor } : undefined;
  for (const kind of ['min', 'max', 'and', 'or'] as const) {
    const value = other(next, kind);
    if (value !== undefined) return { combiner: { kind }, value };
  }
  // (s + x) | 0
  if (next.op === 'bitor' && operands[1].constant === 0) return added(operands[0], true);
  if (next.op !== 'select') return undefined;
  const [condition, yes, no] = operands;
  const chosen = choice(condition, yes, no);
  if (chosen !== undefined) return chosen;
  // if (c) s += x
  if (!depends(condition) && (yes === state || no === state)) {
    const inner = combinationOf(yes === state ? no : yes, state, code, boundOf, reassociate);
    const idle = inner && neutral(inner.combiner);
    if (inner === undefined || idle === undefined) return undefined;
    const none = code.constant(idle);
    const value = yes === state ? code.select(condition, none, inner.value) : code.select(condition, inner.value, none);
    return { combiner: inner.combiner, value };
  }
  return undefined;

  /** if (x < s) s = x, in each of its forms */
  function choice(c: Value, x: Value, y: Value): Combination | undefined {
    const op = c.op as keyof typeof COMPARISONS;
    if (COMPARISONS[op] === undefined || y !== state || depends(x)) return undefined;
    const [left, right] = c.operands as [Value, Value];
    if (left === x && right === state) return { combiner: { kind: COMPARISONS[op] }, value: x };
    if (right === x && left === state) return { combiner: { kind: COMPARISONS[MIRRORED[op]] }, value: x };
    return undefined;
  }
}

/** What changes nothing when it is combined. */
function neutral(combiner: Combiner): number | boolean | undefined {
  switch (combiner.kind) {
    case 'integers':
    case 'sum':
      return 0;
    case 'product':
      return 1;
    case 'min':
      return Number.POSITIVE_INFINITY;
    case 'max':
      return Number.NEGATIVE_INFINITY;
    case 'and':
      return true;
    case 'or':
      return false;
    default:
      // Comparisons with NaN are false.
      return Number.NaN;
  }
}
