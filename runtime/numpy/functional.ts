/**
 * Functions of the program at each element. Where the compiler could translate a function, its calls are recorded as
 * any operation is, and fuse with their neighbours; otherwise it runs as JavaScript, now, and is counted as fallback.
 */
import { fail } from '../../compiler/errors';
import { type DType as AnyDType, DTYPES, isComplex } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { countFallback } from '../profile/fallbacks';
import { setElementAt } from '../trace/elements';
import { broadcastShapes, elementwise, fromHost, readElements } from '../trace/ops';
import { knownFunction, type UserFunction, whyJavaScript } from '../trace/scalar-functions';
import type { Argument } from '../trace/tracer';
import { checkShape } from './axes';
import { capturedOperands, type Refused } from './captured';
import { checkDType, type DType } from './dtype';
import { isScalarInput, type ScalarInput } from './element';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, converted, releasing, viewOf, wrap } from './operand';
import { numberForWrite } from './scalar-rules';

/** A function of elements: numbers in, a number or a boolean out. */
export type ElementFunction = (...elements: number[]) => number | boolean;

/** Type of an array of a function's results. */
export type ResultOf<R> = [R] extends [boolean] ? 'bool' : [R] extends [number] ? 'float64' : 'bool' | 'float64';

/** A function of elements, applied to arrays: they broadcast, as numbers beside them do. */
export type Vectorized<P extends readonly number[], R> = (
  ...operands: { [K in keyof P]: ArrayLike }
) => NDArray<ResultOf<R>>;

/**
 * The function of arrays that applies `f` to each element. Elements are given as numbers, whatever the arrays' types;
 * the result is float64, or bool where `f` gives booleans.
 */
export function vectorize<P extends number[], R extends number | boolean>(f: (...elements: P) => R): Vectorized<P, R> {
  checkFunction(f, 'vectorize');
  const vectorized = (...operands: ArrayLike[]): NDArray => wrap(apply('vectorize', f, operands.map(argumentOf), 0));
  return vectorized as Vectorized<P, R>;
}

/** `f(element, i, j, …)` for each element, as a new array of float64, or of bool where `f` gives booleans. */
export function map<R extends number | boolean>(
  a: AnyArray,
  f: (element: number, ...index: number[]) => R,
): NDArray<ResultOf<R>> {
  checkFunction(f, 'map');
  return wrap(apply('map', f, [viewOf(a)], viewOf(a).ndim));
}

/**
 * The values of a function of the indices.
 * @param func called with one index an axis
 */
export function fromfunction<D extends DType = 'float64'>(
  func: (...indices: number[]) => ScalarInput,
  shape: readonly number[],
  dtype = 'float64' as D,
): NDArray<D> {
  checkFunction(func, 'fromfunction');
  const extents = checkShape(shape);
  const type = checkDType(dtype);
  // 64-bit integers round what the function gives, which no conversion on arrays does.
  const whole = type === 'int64' || type === 'uint64';
  const computed = whole ? { why: `its type is ${type}` } : record(func, [], extents.length, extents);
  if (!('why' in computed)) {
    const typed = converted(computed, type);
    return wrap(typed.own ? releasing([computed], typed.view) : computed);
  }
  countFallback('fromfunction', computed.why);
  const data = new DTYPES[type].array(elements(extents) * (isComplex(type) ? 2 : 1));
  eachIndex(extents, (index, at) => setElementAt(data, type, at, numberForWrite(func(...index), type)));
  return wrap(fromHost(data, extents, type));
}
export { fromfunction as fromFunction };

export function checkFunction(f: unknown, what: string): void {
  if (typeof f !== 'function') fail('LGT4018', `${what} takes a function of numbers, not ${typeof f}`);
}

/** Elements as numbers. @throws LGT4003 for complex ones */
function argumentOf(x: ArrayLike): Argument {
  if (isScalarInput(x) && typeof x !== 'object') return { dtype: 'float64', value: Number(x) };
  return viewOf(x);
}

function apply(what: string, f: UserFunction, args: readonly Argument[], indices: number): View {
  const shape = broadcastShapes(args.flatMap((a) => ('value' in a ? [] : [a.shape])));
  if (args.some((a) => isComplex(a.dtype))) {
    fail('LGT4003', `'${what}' is not defined for complex elements; take .real and .imag apart`);
  }
  const recorded = record(f, args, indices, shape);
  if (!('why' in recorded)) return recorded;
  countFallback(what, recorded.why);
  return onHost(f as ElementFunction, args, indices, shape);
}

/** The function as an operation, or why it isn't one here. */
export function record(
  f: UserFunction,
  args: readonly Argument[],
  indices: number,
  shape: readonly number[],
  arity = f.length,
): View | Refused {
  if (arity > args.length + indices) return { why: `it takes ${count(arity)} and is given ${args.length}` };
  const known = knownFunction(f);
  if (known === undefined) return { why: whyJavaScript(f) };
  const captured = capturedOperands(known, shape);
  if ('why' in captured) return captured;
  const own = args.slice(0, arity);
  const axes = Array.from({ length: arity - own.length }, (_, axis) => axis);
  const params = { function: known.text, axes, captures: captured.operands.length };
  const view = elementwise('scalar_function', [...own, ...captured.operands], { params, shape });
  return releasing(captured.made, view);
}

const count = (n: number): string => `${n} number${n === 1 ? '' : 's'}`;

/** Calls the function for each element. */
function onHost(f: ElementFunction, args: readonly Argument[], indices: number, shape: readonly number[]): View {
  const columns = args.map((a) => ('value' in a ? (a.value as number) : numbersOf(a, shape)));
  const results = new Float64Array(elements(shape));
  let truths = results.length > 0;
  eachIndex(shape, (index, at) => {
    const operands = columns.map((c) => (typeof c === 'number' ? c : (c[at] as number)));
    const result: unknown = f(...operands, ...index.slice(0, indices));
    truths &&= typeof result === 'boolean';
    results[at] = Number(result);
  });
  const dtype: AnyDType = truths ? 'bool' : 'float64';
  return fromHost(truths ? Uint8Array.from(results) : results, [...shape], dtype);
}

/** The elements, broadcast to a shape, in C order. */
export function numbersOf(view: View, shape: readonly number[]): Float64Array {
  const wide = view.broadcastTo(shape);
  const dense = elementwise('astype', [wide], { params: { dtype: 'float64' } });
  return releasing([wide, dense], readElements(dense) as Float64Array);
}

/** Each index of a shape, in C order, and its position. The list is the same one each time. */
export function eachIndex(shape: readonly number[], visit: (index: readonly number[], at: number) => void): void {
  const index = shape.map(() => 0);
  const count = elements(shape);
  for (let at = 0; at < count; at++) {
    visit(index, at);
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d] = (index[d] as number) + 1;
      if ((index[d] as number) < (shape[d] as number)) break;
      index[d] = 0;
    }
  }
}
