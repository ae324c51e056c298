/**
 * Scalar code as LLVM IR, through llvm-bindings. Every method appends instructions at the builder's
 * insertion point; all but `loop` are straight-line, so that loops around them vectorise.
 */
import type llvm from 'llvm-bindings';
import { DTYPES, type DType, isComplex } from '../ir/dtype';
import type { Comparison, MathFunction, Scalar, ScalarBuilder } from '../ops/scalar-builder';
import { type LLVM, loadLLVM } from './emitter';
import { divideComplex } from './scalar-complex';
import { convertReal } from './scalar-convert';
import { halfOf, valueOfHalf } from './scalar-half';
import { functionName, isExactInDoubles } from './scalar-math';
import { ScalarTypes } from './scalar-types';

type Value = llvm.Value;

/** `im` is there for complex types only; `value` is then the real part. */
export interface LlvmScalar extends Scalar {
  readonly value: Value;
  readonly im?: Value;
}

const of = (s: Scalar): Value => (s as LlvmScalar).value;
const imOf = (s: Scalar): Value => (s as LlvmScalar).im as Value;
const kindOf = (s: Scalar): string => DTYPES[s.dtype].kind;
const isSigned = (s: Scalar): boolean => kindOf(s) === 'i';
const isReal = (s: Scalar): boolean => kindOf(s) === 'f';

/** An instruction of IRBuilder on two values. */
type Instruction = (x: Value, y: Value) => Value;

export class LlvmScalarBuilder implements ScalarBuilder {
  private readonly lib: LLVM = loadLLVM();
  readonly types: ScalarTypes;

  /** @param position the index (i64) along an axis of the iteration space, for `index`. */
  constructor(
    private readonly context: llvm.LLVMContext,
    private readonly module: llvm.Module,
    readonly b: llvm.IRBuilder,
    private readonly position: (axis: number) => Value,
  ) {
    this.types = new ScalarTypes(this.lib, context, b);
  }

  /** A value that already is in a register as a scalar. bool must be an i1. */
  wrap(dtype: DType, value: Value, im?: Value): LlvmScalar {
    return im ? { dtype, value, im } : { dtype, value };
  }

  /** Memory in the function's frame; to be called in its entry block. */
  frame(t: DType, count: number): Value {
    const slots = this.types.constant('int64', isComplex(t) ? 2 * count : count);
    return this.b.CreateAlloca(this.types.memory(t), slots);
  }

  /** Address of element `i` (i64) behind an address. */
  elementAddress(address: Value, t: DType, i: Value): Value {
    const at = isComplex(t) ? this.b.CreateMul(i, this.types.constant('int64', 2)) : i;
    return this.b.CreateGEP(this.types.memory(t), this.types.pointer(address, t), at);
  }

  load(address: Value, t: DType): LlvmScalar {
    const type = this.types.memory(t);
    const at = this.types.pointer(address, t);
    const value = this.b.CreateLoad(type, at);
    if (t === 'bool') return this.wrap(t, this.b.CreateICmpNE(value, this.types.whole(8, 0n)));
    if (t === 'float16') return this.wrap(t, valueOfHalf(this, value));
    if (!isComplex(t)) return this.wrap(t, value);
    return this.wrap(t, value, this.b.CreateLoad(type, this.second(at, t)));
  }

  store(s: Scalar, address: Value): void {
    const at = this.types.pointer(address, s.dtype);
    this.b.CreateStore(this.inMemory(s), at);
    if (isComplex(s.dtype)) this.b.CreateStore(imOf(s), this.second(at, s.dtype));
  }

  /** The same past the caches, if that pays: see native/jit_stream.cc. Neighbours' addresses begin at a cache line. */
  stream(s: Scalar, address: Value): void {
    const at = this.types.pointer(address, s.dtype);
    this.streamed(this.inMemory(s), at, s.dtype);
    if (isComplex(s.dtype)) this.streamed(imOf(s), this.second(at, s.dtype), s.dtype);
  }

  private streamed(value: Value, at: Value, t: DType): void {
    const nothing = this.lib.Type.getVoidTy(this.context);
    const marker = this.lib.FunctionType.get(nothing, [value.getType(), at.getType()], false);
    this.b.CreateCall(this.module.getOrInsertFunction(`lts.stream.${DTYPES[t].real}`, marker), [value, at]);
  }

  private inMemory(s: Scalar): Value {
    if (s.dtype === 'float16') return halfOf(this, of(s));
    return s.dtype === 'bool' ? this.b.CreateZExt(of(s), this.types.integer(8)) : of(s);
  }

  private second(at: Value, t: DType): Value {
    return this.b.CreateGEP(this.types.memory(t), at, this.types.constant('int64', 1));
  }

  constant(dtype: DType, value: number | bigint | boolean): LlvmScalar {
    const v = typeof value === 'boolean' ? Number(value) : value;
    const { real } = DTYPES[dtype];
    if (isComplex(dtype)) return this.wrap(dtype, this.types.constant(real, v), this.types.constant(real, 0));
    return this.wrap(dtype, this.types.constant(dtype, v));
  }

  convert(s: Scalar, to: DType): LlvmScalar {
    const from = s.dtype;
    if (from === to) return s as LlvmScalar;
    const { real } = DTYPES[to];
    if (!isComplex(from)) {
      const value = convertReal(this, of(s), from, real);
      return isComplex(to) ? this.wrap(to, value, this.types.constant(real, 0)) : this.wrap(to, value);
    }
    const part = DTYPES[from].real;
    if (isComplex(to)) {
      return this.wrap(to, convertReal(this, of(s), part, real), convertReal(this, imOf(s), part, real));
    }
    const value = convertReal(this, of(s), part, to);
    return this.wrap(to, to === 'bool' ? this.b.CreateOr(value, convertReal(this, imOf(s), part, to)) : value);
  }

  /** Applies to both parts of complex values. */
  private each(x: Scalar, y: Scalar, real: Instruction, whole: Instruction): LlvmScalar {
    if (isComplex(x.dtype)) return this.wrap(x.dtype, real(of(x), of(y)), real(imOf(x), imOf(y)));
    return this.wrap(x.dtype, (isReal(x) ? real : whole)(of(x), of(y)));
  }

  add(x: Scalar, y: Scalar): LlvmScalar {
    return this.each(
      x,
      y,
      (u, v) => this.b.CreateFAdd(u, v),
      (u, v) => this.b.CreateAdd(u, v),
    );
  }

  sub(x: Scalar, y: Scalar): LlvmScalar {
    return this.each(
      x,
      y,
      (u, v) => this.b.CreateFSub(u, v),
      (u, v) => this.b.CreateSub(u, v),
    );
  }

  mul(x: Scalar, y: Scalar): LlvmScalar {
    const { b } = this;
    if (isComplex(x.dtype)) {
      const re = b.CreateFSub(b.CreateFMul(of(x), of(y)), b.CreateFMul(imOf(x), imOf(y)));
      const im = b.CreateFAdd(b.CreateFMul(of(x), imOf(y)), b.CreateFMul(imOf(x), of(y)));
      return this.wrap(x.dtype, re, im);
    }
    return this.wrap(x.dtype, isReal(x) ? b.CreateFMul(of(x), of(y)) : b.CreateMul(of(x), of(y)));
  }

  div(x: Scalar, y: Scalar): Scalar {
    if (isComplex(x.dtype)) return divideComplex(this, x, y);
    if (isReal(x)) return this.wrap(x.dtype, this.b.CreateFDiv(of(x), of(y)));
    return this.byZero(x, y, (u, v) => (isSigned(x) ? this.b.CreateSDiv(u, v) : this.b.CreateUDiv(u, v)));
  }

  rem(x: Scalar, y: Scalar): Scalar {
    if (isReal(x)) return this.call('fmod', x, y);
    return this.byZero(x, y, (u, v) => (isSigned(x) ? this.b.CreateSRem(u, v) : this.b.CreateURem(u, v)));
  }

  /** Integer division that is defined everywhere: by 0 it gives 0; the least integer by -1 itself, remainder 0. */
  private byZero(x: Scalar, y: Scalar, divide: Instruction): Scalar {
    const { b } = this;
    const bits = 8 * DTYPES[x.dtype].size;
    const zero = this.constant(x.dtype, 0);
    const one = this.constant(x.dtype, 1);
    const nothing = b.CreateICmpEQ(of(y), zero.value);
    let unsafe = nothing;
    if (isSigned(x)) {
      const overflow = b.CreateAnd(
        b.CreateICmpEQ(of(x), this.types.whole(bits, 1n << BigInt(bits - 1))),
        b.CreateICmpEQ(of(y), this.types.whole(bits, -1n)),
      );
      unsafe = b.CreateOr(nothing, overflow);
    }
    const quotient = divide(of(x), b.CreateSelect(unsafe, one.value, of(y)));
    return this.wrap(x.dtype, b.CreateSelect(nothing, zero.value, quotient));
  }

  neg(x: Scalar): LlvmScalar {
    const { b } = this;
    if (isComplex(x.dtype)) return this.wrap(x.dtype, b.CreateFNeg(of(x)), b.CreateFNeg(imOf(x)));
    return this.wrap(x.dtype, isReal(x) ? b.CreateFNeg(of(x)) : b.CreateNeg(of(x)));
  }

  and(x: Scalar, y: Scalar): LlvmScalar {
    return this.wrap(x.dtype, this.b.CreateAnd(of(x), of(y)));
  }

  or(x: Scalar, y: Scalar): LlvmScalar {
    return this.wrap(x.dtype, this.b.CreateOr(of(x), of(y)));
  }

  xor(x: Scalar, y: Scalar): LlvmScalar {
    return this.wrap(x.dtype, this.b.CreateXor(of(x), of(y)));
  }

  not(x: Scalar): LlvmScalar {
    return this.wrap(x.dtype, this.b.CreateNot(of(x)));
  }

  shl(x: Scalar, y: Scalar): LlvmScalar {
    const { b } = this;
    const zero = this.constant(x.dtype, 0).value;
    return this.wrap(x.dtype, b.CreateSelect(this.fits(x, y), b.CreateShl(of(x), of(y)), zero));
  }

  shr(x: Scalar, y: Scalar): LlvmScalar {
    const { b } = this;
    const width = 8 * DTYPES[x.dtype].size;
    if (!isSigned(x)) {
      const zero = this.constant(x.dtype, 0).value;
      return this.wrap(x.dtype, b.CreateSelect(this.fits(x, y), b.CreateLShr(of(x), of(y)), zero));
    }
    const count = b.CreateSelect(this.fits(x, y), of(y), this.types.whole(width, BigInt(width - 1)));
    return this.wrap(x.dtype, b.CreateAShr(of(x), count));
  }

  /** Whether a shift count is within the width. */
  private fits(x: Scalar, y: Scalar): Value {
    const width = 8 * DTYPES[x.dtype].size;
    return this.b.CreateICmpULT(of(y), this.types.whole(width, BigInt(width)));
  }

  compare(how: Comparison, x: Scalar, y: Scalar): LlvmScalar {
    const { b } = this;
    if (isComplex(x.dtype)) {
      const re = this.compareReals(how, of(x), of(y));
      const im = this.compareReals(how, imOf(x), imOf(y));
      return this.wrap('bool', how === 'eq' ? b.CreateAnd(re, im) : b.CreateOr(re, im));
    }
    if (isReal(x)) return this.wrap('bool', this.compareReals(how, of(x), of(y)));
    return this.wrap('bool', this.compareIntegers(how, of(x), of(y), isSigned(x)));
  }

  private compareReals(how: Comparison, x: Value, y: Value): Value {
    const { b } = this;
    switch (how) {
      case 'eq':
        return b.CreateFCmpOEQ(x, y);
      case 'ne':
        return b.CreateFCmpUNE(x, y);
      case 'lt':
        return b.CreateFCmpOLT(x, y);
      case 'le':
        return b.CreateFCmpOLE(x, y);
      case 'gt':
        return b.CreateFCmpOGT(x, y);
      case 'ge':
        return b.CreateFCmpOGE(x, y);
    }
  }

  private compareIntegers(how: Comparison, x: Value, y: Value, signed: boolean): Value {
    const { b } = this;
    switch (how) {
      case 'eq':
        return b.CreateICmpEQ(x, y);
      case 'ne':
        return b.CreateICmpNE(x, y);
      case 'lt':
        return signed ? b.CreateICmpSLT(x, y) : b.CreateICmpULT(x, y);
      case 'le':
        return signed ? b.CreateICmpSLE(x, y) : b.CreateICmpULE(x, y);
      case 'gt':
        return signed ? b.CreateICmpSGT(x, y) : b.CreateICmpUGT(x, y);
      case 'ge':
        return signed ? b.CreateICmpSGE(x, y) : b.CreateICmpUGE(x, y);
    }
  }

  select(condition: Scalar, x: Scalar, y: Scalar): LlvmScalar {
    const value = this.b.CreateSelect(of(condition), of(x), of(y));
    if (!isComplex(x.dtype)) return this.wrap(x.dtype, value);
    return this.wrap(x.dtype, value, this.b.CreateSelect(of(condition), imOf(x), imOf(y)));
  }

  isNaN(x: Scalar): LlvmScalar {
    const { b } = this;
    if (isComplex(x.dtype)) {
      const either = b.CreateOr(b.CreateFCmpUNE(of(x), of(x)), b.CreateFCmpUNE(imOf(x), imOf(x)));
      return this.wrap('bool', either);
    }
    return isReal(x) ? this.wrap('bool', b.CreateFCmpUNE(of(x), of(x))) : this.constant('bool', false);
  }

  call(fn: MathFunction, ...args: readonly Scalar[]): LlvmScalar {
    const [x] = args as [Scalar];
    if (fn === 'minimum') return this.minimum(args[0] as Scalar, args[1] as Scalar);
    if (fn === 'maximum') return this.neg(this.minimum(this.neg(args[0] as Scalar), this.neg(args[1] as Scalar)));
    if (isExactInDoubles(fn)) return this.inDoubles(fn, args);
    return this.callNamed(functionName(fn, x.dtype), args);
  }

  /** Computed as doubles: exact there, so that a rounding to another type is the only one. */
  private inDoubles(fn: MathFunction, args: readonly Scalar[]): LlvmScalar {
    const wide = args.map((a) => this.convert(a, 'float64'));
    return this.convert(this.callNamed(functionName(fn, 'float64'), wide), (args[0] as Scalar).dtype) as LlvmScalar;
  }

  private callNamed(name: string, args: readonly Scalar[]): LlvmScalar {
    const [x] = args as [Scalar];
    const type = this.lib.FunctionType.get(
      this.types.register(x.dtype),
      args.map((a) => this.types.register(a.dtype)),
      false,
    );
    const callee = this.module.getOrInsertFunction(name, type);
    return this.wrap(x.dtype, this.b.CreateCall(callee, args.map(of)));
  }

  /**
   * The lesser one, either way around: of equal ones (zeros) and with NaN that gives both, and their bits together are
   * -0 if one is, and NaN if one is.
   */
  private minimum(x: Scalar, y: Scalar): LlvmScalar {
    const { b } = this;
    const bits = this.types.integer(8 * DTYPES[x.dtype].size);
    const lesser = (u: Value, v: Value): Value => b.CreateBitCast(b.CreateSelect(b.CreateFCmpOLT(u, v), u, v), bits);
    const both = b.CreateOr(lesser(of(x), of(y)), lesser(of(y), of(x)));
    return this.wrap(x.dtype, b.CreateBitCast(both, this.types.register(x.dtype)));
  }

  complex(re: Scalar, im: Scalar): LlvmScalar {
    return this.wrap(re.dtype === 'float32' ? 'complex64' : 'complex128', of(re), of(im));
  }

  real(x: Scalar): LlvmScalar {
    return isComplex(x.dtype) ? this.wrap(DTYPES[x.dtype].real, of(x)) : (x as LlvmScalar);
  }

  imag(x: Scalar): LlvmScalar {
    return isComplex(x.dtype) ? this.wrap(DTYPES[x.dtype].real, imOf(x)) : this.constant(x.dtype, 0);
  }

  index(axis: number): LlvmScalar {
    return this.wrap('int64', this.position(axis));
  }

  /** The loop becomes a function of its own: the code around it stays one basic block. */
  loop(
    initial: readonly Scalar[],
    condition: (state: readonly Scalar[]) => Scalar,
    body: (state: readonly Scalar[]) => readonly Scalar[],
  ): LlvmScalar[] {
    const { b, lib } = this;
    const dtypes = initial.map((s) => s.dtype);
    const types = dtypes.flatMap((t) => {
      const part = this.types.register(t);
      return isComplex(t) ? [part, part] : [part];
    });
    const result = lib.StructType.get(this.context, types);
    const type = lib.FunctionType.get(result, types, false);
    const fn = lib.Function.Create(type, lib.Function.LinkageTypes.InternalLinkage, 'loop', this.module);
    const resume = b.GetInsertBlock() as llvm.BasicBlock;
    const block = (name: string): llvm.BasicBlock => lib.BasicBlock.Create(this.context, name, fn);
    const [entry, head, inside, after] = [block('entry'), block('head'), block('body'), block('after')];
    b.SetInsertPoint(entry);
    b.CreateBr(head);
    b.SetInsertPoint(head);
    const phis = types.map((t, k) => {
      const phi = b.CreatePHI(t, 2);
      phi.addIncoming(fn.getArg(k), entry);
      return phi;
    });
    const state = this.unflatten(dtypes, phis);
    b.CreateCondBr(of(condition(state)), inside, after);
    b.SetInsertPoint(inside);
    const next = this.flatten(body(state));
    phis.forEach((phi, k) => {
      phi.addIncoming(next[k] as Value, inside);
    });
    b.CreateBr(head);
    b.SetInsertPoint(after);
    let out: Value = lib.UndefValue.get(result);
    phis.forEach((phi, k) => {
      out = b.CreateInsertValue(out, phi, [k]);
    });
    b.CreateRet(out);
    b.SetInsertPoint(resume);
    const call = b.CreateCall(fn, this.flatten(initial));
    return this.unflatten(
      dtypes,
      types.map((_, k) => b.CreateExtractValue(call, [k])),
    );
  }

  private flatten(state: readonly Scalar[]): Value[] {
    return state.flatMap((s) => (isComplex(s.dtype) ? [of(s), imOf(s)] : [of(s)]));
  }

  private unflatten(dtypes: readonly DType[], values: readonly Value[]): LlvmScalar[] {
    let at = 0;
    return dtypes.map((t) => {
      const value = values[at++] as Value;
      return isComplex(t) ? this.wrap(t, value, values[at++] as Value) : this.wrap(t, value);
    });
  }
}
