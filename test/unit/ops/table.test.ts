/** The operation table: what is in it, its types and its reference implementations against NumPy. */
import { describe, expect, it } from 'vitest';
import { type DType, promote } from '../../../compiler/ir/dtype';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { convertElement } from '../../../compiler/ops/element';
import type { Element, Operation } from '../../../compiler/ops/operation';
import { distance } from '../codegen/distance';
import { BINARY, CODES, ORDER, UNARY } from './numpy-types';
import { VALUES } from './numpy-values';

const letter = (t: DType | undefined): string => (t ? (CODES[ORDER.indexOf(t)] as string) : '-');

function outputOf(op: Operation, types: readonly DType[]): DType | undefined {
  if (op.kind === 'reduction') return op.resolve(types[0] as DType)?.output;
  return op.resolve(types, {})?.output;
}

describe('the table', () => {
  it('holds every operation that the interface promises', () => {
    const wanted = `add subtract multiply divide floor_divide remainder fmod power float_power negative positive
      absolute fabs sign signbit sqrt square cbrt reciprocal exp exp2 expm1 log log2 log10 log1p logaddexp logaddexp2
      sin cos tan arcsin arccos arctan arctan2 hypot sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg floor ceil
      trunc rint fix around maximum minimum fmax fmin heaviside copysign nextafter spacing ldexp frexp_mantissa
      frexp_exponent equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor
      logical_not bitwise_and bitwise_or bitwise_xor invert bitwise_count left_shift right_shift isnan isinf isfinite isneginf
      isposinf real imag conjugate angle gcd lcm modf_fractional modf_integral sinc where clip astype copy iota flat
      arange linspace eye tri sum prod min max nanmin nanmax any all argmin argmax count_nonzero matmul sort argsort
      cumsum cumprod`.split(/\s+/);
    expect([...BUILTIN].map((op) => op.name)).toEqual(expect.arrayContaining(wanted));
  });

  it('says of each what it does and how exact it is', () => {
    for (const op of BUILTIN) {
      expect(op.doc, op.name).toMatch(/\S.*\.$/);
      expect(op.ulp, op.name).toBeLessThanOrEqual(4);
    }
  });

  it('refuses a wrong number of operands', () => {
    const add = BUILTIN.get('add');
    expect(add.kind === 'elementwise' && add.resolve(['float64'], {})).toBeUndefined();
  });

  it('refuses names twice and names that are not there', () => {
    expect(() => BUILTIN.get('nothing')).toThrow('LGT3002');
  });
});

describe('types', () => {
  it.each(Object.entries(UNARY))('of %s', (name, expected) => {
    const op = BUILTIN.get(name);
    expect(ORDER.map((t) => letter(outputOf(op, [t]))).join('')).toBe(expected);
  });

  it.each(BINARY.flatMap(({ ops, rows }) => ops.map((name) => [name, rows] as const)))('of %s', (name, rows) => {
    const op = BUILTIN.get(name);
    expect(ORDER.map((a) => ORDER.map((b) => letter(outputOf(op, [a, b]))).join(''))).toEqual(rows);
  });

  it('are promoted as by addition', () => {
    for (const a of ORDER) for (const b of ORDER) expect(promote(a, b)).toBe(outputOf(BUILTIN.get('add'), [a, b]));
  });
});

const text = (v: Element): string => (typeof v === 'object' ? `(${v.re}, ${v.im})` : Object.is(v, -0) ? '-0' : `${v}`);

describe('reference values', () => {
  it.each(
    VALUES.map(
      ([op, types, operands, result]) =>
        [`${op}(${operands.map(text).join(', ')})`, op, types, operands, result] as const,
    ),
  )('%s', (_, name, types, operands, result) => {
    const op = BUILTIN.get(name);
    if (op.kind !== 'elementwise') throw new Error(name);
    const signature = op.resolve(types, {});
    if (signature === undefined) throw new Error(name);
    const inputs = operands.map((v, k) => convertElement(v, types[k] as DType, signature.inputs[k] as DType));
    const got = op.reference(inputs, signature, {}, []);
    expect(distance(got, result, signature.output), `${text(got)}, not ${text(result)}`).toBeLessThanOrEqual(
      op.ulp === 0 ? 0 : 4,
    );
  });
});

describe('library operations', () => {
  const library = (name: string) => {
    const op = BUILTIN.get(name);
    if (op.kind !== 'library') throw new Error(name);
    return op;
  };

  it('hand their native tasks the attributes that these ask for', () => {
    expect(library('matmul').attributes({}, [])).toEqual([0, 0, 0]);
    expect(library('sort').attributes({}, [])).toEqual([]);
    expect(library('order_statistics').attributes({ from: 3, to: 5 }, [])).toEqual([3]);
    expect(library('order_statistics').shape([[4, 9]], { from: 3, to: 5 })).toEqual([4, 2]);
    expect(library('partition').attributes({ kth: 3 }, [])).toEqual([0, 3]);
    expect(library('partition').shape([[4, 9]], { kth: 3 })).toEqual([4, 9]);
    expect(library('cumsum').attributes({ axis: 2 }, [])).toEqual([2, 0]);
    expect(library('cumprod').attributes({ axis: 1 }, [])).toEqual([1, 1]);
  });

  it('are cut where results stay the same', () => {
    expect(
      library('matmul').cut(
        [
          [9, 9],
          [9, 9],
        ],
        {},
      ),
    ).toEqual({ dim: 0, unit: 384, operands: [{ dim: 0 }, 'whole'] });
    // A tile of a large product is one itself; the second operand may be given transposed.
    const wide = [
      [1024, 300],
      [200, 300],
    ];
    expect(library('matmul').cut(wide, { tb: true })).toMatchObject({ dim: 0, unit: 24 });
    expect(library('sort').cut([[100]], {})).toBeUndefined();
    expect(library('sort').cut([[1e6]], {})).toMatchObject({ dim: 0, operands: ['whole'] });
    expect(library('order_statistics').cut([[1e6]], { from: 3, to: 5 })).toBeUndefined();
    expect(library('argsort').cut([[5, 100]], {})).toEqual({ dim: 0, unit: 1, operands: [{ dim: 0 }] });
    expect(library('cumsum').cut([[5, 100]], { axis: 0 })?.dim).toBe(1);
    expect(library('cumsum').cut([[5, 100]], { axis: 1 })?.dim).toBe(0);
  });
});
