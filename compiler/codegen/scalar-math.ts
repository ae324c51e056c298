/** Which function of LLVM or of the C library stands for a function of `ScalarBuilder.call`. */
import type { DType } from '../ir/dtype';
import type { MathFunction } from '../ops/scalar-builder';

/**
 * Intrinsics: instructions of the processor, or (exp to pow) functions of which the optimiser
 * knows vector forms.
 */
const INTRINSICS: ReadonlySet<MathFunction> = new Set<MathFunction>([
  'sqrt',
  'floor',
  'ceil',
  'trunc',
  'rint',
  'fabs',
  'copysign',
  'exp',
  'exp2',
  'log',
  'log2',
  'log10',
  'sin',
  'cos',
  'pow',
]);

/** Functions of which the JIT has vectors for doubles; a double says exactly what comes out, also of floats. */
const EXACT_IN_DOUBLES: ReadonlySet<MathFunction> = new Set<MathFunction>(['fmod', 'logb', 'ldexp']);

export const isExactInDoubles = (fn: MathFunction): boolean => EXACT_IN_DOUBLES.has(fn);

/** Name to declare. */
export function functionName(fn: MathFunction, t: DType): string {
  const single = t === 'float32';
  if (INTRINSICS.has(fn)) return `llvm.${fn}.f${single ? 32 : 64}`;
  // C's function whose exponent is a double too.
  if (fn === 'ldexp') return 'scalb';
  return single ? `${fn}f` : fn;
}
