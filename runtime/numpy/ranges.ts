/** Arrays made of positions: ranges, grids, diagonals and triangles. All are computed lazily, by formula. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { jointly } from '../host/joint';
import { assign, copy, elementwise } from '../trace/ops';
import type { ScalarValue } from '../trace/tracer';
import { checkShape } from './axes';
import { filled } from './creation';
import { checkDType, type DType } from './dtype';
import { toElement } from './element';
import { iota } from './gathering';
import { NDArray } from './ndarray';
import { type AnyArray, arrayOf, converted, releasing, viewOf, wrap, wrapAlias } from './operand';
import { diagonalView } from './shape';

const float = (value: number): ScalarValue => ({ dtype: 'float64', value });

/** Converts a new array; ends it if that makes another one. */
function into<D extends DType>(view: View, dtype: DType): NDArray<D> {
  const result = converted(view, dtype);
  if (result.own) view.release();
  return wrap(result.view);
}

/**
 * start, start + step, … below stop. With one argument: 0, 1, … below it.
 * @throws LGT4018 for a step of 0 and for more than two booleans
 */
export function arange<D extends DType = DType>(start: number, stop?: number, step = 1, dtype?: D): NDArray<D> {
  const type = checkDType(dtype ?? 'float64');
  const [from, to] = stop === undefined || stop === null ? [0, start] : [start, stop];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(count)) fail('LGT4018', `arange(${from}, ${to}, ${step}) has no finite number of elements`);
  if (type === 'bool' && count > 2) {
    fail('LGT4018', 'arange() is only supported for booleans when the result has at most length 2');
  }
  const whole = Number.isSafeInteger(from) && Number.isSafeInteger(step);
  const shape = [count];
  if (whole) {
    const args: ScalarValue[] = [from, step].map((n) => ({ dtype: 'int64', value: BigInt(n) }));
    const direct = DTYPES[type].kind !== 'b' && DTYPES[type].kind !== 'c';
    const values = elementwise('arange', args, { shape, params: { axis: 0, dtype: direct ? type : 'int64' } });
    return into(values, type);
  }
  const computed = type === 'float32' || type === 'float16' ? type : 'float64';
  return into(elementwise('arange', [float(from), float(step)], { shape, params: { axis: 0, dtype: computed } }), type);
}

function checkCount(num: number): void {
  if (!Number.isInteger(num) || num < 0) fail('LGT4018', `number of samples, ${num}, must be non-negative`);
}

function evenlySpaced(start: number, stop: number, num: number): View {
  checkCount(num);
  return elementwise('linspace', [float(start), float(stop)], { shape: [num], params: { num, axis: 0 } });
}

/** `num` evenly spaced values from start to stop, both included. Integers are rounded down. @throws LGT4018 */
export function linspace<D extends DType = 'float64'>(
  start: number,
  stop: number,
  num = 50,
  dtype = 'float64' as D,
): NDArray<D> {
  const type = checkDType(dtype);
  const values = evenlySpaced(start, stop, num);
  const { kind } = DTYPES[type];
  if (kind !== 'i' && kind !== 'u') return into(values, type);
  return into(releasing([values], elementwise('floor', [values])), type);
}

/** `base` to the power of evenly spaced exponents. @throws LGT4018 */
export function logspace<D extends DType = 'float64'>(
  start: number,
  stop: number,
  num = 50,
  base = 10,
  dtype = 'float64' as D,
): NDArray<D> {
  const type = checkDType(dtype);
  const exponents = evenlySpaced(start, stop, num);
  return into(releasing([exponents], elementwise('power', [float(base), exponents])), type);
}

/** `num` values from start to stop, each the same multiple of the one before. @throws LGT4018 */
export function geomspace<D extends DType = 'float64'>(
  start: number,
  stop: number,
  num = 50,
  dtype = 'float64' as D,
): NDArray<D> {
  const type = checkDType(dtype);
  if (start === 0 || stop === 0) fail('LGT4018', 'Geometric sequence cannot include zero');
  if (start < 0 !== stop < 0) fail('LGT4018', 'Geometric sequence cannot contain both positive and negative values');
  return into(
    jointly('geomspace', `${start} ${stop} ${num}`, [], () => geometric(start, stop, num)),
    type,
  );
}

function geometric(start: number, stop: number, num: number): View {
  const sign = start < 0 ? -1 : 1;
  const exponents = evenlySpaced(Math.log10(start * sign), Math.log10(stop * sign), num);
  const values = elementwise('power', [float(10), exponents]);
  const signed = elementwise('multiply', [values, float(sign)]);
  const at = iota(num);
  const isAt = (i: number): View => elementwise('equal', [at, { dtype: 'int64', value: BigInt(i) }]);
  const [first, last] = [isAt(0), isAt(num - 1)];
  const ended = num > 1 ? elementwise('where', [last, float(stop), signed]) : signed;
  const result = elementwise('where', [first, float(start), ended]);
  return releasing(new Set([exponents, values, signed, at, first, last, ended]), result);
}

/** Ones on the k-th diagonal (above the main one for positive k) of an n × m matrix, zeros elsewhere. */
export function eye<D extends DType = 'float64'>(n: number, m?: number, k = 0, dtype = 'float64' as D): NDArray<D> {
  return wrap(elementwise('eye', [], { shape: checkShape([n, m ?? n]), params: { k, dtype: checkDType(dtype) } }));
}

/** The n × n identity matrix. */
export function identity<D extends DType = 'float64'>(n: number, dtype = 'float64' as D): NDArray<D> {
  return eye(n, n, 0, dtype);
}

/** Ones on and below the k-th diagonal of an N × M matrix. */
export function tri<D extends DType = 'float64'>(N: number, M?: number, k = 0, dtype = 'float64' as D): NDArray<D> {
  return wrap(elementwise('tri', [], { shape: checkShape([N, M ?? N]), params: { k, dtype: checkDType(dtype) } }));
}

function triangle(m: AnyArray, k: number, lower: boolean): NDArray {
  const view = viewOf(m);
  if (view.ndim < 2) fail('LGT4005', `${lower ? 'tril' : 'triu'} needs at least 2 dimensions, not ${view.ndim}`);
  const made = jointly('triangle', `${k} ${lower}`, [view], ([all]) => {
    const given = all as View;
    const params = { k: lower ? k : k - 1, dtype: 'bool' };
    const below = elementwise('tri', [], { shape: given.shape.slice(-2), params });
    const zero: ScalarValue = { dtype: given.dtype, value: toElement(0, given.dtype) };
    const args = lower ? [below, given, zero] : [below, zero, given];
    return releasing([below], elementwise('where', args));
  });
  return wrap(made);
}

/** The array with zeros above the k-th diagonal of its last two axes. */
export function tril<D extends DType>(m: AnyArray<D>, k = 0): NDArray<D> {
  return triangle(m, k, true) as NDArray<D>;
}

/** The array with zeros below the k-th diagonal of its last two axes. */
export function triu<D extends DType>(m: AnyArray<D>, k = 0): NDArray<D> {
  return triangle(m, k, false) as NDArray<D>;
}

/** A matrix with the vector on its k-th diagonal, or the k-th diagonal of a matrix (a copy). @throws LGT4005 */
export function diag<D extends DType>(v: AnyArray<D>, k = 0): NDArray<D> {
  const view = viewOf(v);
  if (view.ndim !== 1 && view.ndim !== 2) fail('LGT4005', `diag: input must be 1-D or 2-D, not ${view.ndim}-D`);
  if (view.ndim === 2) {
    const line = diagonalView(view, k, 0, 1);
    return wrap(releasing([line], copy(line)));
  }
  const n = (view.shape[0] as number) + Math.abs(k);
  const matrix = filled([n, n], { dtype: view.dtype, value: toElement(0, view.dtype) });
  const line = matrix.diagonal(k, 0, 1);
  assign(line, view);
  line.release();
  return wrap(matrix);
}

/** A matrix with the flattened array on its k-th diagonal. */
export function diagflat<D extends DType>(v: AnyArray<D>, k = 0): NDArray<D> {
  const flat = arrayOf(v).flatten();
  const result = diag(flat, k);
  flat.dispose();
  return result;
}

export interface MeshgridOptions {
  /** 'xy' (default): the first array runs along the second axis; 'ij': each along its own. */
  readonly indexing?: 'xy' | 'ij';
  /** Grids of extent 1 along the other axes. */
  readonly sparse?: boolean;
  /** Copies (default) or views. */
  readonly copy?: boolean;
}

/** Coordinate grids of one-dimensional arrays. */
export function meshgrid(...args: (NDArray | MeshgridOptions)[]): NDArray[] {
  const arrays = args.filter((a): a is NDArray => a instanceof NDArray).map(viewOf);
  const options = Object.assign({}, ...args.filter((a) => !(a instanceof NDArray))) as MeshgridOptions;
  const swapped = options.indexing !== 'ij' && arrays.length > 1;
  const axisOf = (i: number) => (swapped && i < 2 ? 1 - i : i);
  const shape = new Array<number>(arrays.length);
  arrays.forEach((a, i) => {
    shape[axisOf(i)] = a.size;
  });
  return arrays.map((a, i) => {
    const lone = shape.map((e, d) => (d === axisOf(i) ? e : 1));
    const line = a.reshape(lone) ?? (copy(a).reshape(lone) as View);
    if (options.sparse) return options.copy === false ? wrapAlias(line) : wrap(releasing([line], copy(line)));
    const grid = line.broadcastTo(shape);
    line.release();
    return options.copy === false ? wrapAlias(grid) : wrap(releasing([grid], copy(grid)));
  });
}

/** The indices of a grid: element [d, i, j, …] is the index along axis d. */
export function indices(dimensions: readonly number[], dtype: DType | (string & {}) = 'float64'): NDArray {
  const shape = checkShape(dimensions);
  const type = checkDType(dtype);
  if (type === 'bool') fail('LGT4003', "'indices' is not defined for bool");
  const result = filled([shape.length, ...shape], { dtype: type, value: toElement(0, type) });
  shape.forEach((_, axis) => {
    const part = result.at(0, axis);
    elementwise('iota', [], { into: part, params: { axis } });
    part.release();
  });
  return wrap(result);
}
