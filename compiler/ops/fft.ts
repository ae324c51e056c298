/** Discrete Fourier transforms along one axis. */
import { type DType, isComplex } from '../ir/dtype';
import { elements } from '../ir/graph';
import { hostArray, loadElement, storeElement } from './element';
import type { ComplexElement, Element, LibraryOperation, Operation, ReferenceArray } from './operation';

type Shape = readonly number[];

export type FourierKind = 'forward' | 'backward' | 'real_forward' | 'real_backward';

/** In the native task's numbering. */
const KINDS: readonly FourierKind[] = ['forward', 'backward', 'real_forward', 'real_backward'];
/** What results are divided by: nothing, the length, its root. */
const NORMS: readonly string[] = ['none', 'length', 'root'];

/** The precision that transforms of a type have. */
const isSingle = (t: DType): boolean => t === 'float32' || t === 'complex64' || t === 'float16';

/** The type that operands are converted to: a transform takes real numbers as they are. */
function inputOf(t: DType, kind: FourierKind): DType {
  if (isComplex(t)) return kind === 'real_forward' ? (isSingle(t) ? 'float32' : 'float64') : t;
  return isSingle(t) ? 'float32' : 'float64';
}

const outputOf = (t: DType, kind: FourierKind): DType =>
  kind === 'real_backward' ? (isSingle(t) ? 'float32' : 'float64') : isSingle(t) ? 'complex64' : 'complex128';

const pair = (e: Element): ComplexElement => (typeof e === 'object' ? e : { re: Number(e), im: 0 });

/** By the definition. */
const reference: NonNullable<LibraryOperation['reference']> = ([given], { output }, params) => {
  const a = given as ReferenceArray;
  const { kind, norm } = params as { kind: FourierKind; norm: string };
  const [axis, n] = [Number(params.axis), Number(params.n)];
  const length = a.shape[axis] as number;
  const half = Math.floor(n / 2) + 1;
  const count = kind === 'real_forward' ? half : n;
  const shape = a.shape.map((e, d) => (d === axis ? count : e));
  const out = hostArray(output, elements(shape));
  const inner = elements(a.shape.slice(axis + 1));
  const divisor = norm === 'length' ? n : norm === 'root' ? Math.sqrt(n) : 1;
  const sign = kind === 'forward' || kind === 'real_forward' ? -1 : 1;
  for (let line = 0; line < elements(shape) / count; line++) {
    const start = Math.floor(line / inner) * inner;
    const at = (i: number, extent: number): number => start * extent + i * inner + (line % inner);
    const input = (j: number): ComplexElement =>
      j < length && (kind !== 'real_backward' || j < half)
        ? pair(loadElement(a.data, a.dtype, at(j, length)))
        : { re: 0, im: 0 };
    const value = (j: number): ComplexElement => {
      if (kind !== 'real_backward') return input(j);
      if (2 * j === n || j === 0) return { re: input(j).re, im: 0 };
      const mirrored = input(n - j);
      return 2 * j < n ? input(j) : { re: mirrored.re, im: -mirrored.im };
    };
    for (let k = 0; k < count; k++) {
      let [re, im] = [0, 0];
      for (let j = 0; j < n; j++) {
        const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const x = value(j);
        re += x.re * c - x.im * s;
        im += x.re * s + x.im * c;
      }
      const result: Element = kind === 'real_backward' ? re / divisor : { re: re / divisor, im: im / divisor };
      storeElement(out, output, at(k, count), result);
    }
  }
  return { dtype: output, shape, data: out };
};

const fft: LibraryOperation = {
  kind: 'library',
  name: 'fft',
  doc: 'Discrete Fourier transforms of length `n` along `axis`: of complex or real numbers, or to real numbers.',
  ulp: 4,
  task: 'fft',
  resolve: ([t], params) =>
    t && { inputs: [inputOf(t, params.kind as FourierKind)], output: outputOf(t, params.kind as FourierKind) },
  shape: ([a], { axis, n, kind }) =>
    (a as Shape).map((e, d) => (d !== axis ? e : kind === 'real_forward' ? Math.floor(Number(n) / 2) + 1 : Number(n))),
  attributes: ({ axis, n, kind, norm }) => [
    Number(axis),
    KINDS.indexOf(kind as FourierKind),
    Number(n),
    NORMS.indexOf(String(norm)),
  ],
  // Lines are never cut.
  cut: ([a], { axis }) => {
    const dim = (a as Shape).findIndex((e, d) => d !== axis && e > 1);
    return dim < 0 ? undefined : { dim, unit: 1, operands: [{ dim }] };
  },
  reference,
};

type StepDirection = 'forward' | 'backward';
const DIRECTIONS: readonly StepDirection[] = ['forward', 'backward'];

/** Positions that a point must get a multiple of: so many transforms run side by side. */
const LANES = 8;

/** A long line as a matrix of `rows` rows: transforms of its columns, turned, each in a row of the result. */
const columns: LibraryOperation = {
  kind: 'library',
  name: 'fft_columns',
  doc: 'First half of a long transform: of the columns of the line laid out in `rows` rows.',
  ulp: 4,
  task: 'fft',
  resolve: ([t]) => t && { inputs: [inputOf(t, 'forward')], output: outputOf(t, 'forward') },
  shape: ([a], { rows }) => [(a as Shape)[0] as number, Number(rows)].map((e, d) => (d === 0 ? e / Number(rows) : e)),
  attributes: ({ direction }, [a]) => [
    0,
    4 + DIRECTIONS.indexOf(direction as StepDirection),
    (a as Shape)[0] as number,
    0,
  ],
  cut: () => ({ dim: 0, unit: LANES, operands: ['whole'] }),
};

/** Transforms of what `fft_columns` gives, along its first axis; in C order they are the coefficients. */
const rows: LibraryOperation = {
  kind: 'library',
  name: 'fft_rows',
  doc: 'Second half of a long transform.',
  ulp: 4,
  task: 'fft',
  resolve: ([t]) => t && { inputs: [t], output: t },
  shape: ([a]) => [...(a as Shape)],
  attributes: ({ direction, norm }, [a]) => [
    0,
    6 + DIRECTIONS.indexOf(direction as StepDirection),
    elements(a as Shape),
    NORMS.indexOf(String(norm)),
  ],
  cut: () => ({ dim: 1, unit: LANES, operands: [{ dim: 1 }] }),
};

export const FFT: readonly Operation[] = [fft, columns, rows];
