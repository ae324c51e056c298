/**
 * Runs the generated scalar code of operations natively, without the engine: each operation becomes a
 * kernel that picks one of its signatures and loops over elements; the addon's JIT turns it into assembly
 * as it does for real kernels, gcc links that with a driver, and the driver is fed through files.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emitter } from '../../../compiler/codegen/emitter';
import { LlvmScalarBuilder } from '../../../compiler/codegen/scalar-llvm';
import { DTYPES, type DType, type HostArray } from '../../../compiler/ir/dtype';
import type { Params } from '../../../compiler/ir/graph';
import { halfBits } from '../../../compiler/ir/half';
import { hostArray } from '../../../compiler/ops/element';
import type { ElementwiseOperation, Signature } from '../../../compiler/ops/operation';
import type { Scalar } from '../../../compiler/ops/scalar-builder';

export interface Case {
  readonly op: ElementwiseOperation;
  readonly signature: Signature;
  readonly params: Params;
  readonly inputs: readonly HostArray[];
  readonly count: number;
}

/** IR of a kernel(pointers, {count, which}, unused): element by element, the case `which`. */
export function moduleOf(cases: readonly Case[]): string {
  const e = new Emitter();
  const fn = e.begin('kernel', [e.bytePtr, e.bytePtr, e.bytePtr], false);
  let position = e.int(0);
  const s = new LlvmScalarBuilder(e.context, e.module, e.b, () => position);
  const word = (pointer: ReturnType<typeof fn.getArg>, n: number) => s.elementAddress(pointer, 'int64', e.int(n));
  const count = e.loadInt(word(fn.getArg(1), 0));
  const which = e.loadInt(word(fn.getArg(1), 1));
  cases.forEach(({ op, signature, params }, n) => {
    e.if(e.b.CreateICmpEQ(which, e.int(n)), () => {
      const bases = [...signature.inputs, signature.output].map((_, k) =>
        e.b.CreateIntToPtr(e.loadInt(word(fn.getArg(0), k)), e.bytePtr),
      );
      e.loop(e.int(0), count, e.int(1), (i) => {
        position = i;
        const operands: Scalar[] = signature.inputs.map((t, k) =>
          s.load(s.elementAddress(bases[k] as typeof count, t, i), t),
        );
        const result = op.emit(s, operands, signature, params);
        if (result.dtype !== signature.output) {
          throw new Error(`${op.name} emits ${result.dtype}, not ${signature.output}`);
        }
        s.store(result, s.elementAddress(bases[bases.length - 1] as typeof count, signature.output, i));
      });
    });
  });
  e.end();
  if (e.lib.verifyModule(e.module)) throw new Error(`${cases[0]?.op.name}: malformed module`);
  return e.module.print();
}

const DRIVER = `
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
typedef void (*kernel)(void **, int64_t *, void *);
extern kernel kernels[];
int main(int argc, char **argv) {
  FILE *in = fopen(argv[1], "rb"), *out = fopen(argv[2], "wb");
  int64_t h[4]; /* kernel, case, count, operands */
  while (fread(h, 8, 4, in) == 4) {
    int64_t bytes; void *p[8];
    for (int k = 0; k <= h[3]; k++) {
      if (fread(&bytes, 8, 1, in) != 1) return 1;
      p[k] = aligned_alloc(64, (bytes + 127) / 64 * 64);
      if (k < h[3] && fread(p[k], 1, bytes, in) != (size_t)bytes) return 2;
    }
    int64_t rect[2] = {h[2], h[1]};
    kernels[h[0]](p, rect, 0);
    fwrite(p[h[3]], 1, bytes, out);
    for (int k = 0; k <= h[3]; k++) free(p[k]);
  }
  return fclose(out);
}`;

export type Assemble = (ir: string) => string;

/** Runs cases, grouped by kernels, and gives the outputs in the same order. */
export function runNatively(groups: readonly (readonly Case[])[], assemble: Assemble): HostArray[][] {
  const folder = mkdtempSync(join(tmpdir(), 'legate-ts-scalar-'));
  try {
    mkdirSync(folder, { recursive: true });
    const at = (name: string) => join(folder, name);
    const sources = groups.map((cases, k) => {
      writeFileSync(at(`${k}.s`), assemble(moduleOf(cases)).replace(/\bkernel\b/g, `kernel_${k}`));
      return at(`${k}.s`);
    });
    const names = groups.map((_, k) => `kernel_${k}`);
    const table = `${names.map((n) => `void ${n}(void **, long *, void *);`).join('\n')}
void *kernels[] = {${names.join(', ')}};`;
    writeFileSync(at('table.c'), table);
    writeFileSync(at('driver.c'), DRIVER);
    const files = [at('driver.c'), at('table.c'), ...sources];
    execFileSync('gcc', ['-no-pie', '-O1', '-w', '-o', at('driver'), ...files, '-lmvec', '-lm']);
    const words = (...values: number[]) => Buffer.from(BigInt64Array.from(values, BigInt).buffer);
    const bytesOf = (a: HostArray) => Buffer.from(a.buffer, a.byteOffset, a.byteLength);
    const chunks = groups.flatMap((cases, k) =>
      cases.flatMap((c, n) => [
        words(k, n, c.count, c.inputs.length),
        ...c.inputs.flatMap((a) => [words(a.byteLength), bytesOf(a)]),
        words(c.count * DTYPES[c.signature.output].size),
      ]),
    );
    writeFileSync(at('in'), Buffer.concat(chunks));
    execFileSync(at('driver'), [at('in'), at('out')]);
    const out = readFileSync(at('out'));
    let offset = 0;
    return groups.map((cases) =>
      cases.map((c) => {
        const result = hostArray(c.signature.output, c.count);
        bytesOf(result).set(out.subarray(offset, offset + result.byteLength));
        offset += result.byteLength;
        return result;
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Values where arithmetic is likely to go wrong, then a few ordinary ones. */
export function samples(t: DType): (number | bigint)[] {
  const { kind, size } = DTYPES[t];
  if (kind === 'b') return [0, 1];
  if (kind === 'i' || kind === 'u') {
    const bits = BigInt(8 * size);
    const [least, greatest] = kind === 'u' ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
    const all = [
      0n,
      1n,
      2n,
      3n,
      5n,
      7n,
      10n,
      31n,
      100n,
      -1n,
      -2n,
      -7n,
      -100n,
      least,
      least + 1n,
      greatest - 1n,
      greatest,
    ];
    const random = [greatest / 3n, greatest / 7n, least / 5n, 1n << (bits / 2n)];
    const fit = [...all, ...random].filter((v) => v >= least && v <= greatest);
    return size === 8 ? fit : fit.map(Number);
  }
  const single = t === 'float32' || t === 'complex64';
  const [tiny, denormal, big, epsilon] =
    t === 'float16'
      ? [2 ** -14, 2 ** -24, 65504, 2 ** -10]
      : single
        ? [2 ** -126, 2 ** -149, (2 - 2 ** -23) * 2 ** 127, 2 ** -23]
        : [2 ** -1022, 2 ** -1074, Number.MAX_VALUE, 2 ** -52];
  const positive = [
    0,
    1,
    0.5,
    2,
    3,
    7,
    0.1,
    2.5,
    1.5,
    Math.PI,
    10,
    100.25,
    tiny,
    denormal,
    big,
    epsilon,
    1 + epsilon,
    1e10,
    3e9,
    1e19,
    88,
    700,
    Infinity,
  ];
  return [...positive, ...positive.map((v) => -v), Number.NaN].map((v) => (single ? Math.fround(v) : v));
}

/** A deterministic pseudo-random sequence in [0, 1). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Operand arrays: every pair (or pairs with a third) of samples, then random values. */
export function operandArrays(types: readonly DType[], random: () => number): { inputs: HostArray[]; count: number } {
  const sets = types.map((t) => (DTYPES[t].kind === 'c' ? complexSamples(t) : samples(t).map((v) => [v])));
  const [a = [[0]], b = [[0]]] = sets;
  const rows =
    types.length < 2 ? a.map((_, i) => [i]) : a.flatMap((_, i) => b.map((_, j) => [i, j, (i * 7 + j * 3) % 11]));
  const extra = 403;
  const inputs = types.map((t, k) => {
    const set = sets[k] as (number | bigint)[][];
    const width = DTYPES[t].kind === 'c' ? 2 : 1;
    const data = hostArray(t, rows.length + extra);
    rows.forEach((row, i) => {
      const values = set[(row[k] as number) % set.length] as (number | bigint)[];
      for (let part = 0; part < width; part++) data[i * width + part] = inMemory(t, values[part] as number) as never;
    });
    for (let i = rows.length * width; i < data.length; i++) data[i] = inMemory(t, randomValue(t, random)) as never;
    return data;
  });
  return { inputs, count: rows.length + extra };
}

const inMemory = (t: DType, v: number | bigint): number | bigint => (t === 'float16' ? halfBits(Number(v)) : v);

function complexSamples(t: DType): number[][] {
  const few = [0, -0, 1, -1, 0.5, -2.5, 1e10, 30, -700, Infinity, -Infinity, Number.NaN];
  return few.flatMap((re) => few.map((im) => [re, im])).map((z) => (t === 'complex64' ? z.map(Math.fround) : z));
}

function randomValue(t: DType, random: () => number): number | bigint {
  const { kind, size } = DTYPES[t];
  if (kind === 'b') return random() < 0.5 ? 1 : 0;
  if (kind === 'f' || kind === 'c') {
    const sign = random() < 0.5 ? -1 : 1;
    return sign * random() * 2 ** (random() < 0.7 ? 0 : Math.floor(random() * 80 - 40)) * 4;
  }
  if (size === 8) return BigInt(Math.floor(random() * 2 ** 40)) - (kind === 'i' ? 2n ** 39n : 0n);
  return Math.floor(random() * 2 ** (8 * size)) - (kind === 'i' ? 2 ** (8 * size - 1) : 0);
}
