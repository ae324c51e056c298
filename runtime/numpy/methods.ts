/**
 * Functions as methods: `a.sin()` is `sin(a)`. The types below say which; the tables put them on the prototype.
 */
import { fail } from '../../compiler/errors';
import * as bytes from './bytes';
import * as comparing from './comparing';
import type { Complex } from './complex';
import * as creation from './creation';
import type {
  Abs,
  BoolArith,
  Divide,
  DType,
  MathBinary,
  MathResult,
  MatMul,
  Power,
  Promote,
  ReductionAccum,
  RoundResult,
  Scalar,
  StdVar,
  TrueDivide,
} from './dtype';
import * as editing from './editing';
import * as elementwise from './elementwise';
import * as folding from './folding';
import * as functional from './functional';
import * as indexing from './indexing';
import * as nan from './nan';
import { NDArray, onBracketWrite } from './ndarray';
import { type AnyArray, type ArrayLike, store } from './operand';
import type { OutOptions, WhereOptions, WithOut } from './output';
import * as outputs from './outputs';
import * as printing from './printing';
import * as products from './products';
import * as queries from './queries';
import type { Axis, Reduced, ReductionOpts } from './reductions';
import * as repeating from './repeating';
import * as searching from './searching';
import * as shape from './shape';
import * as sorting from './sorting';
import * as statistics from './statistics';
import * as textFiles from './text-files';
import type { Num, WithComplex } from './ufunc';
import * as writing from './writing';

type Unary<Names extends string, R extends DType> = Record<Names, UnaryMethod<R>>;
/** A method without operands besides the array; as `out` and `where` ask for it, see `output.ts`. */
interface UnaryMethod<R extends DType> {
  <O extends DType>(options: OutOptions<O>): NDArray<O>;
  (options: WhereOptions): NDArray<R>;
  (): NDArray<R>;
}
/** All of its arguments may be left out. */
// biome-ignore lint/suspicious/noExplicitAny: stands for every function.
type OutputMethod<F extends (...args: any[]) => unknown> = (<O extends DType>(options: OutOptions<O>) => NDArray<O>) &
  WithOut<F>;
interface BinaryInto {
  <O extends DType>(other: AnyArray | Num | Complex, options: OutOptions<O>): NDArray<O>;
  (other: AnyArray | Num | Complex, options: WhereOptions): NDArray;
}
interface ReducingInto {
  <O extends DType>(options: OutOptions<O> & ReductionOpts): NDArray<O>;
  <O extends DType>(axis: Axis | undefined, options: OutOptions<O> & ReductionOpts): NDArray<O>;
  <O extends DType>(
    axis: Axis | undefined,
    keepdims: boolean | undefined,
    options: OutOptions<O> & ReductionOpts,
  ): NDArray<O>;
}
interface SpreadingInto extends ReducingInto {
  <O extends DType>(
    axis: Axis | undefined,
    ddof: number | undefined,
    keepdims: boolean | undefined,
    options: OutOptions<O>,
  ): NDArray<O>;
}

type MathNames =
  | 'sqrt'
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
  | 'arcsin'
  | 'arccos'
  | 'arctan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'arcsinh'
  | 'arccosh'
  | 'arctanh'
  | 'degrees'
  | 'radians'
  | 'cbrt'
  | 'fabs'
  | 'spacing'
  | 'rint';
type SameNames =
  | 'negative'
  | 'positive'
  | 'sign'
  | 'reciprocal'
  | 'ceil'
  | 'floor'
  | 'trunc'
  | 'fix'
  | 'conj'
  | 'conjugate'
  | 'invert'
  | 'bitwise_not';
type TestNames = 'isnat' | 'logical_not' | 'isfinite' | 'isinf' | 'isnan' | 'signbit';

/** A method of another array or a number. */
interface Promoting<D extends DType> extends BinaryInto {
  <B extends DType>(other: AnyArray<B>): NDArray<Promote<D, B>>;
  (other: Num): NDArray<D>;
  (other: Complex): NDArray<WithComplex<D>>;
}
interface Powering<D extends DType> extends BinaryInto {
  <B extends DType>(other: AnyArray<B>): NDArray<Power<D, B>>;
  (other: Num): NDArray<D>;
  (other: Complex): NDArray<WithComplex<D>>;
}
interface Dividing<D extends DType> extends BinaryInto {
  <B extends DType>(other: AnyArray<B>): NDArray<Divide<D, B>>;
  (other: Num): NDArray<TrueDivide<D>>;
  (other: Complex): NDArray<WithComplex<D>>;
}
interface MathOf<D extends DType> extends BinaryInto {
  <B extends DType>(other: AnyArray<B>): NDArray<MathBinary<D, B>>;
  (other: Num): NDArray<MathResult<D>>;
}
interface Comparing extends BinaryInto {
  (other: AnyArray | Num | Complex): NDArray<'bool'>;
}

type PromotingNames =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'maximum'
  | 'minimum'
  | 'bitwise_and'
  | 'bitwise_or'
  | 'bitwise_xor'
  | 'left_shift'
  | 'right_shift';
type PoweringNames = 'mod' | 'remainder' | 'floor_divide' | 'power';
type MathOfNames = 'arctan2' | 'hypot' | 'copysign' | 'nextafter' | 'logaddexp' | 'logaddexp2' | 'heaviside';
type ComparingNames =
  | 'equal'
  | 'not_equal'
  | 'less'
  | 'less_equal'
  | 'greater'
  | 'greater_equal'
  | 'logical_and'
  | 'logical_or'
  | 'logical_xor';

/** A reduction: waits where it gives a single value, see `reductions.ts`. */
interface Reducing<R extends DType> extends ReducingInto {
  (axis?: null, keepdims?: false, opts?: ReductionOpts): Scalar<R>;
  (axis: Axis | undefined, keepdims: true, opts?: ReductionOpts): NDArray<R>;
  (axis?: Axis, keepdims?: boolean, opts?: ReductionOpts): Reduced<R>;
}
interface Spreading<R extends DType> extends SpreadingInto {
  (axis?: null, ddof?: number, keepdims?: false): Scalar<R>;
  (axis: Axis | undefined, ddof: number | undefined, keepdims: true): NDArray<R>;
  (axis?: Axis, ddof?: number, keepdims?: boolean): Reduced<R>;
}
interface Testing extends ReducingInto {
  (axis?: null, keepdims?: false, opts?: ReductionOpts): boolean;
  (axis: Axis | undefined, keepdims: true, opts?: ReductionOpts): NDArray<'bool'>;
  (axis?: Axis, keepdims?: boolean, opts?: ReductionOpts): NDArray<'bool'> | boolean;
}
interface Position extends ReducingInto {
  (axis?: null, keepdims?: false): number;
  (axis: number | null | undefined, keepdims: true): NDArray<'int32'>;
  (axis?: number | null, keepdims?: boolean): NDArray<'int32'> | number;
}

export interface ArrayMethods<D extends DType>
  extends Unary<MathNames, MathResult<D>>,
    Unary<SameNames, D>,
    Unary<TestNames, 'bool'>,
    Record<PromotingNames, Promoting<D>>,
    Record<PoweringNames, Powering<D>>,
    Record<MathOfNames, MathOf<D>>,
    Record<ComparingNames, Comparing>,
    Record<'sum' | 'prod' | 'nansum' | 'nanprod', Reducing<ReductionAccum<D>>>,
    Record<'max' | 'min' | 'nanmax' | 'nanmin' | 'ptp', Reducing<D>>,
    Record<'mean' | 'nanmean', Reducing<TrueDivide<D>>>,
    Record<'var' | 'std' | 'nanvar' | 'nanstd', Spreading<StdVar<D>>>,
    Record<'any' | 'all', Testing>,
    Record<'argmin' | 'argmax' | 'nanargmin' | 'nanargmax', Position> {
  absolute: UnaryMethod<Abs<D>>;
  square: UnaryMethod<BoolArith<D>>;
  divide: Dividing<D>;
  divmod<B extends DType>(divisor: AnyArray<B>): [NDArray<Power<D, B>>, NDArray<Power<D, B>>];
  divmod(divisor: Num): [NDArray<D>, NDArray<D>];
  round: OutputMethod<(decimals?: number) => NDArray<RoundResult<D>>>;
  around: OutputMethod<(decimals?: number) => NDArray<RoundResult<D>>>;
  clip: WithOut<(a_min: ArrayLike | null, a_max: ArrayLike | null) => NDArray<D>>;
  isclose(other: ArrayLike, rtol?: number, atol?: number, equal_nan?: boolean): NDArray<'bool'>;
  allclose(other: ArrayLike, rtol?: number, atol?: number, equal_nan?: boolean): boolean;
  choose(choices: readonly ArrayLike[]): NDArray;
  /** `f(element, i, j, …)` of each element; elements are given as numbers. */
  map<R extends number | boolean>(f: (element: number, ...index: number[]) => R): NDArray<functional.ResultOf<R>>;
  /**
   * `f(f(f(initial, x0), x1), x2)…`: a left fold of the elements in C order, which are given as numbers. Waits.
   * @throws TypeError of an empty array without `initial`, as JavaScript's
   */
  reduce(f: (result: number, element: number, ...index: number[]) => number): number;
  reduce<R>(f: (result: R, element: number, ...index: number[]) => R, initial: R): R;

  copy(): NDArray<D>;
  astype<E extends DType>(dtype: E, copy?: boolean): NDArray<E>;
  flatten(): NDArray<D>;
  ravel(): NDArray<D>;
  reshape(...shape: number[]): NDArray<D>;
  reshape(shape: readonly number[]): NDArray<D>;
  transpose(axes?: readonly number[]): NDArray<D>;
  squeeze(axis?: number | readonly number[]): NDArray<D>;
  expand_dims(axis: number | readonly number[]): NDArray<D>;
  swapaxes(axis1: number, axis2: number): NDArray<D>;
  moveaxis(source: number | readonly number[], destination: number | readonly number[]): NDArray<D>;
  diagonal(offset?: number, axis1?: number, axis2?: number): NDArray<D>;
  repeat(repeats: number | readonly number[], axis?: number): NDArray<D>;
  row(i: number): NDArray<D>;
  col(j: number): NDArray<D>;
  rows(start: number, stop: number): NDArray<D>;
  cols(start: number, stop: number): NDArray<D>;

  average(weights?: AnyArray, axis?: number): Reduced<TrueDivide<D>>;
  cumsum: OutputMethod<(axis?: number | null) => NDArray<ReductionAccum<D>>>;
  cumprod: OutputMethod<(axis?: number | null) => NDArray<ReductionAccum<D>>>;
  nancumsum: OutputMethod<(axis?: number | null) => NDArray<ReductionAccum<D>>>;
  nancumprod: OutputMethod<(axis?: number | null) => NDArray<ReductionAccum<D>>>;
  diff(n?: number, axis?: number): NDArray<D>;
  sort: OutputMethod<(axis?: number) => NDArray<D>>;
  argsort(axis?: number): NDArray<'float64'>;
  partition: WithOut<(kth: number, axis?: number) => NDArray<D>>;
  argpartition(kth: number, axis?: number): NDArray<'float64'>;
  median(axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>>;
  percentile(q: number, axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>>;
  quantile(q: number, axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>>;
  dot: WithOut<<B extends DType>(other: AnyArray<B>) => NDArray<Promote<D, B>> | Scalar<Promote<D, B>>>;
  inner<B extends DType>(other: AnyArray<B>): NDArray<Promote<D, B>> | Scalar<Promote<D, B>>;
  matmul: WithOut<<B extends DType>(other: AnyArray<B>) => NDArray<MatMul<D, B>>>;
  outer: WithOut<<B extends DType>(other: AnyArray<B>) => NDArray<Promote<D, B>>>;
  tensordot<B extends DType>(
    other: AnyArray<B>,
    axes?: number | readonly [readonly number[], readonly number[]],
  ): NDArray<Promote<D, B>> | Scalar<Promote<D, B>>;
  trace(): NDArray<ReductionAccum<D>> | Scalar<ReductionAccum<D>>;

  take: WithOut<(indices: ArrayLike, axis?: number | null) => NDArray<D>>;
  compress: WithOut<(condition: ArrayLike, axis?: number | null) => NDArray<D>>;
  iindex(indices: ArrayLike, axis?: number): NDArray<D>;
  bindex(mask: AnyArray, axis?: number): NDArray<D>;
  nonzero(): NDArray<'float64'>[];
  argwhere(): NDArray<'float64'>;
  put(indices: ArrayLike, values: ArrayLike): void;
  searchsorted(v: ArrayLike, side?: 'left' | 'right'): NDArray<'float64'>;
  resize(newShape: number | readonly number[]): NDArray<D>;
  byteswap(inplace?: boolean): NDArray<D>;
  view<E extends DType = D>(dtype?: E): NDArray<E>;
  tofile(file: string, sep?: string, format?: string): void;
  nanmedian(axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>>;
  nanpercentile(q: number, axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>>;
  nanquantile(q: number, axis?: Axis, keepdims?: boolean): Reduced<TrueDivide<D>>;
  /** The elements as NumPy prints them. Waits. */
  toString(): string;
}

/** Methods that pass their arguments on to the function of the same name. */
const SAME_ARGUMENTS = {
  ...pick(
    elementwise,
    'sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh ' +
      'degrees radians cbrt fabs spacing rint negative positive sign reciprocal ceil floor trunc fix conj conjugate ' +
      'invert bitwise_not logical_not isfinite isinf isnan signbit absolute square add subtract multiply divide mod ' +
      'remainder floor_divide power maximum minimum bitwise_and bitwise_or bitwise_xor left_shift right_shift arctan2 ' +
      'hypot copysign nextafter logaddexp logaddexp2 heaviside equal not_equal less less_equal greater greater_equal ' +
      'logical_and logical_or logical_xor',
  ),

  ...pick(functional, 'map'),
  ...pick(folding, 'reduce'),
  ...pick(comparing, 'isclose allclose'),
  ...pick(creation, 'copy astype'),
  ...pick(shape, 'flatten ravel transpose squeeze expand_dims swapaxes moveaxis diagonal'),
  ...pick(repeating, 'repeat'),

  ...pick(statistics, 'diff'),
  ...pick(nan, 'nanargmin nanargmax'),

  ...pick(sorting, 'argsort argpartition'),
  ...pick(products, 'inner tensordot'),

  ...pick(queries, 'isnat'),
  ...pick(indexing, 'iindex bindex nonzero argwhere'),
  ...pick(writing, 'put'),

  ...pick(searching, 'searchsorted'),
  ...pick(editing, 'resize'),
  ...pick(bytes, 'byteswap view'),
  ...pick(textFiles, 'tofile'),
  ...pick(
    outputs,
    'all any argmax argmin around choose clip cumprod cumsum divmod dot matmul max mean median min nancumprod ' +
      'nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ' +
      'outer partition percentile prod ptp quantile round sort std sum take trace',
  ),
  var: outputs.variance,
};

type Anything = (...args: unknown[]) => unknown;

function pick(module: object, names: string): Record<string, Anything> {
  return Object.fromEntries(
    names.split(' ').map((name) => [name, (module as Record<string, Anything>)[name] as Anything]),
  );
}

/** Methods whose arguments differ from the function's. */
const OWN_ARGUMENTS = {
  reshape(this: NDArray, ...extents: unknown[]) {
    return shape.reshape(this, (Array.isArray(extents[0]) ? extents[0] : extents) as number[]);
  },
  compress(this: NDArray, condition: ArrayLike, ...rest: unknown[]) {
    return (outputs.compress as Anything)(condition, this, ...rest);
  },
  average(this: NDArray, weights?: AnyArray, axis?: number) {
    return statistics.average(this, axis, weights);
  },
  toString(this: NDArray) {
    return printing.array_str(this);
  },
  row(this: NDArray, i: number) {
    return atLeastTwo(this, 'row').slice(i, ':');
  },
  col(this: NDArray, j: number) {
    return atLeastTwo(this, 'col').slice(':', j);
  },
  rows(this: NDArray, start: number, stop: number) {
    return atLeastTwo(this, 'rows').slice(`${start}:${stop}`, ':');
  },
  cols(this: NDArray, start: number, stop: number) {
    return atLeastTwo(this, 'cols').slice(':', `${start}:${stop}`);
  },
};

function atLeastTwo(a: NDArray, name: string): NDArray {
  if (a.ndim < 2) fail('LGT4005', `${name}() requires at least 2 dimensions, not ${a.ndim}`);
  return a;
}

function put(name: string, value: unknown): void {
  Object.defineProperty(NDArray.prototype, name, { value, writable: true, configurable: true, enumerable: false });
}

for (const [name, f] of Object.entries(SAME_ARGUMENTS)) {
  const call = f as (a: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown) => unknown;
  put(name, function (this: NDArray, b?: unknown, c?: unknown, d?: unknown, e?: unknown) {
    return call(this, b, c, d, e);
  });
}
for (const [name, method] of Object.entries(OWN_ARGUMENTS)) put(name, method);
onBracketWrite(store);
