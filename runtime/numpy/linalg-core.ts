/** What the functions of `np.linalg` share: checks of matrices, and calls of LAPACK's routines with NumPy's errors. */
import type { DType } from '../../compiler/ir/dtype';
import { elements, type Params } from '../../compiler/ir/graph';
import { linearType } from '../../compiler/ops/linalg';
import type { View } from '../core/view';
import { bringAll } from '../host/memory';
import { isHostSize } from '../host/setting';
import { empty, libraryResults, readElements, reshape } from '../trace/ops';
import type { Argument } from '../trace/tracer';
import { filled } from './creation';
import { linalgFail } from './linalg-error';
import { alias, releasing, viewOf } from './operand';

/** A view of one or more matrices. @throws LGT4030 */
export function matrices(a: unknown): View {
  const view = viewOf(a);
  if (view.ndim < 2) {
    linalgFail(`${view.ndim}-dimensional array given. Array must be at least two-dimensional`);
  }
  return view;
}

/** As `matrices`, of square ones. @throws LGT4030 */
export function squareMatrices(a: unknown): View {
  const view = matrices(a);
  if (view.shape.at(-1) !== view.shape.at(-2)) linalgFail('Last 2 dimensions of the array must be square');
  return view;
}

/** A view of one matrix. @throws LGT4030 */
export function matrix(a: unknown): View {
  const view = viewOf(a);
  if (view.ndim !== 2) linalgFail(`${view.ndim}-dimensional array given. Array must be two-dimensional`);
  return view;
}

export const rowsOf = (v: View): number => v.shape.at(-2) as number;
export const columnsOf = (v: View): number => v.shape.at(-1) as number;
export const leadOf = (v: View): readonly number[] => v.shape.slice(0, -2);

/** The leading dimensions as one. */
function stacked(v: View): View {
  const lead = leadOf(v);
  return lead.length < 2 ? alias(v) : reshape(v, [elements(lead), rowsOf(v), columnsOf(v)]);
}

/**
 * Runs a routine on matrices of one shape of leading dimensions.
 * @param failed message where the routine says that a matrix can't be worked with: it is read, which waits
 * @throws LGT4030
 */
export function lapack(
  operation: string,
  operands: readonly View[],
  params: Params = {},
  failed?: string | ((info: number) => string),
  scalars: readonly Argument[] = [],
): View[] {
  const lead = leadOf(operands[0] as View);
  const given = operands.map(stacked);
  const results = releasing(given, libraryResults(operation, [...given, ...scalars], params));
  if (failed !== undefined) {
    const info = results.pop() as View;
    // What is small comes along: the program waits once.
    bringAll([info, ...results].map((v) => v.buffer).filter((b) => isHostSize(b.size)));
    const wrong = (readElements(info) as Int32Array).find((i) => i !== 0);
    info.release();
    if (wrong !== undefined) {
      releasing(results, undefined);
      linalgFail(typeof failed === 'string' ? failed : failed(wrong));
    }
  }
  if (lead.length < 2) return results;
  const shaped = results.map((r) => r.reshape([...lead, ...r.shape.slice(1)]) as View);
  return releasing(results, shaped);
}

/** Zeros of a shape; of no elements, an array that nothing is computed for. */
export function zeros(shape: readonly number[], dtype: DType): View {
  return elements(shape) === 0 ? empty(shape, dtype) : filled(shape, { dtype, value: 0 });
}

/** The type of results of `linalg` for operands of a type. */
export const resultType = (v: View): DType => linearType(v.dtype);
