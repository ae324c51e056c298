/**
 * Scalar code of an operation as JavaScript text: the same operation table that makes LLVM's code makes this.
 *
 * Only what JavaScript computes to the last bit as machine code does is written: IEEE arithmetic, integers that
 * wrap, conversions. Functions whose bits come from a library of vector functions are not (`Unwritable`).
 */
import { DTYPES, type DType, isBig, isComplex, isInteger } from '../../compiler/ir/dtype';
import { halfBits, halfValue, roundHalf } from '../../compiler/ir/half';
import { coerceElement, convertElement, roundTo } from '../../compiler/ops/element';
import type { Element } from '../../compiler/ops/operation';
import { copysign, floordiv, ldexp, logb, nextafter, nextafter32, rint } from '../../compiler/ops/real-functions';
import type { Comparison, MathFunction, Scalar, ScalarBuilder } from '../../compiler/ops/scalar-builder';

/** Thrown where an operation has no exact JavaScript. */
export class Unwritable extends Error {}

/** A value of the code under construction: an expression without effects, for complex types one for each part. */
export interface Code extends Scalar {
  readonly text: string;
  readonly im?: string;
}

/** What the code calls (`H`). Complex results come in two variables. */
export const helpers = {
  re: 0,
  im: 0,
  rint,
  copysign,
  floordiv,
  ldexp,
  logb,
  nextafter,
  nextafter32,
  convert: convertElement,
  roundHalf,
  halfBits,
  halfValue,
  divide(single: boolean, xr: number, xi: number, yr: number, yi: number): void {
    const t = single ? 'complex64' : 'complex128';
    const r = (v: number): number => roundTo(t, v);
    const [c, d] = [Math.abs(yr), Math.abs(yi)];
    if (c >= d) {
      if (c === 0 && d === 0) {
        helpers.re = r(xr / c);
        helpers.im = r(xi / c);
        return;
      }
      const ratio = r(yi / yr);
      const scale = r(1 / r(yr + r(yi * ratio)));
      helpers.re = r(r(xr + r(xi * ratio)) * scale);
      helpers.im = r(r(xi - r(xr * ratio)) * scale);
      return;
    }
    const ratio = r(yr / yi);
    const scale = r(1 / r(yi + r(yr * ratio)));
    helpers.re = r(r(r(xr * ratio) + xi) * scale);
    helpers.im = r(r(r(xi * ratio) - xr) * scale);
  },
};

/** Functions that are exact, as they are written for doubles. */
const FUNCTIONS: Partial<Record<MathFunction, string>> = {
  sqrt: 'Math.sqrt',
  floor: 'Math.floor',
  ceil: 'Math.ceil',
  trunc: 'Math.trunc',
  fabs: 'Math.abs',
  rint: 'H.rint',
  copysign: 'H.copysign',
  floordiv: 'H.floordiv',
  nextafter: 'H.nextafter',
  ldexp: 'H.ldexp',
  logb: 'H.logb',
  minimum: 'Math.min',
  maximum: 'Math.max',
};

const OPERATORS: Record<Comparison, string> = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' };

const kindOf = (t: DType): string => DTYPES[t].kind;
const bitsOf = (t: DType): number => 8 * DTYPES[t].size;

const textOf = (s: Scalar): string => (s as Code).text;
const imOf = (s: Scalar): string => (s as Code).im as string;

/** Literal of a number; negative ones in brackets. */
function literal(v: number): string {
  if (Object.is(v, -0)) return '(-0)';
  return v < 0 ? `(${v})` : String(v);
}

export class ScriptBuilder implements ScalarBuilder {
  lines: string[] = [];
  /** Statements that are the same for each element, where they are wanted apart. */
  readonly constants: string[] | undefined;
  /** Variables that differ between elements. */
  private readonly varying = new Set<string>();
  private depth = 0;
  /** The code asks for positions. */
  indexed = false;
  private count = 0;

  /**
   * @param narrow 64-bit integers are numbers: for code in which they stay below 2^53
   * @param position the expression of the element's position along an axis
   * @param apart whether what is the same for each element goes to `constants`
   */
  constructor(
    private readonly narrow = false,
    private readonly position: (axis: number) => string = () => '0',
    apart = false,
  ) {
    if (apart) this.constants = [];
  }

  private isBig(t: DType): boolean {
    return isBig(t) && !this.narrow;
  }

  /** A new variable. */
  private let(dtype: DType, text: string, im?: string, varies = false): Code {
    const name = `v${this.count++}`;
    const isVarying = varies || this.depth > 0 || this.isVarying(text) || (im !== undefined && this.isVarying(im));
    if (isVarying) this.varying.add(name).add(`${name}i`);
    const lines = isVarying ? this.lines : (this.constants ?? this.lines);
    lines.push(`const ${name} = ${text};`);
    if (im === undefined) return { dtype, text: name };
    lines.push(`const ${name}i = ${im};`);
    return { dtype, text: name, im: `${name}i` };
  }

  /** Whether an expression has a variable in it that differs between elements, or a helper's result. */
  private isVarying(text: string): boolean {
    if (text.includes('H.re') || text.includes('H.im')) return true;
    return (text.match(/\b[vw]\d+i?\b/g) ?? []).some((name) => this.varying.has(name));
  }

  /** An element of an array, or a scalar that is passed. */
  load(dtype: DType, array: string, at: string): Code {
    if (isComplex(dtype)) return this.let(dtype, `${array}[2 * ${at}]`, `${array}[2 * ${at} + 1]`, true);
    if (dtype === 'float16') return this.let(dtype, `H.halfValue(${array}[${at}])`, undefined, true);
    const text = `${array}[${at}]`;
    return this.let(dtype, isBig(dtype) && this.narrow ? `Number(${text})` : text, undefined, true);
  }

  passed(dtype: DType, name: string): Code {
    if (isComplex(dtype)) return this.let(dtype, `${name}.re`, `${name}.im`);
    return this.let(dtype, isBig(dtype) && this.narrow ? `Number(${name})` : name);
  }

  /** Statements that write an element. */
  store(value: Code, array: string, at: string): void {
    if (value.im !== undefined)
      this.lines.push(`${array}[2 * ${at}] = ${value.text};`, `${array}[2 * ${at} + 1] = ${value.im};`);
    else if (value.dtype === 'float16') this.lines.push(`${array}[${at}] = H.halfBits(${value.text});`);
    else
      this.lines.push(`${array}[${at}] = ${isBig(value.dtype) && this.narrow ? `BigInt(${value.text})` : value.text};`);
  }

  private wrapped(t: DType, text: string): string {
    if (this.isBig(t)) return `BigInt.${t === 'int64' ? 'asIntN' : 'asUintN'}(64, ${text})`;
    switch (t) {
      case 'int8':
        return `(${text}) << 24 >> 24`;
      case 'int16':
        return `(${text}) << 16 >> 16`;
      case 'int32':
        return `(${text}) | 0`;
      case 'uint8':
        return `(${text}) & 255`;
      case 'uint16':
        return `(${text}) & 65535`;
      case 'uint32':
        return `(${text}) >>> 0`;
      case 'bool':
        return `(${text}) ? 1 : 0`;
      default:
        // A narrow 64-bit integer: there is no -0 among integers.
        return `(${text}) + 0`;
    }
  }

  private rounded(t: DType, text: string): string {
    if (t === 'float16') return `H.roundHalf(${text})`;
    return t === 'float32' || t === 'complex64' ? `Math.fround(${text})` : text;
  }

  private number(t: DType, text: string): Code {
    return this.let(t, kindOf(t) === 'f' ? this.rounded(t, text) : this.wrapped(t, text));
  }

  constant(dtype: DType, value: number | bigint | boolean): Code {
    const v: Element = coerceElement(value, dtype);
    if (typeof v === 'object') return { dtype, text: literal(v.re), im: literal(v.im) };
    if (typeof v === 'number') return { dtype, text: literal(v) };
    if (this.narrow) return { dtype, text: literal(Number(v)) };
    return { dtype, text: v < 0n ? `(${v}n)` : `${v}n` };
  }

  convert(value: Scalar, to: DType): Code {
    const from = value.dtype;
    const v = value as Code;
    if (from === to) return v;
    if (v.im !== undefined) {
      if (isComplex(to)) return this.let(to, this.rounded(to, v.text), this.rounded(to, v.im));
      if (to === 'bool') return this.let(to, `${v.text} !== 0 || ${v.im} !== 0 ? 1 : 0`);
      return this.convert({ dtype: DTYPES[from].real, text: v.text } as Code, to);
    }
    if (isComplex(to)) return { dtype: to, text: textOf(this.convert(v, DTYPES[to].real)), im: '0' };
    return this.convertReal(v, to);
  }

  private convertReal(v: Code, to: DType): Code {
    const from = v.dtype;
    const big = this.isBig(from);
    if (to === 'bool') return this.let(to, `${v.text} ${big ? '!= 0n' : '!== 0'} ? 1 : 0`);
    if (to === 'float64') return big ? this.let(to, `Number(${v.text})`) : { dtype: to, text: v.text };
    if (to === 'float16') {
      return this.let(to, isInteger(from) ? `H.convert(${v.text}, '${from}', 'float16')` : `H.roundHalf(${v.text})`);
    }
    if (to === 'float32')
      return this.let(to, big ? `H.convert(${v.text}, '${from}', 'float32')` : `Math.fround(${v.text})`);
    if (kindOf(from) === 'f') {
      // Where the value fits, truncating is all; narrow code has no others.
      if (this.narrow && isBig(to)) return this.let(to, `Math.trunc(${v.text}) + 0`);
      const text = `H.convert(${v.text}, '${from}', '${to}')`;
      if (this.isBig(to) || to === 'uint32') return this.let(to, text);
      const least = '-2147483648';
      const cut = `(${v.text} > -2147483649 && ${v.text} < 2147483648 ? ${v.text} | 0 : ${least})`;
      return this.let(to, this.wrapped(to, cut));
    }
    if (this.isBig(to)) return this.let(to, big ? this.wrapped(to, v.text) : this.wrapped(to, `BigInt(${v.text})`));
    if (isBig(to)) return { dtype: to, text: v.text };
    return this.let(to, this.wrapped(to, big ? `Number(BigInt.asIntN(32, ${v.text}))` : v.text));
  }

  private arithmetic(op: '+' | '-' | '*', a: Scalar, b: Scalar): Code {
    const t = a.dtype;
    const [x, y] = [textOf(a), textOf(b)];
    if (op === '*') {
      const exact = kindOf(t) === 'f' || isBig(t);
      return this.number(t, exact ? `${x} * ${y}` : `Math.imul(${x}, ${y})`);
    }
    return this.number(t, `${x} ${op} ${y}`);
  }

  private each(op: '+' | '-', a: Scalar, b: Scalar): Code {
    const t = a.dtype;
    return this.let(
      t,
      this.rounded(t, `${textOf(a)} ${op} ${textOf(b)}`),
      this.rounded(t, `${imOf(a)} ${op} ${imOf(b)}`),
    );
  }

  add(a: Scalar, b: Scalar): Code {
    return isComplex(a.dtype) ? this.each('+', a, b) : this.arithmetic('+', a, b);
  }

  sub(a: Scalar, b: Scalar): Code {
    return isComplex(a.dtype) ? this.each('-', a, b) : this.arithmetic('-', a, b);
  }

  mul(a: Scalar, b: Scalar): Code {
    const t = a.dtype;
    if (!isComplex(t)) return this.arithmetic('*', a, b);
    const r = (x: string, y: string): string => this.rounded(t, `${x} * ${y}`);
    const [xr, xi, yr, yi] = [textOf(a), imOf(a), textOf(b), imOf(b)];
    return this.let(t, this.rounded(t, `${r(xr, yr)} - ${r(xi, yi)}`), this.rounded(t, `${r(xr, yi)} + ${r(xi, yr)}`));
  }

  div(a: Scalar, b: Scalar): Code {
    const t = a.dtype;
    const [x, y] = [textOf(a), textOf(b)];
    if (isComplex(t)) {
      this.lines.push(`H.divide(${t === 'complex64'}, ${x}, ${imOf(a)}, ${y}, ${imOf(b)});`);
      return this.let(t, 'H.re', 'H.im');
    }
    if (kindOf(t) === 'f') return this.number(t, `${x} / ${y}`);
    if (this.isBig(t)) return this.number(t, `(${y} === 0n ? 0n : ${x} / ${y})`);
    return this.number(t, `(${y} === 0 ? 0 : Math.trunc(${x} / ${y}))`);
  }

  rem(a: Scalar, b: Scalar): Code {
    const t = a.dtype;
    const [x, y] = [textOf(a), textOf(b)];
    if (kindOf(t) === 'f') return this.number(t, `${x} % ${y}`);
    if (this.isBig(t)) return this.number(t, `(${y} === 0n ? 0n : ${x} % ${y})`);
    return this.number(t, `(${y} === 0 ? 0 : ${x} % ${y})`);
  }

  neg(a: Scalar): Code {
    const t = a.dtype;
    if (isComplex(t)) return this.let(t, `-${textOf(a)}`, `-${imOf(a)}`);
    return kindOf(t) === 'f' ? this.let(t, `-${textOf(a)}`) : this.number(t, `-${textOf(a)}`);
  }

  private bitwise(op: string, a: Scalar, b: Scalar): Code {
    if (this.narrow && isBig(a.dtype)) throw new Unwritable();
    return this.number(a.dtype, `${textOf(a)} ${op} ${textOf(b)}`);
  }

  and(a: Scalar, b: Scalar): Code {
    return this.bitwise('&', a, b);
  }

  or(a: Scalar, b: Scalar): Code {
    return this.bitwise('|', a, b);
  }

  xor(a: Scalar, b: Scalar): Code {
    return this.bitwise('^', a, b);
  }

  not(a: Scalar): Code {
    if (this.narrow && isBig(a.dtype)) throw new Unwritable();
    if (a.dtype === 'bool') return this.let('bool', `1 - ${textOf(a)}`);
    return this.number(a.dtype, `~${textOf(a)}`);
  }

  /**
   * A 64-bit integer shifted right by a count that is known. V8 11.3 (Node 20) fails to compile `BigInt.asIntN(64, x >> 1n)`
   * where x is one of two values, and that ends the process: so it is a division of what is divided without a remainder.
   */
  private shiftedBy(a: Scalar, count: bigint): Code {
    const x = textOf(a);
    const isSigned = a.dtype === 'int64';
    if (count === 0n) return a as Code;
    if (count >= (isSigned ? 63n : 64n)) return this.let(a.dtype, isSigned ? `${x} < 0n ? -1n : 0n` : '0n');
    const divisor = 1n << count;
    return this.number(a.dtype, isSigned ? `(${x} - (${x} & ${divisor - 1n}n)) / ${divisor}n` : `${x} / ${divisor}n`);
  }

  /** A shift; `beyond` where the count is past the width. */
  private shift(op: '<<' | '>>' | '>>>', a: Scalar, b: Scalar, beyond: string): Code {
    const t = a.dtype;
    if (this.narrow && (isBig(t) || isBig(b.dtype))) throw new Unwritable();
    const [x, n] = [textOf(a), textOf(b)];
    const fits = isBig(b.dtype) ? `${n} >= 0n && ${n} < ${bitsOf(t)}n` : `${n} >= 0 && ${n} < ${bitsOf(t)}`;
    const [big, bigCount] = [isBig(t), isBig(b.dtype)];
    const count = big === bigCount ? n : big ? `BigInt(${n})` : `Number(${n})`;
    const how = big && op === '>>>' ? '>>' : op;
    return this.number(t, `(${fits} ? ${x} ${how} ${count} : ${beyond})`);
  }

  shl(a: Scalar, b: Scalar): Code {
    return this.shift('<<', a, b, isBig(a.dtype) ? '0n' : '0');
  }

  shr(a: Scalar, b: Scalar): Code {
    if (this.isBig(a.dtype) && /^\d+n$/.test(textOf(b))) return this.shiftedBy(a, BigInt(textOf(b).slice(0, -1)));
    const zero = isBig(a.dtype) ? '0n' : '0';
    if (kindOf(a.dtype) !== 'i') return this.shift('>>>', a, b, zero);
    return this.shift('>>', a, b, `(${textOf(a)} < ${zero} ? -${isBig(a.dtype) ? '1n' : '1'} : ${zero})`);
  }

  compare(how: Comparison, a: Scalar, b: Scalar): Code {
    const test = `${textOf(a)} ${OPERATORS[how]} ${textOf(b)}`;
    if (!isComplex(a.dtype)) return this.let('bool', `${test} ? 1 : 0`);
    const join = how === 'eq' ? '&&' : '||';
    return this.let('bool', `${test} ${join} ${imOf(a)} ${OPERATORS[how]} ${imOf(b)} ? 1 : 0`);
  }

  select(condition: Scalar, a: Scalar, b: Scalar): Code {
    const c = textOf(condition);
    const pick = (x: string, y: string): string => `${c} !== 0 ? ${x} : ${y}`;
    if (!isComplex(a.dtype)) return this.let(a.dtype, pick(textOf(a), textOf(b)));
    return this.let(a.dtype, pick(textOf(a), textOf(b)), pick(imOf(a), imOf(b)));
  }

  isNaN(a: Scalar): Code {
    const x = textOf(a);
    if (!isComplex(a.dtype)) return this.let('bool', `${x} !== ${x} ? 1 : 0`);
    return this.let('bool', `${x} !== ${x} || ${imOf(a)} !== ${imOf(a)} ? 1 : 0`);
  }

  call(fn: MathFunction, ...args: readonly Scalar[]): Code {
    const [x, y] = args as [Scalar, Scalar?];
    const t = x.dtype;
    if (fn === 'fmod') return this.rem(x, y as Scalar);
    const name = fn === 'nextafter' && t === 'float32' ? 'H.nextafter32' : FUNCTIONS[fn];
    if (name === undefined) throw new Unwritable();
    const list = y === undefined ? textOf(x) : `${textOf(x)}, ${textOf(y)}`;
    return this.let(t, this.rounded(t, `${name}(${list})`));
  }

  complex(re: Scalar, im: Scalar): Code {
    return { dtype: re.dtype === 'float32' ? 'complex64' : 'complex128', text: textOf(re), im: textOf(im) } as Code;
  }

  real(a: Scalar): Code {
    return { dtype: DTYPES[a.dtype].real, text: textOf(a) };
  }

  imag(a: Scalar): Code {
    return isComplex(a.dtype) ? { dtype: DTYPES[a.dtype].real, text: imOf(a) } : this.constant(a.dtype, 0);
  }

  index(axis: number): Code {
    this.indexed = true;
    const at = this.position(axis);
    return this.let('int64', this.narrow ? at : `BigInt(${at})`, undefined, true);
  }

  loop(
    initial: readonly Scalar[],
    condition: (state: readonly Scalar[]) => Scalar,
    body: (state: readonly Scalar[]) => readonly Scalar[],
  ): Code[] {
    const state = initial.map((s): Code => {
      const name = `w${this.count++}`;
      this.varying.add(name).add(`${name}i`);
      this.lines.push(`let ${name} = ${textOf(s)};`);
      if (!isComplex(s.dtype)) return { dtype: s.dtype, text: name };
      this.lines.push(`let ${name}i = ${imOf(s)};`);
      return { dtype: s.dtype, text: name, im: `${name}i` };
    });
    this.lines.push('for (;;) {');
    this.depth++;
    this.lines.push(`if (${textOf(condition(state))} === 0) break;`);
    const next = body(state).map((s) => this.let(s.dtype, textOf(s), isComplex(s.dtype) ? imOf(s) : undefined));
    state.forEach((s, k) => {
      this.lines.push(`${s.text} = ${textOf(next[k] as Code)};`);
      if (s.im !== undefined) this.lines.push(`${s.im} = ${imOf(next[k] as Code)};`);
    });
    this.depth--;
    this.lines.push('}');
    return state;
  }
}

/** Compiles text that gives a function. @throws Unwritable where the process forbids making code of text */
export function compileScript<F>(text: string): F {
  try {
    return new Function('H', text)(helpers) as F;
  } catch (error) {
    if (error instanceof EvalError) throw new Unwritable();
    throw error;
  }
}
