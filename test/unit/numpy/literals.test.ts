/** Each function against what NumPy gives for the same expression: `literals.py` wrote `literals.json`. */
import './setup';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as np from '../../../runtime/numpy/index';

type Encoded = [kind: string, shape: number[], values: unknown[]] | { list: Encoded[] };
type Row = [mark: string, expression: string, expected: Encoded | string];

const literals = JSON.parse(readFileSync(join(__dirname, 'literals.json'), 'utf8')) as {
  setup: [string, string][];
  cases: Row[];
  programs: [program: string, expected: Encoded][];
};

const names: string[] = ['np'];
const values: unknown[] = [np];
const evaluate = (expression: string): unknown => new Function(...names, `return ${expression}`)(...values);
for (const [name, expression] of literals.setup) {
  const value = evaluate(expression);
  names.push(name);
  values.push(value);
}

const number = (v: unknown): unknown => {
  if (typeof v === 'boolean') return v ? 1 : 0;
  if (typeof v === 'bigint') return Number.isSafeInteger(Number(v)) ? Number(v) : String(v);
  if (v instanceof np.Complex) return [number(v.re), number(v.im)];
  if (typeof v === 'number' && !Number.isFinite(v)) return String(v).replace('Infinity', 'inf').replace('NaN', 'nan');
  return Object.is(v, -0) ? 0 : v;
};

function encode(value: unknown): Encoded {
  if (Array.isArray(value)) return { list: value.map(encode) };
  if (value instanceof np.NDArray) {
    const flat = [value.toArray()].flat(Number.POSITIVE_INFINITY) as unknown[];
    return [value.dtype, [...value.shape], value.size === 0 ? [] : flat.map(number)];
  }
  return ['scalar', [], [number(value)]];
}

/** Results of functions that aren't exactly rounded may differ in the last places. */
function matches(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    const scale = Math.max(...expected.map((v) => Math.abs(Number(v))));
    return actual.every((v, i) => matches(v, expected[i]) || Math.abs(Number(v) - Number(expected[i])) < 1e-15 * scale);
  }
  if (typeof actual !== 'number' || typeof expected !== 'number') return actual === expected;
  return actual === expected || Math.abs(actual - expected) <= 4e-16 * Math.abs(expected);
}

function check(actual: Encoded, expected: Encoded, withType: boolean): void {
  if ('list' in actual || 'list' in expected) {
    const [a, e] = [actual as { list: Encoded[] }, expected as { list: Encoded[] }];
    expect(a.list).toHaveLength(e.list.length);
    a.list.forEach((item, i) => {
      check(item, e.list[i] as Encoded, withType);
    });
    return;
  }
  expect(actual[1]).toEqual(expected[1]);
  if (withType) expect(actual[0]).toBe(expected[0]);
  if (!actual[2].every((v, i) => matches(v, expected[2][i])) || actual[2].length !== expected[2].length) {
    expect(actual[2]).toEqual(expected[2]);
  }
}

describe('as NumPy', () => {
  test.each(literals.cases)('%s%s', (mark, expression, expected) => {
    const value = evaluate(expression);
    if (mark === '=') expect(String(value)).toBe(expected);
    else check(encode(value), expected as Encoded, mark !== '~');
  });

  test.each(literals.programs)('%s', (program, expected) => {
    const x = new Function('np', `let x; ${program}; return x`)(np);
    check(encode(x), expected, true);
  });
});
