/** Distinct elements and operations on lists as sets: sorted, compared with their neighbours, gathered. They wait. */
import { DTYPES, promote } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { zerosAtEnds } from '../host/front';
import { jointResults } from '../host/joint';
import { isHostPathOn } from '../host/setting';
import { assign, elementwise, empty, library, readElement, reduce, reshape } from '../trace/ops';
import { checkAxis } from './axes';
import { composed } from './composed';
import type { DType, Promote } from './dtype';
import { asRows, cast, chosen, gather, scalarOf, truePlaces } from './gathering';
import { joinViews, part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';

const flat = (view: View): View => reshape(view, [view.size]);

/** Where a sorted list (or each line after a sorted other) differs from what is before it. NaN differs from numbers only. */
function changes(sorted: View): View {
  const n = sorted.shape[0] as number;
  const first = empty([n], 'bool');
  assign(part(first, 0, 0, 1), { dtype: 'bool', value: 1 });
  const [before, after] = [part(sorted, 0, 0, n - 1), part(sorted, 0, 1, n - 1)];
  let differs = elementwise('not_equal', [before, after]);
  if ('fc'.includes(DTYPES[sorted.dtype].kind)) {
    const both = elementwise('logical_and', [elementwise('isnan', [before]), elementwise('isnan', [after])]);
    differs = elementwise('logical_and', [differs, elementwise('logical_not', [both])]);
  }
  while (differs.ndim > 1) differs = anyLast(differs);
  assign(part(first, 0, 1, n - 1), differs);
  return first;
}

function anyLast(view: View): View {
  let result: View | undefined;
  for (let k = 0; k < (view.shape[1] as number); k++) {
    const column = view.at(1, k);
    result = result === undefined ? column : elementwise('logical_or', [result, column]);
  }
  return result ?? elementwise('zeros', []);
}

interface Groups {
  /** The elements (or lines) in order, and where each was. */
  readonly sorted: View;
  readonly order: View;
  /** Positions in `sorted` of the first of each group. */
  readonly starts: View;
  readonly first: View;
}

function groupsOf(list: View): Groups {
  const order = list.ndim === 1 ? library('argsort', [list]) : lexicographic(list);
  const sorted = gather(list, order);
  const first = changes(sorted);
  return { sorted, order, first, starts: truePlaces(first) };
}

/** The order of the lines of a matrix, the first column counting most. */
function lexicographic(rows: View): View {
  const columns = Array.from({ length: rows.shape[1] as number }, (_, k) => rows.at(1, k));
  return orderBy(columns.reverse());
}

/** @internal The stable order by several keys, of which the last counts most. */
export function orderBy(keys: readonly View[]): View {
  let order: View | undefined;
  for (const key of keys) {
    if (order === undefined) order = library('argsort', [key]);
    else order = gather(order, library('argsort', [gather(key, order)]));
  }
  return order as View;
}

/** The number of each element's group. */
function inverseOf({ first, order }: Groups): View {
  const group = elementwise('subtract', [library('cumsum', [cast(first, 'int64')], { axis: 0 }), scalarOf(1, 'int64')]);
  return library('put', [group, order, group], { add: false });
}

function countsOf({ starts, order }: Groups): View {
  const ends = empty(starts.shape, 'int64');
  const n = starts.size;
  assign(part(ends, 0, 0, n - 1), part(starts, 0, 1, n - 1));
  assign(part(ends, 0, n - 1, 1), scalarOf(order.size, 'int64'));
  return elementwise('subtract', [ends, starts]);
}

const int32 = (view: View): NDArray<'int32'> => wrap(cast(view, 'int32'));

function distinct(list: View): View {
  if (list.shape[0] === 0) return elementwise('copy', [list]);
  if (list.ndim > 1) {
    const { sorted, starts } = groupsOf(list);
    return gather(sorted, starts);
  }
  const sorted = library('sort', [list]);
  return chosen(sorted, changes(sorted));
}

interface Parts<D extends DType> {
  values: NDArray<D>;
  indices?: NDArray<'int32'>;
  inverse?: NDArray<'int32'>;
  counts?: NDArray<'int32'>;
}

/**
 * The distinct elements in ascending order (of the flattened array), or the distinct slices of an axis. With flags, an
 * object: also where each occurs first, which of them each element is, and how often each occurs.
 */
export function unique<D extends DType>(
  ar: AnyArray<D>,
  returnIndex?: false,
  returnInverse?: false,
  returnCounts?: false,
  axis?: number,
): NDArray<D>;
export function unique<D extends DType>(
  ar: AnyArray<D>,
  returnIndex?: boolean,
  returnInverse?: boolean,
  returnCounts?: boolean,
  axis?: number,
): NDArray<D> | Parts<D>;
export function unique<D extends DType>(
  ar: AnyArray<D>,
  returnIndex = false,
  returnInverse = false,
  returnCounts = false,
  axis?: number,
): NDArray<D> | Parts<D> {
  return composed(() => {
    const { list, restore } = listOf(viewOf(ar), axis);
    if (!returnIndex && !returnInverse && !returnCounts) return wrap<D>(restore(distinct(list)));
    if (list.shape[0] === 0) return ofNothing<D>(restore(list), returnIndex, returnInverse, returnCounts);
    const groups = groupsOf(list);
    return {
      values: wrap<D>(restore(gather(groups.sorted, groups.starts))),
      ...(returnIndex && { indices: int32(gather(groups.order, groups.starts)) }),
      ...(returnInverse && { inverse: int32(inverseOf(groups)) }),
      ...(returnCounts && { counts: int32(countsOf(groups)) }),
    };
  });
}

function ofNothing<D extends DType>(list: View, index: boolean, inverse: boolean, counts: boolean): Parts<D> {
  const none = (): NDArray<'int32'> => wrap(empty([0], 'int32'));
  return {
    values: wrap<D>(elementwise('copy', [list])),
    ...(index && { indices: none() }),
    ...(inverse && { inverse: none() }),
    ...(counts && { counts: none() }),
  };
}

/** The elements, or the slices of an axis as lines, and the way back. */
function listOf(view: View, axis: number | undefined): { list: View; restore: (list: View) => View } {
  if (axis === undefined || axis === null) return { list: flat(view), restore: (list) => list };
  const along = checkAxis(axis, view.ndim);
  const order = [along, ...view.shape.keys()].filter((d, i) => i === 0 || d !== along);
  const turned = view.transpose(order);
  const rest = turned.shape.slice(1);
  const back = order.map((_, d) => order.indexOf(d));
  const rows = asRows(turned);
  return {
    list: rows.ndim === 1 ? rows : elementwise('copy', [rows]),
    restore: (list) => reshape(list, [elements(rest) === 0 ? 0 : (list.shape[0] as number), ...rest]).transpose(back),
  };
}

/** Array API: distinct elements. */
export const unique_values = <D extends DType>(x: AnyArray<D>): NDArray<D> => unique(x);

/** Array API: distinct elements, and how often each occurs. */
export function unique_counts<D extends DType>(x: AnyArray<D>): { values: NDArray<D>; counts: NDArray<'int32'> } {
  const { values, counts } = unique(x, false, false, true) as Required<Parts<D>>;
  return { values, counts };
}

/** Array API: distinct elements, and which of them each element is. */
export function unique_inverse<D extends DType>(
  x: AnyArray<D>,
): { values: NDArray<D>; inverse_indices: NDArray<'int32'> } {
  const { values, inverse } = unique(x, false, true) as Required<Parts<D>>;
  return { values, inverse_indices: inverse };
}

/** Array API: all that `unique` tells. */
export function unique_all<D extends DType>(
  x: AnyArray<D>,
): {
  values: NDArray<D>;
  indices: NDArray<'int32'>;
  inverse_indices: NDArray<'int32'>;
  counts: NDArray<'int32'>;
} {
  const { values, indices, inverse, counts } = unique(x, true, true, true) as Required<Parts<D>>;
  return { values, indices, inverse_indices: inverse, counts };
}

/** For each element whether a list has it. */
function among(element: View, tests: View): View {
  if (tests.size === 0) return elementwise('copy', [{ dtype: 'bool', value: 0 }], { shape: element.shape });
  const type = promote(element.dtype, tests.dtype);
  const sorted = library('sort', [flat(cast(tests, type))]);
  const wanted = cast(element, type);
  const at = reshape(library('searchsorted', [sorted, flat(wanted)], { right: false }), element.shape);
  const inside = elementwise('minimum', [at, scalarOf(sorted.size - 1, 'int64')]);
  return elementwise('equal', [gather(sorted, inside), wanted]);
}

/** For each element whether it is among others. */
export function isin(element: ArrayLike, testElements: ArrayLike): NDArray<'bool'> {
  return composed(() => wrap<'bool'>(among(viewOf(element), viewOf(testElements))));
}
export const in1d = isin;

const common = (a: View, b: View): [View, View] => {
  const type = promote(a.dtype, b.dtype);
  return [distinct(flat(cast(a, type))), distinct(flat(cast(b, type)))];
};

function keeping(list: View, others: View, there: boolean): View {
  const found = among(list, others);
  return gather(list, truePlaces(there ? found : elementwise('logical_not', [found])));
}

/** The distinct elements of both, in ascending order. */
export function intersect1d<A extends DType, B extends DType>(
  ar1: AnyArray<A>,
  ar2: AnyArray<B>,
): NDArray<Promote<A, B>> {
  return composed(() => {
    const [a, b] = common(viewOf(ar1), viewOf(ar2));
    return wrap<Promote<A, B>>(keeping(a, b, true));
  });
}

/** The distinct elements of one or the other, in ascending order. */
export function union1d<A extends DType, B extends DType>(ar1: AnyArray<A>, ar2: AnyArray<B>): NDArray<Promote<A, B>> {
  return composed(() => wrap<Promote<A, B>>(distinct(joinViews([flat(viewOf(ar1)), flat(viewOf(ar2))], 0))));
}

/** The distinct elements of the first that the second lacks, in ascending order. */
export function setdiff1d<D extends DType>(ar1: AnyArray<D>, ar2: AnyArray): NDArray<D> {
  return composed(() => wrap<D>(keeping(distinct(flat(viewOf(ar1))), flat(viewOf(ar2)), false)));
}

/** The distinct elements of exactly one of both, in ascending order. */
export function setxor1d<A extends DType, B extends DType>(ar1: AnyArray<A>, ar2: AnyArray<B>): NDArray<Promote<A, B>> {
  return composed(() => {
    const [a, b] = common(viewOf(ar1), viewOf(ar2));
    return wrap<Promote<A, B>>(library('sort', [joinViews([keeping(a, b, false), keeping(b, a, false)], 0)]));
  });
}

/** A list without the zeros in front ('f'), behind ('b') or both. Waits. */
export function trim_zeros<D extends DType>(filt: AnyArray<D>, trim: 'f' | 'b' | 'fb' = 'fb'): NDArray<D> {
  return composed(() => {
    const view = viewOf(filt);
    if (view.ndim === 0) return wrap<D>(elementwise('copy', [view]));
    if (view.size === 0) return wrap<D>(part(view, 0, 0, 0));
    const ends = isHostPathOn() && view.ndim === 1 ? zerosAtEnds(view) : undefined;
    if (ends !== undefined) return trimmed<D>(view, ends.before, ends.behind, trim);
    const found = jointResults('trim_zeros', '', [view], ([list]) => {
      const filled = cast(list as View, 'bool');
      const turned = filled.slice([{ start: filled.size - 1, step: -1, count: filled.size }]);
      return [reduce('any', filled), reduce('argmax', filled), reduce('argmax', turned)];
    });
    const [isFilled, before, behind] = found.map((one) => Number(readElement(one, []))) as [number, number, number];
    return isFilled === 0 ? wrap<D>(part(view, 0, 0, 0)) : trimmed<D>(view, before, behind, trim);
  });
}

function trimmed<D extends DType>(view: View, before: number, behind: number, trim: string): NDArray<D> {
  const start = trim.includes('f') ? before : 0;
  const stop = view.size - (trim.includes('b') ? behind : 0);
  return wrap<D>(part(view, 0, start, stop - start));
}
