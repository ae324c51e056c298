/** LLVM types and constants of element types. bool is i1 in registers and a byte in memory; float16 float and i16. */
import type llvm from 'llvm-bindings';
import { DTYPES, type DType } from '../ir/dtype';
import { roundHalf } from '../ir/half';
import type { LLVM } from './emitter';

export class ScalarTypes {
  constructor(
    private readonly lib: LLVM,
    private readonly context: llvm.LLVMContext,
    private readonly b: llvm.IRBuilder,
  ) {}

  /** Type of a value, or of a complex value's parts, in registers. */
  register(t: DType): llvm.Type {
    if (t === 'float16') return this.lib.Type.getFloatTy(this.context);
    return t === 'bool' ? this.lib.Type.getInt1Ty(this.context) : this.memory(t);
  }

  /** Type of an element, or of a complex element's parts, in memory. */
  memory(t: DType): llvm.Type {
    const { kind, size, real } = DTYPES[t];
    if (kind === 'c') return this.memory(real);
    if (t === 'float16') return this.integer(16);
    if (kind === 'f')
      return size === 4 ? this.lib.Type.getFloatTy(this.context) : this.lib.Type.getDoubleTy(this.context);
    return this.integer(8 * size);
  }

  integer(bits: number): llvm.IntegerType {
    return this.lib.Type.getIntNTy(this.context, bits);
  }

  /** Pointer to a bare byte, whatever it was declared to point to, as a pointer to elements. */
  pointer(address: llvm.Value, t: DType): llvm.Value {
    return this.b.CreateBitCast(address, this.lib.PointerType.get(this.memory(t), 0));
  }

  /** A real constant, exact. */
  constant(t: DType, value: number | bigint): llvm.Value {
    const { kind, size } = DTYPES[t];
    if (kind === 'f') return this.floating(t, Number(value));
    return this.whole(kind === 'b' ? 1 : 8 * size, BigInt(value));
  }

  private floating(t: DType, value: number): llvm.Value {
    const type = this.register(t);
    if (t === 'float16') return this.floating('float32', roundHalf(value));
    return Number.isNaN(value) ? this.lib.ConstantFP.getNaN(type) : this.lib.ConstantFP.get(type, value);
  }

  /** The binding takes numbers; past 2^53 the constant is put together of two halves, which fold. */
  whole(bits: number, value: bigint): llvm.Value {
    const signed = BigInt.asIntN(bits, value);
    const make = (v: bigint): llvm.Value =>
      this.lib.ConstantInt.get(this.context, new this.lib.APInt(bits, Number(v), true));
    if (BigInt.asIntN(53, signed) === signed) return make(signed);
    const high = this.b.CreateShl(make(signed >> 32n), make(32n));
    return this.b.CreateOr(high, make(BigInt.asUintN(32, signed)));
  }
}
