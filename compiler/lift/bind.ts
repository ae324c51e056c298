/** A nest with numbers in place of what it captures: how often its loops run, where its accesses are. */
import type { Loop, LoopNest } from '../ir/loop-nest';
import type { Affine } from '../ir/scalar-function';
import type { Place } from './conflict';

/** What is behind an array of the nest: elements of a memory, in a type of its own. */
export interface ArrayPlace {
  readonly memory: number;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export interface BoundAccess extends Place {
  readonly array: number;
  readonly time: number;
}

export interface BoundNest {
  readonly nest: LoopNest;
  readonly extents: readonly number[];
  readonly accesses: readonly BoundAccess[];
  readonly scalars: readonly (number | boolean)[];
}

/**
 * Scalars that decide how a nest is run: where its loops begin and end, where its accesses are, whether sums of
 * integers are exact. All others are passed with the launch.
 */
export function decidingScalars({ loops, accesses, statements }: LoopNest): readonly number[] {
  const deciding = new Set(loops.flatMap((l) => [l.from, l.to]));
  for (const { index } of accesses)
    for (const affine of index) for (const [, , captured] of affine) for (const n of captured) deciding.add(n);
  for (const s of statements) if (s.kind === 'reduce' && s.combiner.kind === 'integers') deciding.add(s.initial);
  return [...deciding];
}

/** Why a nest can't run as tasks. */
export class Refused extends Error {}

export function bindNest(
  nest: LoopNest,
  arrays: readonly ArrayPlace[],
  scalars: readonly (number | boolean)[],
): BoundNest {
  const extents = nest.loops.map((l) => tripsOf(l, scalars));
  const accesses = nest.accesses.map((a): BoundAccess => {
    const array = arrays[a.array]!;
    const { shape, strides } = a.flat ? flat(array) : array;
    if (a.index.length !== shape.length) throw new Refused('an index for each axis is wanted');
    const factors = new Array<number>(extents.length).fill(0);
    let { offset } = array;
    const runs = a.loops.every((l) => extents[l]! > 0);
    a.index.forEach((affine, d) => {
      const { constant, terms } = evaluate(affine, scalars, extents.length);
      let [lo, hi] = [constant, constant];
      terms.forEach((factor, l) => {
        const reach = factor * (extents[l]! - 1);
        if (reach < 0) lo += reach;
        else hi += reach;
        factors[l] = factors[l]! + factor * strides[d]!;
      });
      if (runs && (lo < 0 || hi >= shape[d]!)) {
        throw new Refused(`indices ${lo} to ${hi} along an axis of ${shape[d]}`);
      }
      offset += constant * strides[d]!;
    });
    return { array: a.array, memory: array.memory, offset, factors, loops: a.loops, time: a.time };
  });
  return { nest, extents, accesses, scalars };
}

/** Positions in C order. */
function flat({ shape, strides }: ArrayPlace): { shape: readonly number[]; strides: readonly number[] } {
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] !== 1 && strides[d] !== step) throw new Refused('positions in an array that is not C-ordered');
    step *= shape[d]!;
  }
  return { shape: [step], strides: [1] };
}

function tripsOf({ from, to, step, until }: Loop, scalars: readonly (number | boolean)[]): number {
  const [first, bound] = [scalars[from], scalars[to]];
  if (!Number.isSafeInteger(first) || typeof bound !== 'number' || !(Math.abs(bound) <= Number.MAX_SAFE_INTEGER)) {
    throw new Refused('a loop from or to something that is no integer');
  }
  const distance = step > 0 ? bound - (first as number) : (first as number) - bound;
  const size = Math.abs(step);
  const trips = until === '<' || until === '>' ? Math.ceil(distance / size) : Math.floor(distance / size) + 1;
  return Math.max(0, trips);
}

function evaluate(
  affine: Affine,
  scalars: readonly (number | boolean)[],
  loops: number,
): { constant: number; terms: number[] } {
  const terms = new Array<number>(loops).fill(0);
  let constant = 0;
  for (const [factor, axis, captured] of affine) {
    let value = factor;
    for (const place of captured) value *= scalars[place] as number;
    if (!Number.isSafeInteger(value)) throw new Refused('an index that is no integer');
    if (axis < 0) constant += value;
    else terms[axis] = terms[axis]! + value;
  }
  return { constant, terms };
}

/** The value of an affine expression at an iteration. */
export function valueAt(affine: Affine, scalars: readonly (number | boolean)[], index: readonly number[]): number {
  const { constant, terms } = evaluate(affine, scalars, index.length);
  return terms.reduce((sum, t, l) => sum + t * index[l]!, constant);
}
