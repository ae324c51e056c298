/** Arrays repeated and moved around: new arrays, written through views of their parts. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { assign, empty, fromHost, library, reshape, vacant } from '../trace/ops';
import { checkAxis } from './axes';
import { composed } from './composed';
import type { DType } from './dtype';
import { gather, iota } from './gathering';
import { part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, releasing, viewOf, wrap } from './operand';

/** The array repeated along its axes. More repetitions than axes add axes in front. */
export function tile<D extends DType>(a: AnyArray<D>, reps: number | readonly number[]): NDArray<D> {
  const view = viewOf(a);
  const counts = typeof reps === 'number' ? [reps] : [...reps];
  if (counts.some((r) => !Number.isInteger(r) || r < 0))
    fail('LGT4018', `repetitions must be non-negative integers: ${counts.join(', ')}`);
  const ndim = Math.max(view.ndim, counts.length);
  const [single, pairs, shape]: [number[], number[], number[]] = [[], [], []];
  for (let d = 0; d < ndim; d++) {
    const extent = view.shape[d - ndim + view.ndim] ?? 1;
    const times = counts[d - ndim + counts.length] ?? 1;
    single.push(1, extent);
    pairs.push(times, extent);
    shape.push(times * extent);
  }
  return wrap(repeated(view, single, pairs, shape));
}

/** The array with axes of extent 1 put in, repeated along them, under the shape of the result. */
const repeated = (view: View, single: readonly number[], repeats: readonly number[], shape: readonly number[]): View =>
  jointly('repeat', `${single}; ${repeats}; ${shape}`, [view], ([whole]) =>
    spreadOut(whole as View, single, repeats, shape),
  );

function spreadOut(view: View, single: readonly number[], repeats: readonly number[], shape: readonly number[]): View {
  const target = vacant(shape, view.dtype);
  if (target.size === 0) return target;
  const [spread, source] = [target.reshape(repeats) as View, reshape(view, single)];
  assign(spread, source);
  return releasing([spread, source], target);
}

/** Each element several times: so often, or as often as a list says for each place. Without an axis, of the flattened array. */
export function repeat<D extends DType>(
  a: AnyArray<D>,
  repeats: number | readonly number[],
  axis?: number,
): NDArray<D> {
  const given = viewOf(a);
  const view = axis === undefined ? reshape(given, [given.size]) : given.slice([]);
  const along = axis === undefined ? 0 : checkAxis(axis, view.ndim);
  const extent = view.shape[along] as number;
  const counts = typeof repeats === 'number' ? [repeats] : repeats;
  if (counts.some((r) => !Number.isInteger(r) || r < 0)) fail('LGT4018', 'repeats may not contain negative values');
  if (counts.length !== 1 && counts.length !== extent) {
    fail('LGT4002', `operands could not be broadcast together with shape (${extent},) (${counts.length},)`);
  }
  const [before, after] = [view.shape.slice(0, along), view.shape.slice(along + 1)];
  if (counts.length === 1) {
    const [times] = counts as [number];
    const result = repeated(
      view,
      [...before, extent, 1, ...after],
      [...before, extent, times, ...after],
      [...before, extent * times, ...after],
    );
    return wrap(releasing([view], result));
  }
  const made = composed(() => {
    let total = 0;
    const ends = fromHost(
      Float64Array.from(counts, (times) => {
        total += times;
        return total;
      }),
      [extent],
      'float64',
    );
    if (total === 0 || given.size === 0) return wrap<D>(empty([...before, total, ...after], view.dtype));
    return wrap<D>(gather(view, library('searchsorted', [ends, iota(total)], { right: true }), along));
  });
  return releasing([view], made);
}

function rolled(view: View, shift: number, axis: number): View {
  const extent = view.shape[axis] as number;
  const target = vacant(view.shape, view.dtype);
  if (target.size === 0) return target;
  const by = ((shift % extent) + extent) % extent;
  for (const [from, to, count] of [
    [0, by, extent - by],
    [extent - by, 0, by],
  ] as const) {
    if (count === 0) continue;
    const [source, place] = [part(view, axis, from, count), part(target, axis, to, count)];
    assign(place, source);
    releasing([source, place], count);
  }
  return target;
}

/** The elements moved along axes; what leaves at one end comes in at the other. Without an axis, of the flattened array. */
export function roll<D extends DType>(
  a: AnyArray<D>,
  shift: number | readonly number[],
  axis?: number | readonly number[],
): NDArray<D> {
  const view = viewOf(a);
  if (axis === undefined || axis === null) {
    const flat = reshape(view, [view.size]);
    const amount = typeof shift === 'number' ? shift : shift.reduce((x, y) => x + y, 0);
    const moved = rolled(flat, amount, 0);
    return wrap(releasing([flat, moved], moved.reshape(view.shape) as View));
  }
  const axes = typeof axis === 'number' ? [axis] : axis;
  const shifts = typeof shift === 'number' ? [shift] : shift;
  const count = Math.max(axes.length, shifts.length);
  if ([axes, shifts].some((list) => list.length !== 1 && list.length !== count)) {
    fail('LGT4002', "'shift' and 'axis' should be scalars or lists of the same length");
  }
  let result = view;
  for (let i = 0; i < count; i++) {
    const along = checkAxis(axes[axes.length === 1 ? 0 : i] as number, view.ndim);
    const moved = rolled(result, shifts[shifts.length === 1 ? 0 : i] as number, along);
    if (result !== view) result.release();
    result = moved;
  }
  return wrap(result);
}
