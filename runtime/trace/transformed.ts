/**
 * What compiled code calls (`legate-ts/transformed`): lifetimes and call sites that only the
 * compiler knows. Names are short because every call site carries them.
 */
import { liftLoop, liftMethod, settleLoops } from './loops';
import { endOwned, lookAt, own } from './owned-memory';
import { knowFunction, refuseFunction } from './scalar-functions';
import { registerSites, setSite } from './site';
import { dropNamed, endTemporaries, giveTemporaries, temporaries } from './temporaries';

// Ten frames may all be the library's: the user's must be among those that are shown.
if (Error.stackTraceLimit === 10) Error.stackTraceLimit = 30;

/** Registers a file's call sites; gives the number of the first. */
export const $file = registerSites;

/** A function of elements with its data and what it captures; one that has no data, and why. */
export const $f = knowFunction;
export const $nf = refuseFunction;

/** Runs a loop as tasks, if it can; and waits for what such loops compute. */
export const $l = liftLoop;
export const $h = liftMethod;
export const $w = settleLoops;

/** A typed array that lifted loops have to themselves; before the program looks at some. */
export const $n = own;
export const $o = lookAt;

/** Mark: everything registered after it belongs to the expression that begins here. */
export const $m = (): number => temporaries.length;

/** Registers an intermediate that nothing but the enclosing expression can reach; ends the `from` latest. */
export function $t<T>(value: T, from = 0): T {
  endTemporaries(temporaries.length - from, value);
  temporaries.push(value);
  return value;
}

/** Ends an expression: drops its intermediates, except its own value. */
export function $e<T>(mark: number, value?: T): T | undefined {
  endTemporaries(mark, value);
  return value;
}

/** Drops a local after its last use. */
export function $d(value: unknown): void {
  if (!endOwned(value)) dropNamed(value);
}

/** Assignment `x = $re(x, f(x))`: drops what the local held, unless it still holds it. */
export function $re<T>(old: unknown, value: T): T {
  if (old !== value) dropNamed(old);
  return value;
}

/** Sets the place of the call whose last argument `value` is, and how many intermediates it is given. */
export function $s<T>(site: number, value: T, given = 0): T {
  setSite(site);
  giveTemporaries(given);
  return value;
}
