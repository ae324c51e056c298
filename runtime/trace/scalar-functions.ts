/** What the compiler knows of functions of the program that are handed to `vectorize`, `map` and `fromfunction`. */

type Scalar = number | boolean;
export type UserFunction = (...args: never[]) => unknown;

export interface KnownFunction {
  /** The function as data, for the operation `scalar_function`. */
  readonly text: string;
  /** Values of what the function captures, as they are now. */
  readonly captures: () => readonly Scalar[];
}

const known = new WeakMap<UserFunction, KnownFunction>();
const refused = new WeakMap<UserFunction, string>();

const NONE = (): readonly Scalar[] => [];

/** Says that a function is what its data says; gives the function. */
export function knowFunction<F extends UserFunction>(f: F, text: string, captures = NONE): F {
  if (typeof f === 'function') known.set(f, { text, captures });
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
