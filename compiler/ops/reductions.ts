/** Combinations of elements along axes. */
import { DTYPES, type DType } from '../ir/dtype';
import { Evaluator, evaluated } from './evaluator';
import { reductionWithHalf } from './half';
import type { Element, Operation, ReductionOperation, ReductionSignature } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';
import {
  isComplexScalar,
  limits,
  maximum,
  maximumOfNumbers,
  minimum,
  minimumOfNumbers,
  ordered,
} from './scalar-idioms';

/** NumPy's accumulator: 64 bits for integers of any size. */
export function accumulator(t: DType): DType {
  const { kind } = DTYPES[t];
  if (kind === 'b' || kind === 'i') return 'int64';
  return kind === 'u' ? 'uint64' : t;
}

type Code = Omit<ReductionOperation, 'kind' | 'reference'>;

/** Adds the reference that the scalar code means by itself. */
export function reduction(given: Code): ReductionOperation {
  const code = reductionWithHalf(given);
  const b = new Evaluator();
  const scalars = (state: readonly Element[], s: ReductionSignature): Scalar[] =>
    state.map((value, k) => evaluated(s.state[k] as DType, value));
  const values = (state: readonly Scalar[]): Element[] => state.map((v) => (v as ReturnType<typeof evaluated>).value);
  return {
    ...code,
    kind: 'reduction',
    reference: {
      identity: (s) => values(code.identity(b, s)),
      lift: (element, index, s) =>
        values(code.lift(b, evaluated(s.input, element), evaluated('int64', BigInt(index)), s)),
      combine: (left, right, s) => values(code.combine(b, scalars(left, s), scalars(right, s), s)),
      finish: (state, s) => values([code.finish(b, scalars(state, s), s)])[0] as Element,
    },
  };
}

type Combine = (b: ScalarBuilder, x: Scalar, y: Scalar) => Scalar;

const ofIntegers = ({ state }: ReductionSignature): boolean => state.every((t) => 'biu'.includes(DTYPES[t].kind));
/** Complex numbers have several NaNs. */
const ofReals = ({ state }: ReductionSignature): boolean => state.every((t) => DTYPES[t].kind !== 'c');

/** A reduction whose state is one value of the type that it works in. */
export function simple(
  name: string,
  doc: string,
  typeOf: (t: DType) => DType | undefined,
  identity: (b: ScalarBuilder, t: DType) => Scalar,
  combine: Combine,
  more: { ulp?: number } & Pick<Partial<ReductionOperation>, 'finish' | 'anyOrder' | 'decisive'> = {},
): ReductionOperation {
  return reduction({
    name,
    doc,
    ulp: more.ulp ?? 0,
    anyOrder: more.anyOrder ?? ofIntegers,
    decisive: more.decisive,
    resolve: (operand) => {
      const t = typeOf(operand);
      return t && { input: t, state: [t], output: t };
    },
    identity: (b, s) => [identity(b, s.input)],
    lift: (_, element) => [element],
    combine: (b, [x], [y]) => [combine(b, x as Scalar, y as Scalar)],
    finish: more.finish ?? ((_, [x]) => x as Scalar),
  });
}

/** A constant of any type; a complex one with this value in both parts if `both`. */
function constant(b: ScalarBuilder, t: DType, v: number | bigint, both = false): Scalar {
  if (DTYPES[t].kind !== 'c') return b.constant(t, v);
  const part = b.constant(DTYPES[t].real, v);
  return b.complex(part, both ? part : b.constant(DTYPES[t].real, 0));
}

const least = (b: ScalarBuilder, t: DType): Scalar => constant(b, t, limits(DTYPES[t].real)[0], true);
const greatest = (b: ScalarBuilder, t: DType): Scalar => constant(b, t, limits(DTYPES[t].real)[1], true);

/** What no number gives way to: NaN where the type has it. */
const noNumber = (b: ScalarBuilder, t: DType, otherwise: Scalar): Scalar =>
  'fc'.includes(DTYPES[t].kind) ? constant(b, t, Number.NaN, true) : otherwise;

/** Terms start from -0, which leaves every term alone; the sum of nothing, or of -0 alone, is +0, as NumPy's. */
const negativeZero = (b: ScalarBuilder, t: DType): Scalar =>
  constant(b, t, 'fc'.includes(DTYPES[t].kind) ? -0 : 0, true);

const positiveZero: ReductionOperation['finish'] = (b, [x]) => {
  const sum = x as Scalar;
  return 'fc'.includes(DTYPES[sum.dtype].kind) ? b.add(sum, constant(b, sum.dtype, 0)) : sum;
};

/** IEEE's of the types that processors have: few instructions, and the same whatever the order is. */
const extreme =
  (ieee: 'minimum' | 'maximum', otherwise: Combine): Combine =>
  (b, x, y) =>
    x.dtype === 'float64' || x.dtype === 'float32' ? b.call(ieee, x, y) : otherwise(b, x, y);

/** NaN parts in the operand. */
const nan = (b: ScalarBuilder, x: Scalar): Scalar => b.isNaN(x);

/**
 * State: value and position of the best element. NaN is better than any number; of equal
 * elements the first one is taken, in whatever order they are combined.
 */
function position(name: string, doc: string, better: 'lt' | 'gt'): ReductionOperation {
  type States = readonly Scalar[];
  const combine = (b: ScalarBuilder, [x, i]: States, [y, j]: States): States => {
    const [left, right] = [x as Scalar, y as Scalar];
    const earlier = b.compare('lt', j as Scalar, i as Scalar);
    const real = !isComplexScalar(left);
    const wins = real && left.dtype !== 'bool' ? b.compare(better, right, left) : ordered(b, better, right, left);
    const numbers = b.or(wins, b.and(b.compare('eq', right, left), earlier));
    const take = 'fc'.includes(DTYPES[left.dtype].kind)
      ? b.select(nan(b, left), b.and(nan(b, right), earlier), b.or(nan(b, right), numbers))
      : numbers;
    return [b.select(take, right, left), b.select(take, j as Scalar, i as Scalar)];
  };
  return reduction({
    name,
    doc,
    ulp: 0,
    anyOrder: ofReals,
    resolve: (operand) => ({ input: operand, state: [operand, 'int64'], output: 'int64' }),
    identity: (b, s) => [
      better === 'lt' ? greatest(b, s.input) : least(b, s.input),
      b.constant('int64', limits('int64')[1]),
    ],
    lift: (_, element, index) => [element, index],
    combine,
    accumulate: (b, [x, i], element, index) => {
      const value = x as Scalar;
      const t = value.dtype;
      if (isComplexScalar(value) || t === 'bool') return combine(b, [value, i as Scalar], [element, index]);
      // Of equal elements the first is there already. NaN is better than any number, and stays.
      const worse = b.compare(better === 'lt' ? 'le' : 'ge', value, element);
      const take = DTYPES[t].kind === 'f' ? b.and(b.not(worse), b.not(b.isNaN(value))) : b.not(worse);
      return [b.select(take, element, value), b.select(take, index, i as Scalar)];
    },
    finish: (_, [, i]) => i as Scalar,
  });
}

const truth = (): DType => 'bool';
const itself = (t: DType): DType => t;

export const REDUCTIONS: readonly Operation[] = [
  simple('sum', 'Sum; of integers in 64 bits.', accumulator, negativeZero, (b, x, y) => b.add(x, y), {
    ulp: 4,
    finish: positiveZero,
  }),
  simple(
    'prod',
    'Product; of integers in 64 bits.',
    accumulator,
    (b, t) => constant(b, t, 1),
    (b, x, y) => b.mul(x, y),
    {
      ulp: 4,
    },
  ),
  simple('min', 'Least element; NaN if there is one.', itself, greatest, extreme('minimum', minimum), {
    anyOrder: ofReals,
  }),
  simple('max', 'Greatest element; NaN if there is one.', itself, least, extreme('maximum', maximum), {
    anyOrder: ofReals,
  }),
  simple(
    'nanmin',
    'Least number; NaN if there is none.',
    itself,
    (b, t) => noNumber(b, t, greatest(b, t)),
    minimumOfNumbers,
  ),
  simple(
    'nanmax',
    'Greatest number; NaN if there is none.',
    itself,
    (b, t) => noNumber(b, t, least(b, t)),
    maximumOfNumbers,
  ),
  simple(
    'any',
    'Whether one element is true.',
    truth,
    (b) => b.constant('bool', false),
    (b, x, y) => b.or(x, y),
    { decisive: true },
  ),
  simple(
    'all',
    'Whether all elements are true.',
    truth,
    (b) => b.constant('bool', true),
    (b, x, y) => b.and(x, y),
    { decisive: false },
  ),
  position('argmin', 'Position of the first least element, or of the first NaN.', 'lt'),
  position('argmax', 'Position of the first greatest element, or of the first NaN.', 'gt'),
  reduction({
    name: 'count_nonzero',
    doc: 'How many elements are true.',
    ulp: 0,
    anyOrder: ofIntegers,
    resolve: () => ({ input: 'bool', state: ['int64'], output: 'int64' }),
    identity: (b) => [b.constant('int64', 0)],
    lift: (b, element) => [b.convert(element, 'int64')],
    combine: (b, [x], [y]) => [b.add(x as Scalar, y as Scalar)],
    finish: (_, [x]) => x as Scalar,
  }),
];
