/**
 * Reads of captured arrays. Where the index is linear in the position, with captured numbers as factors, the array
 * becomes a view of the positions' shape: one more operand. Conditions around a read say where it happens.
 */
import type { Affine, ArrayRead } from '../ir/scalar-function';
import type { Value } from './scalar-code';

/** Symbols of each product, as a key, and its factor. */
type Polynomial = Map<string, { readonly factor: number; readonly symbols: readonly Value[] }>;

type Conditions = Pick<ArrayRead, 'where' | 'apart'>;

export class Linear {
  private readonly numbers = new Map<Value, number>();

  /** @param axes the parameters that are indices, by axis. @param captured those that are captured numbers. */
  constructor(
    private readonly axes: readonly (Value | undefined)[],
    private readonly captured: () => readonly Value[],
  ) {}

  /** The value as a sum of products of at most one index and captured numbers. */
  of(value: Value): Affine | undefined {
    const polynomial = this.polynomial(value);
    if (polynomial === undefined) return undefined;
    const places = this.captured();
    const terms: [number, number, number[]][] = [];
    for (const { factor, symbols } of polynomial.values()) {
      const indices = symbols.filter((s) => this.axes.includes(s));
      if (indices.length > 1) return undefined;
      const others = symbols.filter((s) => !this.axes.includes(s)).map((s) => places.indexOf(s));
      if (factor !== 0) terms.push([factor, indices.length === 0 ? -1 : this.axes.indexOf(indices[0]!), others]);
    }
    return terms;
  }

  /** What holds wherever a condition does: what is at least 0 there, and what is not 0. */
  conditions(condition: Value, holds = true): Conditions {
    const [x, y] = (condition.operands ?? []) as [Value, Value];
    const atLeast = (from: Value, to: Value, strict: boolean): Conditions => {
      const difference = this.difference(from, to);
      if (difference === undefined) return NOTHING;
      return { where: [strict ? [...difference, [-1, -1, []]] : difference], apart: [] };
    };
    // What isn't less is at least as great: indices and integers are never NaN.
    switch (condition.op) {
      case 'not':
        return this.conditions(x, !holds);
      case holds ? 'and' : 'or':
        return both(this.conditions(x, holds), this.conditions(y, holds));
      case 'lt':
        return holds ? atLeast(x, y, true) : atLeast(y, x, false);
      case 'le':
        return holds ? atLeast(x, y, false) : atLeast(y, x, true);
      case 'gt':
        return holds ? atLeast(y, x, true) : atLeast(x, y, false);
      case 'ge':
        return holds ? atLeast(y, x, false) : atLeast(x, y, true);
      case holds ? 'eq' : 'ne':
        return both(atLeast(x, y, false), atLeast(y, x, false));
      case holds ? 'ne' : 'eq': {
        const difference = this.difference(x, y);
        return difference === undefined ? NOTHING : { where: [], apart: [difference] };
      }
      default:
        return NOTHING;
    }
  }

  private difference(from: Value, to: Value): Affine | undefined {
    const [a, b] = [this.of(from), this.of(to)];
    return a && b && [...b, ...a.map(([f, ...rest]) => [-f, ...rest] as const)];
  }

  private polynomial(value: Value): Polynomial | undefined {
    if (typeof value.constant === 'number') {
      if (!Number.isSafeInteger(value.constant)) return undefined;
      return new Map([['', { factor: value.constant, symbols: [] }]]);
    }
    if (this.axes.includes(value) || this.captured().includes(value)) {
      return new Map([[this.name(value), { factor: 1, symbols: [value] }]]);
    }
    const operands = (value.operands ?? []).map((o) => this.polynomial(o));
    const [x, y] = operands;
    switch (value.op) {
      case 'add':
      case 'sub':
        return x && y && sum(x, y, value.op === 'add' ? 1 : -1);
      case 'neg':
        return x && sum(new Map(), x, -1);
      case 'mul':
        return x && y && this.product(x, y);
      default:
        return undefined;
    }
  }

  private product(x: Polynomial, y: Polynomial): Polynomial {
    let result: Polynomial = new Map();
    for (const a of x.values()) {
      for (const b of y.values()) {
        const symbols = [...a.symbols, ...b.symbols];
        const key = symbols.map((s) => this.name(s)).sort((m, n) => (m < n ? -1 : 1));
        result = sum(result, new Map([[key.join(), { factor: a.factor * b.factor, symbols }]]), 1);
      }
    }
    return result;
  }

  private name(symbol: Value): string {
    const number = this.numbers.get(symbol) ?? this.numbers.size;
    this.numbers.set(symbol, number);
    return String(number);
  }
}

const NOTHING: Conditions = { where: [], apart: [] };

const both = (x: Conditions, y: Conditions): Conditions => ({
  where: [...x.where, ...y.where],
  apart: [...x.apart, ...y.apart],
});

function sum(x: Polynomial, y: Polynomial, sign: number): Polynomial {
  const result = new Map(x);
  for (const [key, { factor, symbols }] of y) {
    result.set(key, { factor: (result.get(key)?.factor ?? 0) + sign * factor, symbols });
  }
  return result;
}
