/** Other shapes of the same elements: views, where strides can say it. Nothing is computed. */
import { fail } from '../../compiler/errors';
import { elements } from '../../compiler/ir/graph';
import { View } from '../core/view';
import { broadcastShapes, copy as copyView, reshape as reshapeView } from '../trace/ops';
import { checkAxes, checkAxis, checkShape } from './axes';
import type { DType } from './dtype';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, alias, viewOf, wrap, wrapAlias } from './operand';

/** Whether a result is a view of the same memory. */
const wrapMaybe = <D extends DType>(result: View, of: View): NDArray<D> =>
  result.buffer === of.buffer ? wrapAlias(result) : wrap(result);

/** The elements in C order under another shape; a view where possible, else a copy. One extent may be -1. @throws LGT4004 */
export function reshape<D extends DType>(a: AnyArray<D>, newShape: number | readonly number[]): NDArray<D> {
  const view = viewOf(a);
  return wrapMaybe(reshapeView(view, typeof newShape === 'number' ? [newShape] : newShape), view);
}

/** One axis; a view where possible. */
export function ravel<D extends DType>(a: AnyArray<D>): NDArray<D> {
  const view = viewOf(a);
  return wrapMaybe(reshapeView(view, [view.size]), view);
}

/** One axis; always a copy. */
export function flatten<D extends DType>(a: AnyArray<D>): NDArray<D> {
  const whole = copyView(viewOf(a));
  const flat = whole.reshape([whole.size]) as View;
  whole.release();
  return wrap(flat);
}

/** A view with its axes reversed, or in the given order. @throws LGT4005, LGT4006 */
export function transpose<D extends DType>(a: AnyArray<D>, axes?: readonly number[]): NDArray<D> {
  const view = viewOf(a);
  if (axes === undefined || axes === null) return wrapAlias(view.transpose());
  if (axes.length !== view.ndim)
    fail('LGT4006', `axes don't match array: ${axes.length} given for ${view.ndim} dimensions`);
  return wrapAlias(view.transpose(checkAxes(axes, view.ndim)));
}
export const permute_dims = transpose;

/** A view with its last two axes swapped. */
export function matrix_transpose<D extends DType>(a: AnyArray<D>): NDArray<D> {
  if (a.ndim < 2) fail('LGT4005', `matrix_transpose needs at least 2 dimensions, not ${a.ndim}`);
  return swapaxes(a, -1, -2);
}

/** A view with two axes swapped. @throws LGT4005 */
export function swapaxes<D extends DType>(a: AnyArray<D>, axis1: number, axis2: number): NDArray<D> {
  const view = viewOf(a);
  const order = view.shape.map((_, d) => d);
  const [first, second] = [checkAxis(axis1, view.ndim), checkAxis(axis2, view.ndim)];
  order[first] = second;
  order[second] = first;
  return wrapAlias(view.transpose(order));
}

/** The order of axes that puts `source` at `destination`. */
export function movedAxes(
  ndim: number,
  source: number | readonly number[],
  destination: number | readonly number[],
): number[] {
  const [from, to] = [checkAxes(source, ndim), checkAxes(destination, ndim)];
  if (from.length !== to.length) {
    fail('LGT4006', '`source` and `destination` arguments must have the same number of elements');
  }
  const order = Array.from({ length: ndim }, (_, d) => d).filter((d) => !from.includes(d));
  const pairs = to.map((t, i) => [t, from[i] as number] as const).sort(([x], [y]) => x - y);
  for (const [t, f] of pairs) order.splice(t, 0, f);
  return order;
}

/** A view with axes at other places; the others keep their order. @throws LGT4005, LGT4006 */
export function moveaxis<D extends DType>(
  a: AnyArray<D>,
  source: number | readonly number[],
  destination: number | readonly number[],
): NDArray<D> {
  const view = viewOf(a);
  return wrapAlias(view.transpose(movedAxes(view.ndim, source, destination)));
}

/** A view with an axis moved before another one. @throws LGT4005 */
export function rollaxis<D extends DType>(a: AnyArray<D>, axis: number, start = 0): NDArray<D> {
  const { ndim } = viewOf(a);
  const from = checkAxis(axis, ndim);
  const before = start === ndim ? ndim : checkAxis(start, ndim);
  return moveaxis(a, from, from < before ? before - 1 : before);
}

/** A view without axes of extent 1: all of them, or the given ones. @throws LGT4005, LGT4020 where an extent isn't 1 */
export function squeeze<D extends DType>(a: AnyArray<D>, axis?: number | readonly number[]): NDArray<D> {
  const view = viewOf(a);
  const gone =
    axis === undefined || axis === null
      ? view.shape.flatMap((e, d) => (e === 1 ? [d] : []))
      : checkAxes(axis, view.ndim);
  for (const d of gone) {
    if (view.shape[d] !== 1) {
      fail(
        'LGT4020',
        `cannot select an axis to squeeze out which has size not equal to one (axis ${d} has size ${view.shape[d]})`,
      );
    }
  }
  const kept = view.shape.map((_, d) => d).filter((d) => !gone.includes(d));
  return wrapAlias(
    new View(
      view.buffer,
      view.offset,
      kept.map((d) => view.shape[d] as number),
      kept.map((d) => view.strides[d] as number),
    ),
  );
}

/** A view with a new axis of extent 1 at `axis` of the result. @throws LGT4005 */
export function expand_dims<D extends DType>(a: AnyArray<D>, axis: number | readonly number[]): NDArray<D> {
  const view = viewOf(a);
  const list = typeof axis === 'number' ? [axis] : axis;
  const ndim = view.ndim + list.length;
  const added = checkAxes(list, ndim);
  return wrapAlias(view.expand(...added.sort((x, y) => x - y)));
}

/** A read-only view of a greater shape, by repetition. @throws LGT4001 */
export function broadcast_to<D extends DType>(a: AnyArray<D>, shape: number | readonly number[]): NDArray<D> {
  return wrapAlias(viewOf(a).broadcastTo(checkShape(shape)));
}

/** The shape that arrays of these shapes broadcast to. @throws LGT4002 */
export const broadcast_shapes = (...shapes: readonly (readonly number[])[]): number[] => broadcastShapes(shapes);

/** Views of the arrays in their common shape. @throws LGT4002 */
export function broadcast_arrays(...arrays: NDArray[]): NDArray[] {
  const views = arrays.map(viewOf);
  const shape = broadcastShapes(views.map((v) => v.shape));
  return views.map((v) => wrapAlias(v.broadcastTo(shape)));
}

/** A view of the diagonal(s) of two axes, as the last axis. @throws LGT4005, LGT4006 */
export function diagonal<D extends DType>(a: AnyArray<D>, offset = 0, axis1 = 0, axis2 = 1): NDArray<D> {
  return wrapAlias(diagonalView(viewOf(a), offset, axis1, axis2));
}

export function diagonalView(view: View, offset: number, axis1: number, axis2: number): View {
  if (view.ndim < 2) fail('LGT4005', 'diag requires an array of at least two dimensions');
  const [first, second] = checkAxes([axis1, axis2], view.ndim) as [number, number];
  return view.diagonal(offset, first, second);
}

/** A view in reverse order along axes (all if none is given). @throws LGT4005 */
export function flip<D extends DType>(m: AnyArray<D>, axis?: number | readonly number[]): NDArray<D> {
  const view = viewOf(m);
  return wrapAlias(view.flip(checkAxes(axis, view.ndim)));
}

/** A view with the columns in reverse order. */
export function fliplr<D extends DType>(m: AnyArray<D>): NDArray<D> {
  return flip(m, 1);
}

/** A view with the rows in reverse order. */
export function flipud<D extends DType>(m: AnyArray<D>): NDArray<D> {
  return flip(m, 0);
}

/** A view rotated by k quarter turns in the plane of two axes, from the first towards the second. */
export function rot90<D extends DType>(m: AnyArray<D>, k = 1, axes: readonly [number, number] = [0, 1]): NDArray<D> {
  const view = viewOf(m);
  const [first, second] = checkAxes(axes, view.ndim) as [number, number];
  const turns = ((k % 4) + 4) % 4;
  const order = view.shape.map((_, d) => (d === first ? second : d === second ? first : d));
  if (turns === 0) return wrapAlias(alias(view));
  if (turns === 2) return wrapAlias(view.flip([first, second]));
  const turned = turns === 1 ? view.flip([second]) : view.transpose(order);
  const result = turns === 1 ? turned.transpose(order) : turned.flip([second]);
  turned.release();
  return wrapAlias(result);
}

type AtLeast = {
  <D extends DType>(array: AnyArray<D>): NDArray<D>;
  (...arrays: ArrayLike[]): NDArray | NDArray[];
};

/** @param added where an array of so many axes gets new ones, see `View.expand` */
function atLeast(added: (ndim: number) => readonly number[]): AtLeast {
  const one = (a: ArrayLike): NDArray => {
    const view = viewOf(a);
    return wrapAlias(view.expand(...added(view.ndim)));
  };
  return ((...arrays: ArrayLike[]) => (arrays.length === 1 ? one(arrays[0] as ArrayLike) : arrays.map(one))) as AtLeast;
}

const inFront = (least: number) => atLeast((ndim) => Array(Math.max(0, least - ndim)).fill(0));

/** Views with one axis at least. */
export const atleast_1d = inFront(1);
/** Views with two axes at least; new ones come first. */
export const atleast_2d = inFront(2);
/** Views with three axes at least: (n) becomes (1, n, 1), (m, n) becomes (m, n, 1). */
export const atleast_3d = atLeast((ndim) => [[0, 0, 0], [0, 2], [2]][ndim] ?? []);

/** Extents of an array-like. */
export const shape = (a: unknown): readonly number[] => viewOf(a).shape;
/** Number of axes. */
export const ndim = (a: unknown): number => viewOf(a).ndim;
/** Number of elements, of all axes or of one. */
export function size(a: unknown, axis?: number): number {
  const view = viewOf(a);
  return axis === undefined ? elements(view.shape) : (view.shape[checkAxis(axis, view.ndim)] as number);
}
