/** Conversions between real types; floats out of an integer's range give what x86's instructions give. */
import type llvm from 'llvm-bindings';
import { DTYPES, type DType } from '../ir/dtype';
import { halfOf, narrowed, valueOfHalf } from './scalar-half';
import type { ScalarTypes } from './scalar-types';

type Value = llvm.Value;

interface Context {
  readonly b: llvm.IRBuilder;
  readonly types: ScalarTypes;
}

export function convertReal(c: Context, value: Value, from: DType, to: DType): Value {
  if (from === to) return value;
  const { b, types } = c;
  const source = DTYPES[from];
  const target = DTYPES[to];
  if (to === 'float16') return toHalf(c, value, from);
  const type = types.register(to);
  if (source.kind === 'f') {
    if (to === 'bool') return b.CreateFCmpUNE(value, types.constant(from, 0));
    // A float16 is a float that fits.
    if (from === 'float16' && to === 'float32') return value;
    if (target.kind === 'f')
      return target.size > source.size ? b.CreateFPExt(value, type) : b.CreateFPTrunc(value, type);
    const double = from === 'float64' ? value : b.CreateFPExt(value, types.register('float64'));
    return floatToInteger(c, double, to);
  }
  if (to === 'bool') return b.CreateICmpNE(value, types.constant(from, 0));
  if (target.kind === 'f') {
    return source.kind === 'i' ? b.CreateSIToFP(value, type) : b.CreateUIToFP(value, type);
  }
  if (from === 'bool') return b.CreateZExt(value, type);
  if (target.size === source.size) return value;
  if (target.size < source.size) return b.CreateTrunc(value, type);
  return source.kind === 'i' ? b.CreateSExt(value, type) : b.CreateZExt(value, type);
}

/** Truncated to a signed integer of 32 or 64 bits; the least one where it doesn't fit. */
function truncate(c: Context, value: Value, bits: 32 | 64): Value {
  const { b, types } = c;
  const bound = 2 ** (bits - 1);
  // In 32 bits everything above -2^31 - 1 truncates to -2^31 or more; in 64 there is nothing in between.
  const low =
    bits === 32
      ? b.CreateFCmpOGT(value, types.constant('float64', -bound - 1))
      : b.CreateFCmpOGE(value, types.constant('float64', -bound));
  const fits = b.CreateAnd(low, b.CreateFCmpOLT(value, types.constant('float64', bound)));
  const whole = b.CreateFPToSI(value, types.integer(bits));
  return b.CreateSelect(fits, whole, types.whole(bits, 1n << BigInt(bits - 1)));
}

function floatToInteger(c: Context, value: Value, to: DType): Value {
  const { b, types } = c;
  const { kind, size } = DTYPES[to];
  if (size < 4) return b.CreateTrunc(truncate(c, value, 32), types.integer(8 * size));
  const bits = size === 4 ? 32 : 64;
  if (kind === 'i') return truncate(c, value, bits);
  const half = types.constant('float64', 2 ** (bits - 1));
  const upper = b.CreateFCmpOGE(value, half);
  const lowered = truncate(c, b.CreateSelect(upper, b.CreateFSub(value, half), value), bits);
  const flipped = b.CreateXor(lowered, types.whole(bits, 1n << BigInt(bits - 1)));
  return b.CreateSelect(upper, flipped, lowered);
}

/** Rounded once from floats; integers by float32, as NumPy does. */
function toHalf(c: Context, value: Value, from: DType): Value {
  if (from === 'bool') return c.b.CreateUIToFP(value, c.types.register('float32'));
  const single = from === 'float64' ? narrowed(c, value) : convertReal(c, value, from, 'float32');
  return valueOfHalf(c, halfOf(c, single));
}
