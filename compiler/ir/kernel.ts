/**
 * A kernel before code generation: the values computed for each index of an iteration space, what
 * they are loaded from and stored to. Sizes and offsets are run-time integers, so that one kernel
 * serves every shape; the text of this form is the key that compiled code is cached by.
 */

import type { ReductionSignature, Signature } from '../ops/operation';
import type { DType } from './dtype';
import type { Params } from './graph';

/** Bytes or elements that an index adds: a constant in the code, or run-time integer `at`. */
export type Step = number | { readonly at: number };

/** One access pattern to an argument. */
export interface AccessSpec {
  readonly arg: number;
  /** By dimension of the argument's region (one dimension when `flat`): the start is run-time integer `start`. */
  readonly dims: readonly {
    readonly start: number;
    readonly terms: readonly { readonly axis: number; readonly step: Step }[];
  }[];
}

export interface ArgSpec {
  readonly dtype: DType;
  /** Dimensions addressed; the last one is dense. */
  readonly dims: number;
  readonly written: boolean;
}

/** Values are numbered by position; each is computed once for every index. */
export type ValueSpec =
  | { readonly kind: 'load'; readonly access: number; readonly dtype: DType }
  | { readonly kind: 'scalar'; readonly slot: number; readonly dtype: DType }
  | { readonly kind: 'convert'; readonly value: number; readonly dtype: DType }
  | {
      readonly kind: 'apply';
      readonly op: string;
      readonly params: Params;
      readonly operands: readonly number[];
      readonly signature: Signature;
      readonly dtype: DType;
    };

export interface StoreSpec {
  readonly access: number;
  readonly value: number;
}

export interface ReductionSpec {
  readonly op: string;
  readonly value: number;
  readonly signature: ReductionSignature;
  /**
   * Result, or one partial state for each state field and block. Their iteration axes are the
   * operand's; reduced axes don't occur, but the cut axis does (as the block) if `partial`.
   */
  readonly outputs: readonly number[];
}

interface LoopKernel {
  readonly rank: number;
  /** Extent of each axis where it is small enough to be part of the code; 0: a run-time integer. */
  readonly extents: readonly number[];
  readonly args: readonly ArgSpec[];
  readonly accesses: readonly AccessSpec[];
}

export interface MapKernel extends LoopKernel {
  readonly kind: 'map';
  readonly cutAxis: number;
  /** Run-time integer: indices of the cut axis for each row that a point is given, where axes run as one. */
  readonly scale: number;
  /** Loop order, outermost first. */
  readonly order: readonly number[];
  /** The two innermost loops run tile by tile. */
  readonly tiled: boolean;
  readonly values: readonly ValueSpec[];
  readonly stores: readonly StoreSpec[];
  /** A task may write more than the caches keep (see codegen/stream.ts). */
  readonly streams: boolean;
}

export interface ReduceKernel extends LoopKernel {
  readonly kind: 'reduce';
  readonly cutAxis: number;
  /** As of a map. */
  readonly scale: number;
  readonly axes: readonly number[];
  /** See reduction-order.ts. */
  readonly lanes: boolean;
  /** The cut axis is reduced and there are several blocks: states are stored, not results. */
  readonly partial: boolean;
  readonly values: readonly ValueSpec[];
  readonly stores: readonly StoreSpec[];
  readonly reductions: readonly ReductionSpec[];
}

/** Folds along axes in order, each kept position by itself. */
export interface FoldKernel extends LoopKernel {
  readonly kind: 'fold';
  readonly op: string;
  readonly params: Params;
  readonly signature: Signature;
  readonly cutAxis: number;
  /** Folded axes, ascending. */
  readonly axes: readonly number[];
  /** Kept axis of which a tile is folded at a time; -1: there is none. `dense`: elements are next to each other along it. */
  readonly tile: number;
  readonly dense: boolean;
  /** Another kept axis, along which tiles share what they read; -1: there is none. */
  readonly rows: number;
  readonly values: readonly ValueSpec[];
  /** Values: the state before (its accesses move along kept axes only), then the other operands. */
  readonly operands: readonly number[];
  /** Access to the result: kept axes only. */
  readonly output: number;
}

/** Combines the states of blocks (axis 0) into a result. Accesses are the states', then the result's. */
export interface CombineKernel extends LoopKernel {
  readonly kind: 'combine';
  readonly op: string;
  readonly signature: ReductionSignature;
}

export type KernelSpec = MapKernel | ReduceKernel | CombineKernel | FoldKernel;

/** Text of a kernel: equal texts are equal code. */
export function printKernel(k: KernelSpec): string {
  return JSON.stringify(k);
}
