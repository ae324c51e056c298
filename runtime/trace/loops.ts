/**
 * Lifted loops at run time: binds what a nest captures, lets `compiler/lift` decide, and records the operations. What
 * can't be done so is refused, and the program runs its own loop.
 */

import { DTYPES, type DType } from '../../compiler/ir/dtype';
import type { LoopNest } from '../../compiler/ir/loop-nest';
import { type ArrayPlace, type BoundNest, bindNest, decidingScalars, Refused, valueAt } from '../../compiler/lift/bind';
import { type ElementType, type Lowered, type LoweredView, lower, type Outcome } from '../../compiler/lift/lower';
import { readOptions } from '../../compiler/options';
import type { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { bringAll } from '../host/memory';
import { relieveHeld } from './held-memory';
import { attach, type HostTypedArray, isAttachable, settle, typeOfTypedArray } from './host-memory';
import { hasStarted, tracer } from './instance';
import { empty, readElement } from './ops';
import { lookAt } from './owned-memory';
import { setSite } from './site';
import type { Argument } from './tracer';

/** Work in additions, below which starting the engine, or compiling a loop's kernels, doesn't pay. */
const WORTH_STARTING = 2 ** 28;
const WORTH_COMPILING = 2 ** 22;

interface Known {
  readonly nest: LoopNest;
  /** Work that its runs had so far. */
  work: number;
  /** Scalars among those. */
  readonly deciding: readonly number[];
  /** Decisions, by everything that they depend on. */
  readonly decisions: Map<string, Lowered | string>;
}

const nests = new Map<string, Known>();
let work = 0;
let mode: 'auto' | 'always' | 'never' | undefined;

/**
 * Runs a nest as tasks.
 * @returns the new values of the variables that it changes; undefined if the program has to run it
 */
export function liftLoop(
  site: number,
  text: string,
  arrays: readonly unknown[],
  scalars: readonly (number | boolean)[],
): readonly (number | boolean)[] | undefined {
  try {
    const results = attempt(site, text, arrays, scalars);
    if (results !== undefined) return results;
  } catch (error) {
    settle();
    if (!(error instanceof Refused)) throw error;
    note(site, error.message);
  }
  settle();
  return lookAt(...arrays);
}

type Method = 'map' | 'forEach' | 'every' | 'some' | 'reduce';
type Callable = Record<Method, (...args: unknown[]) => unknown>;

/**
 * A typed array's method that calls a function for each element.
 * @param least elements above which the nest is tried; an array among `arrays` that is undefined is what `map` makes
 */
export function liftMethod(
  site: number,
  least: number,
  text: string,
  arrays: readonly unknown[],
  scalars: readonly (number | boolean)[],
  array: HostTypedArray,
  method: Method,
  ...args: unknown[]
): unknown {
  const plain = (): unknown => {
    lookAt(...arrays);
    return (array as unknown as Callable)[method](...args);
  };
  if (!(array?.length > least) || !hasOwnMethods(array)) return plain();
  const made = method === 'map' ? new (array.constructor as Float64ArrayConstructor)(array.length) : undefined;
  const results = liftLoop(
    site,
    text,
    arrays.map((a) => a ?? made),
    scalars,
  );
  if (results === undefined) return plain();
  settle();
  return method === 'map' ? made : results[0];
}

/** Whether an array's methods are the language's. */
function hasOwnMethods(array: HostTypedArray): boolean {
  return typeOfTypedArray(array) !== undefined && Object.getPrototypeOf(array) === array.constructor.prototype;
}

/** Completes what lifted loops have left to do. */
export const settleLoops = settle;

function attempt(
  site: number,
  text: string,
  arrays: readonly unknown[],
  scalars: readonly (number | boolean)[],
): readonly (number | boolean)[] | undefined {
  const known = nestOf(text);
  const { nest } = known;
  nest.scalars.forEach((kind, n) => {
    if (typeof scalars[n] !== kind) throw new Refused(`something that is no ${kind}, as its type says`);
  });
  const found = arrays.map(bound);
  const places = placesOf(found);
  const numbers = bindNest(nest, places, scalars);
  if (!pays(known, numbers)) return undefined;
  if (!tracer().canAttach) return undefined;
  checkTargets(nest, found);
  const types = found.map((a) => a.type);
  const lowered = decide(known, numbers, places, types);
  relieveHeld();
  return run(site, lowered, numbers, found.map(bufferOf));
}

function nestOf(text: string): Known {
  let known = nests.get(text);
  if (known === undefined) {
    const nest = JSON.parse(text) as LoopNest;
    known = { nest, work: 0, deciding: decidingScalars(nest), decisions: new Map() };
    nests.set(text, known);
  }
  return known;
}

/** Whether there is enough to do, now and so far: the same answer on every rank. */
function pays(known: Known, { extents }: BoundNest): boolean {
  mode ??= readOptions().loops;
  if (mode === 'always') return true;
  const now = known.nest.weight * extents.reduce((n, e) => n * e, 1);
  known.work += now;
  work += now;
  return known.work >= WORTH_COMPILING && (hasStarted() || work >= WORTH_STARTING);
}

/** An array as a nest sees it: memory of JavaScript, or a view of the library's. */
type Bound =
  | { readonly type: ElementType; readonly array: HostTypedArray; readonly view?: undefined }
  | { readonly type: DType; readonly view: View };

function bound(array: unknown): Bound {
  const { handle } = (array ?? {}) as { readonly handle?: unknown };
  if (handle instanceof View) {
    if (!isNumber(handle.dtype)) throw new Refused(`an array of ${handle.dtype}`);
    return { type: handle.dtype, view: handle };
  }
  const dtype = typeOfTypedArray(array);
  if (dtype === undefined) throw new Refused('an array that is not what its type says');
  const typed = array as HostTypedArray;
  if (!isAttachable(typed)) throw new Refused('an array whose memory is shared, may grow, or is empty');
  return { type: array instanceof Uint8ClampedArray ? 'uint8c' : dtype, array: typed };
}

/** Types whose elements JavaScript has as numbers. */
const isNumber = (t: DType): boolean =>
  'iuf'.includes(DTYPES[t].kind) && (DTYPES[t].kind === 'f' || DTYPES[t].size <= 4);

/** Elements of the library's arrays of integers are converted by its own rules. */
function checkTargets({ statements, accesses }: LoopNest, arrays: readonly Bound[]): void {
  for (const s of statements) {
    const target = 'target' in s && s.target !== undefined ? accesses[s.target] : undefined;
    const array = target && arrays[target.array];
    if (array?.view && !array.type.startsWith('float')) throw new Refused(`a write to an array of ${array.type}`);
  }
}

/** Where the arrays are; a memory in different types can't be told apart from itself. */
function placesOf(arrays: readonly Bound[]): ArrayPlace[] {
  const memories = new Map<ArrayBuffer | Buffer, { number: number; type: DType }>();
  return arrays.map((a) => {
    const type: DType = a.type === 'uint8c' ? 'uint8' : a.type;
    const key = a.view ? a.view.buffer : a.array.buffer;
    const memory = memories.get(key) ?? { number: memories.size, type };
    memories.set(key, memory);
    if (memory.type !== type) throw new Refused('arrays of different types in one memory');
    if (a.view) {
      const { offset, shape, strides } = a.view;
      return { memory: memory.number, offset, shape, strides };
    }
    const { byteOffset, length } = a.array;
    return { memory: memory.number, offset: byteOffset / DTYPES[type].size, shape: [length], strides: [1] };
  });
}

const bufferOf = (a: Bound): Buffer =>
  a.view ? a.view.buffer : attach(a.array, a.type === 'uint8c' ? 'uint8' : a.type);

function decide(known: Known, bound: BoundNest, places: readonly ArrayPlace[], types: readonly ElementType[]): Lowered {
  // -0 would be '0'.
  const scalars = known.deciding.map((n) => (Object.is(bound.scalars[n], -0) ? '-0' : String(bound.scalars[n])));
  const key = JSON.stringify([bound.extents, scalars, places, types]);
  let decision = known.decisions.get(key);
  if (decision === undefined) {
    try {
      decision = lower(bound, types);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      decision = error.message;
    }
    if (known.decisions.size >= MAX_DECISIONS) known.decisions.clear();
    known.decisions.set(key, decision);
  }
  if (typeof decision === 'string') throw new Refused(decision);
  return decision;
}

/** Decisions kept for a nest: one whose numbers never come back needs none. */
const MAX_DECISIONS = 64;

function run(
  site: number,
  { steps, outcomes }: Lowered,
  bound: BoundNest,
  buffers: readonly Buffer[],
): readonly (number | boolean)[] {
  const made: View[] = [];
  const transient: View[] = [];
  const viewOf = (o: LoweredView): View => {
    const view = new View(
      o.kind === 'step' ? made[o.step]!.buffer : buffers[o.array]!,
      o.kind === 'step' ? 0 : o.offset,
      o.shape,
      o.strides,
    );
    transient.push(view);
    return view;
  };
  setSite(site);
  for (const { op, operands, target, params } of steps) {
    const args = operands.map((o): Argument => {
      if (o.kind === 'scalar') return o;
      return o.kind === 'captured' ? { dtype: o.dtype, value: Number(bound.scalars[o.scalar]) } : viewOf(o);
    });
    const into = 'kind' in target ? viewOf(target) : empty(target.shape, target.dtype);
    made.push(into);
    tracer().record(op, args, [into], params);
    for (const view of transient.splice(0)) if (view !== into) view.release();
  }
  const results = outcomesOf(outcomes, bound, made);
  for (const view of made) view.release();
  return results;
}

/** Reads what reductions gave, and combines it with what the variables were. */
function outcomesOf(outcomes: readonly Outcome[], bound: BoundNest, made: readonly View[]): (number | boolean)[] {
  const { scalars } = bound;
  const results: (number | boolean)[] = [];
  // All have to be asked for before one is waited for: what only they need is dead then.
  const wanted = new Set(outcomes.flatMap((o) => [o.step, o.magnitude, o.position?.step]));
  made.forEach((view, n) => {
    if (!wanted.has(n)) view.release();
  });
  bringAll([...wanted].flatMap((n) => (n === undefined || n < 0 ? [] : made[n]!.buffer)));
  for (const o of outcomes) {
    const before = scalars[o.initial]!;
    const { position } = o;
    if (o.step === undefined) {
      results[o.result] = before;
      if (position) results[position.result] = scalars[position.initial]!;
      continue;
    }
    const value = readElement(made[o.step]!, []) as number | bigint;
    if (o.zerosDiffer && value === 0) throw new Refused('a choice among zeros, 0 or -0');
    if (o.magnitude !== undefined) {
      const magnitude = Number(readElement(made[o.magnitude]!, []) as bigint) + Math.abs(before as number);
      if (magnitude > Number.MAX_SAFE_INTEGER) throw new Refused('a sum of integers that is not exact');
    }
    const after = combined(o, before, value);
    results[o.result] = after;
    if (position === undefined) continue;
    const isChosen = isTaken(o.combiner.kind, Number(value), before as number);
    results[position.result] = isChosen
      ? positionOf(Number(readElement(made[position.step]!, []) as bigint), position, bound)
      : scalars[position.initial]!;
  }
  return results;
}

function combined({ combiner }: Outcome, before: number | boolean, value: number | bigint): number | boolean {
  const b = before as number;
  switch (combiner.kind) {
    case 'integers':
      if (combiner.wraps) return Number(BigInt.asIntN(32, BigInt(b) + BigInt(value)));
      return b + Number(value);
    case 'sum':
      return b + Number(value);
    case 'product':
      return b * Number(value);
    case 'min':
      return Math.min(b, Number(value));
    case 'max':
      return Math.max(b, Number(value));
    case 'and':
      return Boolean(before) && Boolean(value);
    case 'or':
      return Boolean(before) || Boolean(value);
    default:
      return isTaken(combiner.kind, Number(value), b) ? Number(value) : b;
  }
}

/** Whether `if (value < before)` and the like is true. */
function isTaken(kind: Outcome['combiner']['kind'], value: number, before: number): boolean {
  if (kind === 'less') return value < before;
  if (kind === 'less_equal') return value <= before;
  return kind === 'greater' ? value > before : value >= before;
}

function positionOf(flat: number, position: NonNullable<Outcome['position']>, bound: BoundNest): number {
  const { loops } = position.at;
  const index = new Array<number>(bound.extents.length).fill(0);
  let rest = flat;
  for (const l of [...loops].reverse()) {
    index[l] = rest % bound.extents[l]!;
    rest = Math.floor(rest / bound.extents[l]!);
  }
  return valueAt(position.at.position!.index, bound.scalars, index);
}

/** Why loops were left to the program, by place: for `explain`. */
const refusals = new Map<number, string>();
const note = (site: number, why: string): void => void refusals.set(site, why);

export const refusedLoops = (): ReadonlyMap<number, string> => refusals;
