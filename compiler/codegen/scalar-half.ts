/**
 * 16-bit floats as 32-bit ones, by integer arithmetic: it vectorises, and asks for neither instructions that a
 * processor may lack nor a run-time library.
 */
import type llvm from 'llvm-bindings';
import type { ScalarTypes } from './scalar-types';

type Value = llvm.Value;

interface Context {
  readonly b: llvm.IRBuilder;
  readonly types: ScalarTypes;
}

const whole = ({ types }: Context, v: number): Value => types.whole(32, BigInt(v));
const asBits = ({ b, types }: Context, v: Value): Value => b.CreateBitCast(v, types.integer(32));
const asFloat = ({ b, types }: Context, v: Value): Value => b.CreateBitCast(v, types.register('float32'));

const INFINITE = 0x7f800000;

/** The float that 16 bits mean. */
export function valueOfHalf(c: Context, half: Value): Value {
  const { b, types } = c;
  const bits = b.CreateZExt(half, types.integer(32));
  const size = b.CreateShl(b.CreateAnd(bits, whole(c, 0x7fff)), whole(c, 13));
  // As an exponent of 8 bits the one of 5 is 112 too small, for subnormal numbers also.
  const scaled = asBits(c, b.CreateFMul(asFloat(c, size), types.constant('float32', 2 ** 112)));
  const special = b.CreateICmpUGE(size, whole(c, 0x7c00 << 13));
  const value = b.CreateSelect(special, b.CreateOr(size, whole(c, INFINITE)), scaled);
  return asFloat(c, b.CreateOr(value, b.CreateShl(b.CreateAnd(bits, whole(c, 0x8000)), whole(c, 16))));
}

/** The 16 bits of the nearest value, ties to even. */
export function halfOf(c: Context, value: Value): Value {
  const { b, types } = c;
  const bits = asBits(c, value);
  const size = b.CreateAnd(bits, whole(c, 0x7fffffff));
  const nan = b.CreateICmpUGT(size, whole(c, INFINITE));
  const special = b.CreateSelect(nan, whole(c, 0x7e00), whole(c, 0x7c00));
  // Adding a half brings a small number's last bit to where the sum's is, and rounds it.
  const sum = b.CreateFAdd(asFloat(c, size), types.constant('float32', 0.5));
  const small = b.CreateSub(asBits(c, sum), whole(c, 0x3f000000));
  const odd = b.CreateAnd(b.CreateLShr(size, whole(c, 13)), whole(c, 1));
  const shifted = b.CreateAdd(b.CreateAdd(size, odd), whole(c, 0xfff - (112 << 23)));
  const usual = b.CreateLShr(shifted, whole(c, 13));
  const finite = b.CreateSelect(b.CreateICmpULT(size, whole(c, 113 << 23)), small, usual);
  const rounded = b.CreateSelect(b.CreateICmpUGE(size, whole(c, 143 << 23)), special, finite);
  const sign = b.CreateLShr(b.CreateAnd(bits, whole(c, 0x80000000)), whole(c, 16));
  return b.CreateTrunc(b.CreateOr(rounded, sign), types.integer(16));
}

/** A double as a float that rounds on as the double would: what is cut off leaves its mark in the last bit. */
export function narrowed(c: Context, value: Value): Value {
  const { b, types } = c;
  const bits = b.CreateBitCast(value, types.integer(64));
  const cut = b.CreateICmpNE(b.CreateAnd(bits, types.whole(64, 0x1fffffffn)), types.whole(64, 0n));
  const kept = b.CreateAnd(bits, types.whole(64, ~0x1fffffffn));
  const marked = b.CreateSelect(cut, b.CreateOr(kept, types.whole(64, 0x20000000n)), kept);
  return b.CreateFPTrunc(b.CreateBitCast(marked, types.register('float64')), types.register('float32'));
}
