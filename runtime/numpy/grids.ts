/** Lists of indices: diagonals, triangles, open meshes; and between positions and indices. */
import { fail } from '../../compiler/errors';
import { promote } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { assign, elementwise, library, reshape, vacant } from '../trace/ops';
import { composed, composedOf } from './composed';
import type { DType, Promote } from './dtype';
import { toElement } from './element';
import { cast, coordinates, iota, places, placesOf, scalarOf, truePlaces } from './gathering';
import { nonzero } from './indexing';
import { part } from './joining';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, viewOf, wrap } from './operand';

type Index = NDArray<'float64'>;

const asIndex = (view: View): Index => wrap(cast(view, 'float64'));

/** The index of the main diagonal of an array of `ndim` axes of length n. */
export function diag_indices(n: number, ndim = 2): Index[] {
  return composed(() => Array.from({ length: ndim }, () => asIndex(iota(n))));
}

/** The index of an array's main diagonal. @throws LGT4005, LGT4021 */
export function diag_indices_from(a: AnyArray): Index[] {
  const { shape } = viewOf(a);
  if (shape.length < 2) fail('LGT4005', 'input array must be at least 2-d');
  if (shape.some((e) => e !== shape[0])) fail('LGT4021', 'All dimensions of input must be of equal length');
  return diag_indices(shape[0] as number, shape.length);
}

/** The index of what is on and below (above) the k-th diagonal of an (n, m) matrix. */
function triangle(n: number, k: number, m: number, lower: boolean): Index[] {
  return composed(() => {
    const diagonal = lower ? k : k - 1;
    const flat = jointly('triangle', `${n} ${m} ${diagonal} ${lower}`, [], () => {
      const params = { k: diagonal, dtype: 'bool', rows: 0, columns: 1 };
      const mask = elementwise('tri', [], { params, shape: [n, m] });
      return reshape(lower ? mask : elementwise('logical_not', [mask]), [n * m]);
    });
    const below = countBelow(n, diagonal, m);
    return coordinates(placesOf(flat, lower ? below : n * m - below), [n, m]).map((at) => wrap<'float64'>(at));
  });
}

/** How many elements of an (n, m) matrix are on and below its k-th diagonal. */
function countBelow(n: number, k: number, m: number): number {
  let count = 0;
  for (let i = 0; i < n; i++) count += Math.min(Math.max(Math.floor(i + k) + 1, 0), m);
  return count;
}

export const tril_indices = (n: number, k = 0, m = n): Index[] => triangle(n, k, m, true);
export const triu_indices = (n: number, k = 0, m = n): Index[] => triangle(n, k, m, false);

function shapeOfMatrix(a: AnyArray): [number, number] {
  const { shape } = viewOf(a);
  if (shape.length !== 2) fail('LGT4005', 'input array must be 2-d');
  return shape as readonly number[] as [number, number];
}

export function tril_indices_from(a: AnyArray, k = 0): Index[] {
  const [n, m] = shapeOfMatrix(a);
  return tril_indices(n, k, m);
}

export function triu_indices_from(a: AnyArray, k = 0): Index[] {
  const [n, m] = shapeOfMatrix(a);
  return triu_indices(n, k, m);
}

/** The index of what a function such as `triu` leaves of an (n, n) matrix. Waits. */
export function mask_indices(n: number, mask_func: (m: NDArray, k: number) => NDArray, k = 0): Index[] {
  const ones = wrap(elementwise('copy', [scalarOf(1, 'float64')], { shape: [n, n] }));
  const mask = mask_func(ones, k);
  ones.dispose();
  return nonzero(mask);
}

/** Lists as an open mesh: the k-th along axis k. Masks stand for where they are true, as int64. Waits for these. */
export function ix_(...args: ArrayLike[]): NDArray[] {
  return composed(() =>
    args.map((arg, k) => {
      const given = viewOf(arg);
      if (given.ndim !== 1) fail('LGT4005', 'Cross index must be 1 dimensional');
      const list = given.dtype === 'bool' ? truePlaces(given) : elementwise('copy', [given]);
      return wrap(
        reshape(
          list,
          args.map((_, d) => (d === k ? list.size : 1)),
        ),
      );
    }),
  );
}

/** Positions in C order of indices, one array an axis; float64, as numpy-ts. Waits ('raise'). @throws LGT4007 */
export function ravel_multi_index(
  multi_index: readonly ArrayLike[],
  dims: readonly number[],
  mode: 'raise' | 'wrap' | 'clip' = 'raise',
): Index {
  if (multi_index.length !== dims.length)
    fail('LGT4009', `parameter multi_index must be a sequence of length ${dims.length}`);
  return composed(() => {
    let flat: View | undefined;
    for (const [d, list] of multi_index.entries()) {
      const extent = dims[d] as number;
      let at = cast(viewOf(list), 'int64');
      if (mode === 'wrap') at = elementwise('remainder', [at, scalarOf(extent, 'int64')]);
      else if (mode === 'clip') {
        const high = elementwise('minimum', [at, scalarOf(extent - 1, 'int64')]);
        at = elementwise('maximum', [high, scalarOf(0, 'int64')]);
      } else {
        at = places(at, extent, d);
        places(elementwise('subtract', [at, scalarOf(extent, 'int64')]), extent, d);
      }
      flat =
        flat === undefined ? at : elementwise('add', [elementwise('multiply', [flat, scalarOf(extent, 'int64')]), at]);
    }
    return asIndex(flat ?? iota(0));
  });
}

/** The indices of positions in C order, one array an axis; float64, as numpy-ts. Waits. @throws LGT4007 */
export function unravel_index(indices: ArrayLike, shape: readonly number[]): Index[] {
  return composed(() => {
    const given = viewOf(indices);
    const size = elements(shape);
    const at = places(given.ndim === 0 ? given.expand(0) : given, size, 0);
    return coordinates(at, shape).map((list) => wrap<'float64'>(list));
  });
}

/** Powers of the elements as columns, descending (or ascending). */
export function vander<D extends DType>(x: ArrayLike, N?: number, increasing = false): NDArray<Promote<D, 'int64'>> {
  const made = composedOf('vander', `${N} ${increasing}`, [x], ([given]) => {
    const list = given as View;
    if (list.ndim !== 1) fail('LGT4005', 'x must be a one-dimensional array or sequence.');
    const base = cast(list, promote(list.dtype, 'int64'));
    const count = N ?? list.size;
    const powers = vacant([base.size, count], base.dtype);
    if (powers.size === 0) return powers;
    assign(powers, reshape(base, [base.size, 1]));
    assign(part(powers, 1, 0, 1), { dtype: base.dtype, value: toElement(1, base.dtype) });
    const rising = library('cumprod', [powers], { axis: 1 });
    return increasing ? rising : elementwise('copy', [rising.flip([1])]);
  });
  return wrap<Promote<D, 'int64'>>(made);
}
