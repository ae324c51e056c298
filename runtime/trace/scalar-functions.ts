/** What the compiler knows of functions of the program that are handed to `vectorize`, `map`, `reduce`… */
import type { ArrayRead, Fold } from '../../compiler/ir/scalar-function';

/** Numbers and truth values; after them arrays. */
export type Captured = unknown;
export type UserFunction = (...args: never[]) => unknown;

export interface KnownFunction {
  /** The function as data, for the operation `scalar_function`. */
  readonly text: string;
  /** Values of what the function captures, as they are now. */
  readonly captures: () => readonly Captured[];
  /** What its last parameters are: elements of captured arrays. */
  readonly reads: readonly ArrayRead[];
  /** Of a combiner: how what the function gives is folded. */
  readonly fold?: Fold;
}

const known = new WeakMap<UserFunction, KnownFunction>();
const refused = new WeakMap<UserFunction, string>();

const NONE = (): readonly Captured[] => [];

/** Says that a function is what its data says; gives the function. @param more `reads` and `fold`, as text. */
export function knowFunction<F extends UserFunction>(f: F, text: string, captures = NONE, more?: string): F {
  if (typeof f !== 'function') return f;
  const { reads = [], fold } = (more === undefined ? {} : JSON.parse(more)) as Partial<KnownFunction>;
  known.set(f, { text, captures, reads, ...(fold !== undefined && { fold }) });
  return f;
}

/** Says why a function has to stay JavaScript; gives the function. */
export function refuseFunction<F extends UserFunction>(f: F, why: string): F {
  if (typeof f === 'function') refused.set(f, why);
  return f;
}

export const knownFunction = (f: UserFunction): KnownFunction | undefined => known.get(f);

/** The construct that keeps a function JavaScript, and its place. */
export const whyJavaScript = (f: UserFunction): string =>
  refused.get(f) ?? (known.has(f) ? 'what it captures is not what its types say' : 'it was not compiled by legatec');
