/**
 * Elements combined along axes.
 *
 * `axis` is one axis, several, or (not given) all; negative ones count from the end. `keepdims` leaves extents of 1.
 * With axes left over the result is a lazy array. Without, it is a JavaScript value and the call WAITS for it: to keep
 * a sum in flight, give `keepdims` (`a.sum(0, true)` of one dimension is an array of one element).
 * Integers are summed in 64 bits; a sum of all of an array of narrower integers is a number, of int64 a bigint.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, isBig } from '../../compiler/ir/dtype';
import { BUILTIN } from '../../compiler/ops/builtin';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { elementwise, reduce } from '../trace/ops';
import { endOperands } from '../trace/temporaries';
import { checkAxes, checkAxis } from './axes';
import { checkDType, type DType, type ReductionAccum, type Scalar } from './dtype';
import { onlyElement, type ScalarInput, toElement } from './element';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, converted, releasing, viewOf, wrap } from './operand';

export type Axis = number | readonly number[] | null;

/** What a reduction gives: an array, or a JavaScript value where no axis is left. */
export type Reduced<D extends DType> = NDArray<D> | Scalar<D>;

export interface ReductionOpts {
  /** Only elements where this is true count. */
  readonly where?: ArrayLike;
  /** Combined with the result; what an empty selection gives. */
  readonly initial?: ScalarInput;
  /** Type that elements are converted to first. */
  readonly dtype?: DType;
}

const outputOf = (op: string, input: DType): DType => {
  const operation = BUILTIN.get(op);
  if (operation.kind !== 'reduction') return fail('LGT3003', `'${op}' is not a reduction`);
  return operation.resolve(input)?.output ?? input;
};

/** Reduces along checked axes; of no axes, the elements as the reduction's type has them. */
export function reduceView(op: string, view: View, axes: readonly number[], keepdims = false): View {
  if (axes.length === 0) {
    const as = (v: View, dtype: DType): View => elementwise('astype', [v], { params: { dtype } });
    const dtype = outputOf(op, view.dtype);
    // One element counts as one at most.
    if (op !== 'count_nonzero') return as(view, dtype);
    const truth = as(view, 'bool');
    return releasing([truth], as(truth, dtype));
  }
  return reduce(op, view, axes, keepdims);
}

/** NumPy refuses to look for an extreme among nothing. @throws LGT4014 */
function checkNotEmpty(view: View, axes: readonly number[], name: string): void {
  if (axes.some((d) => view.shape[d] === 0)) {
    fail('LGT4014', `zero-size array to reduction operation ${name} which has no identity`);
  }
}

/** The result as the user gets it; a value where no axis is left (waits). Ends the view then. */
export function result<D extends DType>(view: View, keepdims: boolean | undefined, narrow = false): Reduced<D> {
  if (view.ndim > 0 || keepdims) return wrap<D>(view);
  endOperands();
  const value = onlyElement<D>(view);
  view.release();
  return narrow && typeof value === 'bigint' ? (Number(value) as Scalar<D>) : value;
}

/** The operand as options ask for it. */
function selected(
  a: ArrayLike,
  opts: ReductionOpts | undefined,
  identity: ScalarInput | undefined,
): { view: View; own: boolean } {
  const given = viewOf(a);
  if (opts === undefined) return { view: given, own: false };
  const typed = opts.dtype === undefined ? { view: given, own: false } : converted(given, checkDType(opts.dtype));
  if (opts.where === undefined) return typed;
  const otherwise = identity ?? opts.initial;
  if (otherwise === undefined) {
    return fail(
      'LGT4018',
      "reduction operation does not have an identity, so to use a where mask one has to specify 'initial'",
    );
  }
  const { dtype } = typed.view;
  const masked = elementwise('where', [viewOf(opts.where), typed.view, { dtype, value: toElement(otherwise, dtype) }]);
  if (typed.own) typed.view.release();
  return { view: masked, own: true };
}

/** Combines the initial value with a result. */
function withInitial(view: View, combine: string, initial: ScalarInput | undefined): View {
  if (initial === undefined) return view;
  const { dtype } = view;
  return releasing([view], elementwise(combine, [view, { dtype, value: toElement(initial, dtype) }]));
}

function reducing(
  op: string,
  combine: string,
  identity: ScalarInput | undefined,
): (a: ArrayLike, axis?: Axis, keepdims?: boolean, opts?: ReductionOpts) => Reduced<DType> {
  return (a, axis, keepdims, opts) => {
    const { view, own } = selected(a, opts, identity);
    const axes = checkAxes(axis, view.ndim);
    if (identity === undefined && opts?.initial === undefined) checkNotEmpty(view, axes, combine);
    const reduced = withInitial(reduceView(op, view, axes, keepdims), combine, opts?.initial);
    const narrow = !isBig(view.dtype);
    if (own) view.release();
    return result(reduced, keepdims, narrow);
  };
}

/** Waits without an axis, gives an array with `keepdims`; with axes it depends on how many dimensions there are. */
export interface Accumulating {
  <D extends DType>(a: AnyArray<D>, axis?: null, keepdims?: false, opts?: ReductionOpts): Scalar<ReductionAccum<D>>;
  <D extends DType>(
    a: AnyArray<D>,
    axis: Axis | undefined,
    keepdims: true,
    opts?: ReductionOpts,
  ): NDArray<ReductionAccum<D>>;
  <D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean, opts?: ReductionOpts): Reduced<ReductionAccum<D>>;
}
export interface Selecting {
  <D extends DType>(a: AnyArray<D>, axis?: null, keepdims?: false, opts?: ReductionOpts): Scalar<D>;
  <D extends DType>(a: AnyArray<D>, axis: Axis | undefined, keepdims: true, opts?: ReductionOpts): NDArray<D>;
  <D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean, opts?: ReductionOpts): Reduced<D>;
}
export interface Testing {
  (a: AnyArray, axis?: null, keepdims?: false, opts?: ReductionOpts): boolean;
  (a: AnyArray, axis: Axis | undefined, keepdims: true, opts?: ReductionOpts): NDArray<'bool'>;
  (a: AnyArray, axis?: Axis, keepdims?: boolean, opts?: ReductionOpts): NDArray<'bool'> | boolean;
}

/** Sum. Waits if it is a single value. @throws LGT4005, LGT4006 for axes */
export const sum = reducing('sum', 'add', 0) as Accumulating;
/** Product. Waits if it is a single value. @throws LGT4005, LGT4006 */
export const prod = reducing('prod', 'multiply', 1) as Accumulating;
/** Greatest element; NaN if there is one. Waits if it is a single value. @throws LGT4014 for no elements */
export const max = reducing('max', 'maximum', undefined) as Selecting;
export const amax = max;
/** Least element; NaN if there is one. Waits if it is a single value. @throws LGT4014 for no elements */
export const min = reducing('min', 'minimum', undefined) as Selecting;
export const amin = min;

function testing(op: 'any' | 'all', combine: string, identity: boolean): Testing {
  const reduceBool = reducing(op, combine, identity);
  const call: (...args: Parameters<typeof reduceBool>) => NDArray | boolean = (a, axis, keepdims, opts) => {
    const value = reduceBool(a, axis, keepdims, opts);
    return typeof value === 'object' ? (value as NDArray) : Boolean(value);
  };
  return call as Testing;
}

/** Whether some element is true (not 0). Waits if it is a single value. */
export const any = testing('any', 'logical_or', false);
/** Whether all elements are true (not 0). Waits if it is a single value. */
export const all = testing('all', 'logical_and', true);

/** Greatest minus least element. Waits if it is a single value. @throws LGT4003 for booleans, LGT4014 */
export function ptp<D extends DType>(a: AnyArray<D>, axis?: null, keepdims?: false): Scalar<D>;
export function ptp<D extends DType>(a: AnyArray<D>, axis: Axis | undefined, keepdims: true): NDArray<D>;
export function ptp<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<D>;
export function ptp<D extends DType>(a: AnyArray<D>, axis?: Axis, keepdims?: boolean): Reduced<D> {
  const view = viewOf(a);
  const axes = checkAxes(axis, view.ndim);
  checkNotEmpty(view, axes, 'maximum');
  const made = jointly('ptp', `${axes} ${keepdims}`, [view], ([given]) => {
    const [high, low] = [
      reduceView('max', given as View, axes, keepdims),
      reduceView('min', given as View, axes, keepdims),
    ];
    return releasing([high, low], elementwise('subtract', [high, low]));
  });
  return result(made, keepdims);
}

/** How many elements are not 0. Without an axis a number, and the call waits; along axes float64, as in numpy-ts. */
export function count_nonzero(a: AnyArray, axis?: null, keepdims?: false): number;
export function count_nonzero(a: AnyArray, axis: Axis | undefined, keepdims: true): NDArray<'float64'>;
export function count_nonzero(a: AnyArray, axis?: Axis, keepdims?: boolean): NDArray<'float64'> | number;
export function count_nonzero(a: AnyArray, axis?: Axis, keepdims?: boolean): NDArray<'float64'> | number {
  const view = viewOf(a);
  const axes = checkAxes(axis, view.ndim);
  const counts = reduceView('count_nonzero', view, axes, keepdims);
  if (axes.length === view.ndim && !keepdims) return Number(releasing([counts], onlyElement(counts)));
  const float = elementwise('astype', [counts], { params: { dtype: 'float64' } });
  return result<'float64'>(releasing([counts], float), keepdims);
}

export interface Position {
  (a: AnyArray, axis?: null, keepdims?: false): number;
  (a: AnyArray, axis: number | null | undefined, keepdims: true): NDArray<'int32'>;
  (a: AnyArray, axis?: number | null, keepdims?: boolean): NDArray<'int32'> | number;
}

const finding = (op: 'argmin' | 'argmax'): Position =>
  ((a: AnyArray, axis?: number | null, keepdims?: boolean) =>
    result<'int32'>(positions(op, viewOf(a), axis, keepdims), keepdims)) as Position;

/** @internal The positions of extremes along one axis, or in C order of all. */
export function positions(
  op: 'argmin' | 'argmax',
  given: View,
  axis: number | null | undefined,
  keepdims?: boolean,
): View {
  const axes = axis === undefined || axis === null ? checkAxes(axis, given.ndim) : [checkAxis(axis, given.ndim)];
  if (axes.some((d) => given.shape[d] === 0)) fail('LGT4014', `attempt to get ${op} of an empty sequence`);
  const view = given.ndim === 0 ? given.expand(0) : given.slice([]);
  const found = reduce(op, view, given.ndim === 0 ? [0] : axes, keepdims && given.ndim > 0);
  const narrow = elementwise('astype', [found], { params: { dtype: 'int32' } });
  return releasing([view, found], narrow);
}

/** Position of the first least element (or NaN), of all in C order or along an axis. Waits if it is a single value. */
export const argmin = finding('argmin');
/** Position of the first greatest element (or NaN), of all in C order or along an axis. Waits if it is a single value. */
export const argmax = finding('argmax');

/** Elements along axes. */
export const countAlong = (view: View, axes: readonly number[]): number =>
  axes.reduce((n, d) => n * (view.shape[d] as number), 1);

/** Type that means are computed in. */
export const meanType = (d: DType): DType => ('fc'.includes(DTYPES[d].kind) ? d : 'float64');
