/**
 * What loops with an accumulator compute, as reductions: the same bits as JavaScript's loop gives, in any order in
 * which elements are combined.
 */
import type { DType } from '../ir/dtype';
import { DTYPES } from '../ir/dtype';
import { INSTRUCTION_CODE } from './javascript';
import { lowering } from './javascript-integers';
import type { Operation, ReductionOperation } from './operation';
import { reduction, simple } from './reductions';
import type { Scalar, ScalarBuilder } from './scalar-builder';

const number = (t: DType): DType | undefined => (DTYPES[t].kind === 'c' ? undefined : 'float64');

const always = (): boolean => true;

/** `Math.min` or `Math.max`, of all elements. */
const extreme = (name: 'min' | 'max', identity: number): ReductionOperation =>
  simple(
    `js_${name}`,
    `What Math.${name} gives of all elements.`,
    number,
    (b, t) => b.constant(t, identity),
    (b, x, y) => INSTRUCTION_CODE[name]!(lowering(b), [x, y]),
    { anyOrder: always },
  );

/**
 * `if (x < m) m = x`, where it doesn't matter which of equal elements is taken: they are the same, but for 0 and -0.
 * NaN is never taken; where there is nothing else, the result is the infinity that changes nothing.
 */
function passing(name: string, how: 'lt' | 'gt'): ReductionOperation {
  const none = how === 'lt' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return reduction({
    name,
    doc: `The ${how === 'lt' ? 'least' : 'greatest'} number; ${how === 'lt' ? '' : '-'}Infinity if there is none.`,
    ulp: 0,
    anyOrder: always,
    resolve: (operand) => {
      const input = number(operand);
      return input && { input, state: [input], output: input };
    },
    identity: (b) => [b.constant('float64', none)],
    // A comparison with NaN is false: the other one stays.
    lift: (b, element) => [b.select(b.isNaN(element), b.constant('float64', none), element)],
    combine: (b, [x], [y]) => [b.select(b.compare(how, y as Scalar, x as Scalar), y as Scalar, x as Scalar)],
    finish: (_, [x]) => x as Scalar,
  });
}

/**
 * `if (x < m) m = x`, along the elements. State: the chosen element and its position. NaN is never chosen, and stands
 * for nothing; of equal elements (0 and -0 are) the first is, or the last.
 */
function chosen(name: string, how: 'lt' | 'gt', last: boolean, wanted: 'value' | 'position'): ReductionOperation {
  return reduction({
    name: wanted === 'value' ? name : `${name}_index`,
    doc: `The ${wanted} of the ${last ? 'last' : 'first'} ${how === 'lt' ? 'least' : 'greatest'} number; ${wanted === 'value' ? 'NaN' : '-1'} if there is none.`,
    ulp: 0,
    states: name,
    resolve: (operand) => {
      const input = number(operand);
      return input && { input, state: [input, 'int64'], output: wanted === 'value' ? input : 'int64' };
    },
    identity: (b) => [b.constant('float64', Number.NaN), b.constant('int64', -1)],
    lift: (_, element, index) => [element, index],
    combine: (b, [x, i], [y, j]) => {
      const [left, right, at, other] = [x, y, i, j] as [Scalar, Scalar, Scalar, Scalar];
      const tie = b.and(b.compare('eq', right, left), b.compare(last ? 'gt' : 'lt', other, at));
      const better = b.or(b.compare(how, right, left), tie);
      const take = b.and(b.or(better, b.isNaN(left)), b.not(b.isNaN(right)));
      return [b.select(take, right, left), b.select(take, other, at)];
    },
    accumulate: (b, [x, i], element, index) => {
      const [value, at] = [x, i] as [Scalar, Scalar];
      const keeps = last ? how : how === 'lt' ? 'le' : 'ge';
      const take = b.and(b.not(b.compare(keeps, value, element)), b.not(b.isNaN(element)));
      return [b.select(take, element, value), b.select(take, index, at)];
    },
    finish: (b, [x, i]) =>
      wanted === 'value' ? (x as Scalar) : b.select(b.isNaN(x as Scalar), b.constant('int64', -1), i as Scalar),
  });
}

const integer = (t: DType): DType | undefined => ('iu'.includes(DTYPES[t].kind) ? 'int64' : undefined);
const zero = (b: ScalarBuilder, t: DType): Scalar => b.constant(t, 0);

export const LOOP_REDUCTIONS: readonly Operation[] = [
  extreme('min', Number.POSITIVE_INFINITY),
  extreme('max', Number.NEGATIVE_INFINITY),
  ...(['value', 'position'] as const).flatMap((wanted) => [
    chosen('first_less', 'lt', false, wanted),
    chosen('last_less', 'lt', true, wanted),
    chosen('first_greater', 'gt', false, wanted),
    chosen('last_greater', 'gt', true, wanted),
  ]),
  passing('any_less', 'lt'),
  passing('any_greater', 'gt'),
  simple('int_sum', 'Sum of integers.', integer, zero, (b, x, y) => b.add(x, y)),
  reduction({
    name: 'int_abs_sum',
    doc: 'Sum of the absolute values of integers.',
    ulp: 0,
    anyOrder: always,
    resolve: (operand) => (integer(operand) ? { input: 'int64', state: ['int64'], output: 'int64' } : undefined),
    identity: (b) => [zero(b, 'int64')],
    lift: (b, element) => [b.select(b.compare('lt', element, zero(b, 'int64')), b.neg(element), element)],
    combine: (b, [x], [y]) => [b.add(x as Scalar, y as Scalar)],
    finish: (_, [x]) => x as Scalar,
  }),
];
