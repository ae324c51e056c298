/** Factorisations and solutions of linear systems, batched over leading dimensions: routines of LAPACK. */
import { DTYPES, type DType, isComplex, isFloating } from '../ir/dtype';
import type { Params } from '../ir/graph';
import type { LibraryOperation, Operation, Signature } from './operation';
import { common } from './type-rules';

type Shape = readonly number[];

interface Routine {
  readonly name: string;
  readonly doc: string;
  /** What the native task calls it. */
  readonly number: number;
  /** Matrices that it takes. */
  readonly operands: 1 | 2;
  /** Types of the results, for the operands' type. */
  results(type: DType, params: Params): readonly [DType, ...DType[]];
  /** Shapes of the results behind the leading dimensions, for an (m, n) matrix and one of r columns beside it. */
  shapes(m: number, n: number, r: number, params: Params): readonly [Shape, ...Shape[]];
  /** A choice that the routine has. */
  flag?(params: Params): number;
}

/** What LAPACK computes in. */
export const linearType = (t: DType): DType => (isFloating(t) || isComplex(t) ? t : 'float64');
const real = (t: DType): DType => DTYPES[t].real;
const complex = (t: DType): DType => (real(t) === 'float32' ? 'complex64' : 'complex128');

/** LAPACK's verdict on each matrix: not 0 where it failed. */
const INFO = 'int32';

export const QR_MODES = ['reduced', 'complete', 'r', 'raw'] as const;
const isFull = ({ full }: Params): boolean => full === true;
const upper = ({ upper: u }: Params): number => Number(u === true);

const ROUTINES: readonly Routine[] = [
  {
    name: 'linalg_solve',
    doc: 'Solutions of linear systems, by LU factors; and whether each could be solved.',
    number: 0,
    operands: 2,
    results: (t) => [t, INFO],
    shapes: (_, n, r) => [[n, r], []],
  },
  {
    name: 'linalg_inverse',
    doc: 'Inverses of matrices; and whether each has one.',
    number: 1,
    operands: 1,
    results: (t) => [t, INFO],
    shapes: (_, n) => [[n, n], []],
  },
  {
    name: 'linalg_determinant',
    doc: 'Sign and logarithm of the absolute value of determinants.',
    number: 2,
    operands: 1,
    results: (t) => [t, real(t)],
    shapes: () => [[], []],
  },
  {
    name: 'linalg_cholesky',
    doc: 'Triangular factors of positive definite matrices; and whether each is one.',
    number: 3,
    operands: 1,
    results: (t) => [t, INFO],
    shapes: (_, n) => [[n, n], []],
    flag: upper,
  },
  {
    name: 'linalg_qr',
    doc: 'Unitary and triangular factors of matrices, as `mode` asks for them.',
    number: 4,
    operands: 1,
    results: (t, { mode }) => (mode === 'r' ? [t] : [t, t]),
    shapes: (m, n, _, { mode }) => {
      const k = Math.min(m, n);
      if (mode === 'r') return [[k, n]];
      if (mode === 'raw') return [[n, m], [k]];
      return mode === 'complete'
        ? [
            [m, m],
            [m, n],
          ]
        : [
            [m, k],
            [k, n],
          ];
    },
    flag: ({ mode }) => QR_MODES.indexOf(mode as (typeof QR_MODES)[number]),
  },
  {
    name: 'linalg_svd',
    doc: 'Left singular vectors, singular values, right singular vectors; and whether they were found.',
    number: 5,
    operands: 1,
    results: (t) => [t, real(t), t, INFO],
    shapes: (m, n, _, params) => {
      const k = Math.min(m, n);
      return [[m, isFull(params) ? m : k], [k], [isFull(params) ? n : k, n], []];
    },
    flag: (params) => Number(isFull(params)),
  },
  {
    name: 'linalg_singular_values',
    doc: 'Singular values in descending order; and whether they were found.',
    number: 6,
    operands: 1,
    results: (t) => [real(t), INFO],
    shapes: (m, n) => [[Math.min(m, n)], []],
  },
  {
    name: 'linalg_eigh',
    doc: 'Eigenvalues, ascending, and eigenvectors of Hermitian matrices; and whether they were found.',
    number: 7,
    operands: 1,
    results: (t) => [real(t), t, INFO],
    shapes: (_, n) => [[n], [n, n], []],
    flag: upper,
  },
  {
    name: 'linalg_eigvalsh',
    doc: 'Eigenvalues of Hermitian matrices, ascending; and whether they were found.',
    number: 8,
    operands: 1,
    results: (t) => [real(t), INFO],
    shapes: (_, n) => [[n], []],
    flag: upper,
  },
  {
    name: 'linalg_eig',
    doc: 'Eigenvalues and right eigenvectors, complex; and whether they were found.',
    number: 9,
    operands: 1,
    results: (t) => [complex(t), complex(t), INFO],
    shapes: (_, n) => [[n], [n, n], []],
  },
  {
    name: 'linalg_eigvals',
    doc: 'Eigenvalues, complex; and whether they were found.',
    number: 10,
    operands: 1,
    results: (t) => [complex(t), INFO],
    shapes: (_, n) => [[n], []],
  },
  {
    name: 'linalg_lstsq',
    doc: 'Least squares solutions, sums of squared residuals, rank, singular values; and whether they were found.',
    number: 11,
    operands: 2,
    results: (t) => [t, real(t), INFO, real(t), INFO],
    shapes: (m, n, r) => [[n, r], [r], [], [Math.min(m, n)], []],
  },
];

function operation(routine: Routine): LibraryOperation {
  const shapesOf = ([a, b]: readonly Shape[], params: Params): number[][] => {
    const matrix = a as Shape;
    const lead = matrix.slice(0, -2);
    const [m, n] = matrix.slice(-2) as [number, number];
    return routine.shapes(m, n, b?.at(-1) ?? 0, params).map((shape) => [...lead, ...shape]);
  };
  return {
    kind: 'library',
    name: routine.name,
    doc: routine.doc,
    ulp: 4,
    task: 'linalg',
    resolve: (operands, params): Signature | undefined => {
      const matrices = operands.slice(0, routine.operands);
      if (matrices.length < routine.operands) return undefined;
      const t = linearType(common(matrices));
      const [output, ...more] = routine.results(t, params);
      return { inputs: operands.map((o, i) => (i < routine.operands ? t : o)), output, more };
    },
    shape: (operands, params) => shapesOf(operands, params)[0] as number[],
    moreShapes: (operands, params) => shapesOf(operands, params).slice(1),
    attributes: (params) => [routine.number, routine.flag?.(params) ?? 0],
    // A matrix is never cut: its factors have one order of operations.
    cut: ([a, ...others]) =>
      (a as Shape).length > 2
        ? { dim: 0, unit: 1, operands: [{ dim: 0 }, ...others.map(() => ({ dim: 0 }))] }
        : undefined,
  };
}

export const LINALG: readonly Operation[] = ROUTINES.map(operation);
