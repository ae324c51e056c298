/**
 * `reduce`: a left fold with a function of the program. Where the compiler proved that the order doesn't matter, and
 * the elements are what it proved that for, it is a reduction as any other; otherwise JavaScript, one after the other.
 */

import { fail } from '../../compiler/errors';
import { DTYPES, type DType, isComplex } from '../../compiler/ir/dtype';
import type { Fold } from '../../compiler/ir/scalar-function';
import type { View } from '../core/view';
import { countFallback } from '../profile/fallbacks';
import { readElement, reduce as reduction } from '../trace/ops';
import { knownFunction } from '../trace/scalar-functions';
import type { Refused } from './captured';
import { checkFunction, eachIndex, numbersOf, record } from './functional';
import type { NDArray } from './ndarray';
import { viewOf } from './operand';

type Combiner = (result: unknown, element: number, ...index: number[]) => unknown;

/** See the method of arrays. */
export function reduce(a: NDArray, f: Combiner, ...initials: readonly unknown[]): unknown {
  checkFunction(f, 'reduce');
  const view = viewOf(a);
  if (isComplex(view.dtype)) {
    fail('LGT4003', "'reduce' is not defined for complex elements; take .real and .imag apart");
  }
  const initial = initials[0];
  const folded = view.size === 0 ? undefined : onEngine(view, f, initial);
  if (folded !== undefined && !(typeof folded === 'object')) return folded;
  if (folded !== undefined) countFallback('reduce', folded.why);
  return onHost(view, f, initial);
}

function onHost(view: View, f: Combiner, initial: unknown): unknown {
  if (view.size === 0 && initial === undefined) throw new TypeError('Reduce of empty array with no initial value');
  const numbers = view.size === 0 ? [] : numbersOf(view, view.shape);
  let result: unknown = initial;
  eachIndex(view.shape, (index, at) => {
    const element = numbers[at] as number;
    result = at === 0 && initial === undefined ? element : f(result, element, ...index);
  });
  return result;
}

/** The result by any order, or why not. */
function onEngine(view: View, f: Combiner, initial: unknown): number | boolean | Refused {
  const known = knownFunction(f);
  const what = record(f, [view], view.ndim, view.shape, Math.max(1, f.length - 1));
  if ('why' in what) return what;
  try {
    const fold = known?.fold;
    const why = fold === undefined ? 'it is no combiner' : unfit(fold, view, initial);
    if (why !== undefined) return { why };
    return combine(fold as Fold, what, initial);
  } finally {
    what.release();
  }
}

/** What of the compiler's conditions doesn't hold here. */
function unfit(fold: Fold, { dtype, size }: View, initial: unknown): string | undefined {
  const { kind, bound, integers, plain } = fold;
  const isTruth = kind === 'and' || kind === 'or';
  if (initial === undefined ? isTruth || !plain : typeof initial !== (isTruth ? 'boolean' : 'number')) {
    return 'of what it is given first';
  }
  if (integers && (limitOf(dtype) === undefined || Number.isNaN(initial))) return 'NaN has a meaning of its own for it';
  if (kind !== 'sum') return undefined;
  const each = bound === 'element' ? limitOf(dtype) : bound;
  const start = initial ?? 0;
  const safe = Number.isSafeInteger(start) && !Object.is(start, -0) && each !== undefined;
  if (safe && Math.abs(start as number) + each * size <= Number.MAX_SAFE_INTEGER) return undefined;
  return 'a sum of floating-point numbers depends on the order of the elements';
}

/** How far from 0 an element of an integer type may be; undefined for others. */
function limitOf(dtype: DType): number | undefined {
  const { kind, size } = DTYPES[dtype];
  if (kind === 'b') return 1;
  return kind === 'i' || kind === 'u' ? 2 ** (8 * size - (kind === 'i' ? 1 : 0)) : undefined;
}

const REDUCTIONS = { sum: 'sum', min: 'min', max: 'max', and: 'all', or: 'any' } as const;

function combine({ kind }: Fold, elements: View, initial: unknown): number | boolean | Refused {
  const reduced = reduction(REDUCTIONS[kind], elements);
  const value = Number(readElement(reduced, []));
  reduced.release();
  if (kind === 'and') return initial === true && value !== 0;
  if (kind === 'or') return initial === true || value !== 0;
  if (kind === 'sum') return Number(initial ?? 0) + value;
  const first = (initial ?? value) as number;
  const result = kind === 'min' ? Math.min(first, value) : Math.max(first, value);
  return result === 0 ? { why: 'the sign of its result, 0, depends on the order of the elements' } : result;
}
