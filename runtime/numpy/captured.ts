/**
 * What a function of elements captures, at the time of a call: numbers and truth values as they are, arrays as the
 * views that its reads at linear indices are (see `ArrayRead`).
 */
import { DTYPES } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { Affine, ArrayRead } from '../../compiler/ir/scalar-function';
import { View } from '../core/view';
import { assign, empty } from '../trace/ops';
import type { Captured, KnownFunction } from '../trace/scalar-functions';
import type { Argument, ScalarValue } from '../trace/tracer';
import { fromValue, isHolder } from './nested';

/** The operands that stand for what is captured. */
export interface CapturedOperands {
  readonly operands: readonly Argument[];
  /** Views that were made here: to be released when the call is recorded. */
  readonly made: readonly View[];
}

/** Why the function must run as JavaScript for once. */
export interface Refused {
  readonly why: string;
}

const UNLIKE_TYPES: Refused = { why: 'what it captures is not what its types say' };

/** @param shape of the positions. @param axes how many of its axes the function is given as indices. */
export function capturedOperands(known: KnownFunction, shape: readonly number[]): CapturedOperands | Refused {
  let values: readonly Captured[];
  try {
    values = known.captures();
  } catch {
    return UNLIKE_TYPES;
  }
  const { reads } = known;
  const arrays = reads.reduce((n, r) => Math.max(n, r.array + 1), 0);
  const numbers = values.slice(0, values.length - arrays);
  if (!numbers.every((v) => typeof v === 'number' || typeof v === 'boolean')) return UNLIKE_TYPES;
  const scalars = numbers.map(
    (v): ScalarValue => ({ dtype: typeof v === 'number' ? 'float64' : 'bool', value: Number(v) }),
  );
  if (elements(shape) === 0) return { operands: [...scalars, ...reads.map(() => ZERO)], made: [] };
  const made: View[] = [];
  const refuse = (refused: Refused): Refused => {
    for (const v of made) v.release();
    return refused;
  };
  const sources = values.slice(numbers.length).map((value) => {
    const source = sourceOf(value);
    if (source?.own) made.push(source.view);
    return source;
  });
  const reading = new Reading(shape, numbers.map(Number), known.text);
  const operands: Argument[] = [...scalars];
  for (const read of reads) {
    const source = sources[read.array];
    if (source === undefined) return refuse(UNLIKE_TYPES);
    const view = reading.view(read, source, made);
    if ('why' in view) return refuse(view);
    operands.push(view);
  }
  return { operands, made };
}

const ZERO: ScalarValue = { dtype: 'float64', value: 0 };

interface Source {
  readonly view: View;
  /** Made here, of a JavaScript array: past its end it is undefined, which is NaN to arithmetic. */
  readonly own: boolean;
}

/** An array of real numbers that JavaScript's numbers hold. */
function sourceOf(value: unknown): Source | undefined {
  if (isHolder(value)) {
    const { kind, size } = DTYPES[value.handle.dtype];
    const fits = kind !== 'c' && (kind === 'f' || size < 8);
    return fits ? { view: value.handle, own: false } : undefined;
  }
  const isList = Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === 'number');
  if (isList) return { view: fromValue(Float64Array.from(value as number[])), own: true };
  const isTyped = ArrayBuffer.isView(value) && !(value instanceof DataView);
  if (!isTyped || value instanceof BigInt64Array || value instanceof BigUint64Array) return undefined;
  return (value as Uint8Array).length > 0 ? { view: fromValue(value), own: true } : undefined;
}

/** An index as `start + Σ steps[axis] * i`. */
interface Index {
  readonly start: number;
  readonly steps: readonly number[];
}

/** First and last position of each axis. */
type Box = readonly (readonly [first: number, last: number])[];

class Reading {
  private readonly all: Box;

  constructor(
    private readonly shape: readonly number[],
    private readonly numbers: readonly number[],
    private readonly text: string,
  ) {
    this.all = shape.map((e) => [0, e - 1] as const);
  }

  view(read: ArrayRead, source: Source, made: View[]): View | Refused {
    const indices = read.index.map((a) => this.index(a));
    const outside = { why: 'it reads captured arrays outside of their bounds, or may' };
    const add = (view: View): View => {
      made.push(view);
      return view;
    };
    let array = source.view;
    if (read.flat && array.ndim !== 1) {
      const line = array.reshape([array.size]);
      if (line === undefined) return { why: 'it reads an array by position that is not in C order in memory' };
      array = add(line);
    }
    if (indices.length !== array.ndim) return UNLIKE_TYPES;
    const known = indices.filter((i) => i !== undefined);
    if (known.length < indices.length) return { why: 'it reads captured arrays at indices that are not integers' };
    const inside = known.every((i, d) => within(i, this.all, array.shape[d] as number));
    if (inside) return add(this.select(array, known, this.all));
    const valid = this.validBox(known, array.shape);
    if (valid === undefined) return outside;
    const happens = this.happens(read);
    const covered = happens === undefined || happens.every(([lo, hi], d) => lo >= valid[d]![0] && hi <= valid[d]![1]);
    // A read past the end of a JavaScript array is undefined: NaN, unless it is compared with another one.
    if (!covered && (!source.own || /"(eq|ne)"/.test(this.text))) return outside;
    const padded = add(empty(this.shape, 'float64'));
    assign(padded, { dtype: 'float64', value: Number.NaN });
    const part = add(padded.slice(valid.map(([lo, hi]) => ({ start: lo, step: 1, count: hi - lo + 1 }))));
    assign(part, add(this.select(array, known, valid)));
    return padded;
  }

  /** The elements that are read at the positions of a box. */
  private select(array: View, indices: readonly Index[], box: Box): View {
    const strides = box.map((_, axis) => indices.reduce((n, i, d) => n + i.steps[axis]! * array.strides[d]!, 0));
    const start = indices.reduce((n, i, d) => n + i.start * array.strides[d]!, array.offset);
    const offset = box.reduce((n, [first], axis) => n + first * strides[axis]!, start);
    return new View(
      array.buffer,
      offset,
      box.map(([lo, hi]) => hi - lo + 1),
      strides,
    );
  }

  /** Undefined where a captured number, or what comes of it, is no integer. */
  private index(affine: Affine): Index | undefined {
    let start = 0;
    const steps = this.shape.map(() => 0);
    for (const [factor, axis, captured] of affine) {
      const by = captured.map((c) => this.numbers[c] as number);
      const product = by.reduce((x, y) => x * y, factor);
      if (!by.every(Number.isSafeInteger) || !Number.isSafeInteger(product)) return undefined;
      if (axis < 0) start += product;
      else if (axis < steps.length) steps[axis]! += product;
      else return undefined;
    }
    const [lo, hi] = range({ start, steps }, this.all);
    return Number.isSafeInteger(lo) && Number.isSafeInteger(hi) ? { start, steps } : undefined;
  }

  /** The positions at which indices of one axis each are inside of the array. */
  private validBox(indices: readonly Index[], extents: readonly number[]): Box | undefined {
    const box = this.all.map(([lo, hi]) => [lo, hi] as [number, number]);
    for (const [d, index] of indices.entries()) {
      const extent = extents[d] as number;
      if (within(index, this.all, extent)) continue;
      if (!narrow(box, index)) return undefined;
      const fromEnd = { start: extent - 1 - index.start, steps: index.steps.map((s) => (s === 0 ? 0 : -s)) };
      if (!narrow(box, fromEnd)) return undefined;
    }
    return box.every(([lo, hi]) => lo <= hi) ? box : undefined;
  }

  /** A box outside of which the conditions of a read don't hold; undefined: they hold nowhere. */
  private happens({ where, apart }: ArrayRead): Box | undefined {
    const box = this.all.map(([lo, hi]) => [lo, hi] as [number, number]);
    for (const condition of where) {
      const index = this.index(condition);
      if (index !== undefined) narrow(box, index);
    }
    for (const condition of apart) {
      const index = this.index(condition);
      if (index !== undefined) leaveOut(box, index);
    }
    return box.every(([lo, hi]) => lo <= hi) ? box : undefined;
  }
}

function range({ start, steps }: Index, box: Box): [number, number] {
  let [lo, hi] = [start, start];
  for (const [axis, step] of steps.entries()) {
    const [first, last] = box[axis]!;
    lo += Math.min(step * first, step * last);
    hi += Math.max(step * first, step * last);
  }
  return [lo, hi];
}

function within(index: Index, box: Box, extent: number): boolean {
  const [lo, hi] = range(index, box);
  return lo >= 0 && hi < extent;
}

/** Cuts a box to where an index of one axis is at least 0. @returns false where that isn't a box. */
function narrow(box: [number, number][], { start, steps }: Index): boolean {
  const moving = steps.flatMap((s, axis) => (s === 0 ? [] : [axis]));
  const axis = moving[0] ?? 0;
  const side = box[axis];
  if (side === undefined || moving.length > 1) return start >= 0 && moving.length === 0;
  const step = steps[axis] as number;
  if (step > 0) side[0] = Math.max(side[0], Math.ceil(-start / step));
  else if (step < 0) side[1] = Math.min(side[1], Math.floor(-start / step));
  else if (start < 0) side[1] = side[0] - 1;
  return true;
}

/** Leaves out of a box where an index of one axis is 0, if that is at an edge. */
function leaveOut(box: [number, number][], { start, steps }: Index): void {
  const moving = steps.flatMap((s, axis) => (s === 0 ? [] : [axis]));
  const [axis] = moving;
  if (axis === undefined || moving.length > 1) return;
  const side = box[axis]!;
  const root = -start / (steps[axis] as number);
  if (root === side[0]) side[0]++;
  else if (root === side[1]) side[1]--;
}
