/**
 * What a scalar function gives is what JavaScript gives, in the reference interpreter and in the code that LLVM makes:
 * the same bits, but for functions of `Math` that are not exact.
 */
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILTIN } from '../../../compiler/ops/builtin';
import type { ElementwiseOperation } from '../../../compiler/ops/operation';
import { distance } from '../codegen/distance';
import { type Case, runNatively } from '../codegen/scalar-harness';
import { translate } from './scalar-programs';

/** Of two numbers. */
const EXACT: Readonly<Record<string, string>> = {
  arithmetic: '(x, y) => (x + y) * (x - y) / (y - 1) + -x - +y',
  remainder: '(x, y) => x % y',
  'remainder of a constant': '(x) => x % 3 + -7.5 % x',
  'bitwise and, or, xor': '(x, y) => (x & y) + 2 ** 33 * (x | y) - (x ^ 12345)',
  'bitwise not': '(x) => ~x + ~~x',
  shifts: '(x, y) => (x << y) + (x >> y) * 3 + (x >>> y) * 7',
  'unsigned shift': '(x) => (x >>> 0) + (x >>> 31)',
  'a hash': '(x, y) => { let h = x | 0; h ^= h << 13; h ^= h >>> 17; h ^= h << 5; return Math.imul(h, y) >>> 0; }',
  imul: '(x, y) => Math.imul(x, y)',
  clz32: '(x) => Math.clz32(x)',
  fround: '(x) => Math.fround(x) - Math.fround(x / 3)',
  round: '(x, y) => Math.round(x) + Math.round(y / 7)',
  'round to zero': '(x) => 1 / Math.round(x)',
  'floor, ceil, trunc': '(x) => Math.floor(x) + Math.ceil(x / 3) * Math.trunc(x)',
  sign: '(x, y) => Math.sign(x) / Math.sign(y)',
  'abs and sqrt': '(x) => Math.sqrt(Math.abs(x)) - Math.abs(-x)',
  'max and min': '(x, y) => Math.max(x, y) / 3 + Math.min(x, y)',
  'max of zeros': '(x, y) => 1 / Math.max(x, y)',
  'min of zeros': '(x, y) => 1 / Math.min(x, y, Infinity)',
  'max of nothing': '() => Math.max() + Math.hypot() + Math.abs(Math.min(3))',
  comparison: '(x, y) => x < y ? 1 : x <= y ? 2 : x > y ? 3 : x >= y ? 4 : x === y ? 5 : x !== y ? 6 : 7',
  'loose comparison': '(x, y) => x == y || x != 0 && y != 1',
  truth: '(x, y) => (x ? 1 : 2) + (x && y ? 10 : 20) + (!x || !y ? 100 : 200)',
  'and, or of numbers': '(x, y) => (x && y) + (y || 3)',
  booleans: '(x, y) => { const a = x < y, b = y > 1; return (a === b) !== (a && !b) || !(a || b); }',
  tests: '(x, y) => Number.isInteger(x) || Number.isNaN(y) && !isFinite(x) || Number.isSafeInteger(y)',
  conversions: '(x, y) => Number(x < y) + Number(x) + (Boolean(y) ? 1 : 2) + +(x > y)',
  'power by two': '(x) => x ** 2 + Math.pow(x, 2)',
  'early returns':
    '(x, y) => { if (x < 0) return -1; if (y < 0) { if (x > 3) return 4; } else if (x === y) return 5; return x; }',
  assignments:
    '(x, y) => { let a = x, b = 0; a += y; b -= a; a *= 2; b /= 3; a %= 5; if (x > y) a = b; else b = a++; return a - --b; }',
  'assigned in expressions':
    '(x, y) => { let a = 1, b = 0; const c = (a = x) + a++ + (x > y && (b = y) > 0 ? b : (a -= 2)); return a + b * c; }',
  'logical assignment': '(x, y) => { let a = x; a ||= y; let b = y; b &&= 3; return a - b; }',
  'a counted loop': '(x, y) => { let s = 0; for (let i = 0; i < 10; i++) s += x / (i + 1); return s - y; }',
  'an escape':
    '(x, y) => { let a = 0, b = 0; for (let n = 0; n < 40; n++) { const c = a * a, d = b * b; if (c + d > 4) return n; b = 2 * a * b + y; a = c - d + x; } return -1; }',
  'break and continue':
    '(x, y) => { let s = 0, i = 0; while (true) { i++; if (i > 20) break; if (i % 3 === 0) continue; s += x * i; if (s > y) break; } return s * 100 + i; }',
  'do while':
    '(x, y) => { let n = 0, v = x; do { n++; if (n === 7) continue; v = v / 2 - 1; } while (v > y && n < 12); return v + n; }',
  'a condition that assigns': '(x, y) => { let n = 0; while ((n += 1) < 10 && n < x) n += y > 0 ? 1 : 2; return n; }',
  'loops within loops':
    '(x, y) => { let s = 0; for (let i = 0; i < 5; i++) { for (let j = i; j < 6; j++) { if (j > x) break; s += i * j + y; } if (s > 50) return -s; } return s; }',
  'a loop in a branch':
    '(x, y) => { let n = x; if (x >= 1 && x < 1e6) { let k = 0; while (n !== 1 && k < 200) { n = n % 2 === 0 ? n / 2 : Math.floor(3 * n) + 1; k++; } return k + y; } return -1; }',
  'a loop that would not end elsewhere':
    '(x) => { if (x > 0 && x < 50) { let i = 0; while (i !== 50) i = i < x ? i + 1 : 50; return i; } return x; }',
  switch: `(x, y) => {
    let s = 0;
    for (let i = 0; i < 6; i++) {
      switch (i === 4 ? x : i) {
        case 0: s += x; break;
        // @ts-ignore
        case 1: s -= y;
        case 2: { s *= 2; if (s > 10) continue; break; }
        // @ts-ignore
        default: s += 100; if (y === 3) return s;
        case 3: s += 7;
      }
      s += 1000;
    }
    return s;
  }`,
  'a switch that always returns':
    '(x, y) => { switch (x > y) { case true: return 1; default: switch (x) { case 1: case y: return 2; case 3: break; default: return 3; } return 4; } }',
  'greatest common divisor':
    '(x, y) => { let a = Math.abs(x | 0), b = Math.abs(y | 0); while (b) { const t = a % b; a = b; b = t; } return a; }',
  calls: '(x, y) => clamp(twice(x), -y, 1e3) + clamp(y)',
  'a function inside':
    '(x, y) => { let n = 0; const step = (d: number) => { n += d; return n * d; }; return step(x) + step(y) - n; }',
  'a call where it is taken': '(x, y) => x > 0 && x < 1e3 ? halvings(x) : y',
  captures: '(x, y) => (on ? x * k : y) + p.q.r - K + E.Two',
};

const INEXACT: Readonly<Record<string, string>> = {
  power: '(x, y) => x ** y',
  'power of one': '(x, y) => 1 ** x + Math.pow(-1, y)',
  exp: '(x) => Math.exp(x)',
  expm1: '(x) => Math.expm1(x)',
  log: '(x) => Math.log(x)',
  log2: '(x) => Math.log2(x)',
  log10: '(x) => Math.log10(x)',
  log1p: '(x) => Math.log1p(x)',
  sin: '(x) => Math.sin(x)',
  cos: '(x) => Math.cos(x)',
  tan: '(x) => Math.tan(x)',
  asin: '(x) => Math.asin(x)',
  acos: '(x) => Math.acos(x)',
  atan: '(x) => Math.atan(x)',
  sinh: '(x) => Math.sinh(x)',
  cosh: '(x) => Math.cosh(x)',
  tanh: '(x) => Math.tanh(x)',
  asinh: '(x) => Math.asinh(x)',
  acosh: '(x) => Math.acosh(x)',
  atanh: '(x) => Math.atanh(x)',
  cbrt: '(x) => Math.cbrt(x)',
  atan2: '(x, y) => Math.atan2(x, y)',
  hypot: '(x, y) => Math.hypot(x, y)',
  'hypot of three': '(x, y) => Math.hypot(x, y, 3)',
};

const AROUND = `
enum E { One = 1, Two }
const K = 2.5;
let k = -0.75, on = true;
const p = { q: { r: 1e-3 } };
function twice(t: number): number { return t * 2; }
const clamp = (t: number, low = -1, high = 1) => (t < low ? low : t > high ? high : t);
function halvings(t: number) { let n = 0; for (; t > 1; n++) t /= 2; return n; }
k = 0.3;
on = k < 1;
`;
const CAPTURED: Readonly<Record<string, number>> = { k: 0.3, on: 1, 'p.q.r': 1e-3 };

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2.5,
  -2.5,
  0.49999999999999994,
  -0.49999999999999994,
  0.1,
  7,
  -13,
  27,
  31,
  32,
  33,
  100.25,
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  -(2 ** 31),
  2 ** 31 - 1,
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 32 + 5,
  -(2 ** 32) - 7.5,
  4294967295.75,
  2 ** 52 + 1,
  2 ** 53,
  -(2 ** 53) - 2,
  2 ** 63,
  -(2 ** 63),
  2 ** 64 + 2 ** 13,
  3 * 2 ** 83,
  2 ** 84,
  1e21,
  -1e300,
  5e-324,
  -1e-310,
  Math.PI,
];
const [X, Y] = [SPECIAL.flatMap((x) => SPECIAL.map(() => x)), SPECIAL.flatMap(() => SPECIAL)];

interface Result {
  readonly native: ArrayLike<number>;
  readonly interpreted: readonly number[];
  readonly wanted: readonly number[];
}

describe.each([
  ['exact', EXACT, 0],
  ['inexact', INEXACT, 6],
] as const)('%s functions', (_, functions, ulp) => {
  const names = Object.keys(functions);
  const results = new Map<string, Result>();
  beforeAll(() => {
    const calls = names.map((name) => `np.vectorize(${functions[name]});`).join('\n');
    const plans = translate(`${AROUND}\n${calls}`);
    const op = BUILTIN.get('scalar_function') as ElementwiseOperation;
    const cases = plans.map((plan, n): Case => {
      if ('why' in plan) throw new Error(`${names[n]}: ${plan.why}`);
      const captures = plan.captures.map((node) => CAPTURED[node.getText()] as number);
      const params = { function: JSON.stringify(plan.function), axes: [], captures: captures.length };
      const own = plan.function.parameters.length - captures.length;
      const signature = op.resolve(
        plan.function.parameters.map((kind) => (kind === 'number' ? 'float64' : 'bool')),
        params,
      );
      if (signature === undefined) throw new Error(names[n]);
      const inputs = [X, Y].slice(0, own).map((values) => Float64Array.from(values));
      const constants = captures.map((value, c) =>
        signature.inputs[own + c] === 'bool'
          ? new Uint8Array(X.length).fill(value)
          : new Float64Array(X.length).fill(value),
      );
      return { op, signature, params, inputs: [...inputs, ...constants], count: X.length };
    });
    const addon = join(__dirname, '../../../native/build/Release/legate.node');
    const { jitEmit } = require(addon) as { jitEmit(ir: string, kind: 'asm', options: { fastMath: boolean }): string };
    const outputs = runNatively(
      cases.map((c) => [c]),
      (ir) => jitEmit(ir, 'asm', { fastMath: false }),
    );
    const program = `${AROUND}\n[${names.map((name) => functions[name]).join(',\n')}]`;
    const js = runInNewContext(ts.transpile(program, { target: ts.ScriptTarget.ES2022 })) as ((
      ...x: number[]
    ) => number | boolean)[];
    names.forEach((name, n) => {
      const c = cases[n] as Case;
      const elements = X.map((_, i) => c.inputs.map((data) => data[i] as number));
      results.set(name, {
        wanted: X.map((x, i) => Number(js[n]!(x, Y[i]!))),
        interpreted: elements.map((e) => c.op.reference(e, c.signature, c.params, []) as number),
        native: outputs[n]![0] as Float64Array,
      });
    });
  });

  it.each(names)('%s', (name) => {
    const { wanted, interpreted, native } = results.get(name)!;
    const wrong: string[] = [];
    wanted.forEach((want, i) => {
      for (const got of [native[i]!, interpreted[i]!]) {
        const same = Object.is(got, want) || (ulp > 0 && distance(got, want, 'float64') <= ulp);
        if (!same) wrong.push(`f(${X[i]}, ${Y[i]}) gave ${got}, not ${want}`);
      }
    });
    expect(wrong.slice(0, 6)).toEqual([]);
  });
});
