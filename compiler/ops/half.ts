/**
 * float16 as NumPy has it: an operation computes in float32 and rounds its result. Operations say their code for
 * float32 alone; here it becomes the code for float16.
 */
import type { DType } from '../ir/dtype';
import type { Params } from '../ir/graph';
import type { ReductionOperation, ReductionSignature, Signature } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';

const widened = (t: DType): DType => (t === 'float16' ? 'float32' : t);

type Emit = (b: ScalarBuilder, operands: readonly Scalar[], signature: Signature, params: Params) => Scalar;

/** Code that takes and gives float16 too. */
export const withHalf =
  (emit: Emit): Emit =>
  (b, operands, signature, params) => {
    const { inputs, output } = signature;
    if (output !== 'float16' && !inputs.includes('float16')) return emit(b, operands, signature, params);
    const inner = { ...signature, inputs: inputs.map(widened), output: widened(output) };
    const wide = operands.map((v) => b.convert(v, widened(v.dtype)));
    return b.convert(emit(b, wide, inner, params), output);
  };

/** The same of a reduction: its states are float32, rounded once at the end. */
export function reductionWithHalf<Code extends Omit<ReductionOperation, 'kind' | 'reference'>>(code: Code): Code {
  const inner = (s: ReductionSignature): ReductionSignature =>
    s.output === 'float16' ? { ...s, output: 'float32' } : s;
  return {
    ...code,
    resolve(operand: DType) {
      if (operand !== 'float16') return code.resolve(operand);
      const s = code.resolve('float32');
      return s && { ...s, output: s.output === 'float32' ? 'float16' : s.output };
    },
    identity: (b: ScalarBuilder, s: ReductionSignature) => code.identity(b, inner(s)),
    lift: (b: ScalarBuilder, element: Scalar, index: Scalar, s: ReductionSignature) =>
      code.lift(b, element, index, inner(s)),
    finish: (b: ScalarBuilder, state: readonly Scalar[], s: ReductionSignature) =>
      b.convert(code.finish(b, state, inner(s)), s.output),
  };
}

/** Distance of the float16 of that size from the next greater one. @param size a float32 that is no NaN, ≥ 0 */
function unitAbove(b: ScalarBuilder, size: Scalar): Scalar {
  const least = b.constant('float32', -14);
  const exponent = b.call('logb', size);
  const bounded = b.select(b.compare('lt', exponent, least), least, exponent);
  const shift = b.convert(b.sub(bounded, b.constant('float32', 10)), 'int32');
  return b.call('ldexp', b.constant('float32', 1), shift);
}

/** `spacing` of a float16, as NumPy has it: positive; of a negative power of two the distance towards 0. */
export function spacingOfHalf(b: ScalarBuilder, half: Scalar): Scalar {
  const k = (v: number): Scalar => b.constant('float32', v);
  const x = b.convert(half, 'float32');
  const size = b.call('fabs', x);
  const finite = b.compare('lt', size, k(Infinity));
  const safe = b.select(finite, size, k(1));
  const unit = unitAbove(b, safe);
  const power = b.compare('eq', b.mul(unit, k(1024)), safe);
  const closer = b.and(b.and(power, b.compare('lt', x, k(0))), b.compare('gt', unit, k(2 ** -24)));
  const distance = b.select(closer, b.mul(unit, k(0.5)), unit);
  const greatest = b.compare('eq', x, k(65504));
  const known = b.select(greatest, k(Infinity), distance);
  return b.convert(b.select(finite, known, k(Number.NaN)), 'float16');
}

/** `nextafter` of float16s. */
export function nextHalf(b: ScalarBuilder, from: Scalar, towards: Scalar): Scalar {
  const [x, y] = [b.convert(from, 'float32'), b.convert(towards, 'float32')];
  const k = (v: number): Scalar => b.constant('float32', v);
  const size = b.call('fabs', x);
  const towardsZero = b.xor(b.compare('lt', y, x), b.compare('lt', x, k(0)));
  const finite = b.compare('lt', size, k(Infinity));
  const safe = b.select(finite, size, k(1));
  const unit = unitAbove(b, safe);
  // Below a power of two numbers lie half as far apart, unless they are subnormal.
  const below = b.sub(safe, b.mul(unit, k(0.5)));
  const closer = b.compare('eq', b.mul(unit, k(1024)), safe);
  const normal = b.compare('gt', safe, k(2 ** -14));
  const down = b.select(b.and(closer, normal), below, b.sub(safe, unit));
  const fromInfinity = b.select(towardsZero, k(65504), size);
  const moved = b.select(finite, b.select(towardsZero, down, b.add(safe, unit)), fromInfinity);
  const signed = b.call('copysign', moved, x);
  const least = b.call('copysign', k(2 ** -24), y);
  const next = b.select(b.compare('eq', x, k(0)), least, signed);
  const number = b.select(b.compare('eq', x, y), y, next);
  return b.convert(b.select(b.isNaN(x), x, b.select(b.isNaN(y), y, number)), 'float16');
}
