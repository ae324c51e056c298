/** The text of a slice: what `a.slice('1:-1')` and an index in backticks are made of. */
import { fail } from '../errors';

export const newaxis = 'newaxis';

/** An integer, a range, a new axis, or all axes that the others leave. */
export type Slice =
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'range'; readonly start?: number; readonly stop?: number; readonly step: number }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'ellipsis' };

const INTEGER = /^[+-]?\d+$/;

/** @throws LGT4008 */
export function malformedSlice(text: string, why: string): never {
  return fail(
    'LGT4008',
    `invalid slice '${text}': ${why}; use 'i', 'start:stop', 'start:stop:step', 'newaxis' or '...'`,
  );
}

/** Reads one specification. @throws LGT4008 */
export function parseSlice(text: string): Slice {
  const trimmed = text.trim();
  if (trimmed === newaxis) return { kind: 'newaxis' };
  if (trimmed === '...') return { kind: 'ellipsis' };
  const parts = trimmed.split(':').map((p) => p.trim());
  const [start, stop, step] = parts.map((part) => {
    if (part === '') return undefined;
    if (!INTEGER.test(part)) malformedSlice(text, `'${part}' is not an integer`);
    return Number(part);
  });
  if (parts.length === 1) {
    if (start === undefined) malformedSlice(text, 'it is empty');
    return { kind: 'index', at: start };
  }
  if (parts.length > 3) malformedSlice(text, 'it has more than two colons');
  if (step === 0) malformedSlice(text, 'slice step cannot be zero');
  return { kind: 'range', start, stop, step: step ?? 1 };
}
