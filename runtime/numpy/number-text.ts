/**
 * Decimal text of floating-point numbers as NumPy prints them: the shortest digits that name the number, cut to a
 * precision with correct rounding (halves to even).
 */
import type { DType } from '../../compiler/ir/dtype';
import { roundTo } from '../../compiler/ops/element';

/** Significant digits and the exponent of the first one: 0.ddd… × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** Digits that tell a floating-point number from its neighbours of a (real) type. */
export function shortest(value: number, type: DType): Decimal {
  if (value === 0) return { digits: '0', point: 1 };
  let text = value.toExponential();
  if (type !== 'float64') {
    for (let digits = 0; digits < 9; digits++) {
      text = value.toExponential(digits);
      if (roundTo(type, Number(text)) === value) break;
    }
  }
  const [mantissa, exponent] = text.split('e') as [string, string];
  return { digits: mantissa.replace('.', '').replace(/0+$/, '') || '0', point: Number(exponent) + 1 };
}

/** More digits than any rounding looks at; exact up to there. */
const EXACT = 100;

/** Rounds to so many digits behind the point (negative: before it). */
function rounded(value: number, short: Decimal, places: number): Decimal {
  const keep = short.point + places;
  if (short.digits.length <= keep) return short;
  if (keep < 0) return { digits: '0', point: 1 };
  const [mantissa, exponent] = value.toExponential(EXACT).split('e') as [string, string];
  const all = mantissa.replace('.', '');
  const rest = all.slice(keep);
  const last = Number(all[keep - 1] ?? 0);
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const up = rest > half || (rest === half && last % 2 === 1);
  const kept = BigInt(all.slice(0, keep) || '0') + (up ? 1n : 0n);
  if (kept === 0n) return { digits: '0', point: 1 };
  const text = kept.toString();
  return { digits: text.replace(/0+$/, ''), point: Number(exponent) + 1 + text.length - keep };
}

/** Parts of a number without sign: before and behind the point. */
export interface Parts {
  readonly whole: string;
  readonly fraction: string;
}

/** Positional digits of |value|, `precision` behind the point at most. */
export function positional(value: number, precision: number, type: DType): Parts {
  const size = Math.abs(value);
  const { digits, point } = rounded(size, shortest(size, type), precision);
  if (point <= 0) return { whole: '0', fraction: trimmed('0'.repeat(-point) + digits) };
  return { whole: digits.slice(0, point).padEnd(point, '0'), fraction: trimmed(digits.slice(point)) };
}

const trimmed = (fraction: string): string => fraction.replace(/0+$/, '');

/** Digits of |value| in scientific notation, `precision` behind the point at most, and the exponent. */
export function scientific(value: number, precision: number, type: DType): Parts & { readonly exponent: number } {
  const size = Math.abs(value);
  const short = shortest(size, type);
  const { digits, point } = rounded(size, short, precision + 1 - short.point);
  return { whole: digits[0] ?? '0', fraction: trimmed(digits.slice(1)), exponent: size === 0 ? 0 : point - 1 };
}

/** Exponent with sign and two digits at least: `e+08`. */
export const exponentText = (exponent: number): string =>
  `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

/** A number by itself, as Python prints it. */
export function floatText(value: number, type: DType = 'float64'): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const { point } = shortest(Math.abs(value), type);
  if (value !== 0 && (point > 16 || point < -3)) {
    const { whole, fraction, exponent } = scientific(value, 20, type);
    return sign + whole + (fraction && `.${fraction}`) + exponentText(exponent);
  }
  const { whole, fraction } = positional(value, 400, type);
  return `${sign}${whole}.${fraction || '0'}`;
}
