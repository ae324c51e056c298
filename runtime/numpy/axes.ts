/** Checks of shapes and axes, in NumPy's words. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';

/** One axis counted from the front. @throws LGT4005 */
export function checkAxis(axis: number, ndim: number): number {
  const at = axis < 0 ? axis + ndim : axis;
  if (!Number.isInteger(axis) || at < 0 || at >= ndim) {
    fail('LGT4005', `axis ${axis} is out of bounds for array of dimension ${ndim}`);
  }
  return at;
}

/** Axes counted from the front, distinct. Not given: all. @throws LGT4005, LGT4006 */
export function checkAxes(axis: number | readonly number[] | null | undefined, ndim: number): number[] {
  if (typeof axis === 'number') return [checkAxis(axis, ndim)];
  if (axis === undefined || axis === null) {
    const all: number[] = [];
    for (let d = 0; d < ndim; d++) all.push(d);
    return all;
  }
  const axes = axis.map((a) => checkAxis(a, ndim));
  if (new Set(axes).size !== axes.length) fail('LGT4006', `repeated axis in [${axes.join(', ')}]`);
  return axes;
}

/** NumPy allows this many dimensions. */
export const MAX_DIMENSIONS = 64;
const MAX_ELEMENTS = 2 ** 47;

/** The shape as a list of extents. A number stands for one axis. @throws LGT4013 */
export function checkShape(shape: number | readonly number[]): number[] {
  const list = typeof shape === 'number' ? [shape] : [...shape];
  let size = 1;
  for (const e of list) {
    if (!Number.isInteger(e)) fail('LGT4013', `an extent must be an integer, not ${String(e)}`);
    if (e < 0) fail('LGT4013', `negative dimensions are not allowed: (${list.join(', ')})`);
    size *= e;
  }
  if (list.length > MAX_DIMENSIONS) {
    fail('LGT4013', `maximum supported dimension for an array is ${MAX_DIMENSIONS}, found ${list.length}`);
  }
  if (size > MAX_ELEMENTS) fail('LGT4013', `an array of shape (${list.join(', ')}) is too big for any memory`);
  return list;
}

/** Refuses writes that would give one element several values. @throws LGT4019 */
export function checkWritable(view: View): void {
  if (view.size > 0 && view.strides.some((s, d) => s === 0 && (view.shape[d] as number) > 1)) {
    fail(
      'LGT4019',
      'assignment destination is read-only: several of its elements are one (a broadcast view); copy() it first',
    );
  }
}
