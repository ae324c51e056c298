/** What the tests of the native part share: the addon, bytes in and out, and kernels in LLVM IR. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as native from '../../../native/index';

export const ADDON = join(__dirname, '../../../native/build/Release/legate.node');
export const built = existsSync(ADDON);
export const addon = (): typeof native => createRequire(__filename)(ADDON);

export const CONFIG = '--cpus 2 --gpus 0 --omps 0 --sysmem 500 --utility 1';
export const NO_SCALARS = new Uint8Array(0);

export const ARRAYS = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
} as const;

type AnyArray = Float64Array | Float32Array | BigInt64Array | BigUint64Array | Int32Array | Uint16Array | Uint8Array;

export const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);

export const volume = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** An array of a dtype's own kind. The constructors have no signature in common. */
export const arrayOf = (dtype: native.DType, values: Iterable<number> | Iterable<bigint>): AnyArray =>
  (ARRAYS[dtype] as unknown as { from(values: unknown): AnyArray }).from(values);

/** The contents of a store, in its own type (complex: twice as many). */
export function contents(store: native.Store): (number | bigint)[] {
  const bytes = new Uint8Array(store.bytes);
  store.read(bytes);
  return Array.from(new ARRAYS[store.dtype](bytes.buffer) as AnyArray as Float64Array);
}

/** A store with these contents. */
export function storeOf(
  legate: typeof native,
  shape: readonly number[],
  dtype: native.DType,
  values: Iterable<number> | Iterable<bigint>,
): native.Store {
  const store = new legate.Store(shape, dtype);
  store.write(bytesOf(arrayOf(dtype, values)));
  return store;
}

const TYPES = `%arg = type { i8*, [6 x i64], [6 x i64], [6 x i64] }
%slot = type { [16 x i8] }
`;

/** Loads argument k's base pointer as %a<k>, a pointer to `type`. */
const base = (k: number, type: string): string => `
  %q${k} = getelementptr %arg, %arg* %args, i64 ${k}, i32 0
  %b${k} = load i8*, i8** %q${k}
  %a${k} = bitcast i8* %b${k} to ${type}*`;

/**
 * A kernel over one-dimensional arguments: argument 1's row i becomes `body` of argument 0's row i, %x.
 * The body must define %y.
 */
export const elementwise = (body: string, type = 'double', declarations = '', from = type): string => `${TYPES}
${declarations}
define void @kernel(%arg* %args, i64* %rect, %slot* %scalars) {
entry:${base(0, from)}${base(1, type)}
  %lo = load i64, i64* %rect
  %hp = getelementptr i64, i64* %rect, i64 1
  %hi = load i64, i64* %hp
  %sp = bitcast %slot* %scalars to double*
  br label %loop
loop:
  %i = phi i64 [ %lo, %entry ], [ %next, %loop ]
  %xp = getelementptr ${from}, ${from}* %a0, i64 %i
  %x = load ${from}, ${from}* %xp
  ${body}
  %yp = getelementptr ${type}, ${type}* %a1, i64 %i
  store ${type} %y, ${type}* %yp
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %hi
  br i1 %more, label %loop, label %done
done:
  ret void
}
`;

export const REPORT_WIDTH = 16;

/**
 * A kernel that reports what a point was given: row `point` of argument 1 (int64 [points, 16]) becomes
 * lo, hi and point of the rectangle, the first attribute if `attribute`, then lo and hi of argument 0 in
 * each dimension, and in column 12 the sum of argument 0 (float64) over its rectangle.
 */
export function report(dims: 1 | 2, attribute = false): string {
  const put = (column: number, value: string) => `
  %c${column} = add i64 %row, ${column}
  %o${column} = getelementptr i64, i64* %a1, i64 %c${column}
  store i64 ${value}, i64* %o${column}`;
  const rect = (i: number, name: string) => `
  %${name}p = getelementptr i64, i64* %rect, i64 ${i}
  %${name} = load i64, i64* %${name}p`;
  const bounds = (d: number) => `
  %lp${d} = getelementptr %arg, %arg* %args, i64 0, i32 2, i64 ${d}
  %l${d} = load i64, i64* %lp${d}
  %hp${d} = getelementptr %arg, %arg* %args, i64 0, i32 3, i64 ${d}
  %h${d} = load i64, i64* %hp${d}
  %sp${d} = getelementptr %arg, %arg* %args, i64 0, i32 1, i64 ${d}
  %s${d} = load i64, i64* %sp${d}${put(4 + 2 * d, `%l${d}`)}${put(5 + 2 * d, `%h${d}`)}`;
  const loop = (d: number) => `
  br label %head${d}
head${d}:
  %i${d} = phi i64 [ %l${d}, %${d === 0 ? 'entry' : `begin${d}`} ], [ %n${d}, %latch${d} ]
  %more${d} = icmp slt i64 %i${d}, %h${d}
  br i1 %more${d}, label %begin${d + 1}, label %end${d}
begin${d + 1}:`;
  let code = `${TYPES}
define void @kernel(%arg* %args, i64* %rect, %slot* %scalars) {
entry:
  %sum = alloca double
  store double 0.0, double* %sum${base(0, 'i8')}${base(1, 'i64')}${rect(0, 'lo')}${rect(1, 'hi')}${rect(2, 'point')}
  %row = mul i64 %point, ${REPORT_WIDTH}${put(0, '%lo')}${put(1, '%hi')}${put(2, '%point')}`;
  if (attribute) code += rect(3, 'attribute') + put(3, '%attribute');
  for (let d = 0; d < dims; d++) code += bounds(d);
  for (let d = 0; d < dims; d++) code += loop(d);
  for (let d = 0; d < dims; d++) code += `\n  %t${d} = mul i64 %i${d}, %s${d}`;
  code += dims === 2 ? '\n  %t = add i64 %t0, %t1' : '\n  %t = add i64 %t0, 0';
  code += `
  %e8 = getelementptr i8, i8* %a0, i64 %t
  %e = bitcast i8* %e8 to double*
  %v = load double, double* %e
  %old = load double, double* %sum
  %new = fadd double %old, %v
  store double %new, double* %sum
  br label %latch${dims - 1}`;
  for (let d = dims - 1; d >= 0; d--) {
    code += `
latch${d}:
  %n${d} = add i64 %i${d}, 1
  br label %head${d}
end${d}:`;
    if (d > 0) code += `\n  br label %latch${d - 1}`;
  }
  return `${code}
  %total = load double, double* %sum
  %whole = fptosi double %total to i64${put(12, '%whole')}
  ret void
}
`;
}
