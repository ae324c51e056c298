/**
 * Scalar code carried out at once on JavaScript values: the reference meaning of `ScalarBuilder`.
 */
import { DTYPES, type DType, isBig, isComplex } from '../ir/dtype';
import { coerceElement, convertElement, roundTo, wrap } from './element';
import type { ComplexElement, Element } from './operation';
import { nextafter32, REAL } from './real-functions';
import type { Comparison, MathFunction, Scalar, ScalarBuilder } from './scalar-builder';

export interface Evaluated extends Scalar {
  readonly value: Element;
}

const elementOf = (s: Scalar): Element => (s as Evaluated).value;
const numberOf = (s: Scalar): number => (s as Evaluated).value as number;
const bigOf = (s: Scalar): bigint => (s as Evaluated).value as bigint;
const complexOf = (s: Scalar): ComplexElement => (s as Evaluated).value as ComplexElement;
const result = (dtype: DType, value: Element): Evaluated => ({ dtype, value });
const truth = (value: boolean): Evaluated => result('bool', value ? 1 : 0);

type Reals = (a: number, b: number) => number;
type Bigs = (a: bigint, b: bigint) => bigint;

/** Applies to reals, rounding floats and wrapping integers. */
function arithmetic(a: Scalar, b: Scalar, reals: Reals, bigs: Bigs): Evaluated {
  const t = a.dtype;
  if (isBig(t)) return result(t, wrap(t, bigs(bigOf(a), bigOf(b))));
  const v = reals(numberOf(a), numberOf(b));
  return result(t, DTYPES[t].kind === 'f' ? roundTo(t, v) : wrap(t, v));
}

const bits = (s: Scalar): number => 8 * DTYPES[s.dtype].size;

/** What the other type's value of a complex operation is made of. */
type Parts = readonly [re: number, im: number];

export class Evaluator implements ScalarBuilder {
  constructor(private readonly position: readonly number[] = []) {}

  constant(dtype: DType, value: number | bigint | boolean): Scalar {
    return result(dtype, coerceElement(value, dtype));
  }

  convert(value: Scalar, to: DType): Scalar {
    return value.dtype === to ? value : result(to, convertElement(elementOf(value), value.dtype, to));
  }

  private each(a: Scalar, b: Scalar, f: Reals): Scalar {
    const [x, y] = [complexOf(a), complexOf(b)];
    return this.pair(a.dtype, [f(x.re, y.re), f(x.im, y.im)]);
  }

  private pair(t: DType, [re, im]: Parts): Scalar {
    return result(t, { re: roundTo(t, re), im: roundTo(t, im) });
  }

  add(a: Scalar, b: Scalar): Scalar {
    if (isComplex(a.dtype)) return this.each(a, b, (x, y) => x + y);
    return arithmetic(
      a,
      b,
      (x, y) => x + y,
      (x, y) => x + y,
    );
  }

  sub(a: Scalar, b: Scalar): Scalar {
    if (isComplex(a.dtype)) return this.each(a, b, (x, y) => x - y);
    return arithmetic(
      a,
      b,
      (x, y) => x - y,
      (x, y) => x - y,
    );
  }

  mul(a: Scalar, b: Scalar): Scalar {
    const t = a.dtype;
    if (isComplex(t)) {
      const [x, y] = [complexOf(a), complexOf(b)];
      const r = (v: number): number => roundTo(t, v);
      return this.pair(t, [r(x.re * y.re) - r(x.im * y.im), r(x.re * y.im) + r(x.im * y.re)]);
    }
    // A product of 32-bit integers may pass 2^53.
    const product: Reals = DTYPES[t].kind === 'f' ? (x, y) => x * y : Math.imul;
    return arithmetic(a, b, product, (x, y) => x * y);
  }

  div(a: Scalar, b: Scalar): Scalar {
    if (isComplex(a.dtype)) return this.divideComplex(a.dtype, complexOf(a), complexOf(b));
    if (DTYPES[a.dtype].kind === 'f') {
      return result(a.dtype, roundTo(a.dtype, numberOf(a) / numberOf(b)));
    }
    return arithmetic(
      a,
      b,
      (x, y) => (y === 0 ? 0 : Math.trunc(x / y)),
      (x, y) => (y === 0n ? 0n : x / y),
    );
  }

  /** Smith's method, step by step as NumPy's. */
  private divideComplex(t: DType, x: ComplexElement, y: ComplexElement): Scalar {
    const r = (v: number): number => roundTo(t, v);
    const [c, d] = [Math.abs(y.re), Math.abs(y.im)];
    if (c >= d) {
      if (c === 0 && d === 0) return this.pair(t, [x.re / c, x.im / c]);
      const ratio = r(y.im / y.re);
      const scale = r(1 / r(y.re + r(y.im * ratio)));
      return this.pair(t, [r(x.re + r(x.im * ratio)) * scale, r(x.im - r(x.re * ratio)) * scale]);
    }
    const ratio = r(y.re / y.im);
    const scale = r(1 / r(y.im + r(y.re * ratio)));
    return this.pair(t, [r(r(x.re * ratio) + x.im) * scale, r(r(x.im * ratio) - x.re) * scale]);
  }

  rem(a: Scalar, b: Scalar): Scalar {
    const real = DTYPES[a.dtype].kind === 'f';
    return arithmetic(
      a,
      b,
      (x, y) => (y === 0 && !real ? 0 : x % y),
      (x, y) => (y === 0n ? 0n : x % y),
    );
  }

  neg(a: Scalar): Scalar {
    const t = a.dtype;
    if (isComplex(t)) return result(t, { re: -complexOf(a).re, im: -complexOf(a).im });
    if (DTYPES[t].kind === 'f') return result(t, -numberOf(a));
    return result(t, wrap(t, isBig(t) ? -bigOf(a) : -numberOf(a)));
  }

  and(a: Scalar, b: Scalar): Scalar {
    return arithmetic(
      a,
      b,
      (x, y) => x & y,
      (x, y) => x & y,
    );
  }

  or(a: Scalar, b: Scalar): Scalar {
    return arithmetic(
      a,
      b,
      (x, y) => x | y,
      (x, y) => x | y,
    );
  }

  xor(a: Scalar, b: Scalar): Scalar {
    return arithmetic(
      a,
      b,
      (x, y) => x ^ y,
      (x, y) => x ^ y,
    );
  }

  not(a: Scalar): Scalar {
    const t = a.dtype;
    if (t === 'bool') return truth(numberOf(a) === 0);
    return result(t, wrap(t, isBig(t) ? ~bigOf(a) : ~numberOf(a)));
  }

  shl(a: Scalar, b: Scalar): Scalar {
    const count = BigInt(elementOf(b) as number | bigint);
    const fits = count >= 0n && count < BigInt(bits(a));
    return result(a.dtype, wrap(a.dtype, fits ? BigInt(elementOf(a) as number | bigint) << count : 0n));
  }

  shr(a: Scalar, b: Scalar): Scalar {
    const count = BigInt(elementOf(b) as number | bigint);
    const fits = count >= 0n && count < BigInt(bits(a));
    return result(a.dtype, wrap(a.dtype, BigInt(elementOf(a) as number | bigint) >> (fits ? count : 64n)));
  }

  compare(how: Comparison, a: Scalar, b: Scalar): Scalar {
    if (isComplex(a.dtype)) {
      const [x, y] = [complexOf(a), complexOf(b)];
      const same = x.re === y.re && x.im === y.im;
      return truth(how === 'eq' ? same : !same);
    }
    const [x, y] = [elementOf(a) as number, elementOf(b) as number];
    switch (how) {
      case 'eq':
        return truth(x === y);
      case 'ne':
        return truth(x !== y);
      case 'lt':
        return truth(x < y);
      case 'le':
        return truth(x <= y);
      case 'gt':
        return truth(x > y);
      default:
        return truth(x >= y);
    }
  }

  select(condition: Scalar, a: Scalar, b: Scalar): Scalar {
    return numberOf(condition) ? a : b;
  }

  isNaN(a: Scalar): Scalar {
    const v = elementOf(a);
    if (typeof v === 'object') return truth(Number.isNaN(v.re) || Number.isNaN(v.im));
    return truth(Number.isNaN(v));
  }

  call(fn: MathFunction, ...args: readonly Scalar[]): Scalar {
    const [x, y] = args as [Scalar, Scalar?];
    const [v, w] = [numberOf(x), y ? numberOf(y) : 0];
    if (fn === 'nextafter' && x.dtype === 'float32') return result(x.dtype, nextafter32(v, w));
    return result(x.dtype, roundTo(x.dtype, REAL[fn](v, w)));
  }

  complex(re: Scalar, im: Scalar): Scalar {
    const t = re.dtype === 'float32' ? 'complex64' : 'complex128';
    return result(t, { re: numberOf(re), im: numberOf(im) });
  }

  real(a: Scalar): Scalar {
    return isComplex(a.dtype) ? result(DTYPES[a.dtype].real, complexOf(a).re) : a;
  }

  imag(a: Scalar): Scalar {
    return isComplex(a.dtype) ? result(DTYPES[a.dtype].real, complexOf(a).im) : this.constant(a.dtype, 0);
  }

  index(axis: number): Scalar {
    return result('int64', BigInt(this.position[axis] ?? 0));
  }

  loop(
    initial: readonly Scalar[],
    condition: (state: readonly Scalar[]) => Scalar,
    body: (state: readonly Scalar[]) => readonly Scalar[],
  ): Scalar[] {
    let state = initial;
    while (numberOf(condition(state))) state = body(state);
    return [...state];
  }
}

export const evaluated = (dtype: DType, value: Element): Evaluated => result(dtype, value);
