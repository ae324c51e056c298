/** Generated scalar code against the reference, for every elementwise operation and every signature. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DTYPES, type DType, type HostArray } from '../../../compiler/ir/dtype';
import type { Params } from '../../../compiler/ir/graph';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { loadElement } from '../../../compiler/ops/element';
import type { ComplexElement, Element, ElementwiseOperation } from '../../../compiler/ops/operation';
import { distance } from './distance';
import { type Case, operandArrays, runNatively, uniform } from './scalar-harness';

const TYPES = Object.keys(DTYPES) as DType[];

/** Params to try for operations that have some. */
const PARAMS: Readonly<Record<string, readonly Params[]>> = {
  astype: TYPES.map((dtype) => ({ dtype })),
  around: [{ decimals: 0 }, { decimals: 2 }, { decimals: -1 }],
  arange: [{}, ...(['float32', 'int8', 'uint64'] as const).map((dtype) => ({ dtype }))],
  linspace: [{ num: 500 }, { num: 403, endpoint: false }, { num: 1 }],
  flat: [{ shape: [1000] }],
  eye: [{ k: 3, columns: 0, rows: 1 }, { dtype: 'complex64' }],
};

/** Type combinations that lead to every signature an operation has, and to mixed ones. */
function combinations(arity: number): DType[][] {
  if (arity === 0) return [[]];
  const equal = TYPES.map((t) => new Array<DType>(arity).fill(t));
  if (arity !== 2) return equal;
  return [...equal, ['int64', 'uint64'], ['uint64', 'int64'], ['float32', 'int8'], ['float64', 'int32']];
}

function casesOf(op: ElementwiseOperation): Case[] {
  const random = uniform(op.name.length * 7919 + op.name.charCodeAt(0));
  const seen = new Set<string>();
  const cases: Case[] = [];
  for (const params of PARAMS[op.name] ?? [{}]) {
    for (const types of combinations(Number(op.arity))) {
      const signature = op.resolve(types, params);
      const key = JSON.stringify([signature, params]);
      if (signature === undefined || seen.has(key)) continue;
      seen.add(key);
      const operands =
        signature.inputs.length > 0 ? operandArrays(signature.inputs, random) : { inputs: [], count: 1000 };
      cases.push({ op, signature, params, ...operands });
    }
  }
  return cases;
}

const operandsOf = (c: Case, i: number): Element[] =>
  c.inputs.map((data, k) => loadElement(data, c.signature.inputs[k] as DType, i));

const expected = (c: Case): Element[] =>
  Array.from({ length: c.count }, (_, i) => c.op.reference(operandsOf(c, i), c.signature, c.params, [i, i]));

const print = (v: Element): string =>
  typeof v === 'object' ? `${v.re}+${v.im}i` : Object.is(v, -0) ? '-0' : String(v);

/**
 * How far apart both may be, in ulps: each by the stated bound, for complex values of the length of the
 * result. The relative error of a complex power grows with the exponent times the logarithm.
 */
function limitOf({ op, signature }: Case, operands: readonly Element[]): number {
  if (op.ulp === 0) return 0;
  if (!signature.output.startsWith('complex')) return op.ulp + 2;
  const [x, y] = operands as ComplexElement[];
  if (x === undefined || y === undefined || !op.name.includes('power')) return 16;
  const log = Math.abs(Math.log(Math.hypot(x.re, x.im))) + Math.PI;
  const growth = Math.hypot(y.re, y.im) * log;
  return 16 * (1 + (Number.isFinite(growth) ? growth : 0));
}

/** Near zero, a logarithm of a sum is as exact as a value of 1. */
const tiny = (c: Case, got: Element, want: Element): boolean =>
  c.op.name.startsWith('logaddexp') &&
  Math.abs(Number(got) - Number(want)) < ({ float16: 4e-3, float32: 4e-7 }[c.signature.output as string] ?? 8e-16);

/** Where the compiled code and the reference are further apart than that. */
function differences(c: Case, output: HostArray): string[] {
  const t = c.signature.output;
  return expected(c).flatMap((want, i) => {
    const got = loadElement(output, t, i);
    const operands = operandsOf(c, i);
    if (distance(got, want, t) <= limitOf(c, operands) || tiny(c, got, want)) return [];
    return [
      `${c.op.name}(${operands.map(print).join(', ')}): ${c.signature.inputs}→${t} gave ${print(got)}, not ${print(want)}`,
    ];
  });
}

// Functions of the program: test/unit/ops/scalar-function.test.ts.
const operations = [...BUILTIN].filter(
  (op): op is ElementwiseOperation => op.kind === 'elementwise' && op.arity !== 'any',
);

describe('generated scalar code', () => {
  const addon = join(__dirname, '../../../native/build/Release/legate.node');
  const { jitEmit } = require(addon) as { jitEmit(ir: string, kind: 'asm', options: { fastMath: boolean }): string };
  const groups = operations.map(casesOf);
  const outputs = runNatively(groups, (ir) => jitEmit(ir, 'asm', { fastMath: false }));

  it.each(operations.map((op, k) => [op.name, k] as const))('%s agrees with its reference', (_, k) => {
    const wrong = (groups[k] as Case[]).flatMap((c, n) => differences(c, outputs[k]?.[n] as HostArray));
    expect(wrong.slice(0, 12)).toEqual([]);
  });
});
