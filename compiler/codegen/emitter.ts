/**
 * A function under construction: integers, loops and scratch memory on top of llvm-bindings.
 * Everything here is 64-bit signed arithmetic on sizes and addresses; values are the scalar builder's.
 */
import { createRequire } from 'node:module';
import type llvm from 'llvm-bindings';

export type LLVM = typeof llvm;
export type Value = llvm.Value;
export type Int = llvm.Value;
export type Type = llvm.Type;

let library: LLVM | undefined;

/** Loaded late: it is large, and a program whose kernels are all in the cache never needs it. */
export function loadLLVM(): LLVM {
  library ??= createRequire(__filename)('llvm-bindings') as LLVM;
  return library;
}

export class Emitter {
  readonly lib = loadLLVM();
  readonly context = new this.lib.LLVMContext();
  readonly module = new this.lib.Module('kernel', this.context);
  readonly b = new this.lib.IRBuilder(this.context);
  readonly i64 = this.lib.Type.getInt64Ty(this.context);
  readonly i8 = this.lib.Type.getInt8Ty(this.context);
  readonly bytePtr = this.lib.Type.getInt8PtrTy(this.context);
  private fn!: llvm.Function;

  /** Begins a function; its blocks are appended from here on. */
  begin(name: string, parameters: llvm.Type[], internal: boolean): llvm.Function {
    const type = this.lib.FunctionType.get(this.lib.Type.getVoidTy(this.context), parameters, false);
    const linkage = internal
      ? this.lib.Function.LinkageTypes.InternalLinkage
      : this.lib.Function.LinkageTypes.ExternalLinkage;
    this.fn = this.lib.Function.Create(type, linkage, name, this.module);
    this.b.SetInsertPoint(this.block('entry'));
    return this.fn;
  }

  block(name: string): llvm.BasicBlock {
    return this.lib.BasicBlock.Create(this.context, name, this.fn);
  }

  int(value: number): Int {
    const n = BigInt(value);
    return this.lib.ConstantInt.get(this.context, new this.lib.APInt(64, Number(BigInt.asIntN(64, n)), true));
  }

  add(x: Int, y: Int): Int {
    return this.b.CreateAdd(x, y);
  }

  sub(x: Int, y: Int): Int {
    return this.b.CreateSub(x, y);
  }

  mul(x: Int, y: Int): Int {
    return this.b.CreateMul(x, y);
  }

  min(x: Int, y: Int): Int {
    return this.b.CreateSelect(this.b.CreateICmpSLT(x, y), x, y);
  }

  /** Memory of the function's frame. `count` elements of `type`. */
  alloca(type: llvm.Type, count = 1): Value {
    return this.b.CreateAlloca(type, this.int(count));
  }

  /** A mutable integer of the frame. */
  variable(initial?: Int): Variable {
    const v = new Variable(this, this.alloca(this.i64));
    if (initial) v.set(initial);
    return v;
  }

  loadInt(address: Value): Int {
    return this.b.CreateLoad(this.i64, address);
  }

  /** Address `bytes` behind a byte pointer. */
  offset(pointer: Value, bytes: Int): Value {
    return this.b.CreateGEP(this.i8, pointer, bytes);
  }

  /** for (i = lo; i < hi; i += step). */
  loop(lo: Int, hi: Int, step: Int, body: (i: Int) => void): void {
    const before = this.b.GetInsertBlock() as llvm.BasicBlock;
    const head = this.block('loop');
    const inside = this.block('body');
    const after = this.block('next');
    this.b.CreateBr(head);
    this.b.SetInsertPoint(head);
    const i = this.b.CreatePHI(this.i64, 2);
    i.addIncoming(lo, before);
    this.b.CreateCondBr(this.b.CreateICmpSLT(i, hi), inside, after);
    this.b.SetInsertPoint(inside);
    body(i);
    const next = this.add(i, step);
    i.addIncoming(next, this.b.GetInsertBlock() as llvm.BasicBlock);
    this.b.CreateBr(head);
    this.b.SetInsertPoint(after);
  }

  while(condition: () => Value, body: () => void): void {
    const head = this.block('while');
    const inside = this.block('body');
    const after = this.block('next');
    this.b.CreateBr(head);
    this.b.SetInsertPoint(head);
    this.b.CreateCondBr(condition(), inside, after);
    this.b.SetInsertPoint(inside);
    body();
    this.b.CreateBr(head);
    this.b.SetInsertPoint(after);
  }

  if(condition: Value, body: () => void): void {
    const inside = this.block('then');
    const after = this.block('next');
    this.b.CreateCondBr(condition, inside, after);
    this.b.SetInsertPoint(inside);
    body();
    this.b.CreateBr(after);
    this.b.SetInsertPoint(after);
  }

  end(): void {
    this.b.CreateRetVoid();
  }
}

/** An integer in memory; the optimiser turns it into a register. */
export class Variable {
  constructor(
    private readonly e: Emitter,
    readonly address: Value,
  ) {}

  get(): Int {
    return this.e.loadInt(this.address);
  }

  set(value: Int): void {
    this.e.b.CreateStore(value, this.address);
  }
}
