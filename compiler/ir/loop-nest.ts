/**
 * A nest of counted loops of the user's program as plain data: what a lifted loop is between the
 * transform, which translates it, and `compiler/lift`, which decides at run time, with numbers in
 * hand, whether its iterations may run in another order and makes operations of it.
 *
 * Loops are numbered in the order in which they open. An iteration has an index along each loop,
 * which counts from 0, whatever the program's variable starts at. Scalars are what the nest captures:
 * numbers and booleans that stay as they are while it runs.
 */
import type { Affine, ConstantData, ScalarFunction, ScalarKind } from './scalar-function';

export interface Loop {
  /** The loop around it; the outermost one's: -1. */
  readonly parent: number;
  /** Places of the first value of its variable and of the bound, among the scalars. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** How the variable is compared with the bound. */
  readonly until: '<' | '<=' | '>' | '>=';
}

/** One element of an array at each iteration of `loops`. */
export interface ElementAccess {
  readonly array: number;
  /** An index for each axis, or one position in C order; `axis` of a term is a loop. */
  readonly index: readonly Affine[];
  readonly flat: boolean;
  readonly loops: readonly number[];
  /** When it happens within an iteration, compared with others. */
  readonly time: number;
}

/** A value at each iteration: an element, or what an earlier statement made. */
export type Source =
  | { readonly kind: 'element'; readonly access: number }
  | { readonly kind: 'temporary'; readonly statement: number };

/** A function at each iteration. Its parameters: `sources`, the index along each of `indices`, `scalars` of the nest. */
export interface Code {
  readonly function: ScalarFunction;
  readonly sources: readonly Source[];
  readonly indices: readonly number[];
  readonly scalars: readonly number[];
}

/** How the outcome of one iteration and the next become one, where any order gives the same. */
export type Combiner =
  /** An exact sum of integers no further from 0 than `bound`; `wraps`: of which 32 bits are kept. */
  | { readonly kind: 'integers'; readonly bound: number; readonly wraps: boolean }
  /** A sum or product of floating point numbers, which the user lets us reorder. */
  | { readonly kind: 'sum' | 'product' }
  /** `Math.min` and `Math.max`. */
  | { readonly kind: 'min' | 'max' }
  /** `if (x < s) s = x`, and `<=`, `>`, `>=`. */
  | { readonly kind: 'less' | 'less_equal' | 'greater' | 'greater_equal' }
  /** Of booleans. */
  | { readonly kind: 'and' | 'or' };

/** What a fold begins with. */
export type Initial =
  | Source
  | { readonly kind: 'scalar'; readonly scalar: number }
  | { readonly kind: 'constant'; readonly value: ConstantData };

export type Statement =
  /** Each element of `target` becomes the value. */
  | { readonly kind: 'store'; readonly loops: readonly number[]; readonly target: number; readonly value: Code }
  /**
   * A left fold along the loops `folded`, in their order. The first parameter of `next` is what was folded
   * so far. Without `target` its outcome is a temporary.
   */
  | {
      readonly kind: 'fold';
      readonly loops: readonly number[];
      readonly folded: readonly number[];
      readonly initial: Initial;
      readonly next: Code;
      readonly target?: number;
    }
  /** A variable of the program around the nest becomes what it was, combined with the value of each iteration. */
  | {
      readonly kind: 'reduce';
      readonly loops: readonly number[];
      readonly combiner: Combiner;
      readonly value: Code;
      /** The variable's value before, among the scalars, and its place among the results. */
      readonly initial: number;
      readonly result: number;
      /** Results that become a loop's variable, at the iteration that was chosen. */
      readonly position?: { readonly result: number; readonly initial: number; readonly index: Affine };
    };

export interface LoopNest {
  readonly loops: readonly Loop[];
  readonly arrays: number;
  readonly scalars: readonly ScalarKind[];
  readonly accesses: readonly ElementAccess[];
  /** In the order in which they run, each over all of its iterations. */
  readonly statements: readonly Statement[];
  /** Variables that the nest gives new values. */
  readonly results: number;
  /** About how much work an iteration of all its loops is, in additions. */
  readonly weight: number;
}
