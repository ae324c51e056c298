/** What numpy-ts exports beside functions of arrays, and its settings that mean nothing here. */
import type { DType } from './dtype';

/** The version of numpy-ts whose functions these are. */
export const __version__ = '1.7.0';

/** Whether arrays of float16 are there. */
export const hasFloat16 = true;

/** How `.npy` files name the element types. */
export const DTYPE_TO_DESCR: Readonly<Record<DType, string>> = {
  float64: '<f8',
  float32: '<f4',
  float16: '<f2',
  complex128: '<c16',
  complex64: '<c8',
  int64: '<i8',
  int32: '<i4',
  int16: '<i2',
  int8: '|i1',
  uint64: '<u8',
  uint32: '<u4',
  uint16: '<u2',
  uint8: '|u1',
  bool: '|b1',
};
export const SUPPORTED_DTYPES = Object.keys(DTYPE_TO_DESCR) as DType[];

/** Kept so that programs which tune numpy-ts' WASM still run; nothing reads it. */
export const wasmConfig: { thresholdMultiplier: number; wasmCallCount: number; useRelaxedSimd: boolean | 'auto' } = {
  thresholdMultiplier: 1,
  wasmCallCount: 0,
  useRelaxedSimd: 'auto',
};

/** Changes nothing: there is no WASM memory. */
export function configureWasm(_options?: { readonly maxMemory?: number; readonly scratchSize?: number }): void {}

/** Bytes free in WASM memory: none is limited, so Infinity. */
export const wasmFreeBytes = (): number => Number.POSITIVE_INFINITY;

/** What NumPy does about floating-point errors. Kept and given back; the engine computes as IEEE 754 says and goes on. */
export type ErrorHandling = 'ignore' | 'warn' | 'raise' | 'call' | 'print' | 'log';
export interface ErrorState {
  divide: ErrorHandling;
  over: ErrorHandling;
  under: ErrorHandling;
  invalid: ErrorHandling;
}

const state: ErrorState = { divide: 'warn', over: 'warn', under: 'ignore', invalid: 'warn' };

export const geterr = (): ErrorState => ({ ...state });

/** Changes the settings: all of them, or each. @returns those before */
export function seterr(
  all?: ErrorHandling,
  divide?: ErrorHandling,
  over?: ErrorHandling,
  under?: ErrorHandling,
  invalid?: ErrorHandling,
): ErrorState {
  const before = geterr();
  const given = { divide: divide ?? all, over: over ?? all, under: under ?? all, invalid: invalid ?? all };
  for (const key of Object.keys(state) as (keyof ErrorState)[]) state[key] = given[key] ?? state[key];
  return before;
}
