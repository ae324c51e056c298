/** Arrays put together: a new array, written through views of its parts. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { assign, reshape, vacant } from '../trace/ops';
import { checkAxis } from './axes';
import { commonType } from './dtype';
import type { NDArray } from './ndarray';
import { type ArrayLike, releasing, viewOf, wrap, wrapAlias } from './operand';
import { atleast_1d, atleast_2d, atleast_3d } from './shape';

/** The part [start, start + count) of an axis. */
export function part(view: View, axis: number, start: number, count: number): View {
  return view.slice([...Array<undefined>(axis), { start, step: 1, count }]);
}

export function joinViews(views: readonly View[], axis: number): View {
  const [first] = views;
  if (first === undefined) return fail('LGT4018', 'need at least one array to concatenate');
  if (first.ndim === 0) fail('LGT4016', 'zero-dimensional arrays cannot be concatenated');
  const along = checkAxis(axis, first.ndim);
  let total = 0;
  for (const [i, v] of views.entries()) {
    if (v.ndim !== first.ndim) {
      fail(
        'LGT4016',
        `all the input array dimensions must match: array 0 has ${first.ndim} dimension(s) and array ${i} has ${v.ndim}`,
      );
    }
    const other = v.shape.findIndex((e, d) => d !== along && e !== first.shape[d]);
    if (other >= 0) {
      fail(
        'LGT4016',
        `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${other}, ` +
          `array 0 has size ${first.shape[other]} and array ${i} has size ${v.shape[other]}`,
      );
    }
    total += v.shape[along] as number;
  }
  return jointly('join', `${along}`, views, (parts) => joined(parts, along, total));
}

function joined(views: readonly View[], along: number, total: number): View {
  const [first] = views as readonly [View];
  const target = vacant(
    first.shape.map((e, d) => (d === along ? total : e)),
    commonType(views.map((v) => v.dtype)),
  );
  let start = 0;
  for (const v of views) {
    const count = v.shape[along] as number;
    const place = part(target, along, start, count);
    assign(place, v);
    place.release();
    start += count;
  }
  return target;
}

/**
 * The arrays one after the other along an axis; `null` flattens them first.
 * @throws LGT4016 where the other extents differ
 */
export function concatenate(arrays: readonly ArrayLike[], axis: number | null = 0): NDArray {
  const views = arrays.map(viewOf);
  if (axis !== null) return wrap(joinViews(views, axis));
  const flat = views.map((v) => reshape(v, [v.size]));
  return wrap(releasing(flat, joinViews(flat, 0)));
}
export const concat = concatenate;

/** The arrays one after the other along a new axis. @throws LGT4016 where shapes differ */
export function stack(arrays: readonly ArrayLike[], axis = 0): NDArray {
  const views = arrays.map(viewOf);
  const [first] = views;
  if (first === undefined) return fail('LGT4018', 'need at least one array to stack');
  const odd = views.find((v) => v.shape.length !== first.shape.length || v.shape.some((e, d) => e !== first.shape[d]));
  if (odd)
    fail(
      'LGT4016',
      `all input arrays must have the same shape: (${first.shape.join(', ')}) and (${odd.shape.join(', ')})`,
    );
  const at = checkAxis(axis, first.ndim + 1);
  const wide = views.map((v) => v.expand(at));
  return wrap(releasing(wide, joinViews(wide, at)));
}

const joining =
  (widen: (a: ArrayLike) => NDArray, axisOf: (ndim: number) => number) =>
  (arrays: readonly ArrayLike[]): NDArray => {
    const wide = arrays.map(widen);
    const result = concatenate(wide, axisOf(wide[0]?.ndim ?? 0));
    for (const w of wide) w.dispose();
    return result;
  };

/** Rows on top of each other; one-dimensional arrays are rows. */
export const vstack = joining(
  (a) => atleast_2d(a) as NDArray,
  () => 0,
);
export const row_stack = vstack;
/** Side by side: along the second axis, or the first one of one-dimensional arrays. */
export const hstack = joining(
  (a) => atleast_1d(a) as NDArray,
  (ndim) => (ndim === 1 ? 0 : 1),
);
/** Along the third axis. */
export const dstack = joining(
  (a) => atleast_3d(a) as NDArray,
  () => 2,
);
/** One-dimensional arrays as the columns of a matrix. */
export const column_stack = joining(
  (a) => {
    const view = viewOf(a);
    return wrapAlias(view.ndim < 2 ? reshape(view, [view.size, 1]) : view.slice([]));
  },
  () => 1,
);

/** `values` behind the array, along an axis or (not given) both flattened. */
export function append(arr: ArrayLike, values: ArrayLike, axis?: number): NDArray {
  return concatenate([arr, values], axis ?? null);
}
