/** Which functions of numpy-ts run on the engine here, which fall back to numpy-ts, and which are absent. */
import type { Coverage, Kind } from '../../compiler/cli/coverage';
import { isFallback, NAMESPACES, numpyTsModule } from './fallback';
import * as numpy from './index';

/** Functions that call the user's function for each element, in JavaScript, unless the compiler has translated it. */
const IN_JAVASCRIPT = new Set(['fromfunction']);

function kindOf(name: string, own: unknown): Kind {
  if (typeof own !== 'function') return 'absent';
  return isFallback(own) || IN_JAVASCRIPT.has(name) ? 'fallback' : 'native';
}

/** Looks at all functions that numpy-ts exports, also those in its namespaces. */
export function coverage(): Coverage {
  const theirs = numpyTsModule() as unknown as Record<string, unknown>;
  const own = numpy as unknown as Record<string, unknown>;
  const functions: Record<string, Kind> = {};
  for (const name of Object.keys(theirs).sort()) {
    if (typeof theirs[name] === 'function') functions[name] = kindOf(name, own[name]);
  }
  for (const namespace of Object.keys(NAMESPACES).sort()) {
    const members = own[namespace] as Record<string, unknown> | undefined;
    for (const name of Object.keys(theirs[namespace] as object).sort()) {
      functions[`${namespace}.${name}`] = kindOf(`${namespace}.${name}`, members?.[name]);
    }
  }
  const count = (kind: Kind): number => Object.values(functions).filter((k) => k === kind).length;
  return { native: count('native'), fallback: count('fallback'), absent: count('absent'), functions };
}
