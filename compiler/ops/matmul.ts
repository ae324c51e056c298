/** Matrix products: BLAS on a fixed grid of rows, batched over leading dimensions. */
import { elements, type Params } from '../ir/graph';
import { hostArray, loadElement, storeElement } from './element';
import { Evaluator, evaluated } from './evaluator';
import type { LibraryOperation, OperandCut, ReferenceArray } from './operation';
import type { Scalar } from './scalar-builder';
import { common } from './type-rules';

/**
 * Rows between which a product may be cut without changing bits: tiles, where one of them is a large product already,
 * else blocks (native/library_gemm.cc).
 */
const [TILE, BLOCK, LARGE] = [24, 384, 2 ** 20];

type Shape = readonly number[];

/** Rows and columns as the product sees them: an operand may be given transposed. */
const matrixOf = (shape: Shape, transposed: unknown): [number, number] => {
  const [m, n] = shape.slice(-2) as [number, number];
  return transposed === true ? [n, m] : [m, n];
};

/** Leading dimensions of the product: extents of 1, and missing ones, repeat. */
function leadOf([a, b]: readonly Shape[]): number[] {
  const [x, y] = [(a as Shape).slice(0, -2), (b as Shape).slice(0, -2)];
  const rank = Math.max(x.length, y.length);
  const at = (s: Shape, d: number): number => s[d - rank + s.length] ?? 1;
  return Array.from({ length: rank }, (_, d) => Math.max(at(x, d), at(y, d)));
}

function shapeOf(operands: readonly Shape[], { ta, tb }: Params): number[] {
  const [a, b] = operands as [Shape, Shape];
  return [...leadOf(operands), matrixOf(a, ta)[0], matrixOf(b, tb)[1]];
}

/** A batch is cut between matrices; one product, or a batch of one, between its blocks of rows. */
const cut: LibraryOperation['cut'] = (operands, { ta, tb }) => {
  const [a, b] = operands as [Shape, Shape];
  const lead = leadOf(operands);
  const rank = lead.length + 2;
  const along = lead.findIndex((e) => e > 1);
  const follow = (s: Shape): OperandCut => {
    const dim = along - rank + s.length;
    return dim >= 0 && (s[dim] as number) > 1 ? { dim } : 'whole';
  };
  if (along >= 0) return { dim: along, unit: 1, operands: [follow(a), follow(b)] };
  const rows = { dim: ta === true ? a.length - 1 : a.length - 2 };
  const [k, n] = matrixOf(b, tb);
  return { dim: rank - 2, unit: TILE * k * n > LARGE ? TILE : BLOCK, operands: [rows, 'whole'] };
};

const reference: NonNullable<LibraryOperation['reference']> = ([a, b], { output: t }, { ta, tb }) => {
  const [left, right] = [a as ReferenceArray, b as ReferenceArray];
  const shape = shapeOf([left.shape, right.shape], { ...(ta === true && { ta }), ...(tb === true && { tb }) });
  const lead = shape.slice(0, -2);
  const [[m, k], n] = [matrixOf(left.shape, ta), shape.at(-1) as number];
  const out = hostArray(t, elements(shape));
  const eval_ = new Evaluator();
  /** Which matrix of an operand belongs to one of the product. */
  const matrixAt = (s: Shape, batch: number): number => {
    let [at, step, rest] = [0, 1, batch];
    for (let d = lead.length - 1; d >= 0; d--) {
      const extent = s[d - lead.length + s.length - 2] ?? 1;
      const index = rest % (lead[d] as number);
      rest = Math.floor(rest / (lead[d] as number));
      if (extent > 1) at += step * index;
      step *= extent;
    }
    return at;
  };
  for (let batch = 0; batch < elements(lead); batch++) {
    const [x0, y0] = [matrixAt(left.shape, batch) * m * k, matrixAt(right.shape, batch) * k * n];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum: Scalar = eval_.convert(eval_.constant('bool', false), t);
        for (let p = 0; p < k; p++) {
          const x = evaluated(t, loadElement(left.data, t, x0 + (ta === true ? p * m + i : i * k + p)));
          const y = evaluated(t, loadElement(right.data, t, y0 + (tb === true ? j * k + p : p * n + j)));
          sum = t === 'bool' ? eval_.or(sum, eval_.and(x, y)) : eval_.add(sum, eval_.mul(x, y));
        }
        storeElement(out, t, (batch * m + i) * n + j, (sum as ReturnType<typeof evaluated>).value);
      }
    }
  }
  return { dtype: t, shape, data: out };
};

export const matmul: LibraryOperation = {
  kind: 'library',
  name: 'matmul',
  doc: 'Products of (…, m, k) and (…, k, n) matrices, either of which may be given transposed.',
  ulp: 4,
  task: 'gemm',
  resolve: (operands) => {
    const t = common(operands);
    return operands.length === 2 ? { inputs: [t, t], output: t } : undefined;
  },
  shape: shapeOf,
  // The result begins at row 0 of its store.
  attributes: ({ ta, tb }) => [Number(ta === true), Number(tb === true), 0],
  cut,
  reference,
};
