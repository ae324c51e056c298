/** Result types, as numpy-ts itself has them: asked of it, on arrays of shape [1, 1], and remembered. */
import type { DType } from './program';

type Anything = (...args: unknown[]) => { dtype?: string } | undefined;
let np: Record<string, Anything> | undefined;

/** Must be awaited once, before programs are generated: numpy-ts is an ES module, this is not. */
export async function loadTypes(): Promise<void> {
  np = (await import('numpy-ts')) as unknown as Record<string, Anything>;
}
const known = new Map<string, DType | undefined>();

/**
 * @param extra further arguments; a scalar operand counts as one.
 * @returns undefined where numpy-ts has no such operation, or one in float16.
 */
export function resultType(op: string, types: readonly DType[], extra: readonly unknown[] = []): DType | undefined {
  const key = [op, ...types, ...extra].join(' ');
  if (!known.has(key)) known.set(key, ask(op, types, extra));
  return known.get(key);
}

function ask(op: string, types: readonly DType[], extra: readonly unknown[]): DType | undefined {
  if (!np) throw new Error('loadTypes() comes first');
  const { ones } = np;
  try {
    const type = np[op](...types.map((t) => ones([1, 1], t)), ...extra)?.dtype;
    return type === 'float16' ? undefined : (type as DType | undefined);
  } catch {
    return undefined;
  }
}
