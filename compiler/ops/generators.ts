/** Elements made from their position alone, or from it and a few scalars. */
import { type DType, isDType, isFloating } from '../ir/dtype';
import { cStrides, type Params } from '../ir/graph';
import { elementwise } from './define';
import type { Operation } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';

const axisOf = (params: Params): number => Number(params.axis ?? 0);
const typeOf = (params: Params, otherwise: DType): DType => (isDType(params.dtype) ? params.dtype : otherwise);

/** Column minus row, on the two axes that params name. */
function diagonal(b: ScalarBuilder, params: Params): Scalar {
  return b.sub(b.index(Number(params.columns ?? 1)), b.index(Number(params.rows ?? 0)));
}

/**
 * NumPy computes the first two values in the operands' type and converts them; all others
 * are the first plus a multiple of their difference, in the result's type.
 */
function arange(b: ScalarBuilder, start: Scalar, step: Scalar, t: DType, axis: number): Scalar {
  const at = b.index(axis);
  const first = b.convert(start, t);
  const second = b.convert(b.add(start, step), t);
  const rest = b.add(first, b.mul(b.convert(at, t), b.sub(second, first)));
  if (!isFloating(t)) return rest;
  const isAt = (i: number): Scalar => b.compare('eq', at, b.constant('int64', i));
  return b.select(isAt(0), first, b.select(isAt(1), second, rest));
}

function linspace(b: ScalarBuilder, start: Scalar, stop: Scalar, params: Params): Scalar {
  const t = start.dtype;
  const count = Number(params.num);
  const inclusive = params.endpoint !== false;
  const gaps = inclusive ? count - 1 : count;
  const at = b.index(axisOf(params));
  const i = b.convert(at, t);
  const delta = b.sub(stop, start);
  if (gaps < 1) return b.add(b.mul(i, delta), start);
  const step = b.div(delta, b.convert(b.constant('float64', gaps), t));
  const zero = b.convert(b.constant('float64', 0), t);
  const fine = b.mul(b.div(i, b.convert(b.constant('float64', gaps), t)), delta);
  const value = b.add(b.select(b.compare('eq', step, zero), fine, b.mul(i, step)), start);
  if (!inclusive || count < 2) return value;
  return b.select(b.compare('eq', at, b.constant('int64', count - 1)), stop, value);
}

const generator = (
  name: string,
  doc: string,
  output: (params: Params) => DType,
  emit: (b: ScalarBuilder, params: Params) => Scalar,
): Operation =>
  elementwise({
    name,
    doc,
    arity: 0,
    types: (_, params) => ({ inputs: [], output: output(params) }),
    emit: (b, _, __, params) => emit(b, params),
    positional: () => true,
  });

export const GENERATORS: readonly Operation[] = [
  generator(
    'iota',
    'Position along `axis`.',
    () => 'int64',
    (b, params) => b.index(axisOf(params)),
  ),
  generator(
    'flat',
    'Position in the C order of `shape`.',
    () => 'int64',
    (b, params) => {
      const strides = cStrides(params.shape as readonly number[]);
      return strides.reduce<Scalar>(
        (sum, stride, axis) => b.add(sum, b.mul(b.index(axis), b.constant('int64', stride))),
        b.constant('int64', 0),
      );
    },
  ),
  generator(
    'eye',
    '1 on the `k`-th diagonal (columns minus rows), else 0.',
    (params) => typeOf(params, 'float64'),
    (b, params) =>
      b.convert(
        b.compare('eq', diagonal(b, params), b.constant('int64', Number(params.k ?? 0))),
        typeOf(params, 'float64'),
      ),
  ),
  generator(
    'tri',
    '1 on and below the `k`-th diagonal, else 0.',
    (params) => typeOf(params, 'bool'),
    (b, params) =>
      b.convert(
        b.compare('le', diagonal(b, params), b.constant('int64', Number(params.k ?? 0))),
        typeOf(params, 'bool'),
      ),
  ),
  elementwise({
    name: 'arange',
    doc: 'Start plus step times the position along `axis`, in `dtype`.',
    arity: 2,
    types: ([start, step], params) => {
      if (start === undefined || step === undefined) return undefined;
      const t = isFloating(start) || isFloating(step) ? 'float64' : 'int64';
      return { inputs: [t, t], output: typeOf(params, t) };
    },
    emit: (b, [start, step], signature, params) =>
      arange(b, start as Scalar, step as Scalar, signature.output, axisOf(params)),
    positional: () => true,
  }),
  elementwise({
    name: 'linspace',
    doc: '`num` evenly spaced values from the first to the second (`endpoint`: which is the last one), along `axis`.',
    arity: 2,
    types: ([start, stop]) => {
      const t = start?.startsWith('complex') || stop?.startsWith('complex') ? 'complex128' : 'float64';
      return { inputs: [t, t], output: t };
    },
    emit: (b, [start, stop], _, params) => linspace(b, start as Scalar, stop as Scalar, params),
    positional: () => true,
  }),
];
