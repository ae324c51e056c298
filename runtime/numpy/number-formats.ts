/** Single numbers as text: in any base, in two's complement, positional and scientific. */
import { fail } from '../../compiler/errors';

/** A whole number in a base from 2 to 36, with `padding` zeros in front. @throws LGT4018 */
export function base_repr(number: number | bigint, base = 2, padding = 0): string {
  if (!Number.isInteger(base) || base < 2 || base > 36) fail('LGT4018', `Bases must be from 2 to 36, not ${base}`);
  const value = BigInt(typeof number === 'number' ? Math.trunc(number) : number);
  const digits = (value < 0n ? -value : value).toString(base).toUpperCase();
  const text = value === 0n && padding > 0 ? '' : digits;
  return `${value < 0n ? '-' : ''}${'0'.repeat(padding)}${text}`;
}

/** A whole number in binary; negative ones in two's complement of `width` digits, if that is given. @throws LGT4018 */
export function binary_repr(num: number | bigint, width?: number | null): string {
  const value = BigInt(typeof num === 'number' ? Math.trunc(num) : num);
  const wide = width === undefined || width === null ? undefined : width;
  if (value >= 0n) return fitting(value.toString(2), wide, num).padStart(wide ?? 0, '0');
  if (wide === undefined) return `-${(-value).toString(2)}`;
  const enough = value >= -(1n << BigInt(Math.max(0, wide - 1)));
  if (!enough) fail('LGT4018', `Insufficient bit width=${wide} provided for the two's complement of ${num}`);
  return BigInt.asUintN(wide, value).toString(2).padStart(wide, '1');
}

function fitting(digits: string, width: number | undefined, num: number | bigint): string {
  if (width !== undefined && digits.length > width)
    fail('LGT4018', `Insufficient bit width=${width} provided for ${num}`);
  return digits;
}

const special = (x: number): string | undefined => {
  if (Number.isNaN(x)) return 'nan';
  return Number.isFinite(x) ? undefined : x < 0 ? '-inf' : 'inf';
};

/** What is left out at the end: zeros and the point ('-'), zeros only ('.'), zeros but one ('0'), nothing ('k'). */
type Trim = 'k' | '.' | '0' | '-';

/** What stands before numbers that aren't negative: nothing ('-'), a plus, a space. */
type SignOption = '-' | '+' | ' ' | boolean;

const signOf = (x: number, sign: SignOption): string => {
  if (x < 0 || Object.is(x, -0)) return '-';
  return sign === true ? '+' : sign === false || sign === '-' ? '' : sign;
};

function trimmed(text: string, trim: Trim): string {
  if (!text.includes('.')) return trim === '0' ? `${text}.0` : trim === '-' ? text : `${text}.`;
  if (trim === 'k') return text;
  const short = text.replace(/0+$/, '');
  if (trim === '.') return short;
  if (trim === '0') return short.endsWith('.') ? `${short}0` : short;
  return short.replace(/\.$/, '');
}

/** Digits and exponent of the shortest text that is read as the same number, or of so many digits. */
function digitsOf(x: number, precision: number | undefined): { digits: string; exponent: number } {
  const [mantissa, exponent] = (precision === undefined ? x.toExponential() : x.toExponential(precision)).split(
    'e',
  ) as [string, string];
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** All digits of a number without an exponent. */
function plain(x: number): string {
  const { digits, exponent } = digitsOf(x, undefined);
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/**
 * A number without an exponent.
 * @param precision digits behind the point (kept as zeros under 'k', as in numpy-ts); all that are needed, if not given
 */
export function format_float_positional(
  x: number,
  precision?: number | null,
  _unique = true,
  fractional = true,
  trim: Trim = 'k',
  sign: SignOption = '-',
  pad_left?: number | null,
  pad_right?: number | null,
  min_digits?: number | null,
): string {
  const odd = special(x);
  const size = Math.abs(x);
  let text = odd ?? plain(size);
  if (odd === undefined) {
    const decimals = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
    if (precision !== undefined && precision !== null) {
      if (!fractional) text = plain(Number(size.toPrecision(Math.max(1, precision))));
      else if (decimals > precision || trim === 'k') text = size.toFixed(precision);
    }
    text = trimmed(text, trim === 'k' && !text.includes('.') && precision !== 0 ? '0' : trim);
    text = signOf(x, sign) + text;
  }
  const [whole, digits] = text.split('.') as [string, string?];
  const rest = trim === 'k' && odd === undefined ? digits?.padEnd(min_digits ?? 0, '0') : digits;
  const left = pad_left === undefined || pad_left === null ? whole : whole.padStart(pad_left);
  const right = pad_right === undefined || pad_right === null ? (rest ?? '') : (rest ?? '').padEnd(pad_right);
  return rest === undefined ? left : `${left}.${right}`;
}

/**
 * A number with an exponent.
 * @param precision digits behind the point, 8 if not given
 */
export function format_float_scientific(
  x: number,
  precision?: number | null,
  _unique = true,
  trim: Trim = 'k',
  sign: SignOption = '-',
  pad_left?: number | null,
  exp_digits?: number | null,
  min_digits?: number | null,
): string {
  const odd = special(x);
  if (odd !== undefined) return odd;
  const size = Math.abs(x);
  const { digits, exponent } = digitsOf(size, precision ?? 8);
  const behind = trim === 'k' ? digits.slice(1).padEnd(min_digits ?? 0, '0') : digits.slice(1);
  const mantissa = trimmed(behind.length > 0 ? `${digits[0]}.${behind}` : digits, trim);
  const power = String(Math.abs(exponent)).padStart(exp_digits ?? 2, '0');
  const minus = signOf(x, sign);
  const text = `${minus}${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
  return pad_left === undefined || pad_left === null
    ? text
    : text.padStart(text.length + Math.max(0, pad_left - (minus.length + 1)));
}
