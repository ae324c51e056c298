/** Elements counted by value: a search among the edges, and a scatter that adds up. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { elementwise, library, readElement, reduce, reshape } from '../trace/ops';
import { type BinStrategy, binCount } from './bin-strategies';
import { composed } from './composed';
import { cast, scalarOf } from './gathering';
import type { NDArray } from './ndarray';
import { type ArrayLike, viewOf, wrap } from './operand';
import { linspace } from './ranges';
import { placesIn, refuseComplex } from './searching';

export type { BinStrategy } from './bin-strategies';

const float = (value: number) => scalarOf(value, 'float64');
const filled = (value: number, shape: readonly number[]): View => elementwise('copy', [float(value)], { shape });

/** How often each number below `length` occurs among int64 positions, or the sum of its weights. */
function counted(at: View, weights: View | undefined, length: number): View {
  const none = filled(0, [length]);
  if (at.size === 0) return none;
  const each = weights === undefined ? filled(1, [1]) : reshape(cast(weights, 'float64'), [weights.size]);
  return library('put', [none, reshape(at, [at.size]), each], { add: true });
}

/** How often each of the numbers 0, 1, … occurs, or the sums of their weights; float64, as numpy-ts. Waits. @throws LGT4018 */
export function bincount(x: ArrayLike, weights?: ArrayLike, minlength = 0): NDArray<'float64'> {
  return composed(() => {
    refuseComplex('bincount', viewOf(x));
    const at = cast(viewOf(x), 'int64');
    if (at.ndim !== 1) fail('LGT4005', 'bincount: the input must be 1-dimensional');
    const sums = weights === undefined || weights === null ? undefined : viewOf(weights);
    if (sums !== undefined && sums.size !== at.size)
      fail('LGT4002', "The weights and list don't have the same length.");
    if (at.size === 0) return wrap<'float64'>(filled(0, [minlength]));
    const [least, greatest] = [reduce('min', at), reduce('max', at)];
    if (Number(readElement(least, [])) < 0) fail('LGT4018', "'list' argument must have no negative elements");
    const length = Math.max(Number(readElement(greatest, [])) + 1, minlength);
    return wrap<'float64'>(counted(at, sums, length));
  });
}

type Range = readonly [number, number];

/** The ends of what is counted: given, or the extremes. Waits for these. */
function rangeOf(view: View, range: Range | null | undefined): Range {
  let [low, high] = range ?? [0, 1];
  if (!range && view.size > 0) {
    const float64 = cast(view, 'float64');
    const [least, greatest] = [reduce('min', float64), reduce('max', float64)];
    [low, high] = [Number(readElement(least, [])), Number(readElement(greatest, []))];
  }
  if (low > high) fail('LGT4018', 'max must be larger than min in range parameter.');
  if (!Number.isFinite(low) || !Number.isFinite(high))
    fail('LGT4018', `${range ? 'supplied' : 'autodetected'} range of [${low}, ${high}] is not finite`);
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** The edges between bins, float64: given, or evenly spaced. */
function edgesOf(view: View, bins: number | BinStrategy | ArrayLike, range: Range | null | undefined): View {
  if (typeof bins === 'string') {
    const ends = rangeOf(view, range);
    return viewOf(linspace(ends[0], ends[1], binCount(view, bins, ends, range) + 1));
  }
  if (typeof bins !== 'number') {
    const edges = cast(viewOf(bins).slice([]), 'float64');
    if (edges.ndim !== 1) fail('LGT4018', '`bins` must be 1d, when an array');
    return edges;
  }
  if (!Number.isInteger(bins) || bins < 1) fail('LGT4018', '`bins` must be positive, when an integer');
  const [low, high] = rangeOf(view, range);
  return viewOf(linspace(low, high, bins + 1));
}

/** The bin of each value, the last one closed at its end; `outside` for what is in none. */
function binsOf(values: View, edges: View, outside: number): View {
  const n = edges.size - 1;
  const x = cast(reshape(values, [values.size]), 'float64');
  const at = elementwise('subtract', [placesIn(edges, x, true), scalarOf(1, 'int64')]);
  const last = elementwise('equal', [x, edges.at(0, n)]);
  const closed = elementwise('where', [last, scalarOf(n - 1, 'int64'), at]);
  const inside = elementwise('logical_and', [
    elementwise('greater_equal', [x, edges.at(0, 0)]),
    elementwise('less_equal', [x, edges.at(0, n)]),
  ]);
  return elementwise('where', [inside, closed, scalarOf(outside, 'int64')]);
}

const widths = (edges: View): View => {
  const n = edges.size - 1;
  const from = (start: number): View => edges.slice([{ start, step: 1, count: n }]);
  return elementwise('subtract', [from(1), from(0)]);
};

/** How many values lie between successive edges. */
function tallied(values: View, edges: View): View {
  return reduce('sum', library('tally', [edges, cast(reshape(values, [values.size]), 'float64')]), [0]);
}

/** Counts, or sums of weights, in the cells of the grid that several lists of edges make, in C order. */
function scattered(lists: readonly View[], edges: readonly View[], shape: readonly number[], weights?: View): View {
  const [n, given] = [lists.length, [...lists, ...edges]];
  return jointly('scattered', `${shape}`, weights === undefined ? given : [...given, weights], (all) =>
    scatteredSteps(all.slice(0, n), all.slice(n, 2 * n), shape, all[2 * n]),
  );
}

function scatteredSteps(
  lists: readonly View[],
  edges: readonly View[],
  shape: readonly number[],
  weights: View | undefined,
): View {
  const cells = elements(shape);
  let cell: View | undefined;
  let lost: View | undefined;
  for (const [d, list] of lists.entries()) {
    const bin = binsOf(list, edges[d] as View, -1);
    const missing = elementwise('less', [bin, scalarOf(0, 'int64')]);
    lost = lost === undefined ? missing : elementwise('logical_or', [lost, missing]);
    const step = scalarOf(shape[d] as number, 'int64');
    cell = cell === undefined ? bin : elementwise('add', [elementwise('multiply', [cell, step]), bin]);
  }
  const at = elementwise('where', [lost as View, scalarOf(cells, 'int64'), cell as View]);
  return counted(at, weights, cells + 1).slice([{ start: 0, step: 1, count: cells }]);
}

/** Counts over the grid of several lists of edges. */
function countedOnGrid(
  lists: readonly View[],
  edges: readonly View[],
  weights: View | undefined,
  density: boolean,
): View {
  const shape = edges.map((e) => e.size - 1);
  const [list, line] = [lists[0] as View, edges[0] as View];
  const isPlain = lists.length === 1 && weights === undefined && list.size > 0 && line.size > 1;
  const counts = isPlain ? tallied(list, line) : scattered(lists, edges, shape, weights);
  let grid = reshape(counts, shape);
  if (!density) return elementwise('copy', [grid]);
  const total = reduce('sum', counts);
  for (const [d, e] of edges.entries()) {
    grid = elementwise('divide', [
      grid,
      reshape(
        widths(e),
        shape.map((n, k) => (k === d ? n : 1)),
      ),
    ]);
  }
  return elementwise('divide', [grid, total]);
}

const optional = (weights: ArrayLike | null | undefined): View | undefined =>
  weights === undefined || weights === null ? undefined : viewOf(weights);

/**
 * How many values (or what weights) lie between successive edges, and the edges; both float64. Waits for the range.
 * @param bins how many of equal width, the edges themselves, or the name of a rule
 * @param density divides by the total and the widths
 */
export function histogram(
  a: ArrayLike,
  bins: number | ArrayLike | BinStrategy = 10,
  range?: Range | null,
  density = false,
  weights?: ArrayLike | null,
): [NDArray, NDArray] {
  return composed(() => {
    const view = viewOf(a);
    const edges = edgesOf(view, bins, range);
    return [wrap(countedOnGrid([view], [edges], optional(weights), density)), wrap(edges)];
  });
}

/** The edges that `histogram` counts between. Waits for the range. */
export function histogram_bin_edges(
  a: ArrayLike,
  bins: number | ArrayLike | BinStrategy = 10,
  range?: Range | null,
  _weights?: ArrayLike,
): NDArray {
  return composed(() => {
    refuseComplex('histogram_bin_edges', viewOf(a));
    const given = viewOf(a);
    const edges = edgesOf(given, bins, range);
    // Edges that are given keep their type; others have that of the elements.
    const isFound = typeof bins === 'number' || typeof bins === 'string';
    return wrap(isFound && DTYPES[given.dtype].kind === 'f' ? cast(edges, given.dtype) : edges);
  });
}

type Bins = number | ArrayLike;

/** The histogram of points (x, y), and the edges of both. Waits for the ranges. */
export function histogram2d(
  x: ArrayLike,
  y: ArrayLike,
  bins: number | readonly [Bins, Bins] = 10,
  range?: readonly [Range | null, Range | null] | null,
  density = false,
  weights?: ArrayLike | null,
): [NDArray, NDArray, NDArray] {
  return composed(() => {
    const lists = [viewOf(x), viewOf(y)];
    refuseComplex('histogram2d', ...lists);
    if (lists[0]?.size !== lists[1]?.size) fail('LGT4002', 'x and y must have the same length.');
    const each = typeof bins === 'number' ? [bins, bins] : bins;
    const edges = lists.map((list, d) => edgesOf(list, each[d] as Bins, range?.[d]));
    const counts = countedOnGrid(lists, edges, optional(weights), density);
    return [wrap(counts), wrap(edges[0] as View), wrap(edges[1] as View)];
  });
}

/** The histogram of points, a row each, and the edges of each coordinate. Waits for the ranges. */
export function histogramdd(
  sample: ArrayLike,
  bins: number | readonly Bins[] = 10,
  range?: readonly (Range | null)[] | null,
  density = false,
  weights?: ArrayLike | null,
): [NDArray, NDArray[]] {
  return composed(() => {
    const given = viewOf(sample);
    refuseComplex('histogramdd', given);
    const points = given.ndim < 2 ? reshape(given, [given.size, 1]) : given;
    const lists = Array.from({ length: points.shape[1] as number }, (_, d) => points.at(1, d));
    if (typeof bins !== 'number' && bins.length !== lists.length)
      fail('LGT4018', 'The dimension of bins must be equal to the dimension of the sample x.');
    const edges = lists.map((list, d) =>
      edgesOf(list, typeof bins === 'number' ? bins : (bins[d] as Bins), range?.[d]),
    );
    return [wrap(countedOnGrid(lists, edges, optional(weights), density)), edges.map((e) => wrap(e))];
  });
}
