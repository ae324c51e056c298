/**
 * Results that go into an array that is there: `np.add(a, b, { out, where })`. The options come last, whatever was left
 * out before them. What is computed is fused with the write; `out` may overlap the operands, and have another type of
 * the same kind or of a wider one.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, promote } from '../../compiler/ir/dtype';
import { sameShape } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { assign, broadcastShapes, elementwise, reshape } from '../trace/ops';
import { checkAxes, checkWritable } from './axes';
import { Complex } from './complex';
import type { DType } from './dtype';
import { toElement } from './element';
import { NDArray } from './ndarray';
import { type ArrayLike, alias, converted, releasing, viewOf, wrap, wrapAlias } from './operand';

/** Where results go, and which of them. What the function gives is another handle of `out`. */
export interface OutOptions<O extends DType = DType> {
  /** Of the result's shape, and of a type that it can be cast to within its kind. */
  readonly out: NDArray<O>;
  /** Only elements where this is true (not 0) are written; broadcast with the operands. */
  readonly where?: ArrayLike;
}

/** Only some results, without `out`: a new array, with zeros in the other places (NumPy leaves them to chance). */
export interface WhereOptions {
  readonly where: ArrayLike;
  readonly out?: undefined;
}

export interface Output {
  readonly out?: NDArray;
  readonly where?: ArrayLike;
}

const OUT_AND_WHERE: readonly string[] = ['out', 'where'];

/**
 * A last argument, if it is options: not an array, nor a complex number.
 * @throws LGT4018 for an option that is not known, since it would not be heeded
 */
export function optionsIn(name: string, value: unknown, known = OUT_AND_WHERE): Output | undefined {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return undefined;
  if (Complex.isComplex(value)) return undefined;
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) fail('LGT4018', `${name} has no option '${key}'; it takes ${known.join(', ')}`);
  }
  return value;
}

/** Reductions and scans are converted to whatever `out` is, as in NumPy; others stay in their kind. */
type Casting = 'same_kind' | 'unsafe';

/** From the narrowest kind: a value can be cast to its own and those behind it. */
const KINDS = 'buifc';

/** @throws LGT4023 for a cast to a narrower kind */
function checkCast(name: string, from: DType, to: DType): void {
  if (KINDS.indexOf(DTYPES[from].kind) <= KINDS.indexOf(DTYPES[to].kind) || promote(from, to) === to) return;
  fail('LGT4023', `cannot cast the output of ${name} from ${from} to ${to} with casting rule 'same_kind'`);
}

/** @throws LGT4018 for what is no array, LGT4019 */
export function outputView(out: unknown): View {
  if (!(out instanceof NDArray)) return fail('LGT4018', 'out must be an array');
  checkWritable(out.handle);
  return out.handle;
}

const shown = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/**
 * Writes a result as options ask for it, and ends its view.
 * @throws LGT4002 where shapes don't fit, LGT4023 for types, LGT4018, LGT4019
 */
export function deliver(name: string, result: View, { out, where }: Output, casting: Casting = 'same_kind'): NDArray {
  const mask = where === undefined || where === null || where === true ? undefined : viewOf(where);
  if (out === undefined || out === null) return mask === undefined ? wrap(result) : wrap(masked(result, mask));
  const target = outputView(out);
  const shape = broadcastShapes([result.shape, target.shape, ...(mask === undefined ? [] : [mask.shape])]);
  if (!sameShape(shape, target.shape)) {
    fail('LGT4002', `output operand of shape ${shown(target.shape)} doesn't match the broadcast shape ${shown(shape)}`);
  }
  if (casting === 'same_kind') checkCast(name, result.dtype, target.dtype);
  if (mask === undefined) assign(target, result);
  else {
    const typed = converted(result, target.dtype);
    elementwise('where', [mask, typed.view, target], { into: target });
    if (typed.own) typed.view.release();
  }
  return releasing([result], wrapAlias(alias(target)));
}

function masked(result: View, mask: View): View {
  const { dtype } = result;
  return releasing([result], elementwise('where', [mask, result, { dtype, value: toElement(0, dtype) }]));
}

type Axis = number | readonly number[] | null | undefined;

// biome-ignore lint/suspicious/noExplicitAny: stands for every function.
type Anything = (...args: any[]) => any;

type Prefixes<Args extends readonly unknown[]> = Args extends readonly [infer First, ...infer Rest]
  ? [First] | [First, ...Prefixes<Rest>]
  : [];

/** A function that also takes `{ out }`, behind as many of its arguments as are given. */
export type WithOut<F extends Anything, More = unknown> = (<O extends DType>(
  ...args: [...Prefixes<Required<Parameters<F>>>, OutOptions<O> & More]
) => NDArray<O>) &
  F;

/** What was given, without its options. @throws LGT4018 */
function separated(name: string, args: readonly unknown[], known?: readonly string[]) {
  let last = args.length - 1;
  while (last > 0 && args[last] === undefined) last--;
  const options = optionsIn(name, args[last], known);
  return options && { given: args.slice(0, last), options };
}

const named = (call: Anything, name: string): Anything => Object.defineProperty(call, 'name', { value: name });

/** @param name of the function, in messages */
export function withOut<F extends Anything>(f: F, casting: Casting = 'same_kind', name = f.name): WithOut<F> {
  const call = (...args: unknown[]): unknown => {
    const apart = separated(name, args);
    if (apart === undefined) return f(...args);
    const { given, options } = apart;
    if (options.out !== undefined) outputView(options.out);
    return deliver(name, viewOf(f(...given)), options, casting);
  };
  return named(call, name) as WithOut<F>;
}

/** Where the results of a function with several go: an array each, or null for a new one. */
export interface OutsOptions {
  readonly out: readonly (NDArray | null | undefined)[];
  readonly where?: ArrayLike;
}

/** A function that also takes `{ out: [a, b] }` behind its arguments. */
export type WithOuts<F extends Anything> = ((...args: [...Parameters<F>, OutsOptions]) => ReturnType<F>) & F;

/** @throws LGT4018 where there are not as many arrays as results */
export function withOuts<F extends Anything>(f: F, name = f.name): WithOuts<F> {
  const call = (...args: unknown[]): unknown => {
    const apart = separated(name, args);
    if (apart === undefined) return f(...args);
    const { out, where } = apart.options as unknown as OutsOptions;
    const results = f(...apart.given) as NDArray[];
    if (out !== undefined && !(Array.isArray(out) && out.length === results.length)) {
      fail('LGT4018', `${name}: out must be a list of ${results.length} arrays`);
    }
    return results.map((r, k) => deliver(name, viewOf(r), { out: out?.[k] ?? undefined, where }));
  };
  return named(call, name) as WithOuts<F>;
}

/** Which arguments of a reduction are what. */
export interface ReductionArguments {
  /** 1, if not given. */
  readonly axis?: number;
  /** 2, if not given. */
  readonly keepdims?: number;
  /** What it takes behind `keepdims`, besides `out`. */
  readonly options?: readonly string[];
  /** It accumulates in the type of `out` where that is the wider one, as in NumPy. */
  readonly accumulates?: true;
}

/** A reduction: given `out` it doesn't wait, even where no axis is left. */
export function withOutOfAxes<F extends Anything>(f: F, where: ReductionArguments = {}, name = f.name): WithOut<F> {
  const { axis = 1, keepdims = 2, options: own = [], accumulates } = where;
  const known = ['out', ...own];
  const call = (...args: unknown[]): unknown => {
    const apart = separated(name, args, known);
    if (apart === undefined) return f(...args);
    const { given, options } = apart;
    const behind = (values: readonly unknown[], more: unknown) => (own.length > 0 ? f(...values, more) : f(...values));
    if (options.out === undefined) {
      while (given.length <= keepdims) given.push(undefined);
      return behind(given, options);
    }
    const { out, ...more } = options as OutOptions;
    outputView(out);
    const { shape, dtype } = viewOf(given[0]);
    const rest = accumulates ? { dtype: promote(dtype, out.dtype), ...more } : more;
    const axes = checkAxes(given[axis] as Axis, shape.length);
    const kept = given[keepdims];
    while (given.length < keepdims) given.push(undefined);
    given[keepdims] = true;
    const whole = viewOf(behind(given.slice(0, keepdims + 1), rest));
    const extents = kept ? whole.shape : shape.filter((_, d) => !axes.includes(d));
    const result = releasing([whole], reshape(whole, extents));
    return deliver(name, result, { out }, 'unsafe');
  };
  return named(call, name) as WithOut<F>;
}
