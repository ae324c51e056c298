/**
 * `np.fft`: discrete Fourier transforms of any length and rank. Lines are spread over processors. float32 and
 * complex64 are transformed in single precision, all other types in double precision.
 */
import { fail } from '../../compiler/errors';
import { isComplex } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import { MAX_DIM } from '../../compiler/ir/plan';
import type { FourierKind } from '../../compiler/ops/fft';
import type { View } from '../core/view';
import { exact, jointly } from '../host/joint';
import { elementwise, library, reshape } from '../trace/ops';
import { checkAxes, checkAxis } from './axes';
import type { NDArray } from './ndarray';
import { type ArrayLike, alias, releasing, viewOf, wrap } from './operand';
import { type WithOut, withOut } from './output';
import { arange } from './ranges';
import { roll } from './repeating';

/** What the scale belongs to: the backward transform, both by the root, the forward one. */
export type FourierNorm = 'backward' | 'ortho' | 'forward';

function normOf(kind: FourierKind, norm: FourierNorm | null | undefined): string {
  const given = norm ?? 'backward';
  if (given === 'ortho') return 'root';
  if (given !== 'backward' && given !== 'forward') {
    return fail('LGT4018', `Invalid norm value ${String(norm)}; should be "backward", "ortho" or "forward".`);
  }
  const forward = kind === 'forward' || kind === 'real_forward';
  return forward === (given === 'forward') ? 'length' : 'none';
}

/** A line of this length is worth several processors; a step of it fits a cache. */
const LONG = 1 << 16;
const LONGEST_STEP = 1 << 13;

/** Rows of a long line's matrix: the greatest divisor up to the root. Undefined where the halves are too unlike. */
function rowsOfLine(n: number): number | undefined {
  if (n < LONG) return undefined;
  for (let d = Math.floor(Math.sqrt(n)); d * LONGEST_STEP >= n; d--) {
    if (n % d === 0) return isSmooth(n) ? d : undefined;
  }
  return undefined;
}

/** Has no prime factor for which the steps would need a convolution. */
function isSmooth(n: number): boolean {
  let rest = n;
  for (const p of [2, 3, 5, 7, 11, 13]) while (rest % p === 0) rest /= p;
  return rest === 1;
}

/** One long complex transform, in two halves that are spread over processors. */
function inHalves(x: View, direction: 'forward' | 'backward', rows: number, norm: string): View {
  const turned = library('fft_columns', [x], { rows, direction });
  const matrix = library('fft_rows', [turned], { direction, norm });
  return releasing([turned, matrix], matrix.reshape([x.size]) as View);
}

/** Transforms along one axis; the length is that of the real side. */
function along(x: View, kind: FourierKind, n: number, axis: number, norm: FourierNorm | null | undefined): View {
  if (!Number.isInteger(n) || n < 1) fail('LGT4018', `Invalid number of FFT data points (${n}) specified.`);
  if (kind === 'real_forward' && isComplex(x.dtype)) {
    fail('LGT4003', "'rfft' is not defined for complex elements; take fft(), or real() first");
  }
  const scale = normOf(kind, norm);
  const direction = kind === 'forward' || kind === 'backward' ? kind : undefined;
  const rows = x.ndim === 1 && x.size === n ? rowsOfLine(n) : undefined;
  if (rows !== undefined && direction !== undefined) return inHalves(x, direction, rows, scale);
  if (x.ndim <= MAX_DIM) return library('fft', [x], { kind, n, axis, norm: scale });
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const flat = reshape(x, [elements(before), x.shape[axis] as number, elements(after)]);
  const values = library('fft', [flat], { kind, n, axis: 1, norm: scale });
  return releasing([flat, values], values.reshape([...before, values.shape[1] as number, ...after]) as View);
}

type Single = (a: ArrayLike, n?: number | null, axis?: number, norm?: FourierNorm | null) => NDArray;

/** @param lengthOf of the transform, for a line of so many elements */
const single =
  (kind: FourierKind, lengthOf: (extent: number) => number = (e) => e): Single =>
  (a, n, axis = -1, norm) => {
    const x = viewOf(a);
    const d = checkAxis(axis, x.ndim);
    return wrap(along(x, kind, n ?? lengthOf(x.shape[d] as number), d, norm));
  };

/** A function of that name, which takes `{ out }` as well. */
const transform = <F extends Single | Several>(name: string, f: F): WithOut<F> => withOut(f, 'same_kind', name);

/** Transform along an axis, of the first n elements or zeros behind. @throws LGT4018, LGT4005 */
export const fft = transform('fft', single('forward'));
/** The inverse of `fft`. @throws LGT4018, LGT4005 */
export const ifft = transform('ifft', single('backward'));
/** The first n/2 + 1 coefficients of real numbers: the others are their conjugates. @throws LGT4003, LGT4018, LGT4005 */
export const rfft = transform('rfft', single('real_forward'));
/** The n real numbers with these first coefficients; n not given: 2 (m - 1). @throws LGT4018, LGT4005 */
export const irfft = transform(
  'irfft',
  single('real_backward', (e) => 2 * (e - 1)),
);

/** Norms under which a transform in the other direction has the same scale. */
const SWAPPED = { backward: 'forward', ortho: 'ortho', forward: 'backward' } as const;

function conjugated(x: View): View {
  return isComplex(x.dtype) ? elementwise('conjugate', [x]) : alias(x);
}

/** The real spectrum of a signal that is Hermitian: its first n/2 + 1 elements are given. @throws LGT4018, LGT4005 */
export const hfft = transform<Single>('hfft', (a, n, axis = -1, norm) => {
  const x = viewOf(a);
  const d = checkAxis(axis, x.ndim);
  const conjugate = conjugated(x);
  const length = n ?? 2 * ((x.shape[d] as number) - 1);
  normOf('forward', norm);
  const spectrum = releasing([conjugate], along(conjugate, 'real_backward', length, d, SWAPPED[norm ?? 'backward']));
  // NumPy's only transform that gives float16 back.
  if (x.dtype !== 'float16') return wrap(spectrum);
  return wrap(releasing([spectrum], elementwise('astype', [spectrum], { params: { dtype: 'float16' } })));
});

/** The inverse of `hfft`. @throws LGT4003, LGT4018, LGT4005 */
export const ihfft = transform<Single>('ihfft', (a, n, axis = -1, norm) => {
  const x = viewOf(a);
  const d = checkAxis(axis, x.ndim);
  normOf('forward', norm);
  const half = along(x, 'real_forward', n ?? (x.shape[d] as number), d, SWAPPED[norm ?? 'backward']);
  return wrap(releasing([half], conjugated(half)));
});

type Several = (
  a: ArrayLike,
  s?: readonly number[] | null,
  axes?: readonly number[] | null,
  norm?: FourierNorm | null,
) => NDArray;

/** Axes, the same one perhaps more than once, and lengths along them. */
function plan(
  x: View,
  s: readonly number[] | null | undefined,
  axes: readonly number[] | null | undefined,
): { axes: number[]; lengths: number[] } {
  const all = checkAxes(null, x.ndim);
  const which = axes ? axes.map((d) => checkAxis(d, x.ndim)) : s ? all.slice(all.length - s.length) : all;
  if (s && s.length !== which.length) fail('LGT4018', 'Shape and axes have different lengths.');
  const lengths = which.map((d, i) => {
    const length = s?.[i] ?? -1;
    return length === -1 ? (x.shape[d] as number) : length;
  });
  return { axes: which, lengths };
}

/** Transforms along several axes, the last one first. */
function chain(
  x: View,
  kind: FourierKind,
  axes: readonly number[],
  lengths: readonly number[],
  norm: FourierNorm | null | undefined,
): View {
  let view = alias(x);
  for (let i = axes.length - 1; i >= 0; i--) {
    view = releasing([view], along(view, kind, lengths[i] as number, axes[i] as number, norm));
  }
  if (axes.length > 0 || isComplex(x.dtype)) return view;
  return releasing([view], elementwise('astype', [view], { params: { dtype: 'complex128' } }));
}

const several =
  (kind: 'forward' | 'backward', usual?: readonly number[]): Several =>
  (a, s, axes, norm) => {
    const x = viewOf(a);
    const { axes: which, lengths } = plan(x, s, axes ?? usual);
    return wrap(chain(x, kind, which, lengths, norm));
  };

const severalReal =
  (usual?: readonly number[]): Several =>
  (a, s, axes, norm) => {
    const x = viewOf(a);
    const { axes: which, lengths } = plan(x, s, axes ?? usual);
    if (which.length === 0) fail('LGT4018', 'at least 1 axis must be transformed');
    const last = which.length - 1;
    const half = along(x, 'real_forward', lengths[last] as number, which[last] as number, norm);
    return wrap(releasing([half], chain(half, 'forward', which.slice(0, -1), lengths.slice(0, -1), norm)));
  };

const severalToReal =
  (usual?: readonly number[]): Several =>
  (a, s, axes, norm) => {
    const x = viewOf(a);
    const { axes: which, lengths } = plan(x, s, axes ?? usual);
    if (which.length === 0) fail('LGT4018', 'at least 1 axis must be transformed');
    const last = which.length - 1;
    const given = s?.[last] ?? -1;
    const length = given === -1 ? 2 * ((x.shape[which[last] as number] as number) - 1) : given;
    const others = chain(x, 'backward', which.slice(0, -1), lengths.slice(0, -1), norm);
    return wrap(releasing([others], along(others, 'real_backward', length, which[last] as number, norm)));
  };

/** Transform along several axes (not given: all). @throws LGT4018, LGT4005 */
export const fftn = transform('fftn', several('forward'));
/** The inverse of `fftn`. @throws LGT4018, LGT4005 */
export const ifftn = transform('ifftn', several('backward'));
/** Transform along two axes, the last ones if not given. @throws LGT4018, LGT4005 */
export const fft2 = transform('fft2', several('forward', [-2, -1]));
/** The inverse of `fft2`. @throws LGT4018, LGT4005 */
export const ifft2 = transform('ifft2', several('backward', [-2, -1]));
/** As `fftn` of real numbers: of the last axis the first n/2 + 1 coefficients. @throws LGT4003, LGT4018, LGT4005 */
export const rfftn = transform('rfftn', severalReal());
/** As `rfftn`, along two axes. @throws LGT4003, LGT4018, LGT4005 */
export const rfft2 = transform('rfft2', severalReal([-2, -1]));
/** The inverse of `rfftn`. @throws LGT4018, LGT4005 */
export const irfftn = transform('irfftn', severalToReal());
/** The inverse of `rfft2`. @throws LGT4018, LGT4005 */
export const irfft2 = transform('irfft2', severalToReal([-2, -1]));

/** Positions 0, 1, …, then the negative ones, over n d. */
function frequencies(n: number, d: number, count: number, negativeFrom: number): NDArray {
  if (!Number.isInteger(n) || n < 1) fail('LGT4018', `n should be a positive integer, not ${n}`);
  return wrap(
    jointly('frequencies', `${n} ${exact(d)} ${count} ${negativeFrom}`, [], () =>
      scaledPositions(n, d, count, negativeFrom),
    ),
  );
}

function scaledPositions(n: number, d: number, count: number, negativeFrom: number): View {
  const at = arange(0, count, 1, 'float64').handle;
  const behind = elementwise('greater_equal', [at, { dtype: 'float64', value: negativeFrom }]);
  const lower = elementwise('subtract', [at, { dtype: 'float64', value: n }]);
  const whole = elementwise('where', [behind, lower, at]);
  const scaled = elementwise('multiply', [whole, { dtype: 'float64', value: 1 / (n * d) }]);
  return releasing([at, behind, lower, whole], scaled);
}

/** Frequencies of the coefficients of `fft`, for samples at a distance of d. @throws LGT4018 */
export const fftfreq = (n: number, d = 1): NDArray => frequencies(n, d, n, Math.floor((n - 1) / 2) + 1);
/** Frequencies of the coefficients of `rfft`. @throws LGT4018 */
export const rfftfreq = (n: number, d = 1): NDArray =>
  frequencies(n, d, Math.floor(n / 2) + 1, Number.POSITIVE_INFINITY);

const shifted =
  (by: (extent: number) => number) =>
  (a: ArrayLike, axes?: number | readonly number[] | null): NDArray => {
    const x = viewOf(a);
    const which = checkAxes(axes, x.ndim);
    return roll(
      wrap(alias(x)),
      which.map((d) => by(x.shape[d] as number)),
      which,
    );
  };

/** The frequency 0 moved to the middle of axes (not given: of all). @throws LGT4005 */
export const fftshift = shifted((extent) => Math.floor(extent / 2));
/** The inverse of `fftshift`. @throws LGT4005 */
export const ifftshift = shifted((extent) => -Math.floor(extent / 2));
