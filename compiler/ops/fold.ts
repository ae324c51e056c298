/** Left folds with functions of the user's program, in its order: what a loop with an accumulator does. */
import type { Params } from '../ir/graph';
import { type Instruction, isLoop } from '../ir/scalar-function';
import { evaluating } from './define';
import type { FoldOperation, Operation } from './operation';
import { dtypeOf, emitFunction, readScalarFunction, typesOf } from './scalar-function';

/** The function's own params: of a fold, `axes` are the folded ones, and `indices` those it gets the index of. */
const ofFunction = (params: Params): Params => ({ ...params, axes: (params.indices as readonly number[]) ?? [] });

const emit: FoldOperation['emit'] = (b, operands, _, params) => emitFunction(b, operands, ofFunction(params));

/** A loop's trips aren't known: far more than anything that pays to unroll. */
const count = (code: readonly Instruction[]): number => code.reduce((n, i) => n + (isLoop(i) ? 1000 : 1), 0);

/**
 * Operands: the state before (a scalar, or a view of the kept axes), elements (views of the whole iteration space),
 * and `captures` scalars. Params: `function`, of the state, the elements, the indices along `indices`, and what is
 * captured; it gives the next state. `axes`: those that are folded, in row-major order. `elements` and `result` as
 * those of `scalar_function`; the state is of the result's type. `shape`: the iteration space, where no operand
 * has it.
 */
export const FOLD: readonly Operation[] = [
  {
    kind: 'fold',
    name: 'scalar_fold',
    doc: "A left fold with a function of the user's program, in its order.",
    ulp: 4,
    resolve(operands, params) {
      const read = typeof params.function === 'string' ? readScalarFunction(params.function) : undefined;
      if (read === undefined || operands.some((t) => t.startsWith('complex'))) return undefined;
      const captures = Number(params.captures ?? 0);
      const elements = operands.length - 1 - captures;
      if (elements < 0) return undefined;
      const result = typeof params.result === 'string' ? params.result : dtypeOf(read.result);
      const given =
        typeof params.elements === 'string'
          ? params.elements.split(',').filter((t) => t !== '')
          : read.function.parameters.slice(1, 1 + elements).map(dtypeOf);
      const types = [result === 'uint8c' ? 'uint8' : result, ...given].join();
      return typesOf({ ...ofFunction(params), elements: types }, 1 + elements, captures);
    },
    emit,
    reference: evaluating(emit),
    weight: (params) => count(readScalarFunction(params.function as string)?.function.code ?? []),
  },
];
