/** The user's functions applied to lines, or axis after axis. They are called with arrays, at the call. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';
import { assign, empty } from '../trace/ops';
import { checkAxis } from './axes';
import { NDArray } from './ndarray';
import { type ArrayLike, viewOf, wrap, wrapAlias } from './operand';
import { expand_dims } from './shape';

type Line = (arr: NDArray, ...args: never[]) => ArrayLike;

/** A function's result for each line along an axis, in the place of that axis. @throws LGT4014 where there is no line */
export function apply_along_axis(func1d: Line, axis: number, arr: ArrayLike, ...args: unknown[]): NDArray {
  const view = viewOf(arr);
  const along = checkAxis(axis, view.ndim);
  const outer = view.shape.filter((_, d) => d !== along);
  const count = outer.reduce((n, e) => n * e, 1);
  if (count === 0) fail('LGT4014', 'Cannot apply_along_axis when any iteration dimensions are 0');
  const turned = view.transpose([...view.shape.keys()].filter((d) => d !== along).concat(along));
  let target: View | undefined;
  let rank = 0;
  for (let k = 0; k < count; k++) {
    const line = wrapAlias(at(turned, outer, k));
    const value = viewOf(func1d(line, ...(args as never[])));
    if (target === undefined) {
      target = empty([...outer, ...value.shape], value.dtype);
      rank = value.ndim;
    }
    assign(at(target, outer, k), value);
  }
  // The result's axes come where the line's was.
  const all = Array.from({ length: outer.length + rank }, (_, d) => d);
  const order = [...all.slice(0, along), ...all.slice(outer.length), ...all.slice(along, outer.length)];
  const whole = target as View;
  const result = whole.transpose(order);
  whole.release();
  return wrap(result);
}

/** The part at a position in C order of the outer axes. */
function at(view: View, outer: readonly number[], position: number): View {
  let rest = position;
  let part = view.slice([]);
  const index = [...outer].reverse().map((e) => {
    const i = rest % e;
    rest = Math.floor(rest / e);
    return i;
  });
  for (const i of index.reverse()) part = part.at(0, i);
  return part;
}

/** A function such as `sum` applied to one axis after the other; what it takes away comes back with extent 1. */
export function apply_over_axes(
  func: (arr: NDArray, axis: number) => NDArray | number,
  a: ArrayLike,
  axes: number | readonly number[],
): NDArray {
  let result = wrapAlias(viewOf(a).slice([]));
  const { ndim } = result;
  for (const axis of typeof axes === 'number' ? [axes] : axes) {
    const along = checkAxis(axis, ndim);
    const value = func(result, along);
    const next = value instanceof NDArray ? value : wrap(viewOf(value));
    result = next.ndim === ndim ? next : expand_dims(next, along);
    if (result.ndim !== ndim) fail('LGT4018', 'function is not returning an array of the correct shape');
  }
  return result;
}
