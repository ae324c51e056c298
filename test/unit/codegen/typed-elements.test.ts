/** Functions of typed elements: generated code, and the reference, against what JavaScript does. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DType, HostArray } from '../../../compiler/ir/dtype';
import type { Instruction } from '../../../compiler/ir/scalar-function';
import { BUILTIN } from '../../../compiler/ops/builtin';
import type { ElementwiseOperation } from '../../../compiler/ops/operation';
import { type Case, operandArrays, runNatively, uniform } from './scalar-harness';

const ARRAYS = {
  float64: Float64Array,
  float32: Float32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  uint8c: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;
type Stored = keyof typeof ARRAYS;
const STORED = Object.keys(ARRAYS) as Stored[];
const TYPES = STORED.filter((t) => t !== 'uint8c') as DType[];

const operation = BUILTIN.get('scalar_function') as ElementwiseOperation;

const BINARY: Readonly<Record<string, (x: string, y: string) => string>> = {
  add: (x, y) => `(${x} + ${y})`,
  sub: (x, y) => `(${x} - ${y})`,
  mul: (x, y) => `(${x} * ${y})`,
  div: (x, y) => `(${x} / ${y})`,
  rem: (x, y) => `(${x} % ${y})`,
  bitand: (x, y) => `(${x} & ${y})`,
  bitor: (x, y) => `(${x} | ${y})`,
  bitxor: (x, y) => `(${x} ^ ${y})`,
  shl: (x, y) => `(${x} << ${y})`,
  shr: (x, y) => `(${x} >> ${y})`,
  ushr: (x, y) => `(${x} >>> ${y})`,
  imul: (x, y) => `Math.imul(${x}, ${y})`,
  min: (x, y) => `Math.min(${x}, ${y})`,
  max: (x, y) => `Math.max(${x}, ${y})`,
};
const UNARY = ['abs', 'floor', 'ceil', 'trunc', 'round', 'clz32', 'fround', 'sqrt', 'sign'];
const COMPARED = { lt: '<', le: '<=', gt: '>', ge: '>=', eq: '===', ne: '!==' };
const CONSTANTS = [0, 1, 2, 3, -1, 7, 31, 255, 65536, 0.5, -2.5, 2 ** 31, 2 ** 32, 1e10, 2 ** 52];

interface Program {
  readonly types: readonly DType[];
  readonly result: Stored;
  readonly text: string;
  readonly script: string;
}

/** A function as data and as JavaScript. */
function program(random: () => number): Program {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const types = [pick(TYPES), pick(TYPES)];
  const code: Instruction[] = [];
  const lines: string[] = [];
  let next = 3;
  const add = (instruction: Instruction, script: string): number => {
    code.push(instruction);
    lines.push(`const v${next} = ${script};`);
    return next++;
  };
  const numbers = [0, 1, 2];
  const some = (): number => {
    if (random() < 0.25) {
      const value = pick(CONSTANTS);
      return add(['const', value], String(value));
    }
    return random() < 0.5 ? (numbers[numbers.length - 1] as number) : pick(numbers);
  };
  for (let n = 1 + Math.floor(random() * 7); n > 0; n--) {
    const [x, y] = [some(), some()];
    const kind = random();
    if (kind < 0.7) {
      const op = pick(Object.keys(BINARY));
      numbers.push(add([op, x, y], (BINARY[op] as (typeof BINARY)[string])(`v${x}`, `v${y}`)));
    } else if (kind < 0.85) {
      const op = pick([...UNARY, 'neg', 'bitnot']);
      const script = op === 'neg' ? `-v${x}` : op === 'bitnot' ? `~v${x}` : `Math.${op}(v${x})`;
      numbers.push(add([op, x], script));
    } else {
      const op = pick(Object.keys(COMPARED) as (keyof typeof COMPARED)[]);
      const c = add([op, x, y], `v${x} ${COMPARED[op]} v${y}`);
      if (random() < 0.3) numbers.push(add(['number', c], `Number(v${c})`));
      else {
        const [p, q] = [some(), some()];
        numbers.push(add(['select', c, p, q], `v${c} ? v${p} : v${q}`));
      }
    }
  }
  const result = numbers[numbers.length - 1] as number;
  return {
    types,
    result: pick(STORED),
    text: JSON.stringify({ parameters: ['number', 'number', 'number'], code, result }),
    script: `(v0, v1, v2) => { ${lines.join(' ')} return v${result}; }`,
  };
}

function caseOf(p: Program, random: () => number): Case {
  const params = { function: p.text, axes: [0], elements: p.types.join(), result: p.result };
  const signature = operation.resolve(p.types, params);
  if (signature === undefined) throw new Error(`no types for ${p.script}`);
  return { op: operation, signature, params, ...operandArrays(p.types, random) };
}

function scripted(p: Program, c: Case): HostArray {
  const f = new Function(`return ${p.script}`)() as (...operands: number[]) => number;
  const out = new ARRAYS[p.result](c.count);
  for (let i = 0; i < c.count; i++) out[i] = f(c.inputs[0]?.[i] as number, c.inputs[1]?.[i] as number, i);
  return out as HostArray;
}

const same = (a: HostArray, b: HostArray): number =>
  Array.from({ length: a.length }, (_, i) => i).findIndex((i) => !Object.is(a[i], b[i]));

describe('functions of typed elements', () => {
  it('give the bits of JavaScript', () => {
    const random = uniform(20260);
    const programs = Array.from({ length: 400 }, () => program(random));
    const cases = programs.map((p) => caseOf(p, random));
    const { jitEmit } = require(join(__dirname, '../../../native/build/Release/legate.node')) as {
      jitEmit(ir: string, kind: 'asm', options: { fastMath: boolean }): string;
    };
    const groups = Array.from({ length: 20 }, (_, g) => cases.slice(20 * g, 20 * g + 20));
    const outputs = runNatively(groups, (ir) => jitEmit(ir, 'asm', { fastMath: false })).flat();
    const wrong: string[] = [];
    programs.forEach((p, n) => {
      const c = cases[n] as Case;
      const wanted = scripted(p, c);
      const referred = wanted.slice() as HostArray;
      for (let i = 0; i < c.count; i++) {
        const operands = c.inputs.map((a) => a[i] as number);
        referred[i] = operation.reference(operands, c.signature, c.params, [i]) as never;
      }
      for (const [who, got] of [
        ['code', outputs[n] as HostArray],
        ['reference', referred],
      ] as const) {
        const at = same(got, wanted);
        if (at < 0) continue;
        const operands = c.inputs.map((a) => a[at]);
        wrong.push(
          `${who}: ${p.types} → ${p.result}: ${p.script} of ${operands} at ${at}: ${got[at]}, not ${wanted[at]}`,
        );
      }
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('are taken and stored in element types only', () => {
    const text = JSON.stringify({ parameters: ['number'], code: [], result: 0 });
    expect(operation.resolve(['int64'], { function: text, elements: 'int64' })).toBeUndefined();
    expect(operation.resolve(['int8'], { function: text, elements: 'int8,int8' })).toBeUndefined();
    expect(operation.resolve(['int8'], { function: text, elements: 'int8', result: 'bool' })).toBeUndefined();
    expect(operation.resolve(['int8'], { function: text, elements: 'int8', result: 'uint8c' })).toEqual({
      inputs: ['int8'],
      output: 'uint8',
    });
    expect(operation.resolve(['int8'], { function: text })).toEqual({ inputs: ['float64'], output: 'float64' });
  });
});
