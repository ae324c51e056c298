/**
 * Basic indexing: integers, slices with any step, `newaxis` and `...`, one specification an axis.
 * Gives views; nothing is computed or copied.
 */
import { fail } from '../../compiler/errors';
import { malformedSlice, newaxis, parseSlice, type Slice } from '../../compiler/ir/slice';
import { View } from '../core/view';

/** An integer (also as text), a slice `start:stop:step`, `newaxis` or `...`. */
export type SliceSpec = string | number;

export { newaxis };

/** Slices recur in loops: what a text means is remembered. */
const parsed = new Map<string, Slice>();
const REMEMBERED = 4096;

function parse(spec: SliceSpec): Slice {
  if (typeof spec === 'number') {
    if (!Number.isInteger(spec)) malformedSlice(String(spec), 'an index must be an integer');
    return { kind: 'index', at: spec };
  }
  const known = parsed.get(spec);
  if (known !== undefined) return known;
  const result =
    typeof spec === 'string' ? parseSlice(spec) : malformedSlice(String(spec), 'it is neither text nor a number');
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(spec, result);
  return result;
}

/** A position (before `end`) counted from the front. @throws LGT4007 when there is none such. */
export function checkIndex(index: number, extent: number, axis: number, end = extent): number {
  const at = index < 0 ? index + extent : index;
  if (!Number.isInteger(index) || at < 0 || at >= end) {
    fail('LGT4007', `index ${index} is out of bounds for axis ${axis} with size ${extent}`);
  }
  return at;
}

/** Python's clipping of a slice to an extent. */
function clipped(
  spec: { start?: number; stop?: number; step: number },
  extent: number,
): { start: number; count: number } {
  const { step } = spec;
  const [lowest, highest] = step > 0 ? [0, extent] : [-1, extent - 1];
  const place = (p: number | undefined, otherwise: number) =>
    p === undefined ? otherwise : Math.min(highest, Math.max(lowest, p < 0 ? p + extent : p));
  const start = place(spec.start, step > 0 ? lowest : highest);
  const stop = place(spec.stop, step > 0 ? highest : lowest);
  return { start, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/**
 * The view that the specifications select.
 * @throws LGT4007 for an index out of range, LGT4008 for a malformed slice, LGT4009 for too many of them.
 */
export function sliceView(view: View, specs: readonly SliceSpec[]): View {
  const list = specs.map(parse);
  const taken = list.filter((s) => s.kind === 'index' || s.kind === 'range').length;
  const ellipses = list.filter((s) => s.kind === 'ellipsis').length;
  if (ellipses > 1) fail('LGT4008', "an index can only have a single ellipsis ('...')");
  if (taken > view.ndim) {
    fail('LGT4009', `too many indices for array: array is ${view.ndim}-dimensional, but ${taken} were indexed`);
  }
  let { offset } = view;
  const shape: number[] = [];
  const strides: number[] = [];
  let axis = 0;
  const keep = (count: number): void => {
    for (; count > 0; count--, axis++) {
      shape.push(view.shape[axis] as number);
      strides.push(view.strides[axis] as number);
    }
  };
  for (const spec of list) {
    if (spec.kind === 'newaxis') {
      shape.push(1);
      strides.push(0);
    } else if (spec.kind === 'ellipsis') keep(view.ndim - taken);
    else {
      const extent = view.shape[axis] as number;
      const stride = view.strides[axis] as number;
      if (spec.kind === 'index') offset += stride * checkIndex(spec.at, extent, axis);
      else {
        const { start, count } = clipped(spec, extent);
        if (count > 0) offset += stride * start;
        shape.push(count);
        strides.push(stride * spec.step);
      }
      axis++;
    }
  }
  keep(view.ndim - axis);
  return new View(view.buffer, offset, shape, strides);
}
