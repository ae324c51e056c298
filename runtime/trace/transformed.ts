/**
 * What compiled code calls (`legate-ts/transformed`): lifetimes and call sites that only the
 * compiler knows. Names are short because every call site carries them.
 */
import { View } from '../core/view';
import { registerSites, setSite } from './site';

/** Something that holds a view: the arrays of the libraries. */
interface Holder {
  readonly view: View;
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && (value as Holder).view instanceof View;
}

/** Unnamed intermediates of the expressions under evaluation, outermost first. */
const temporaries: Holder[] = [];

/** Registers a file's call sites; gives the number of the first. */
export const $file = registerSites;

/** Mark: everything registered after it belongs to the expression that begins here. */
export const $m = (): number => temporaries.length;

/** Registers an intermediate that nothing but the enclosing expression can reach. */
export function $t<T>(value: T): T {
  if (isHolder(value)) temporaries.push(value);
  return value;
}

/** Ends an expression: drops its intermediates, except its own value. */
export function $e<T>(mark: number, value: T): T {
  while (temporaries.length > mark) {
    const temporary = temporaries.pop() as Holder;
    if ((temporary as unknown) !== value) temporary.view.release();
  }
  return value;
}

/** Drops a local after its last use. */
export function $d(value: unknown): void {
  if (isHolder(value)) value.view.release();
}

/** Assignment `x = $re(x, f(x))`: drops what the local held, unless it still holds it. */
export function $re<T>(old: unknown, value: T): T {
  if (old !== value) $d(old);
  return value;
}

/** Sets the place of the call whose last argument `value` is. */
export function $s<T>(site: number, value: T): T {
  setSite(site);
  return value;
}
