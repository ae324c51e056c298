/** Tables of numbers as text. */
import { fail } from '../../compiler/errors';
import type { DType } from '../../compiler/ir/dtype';

export interface ParseTxtOptions {
  /** Between values; any white space, if not given. */
  readonly delimiter?: string;
  /** What begins a comment; '#', if not given. */
  readonly comments?: string;
  /** Lines left out at the start. */
  readonly skiprows?: number;
  /** Columns to read, from 0; negative ones count from the end. */
  readonly usecols?: number | readonly number[];
  /** Rows read at most. */
  readonly max_rows?: number;
  readonly dtype?: DType;
  readonly encoding?: string;
  /** What stands for a value that is missing. */
  readonly missing_values?: string | readonly string[];
  /** What it becomes; NaN, if not given (0 among integers). */
  readonly filling_values?: number;
}

/** The fields of each row that has any. */
export function rowsOf(text: string, options: ParseTxtOptions): string[][] {
  const { delimiter, comments = '#', skiprows = 0, usecols, max_rows = Number.POSITIVE_INFINITY } = options;
  const columns = usecols === undefined ? undefined : typeof usecols === 'number' ? [usecols] : usecols;
  const rows: string[][] = [];
  for (const line of text.split(/\r\n|\r|\n/).slice(skiprows)) {
    if (rows.length >= max_rows) break;
    const at = comments === '' ? -1 : line.indexOf(comments);
    const content = (at < 0 ? line : line.slice(0, at)).trim();
    if (content === '') continue;
    const fields = delimiter === undefined || delimiter === '' ? content.split(/\s+/) : content.split(delimiter);
    const own =
      columns === undefined ? fields : columns.map((c) => fields[c < 0 ? c + fields.length : c] ?? lacking(c, rows));
    rows.push(own.map((f) => f.trim()));
  }
  return rows;
}

const lacking = (column: number, rows: readonly unknown[]): never =>
  fail('LGT5006', `row ${rows.length + 1} of the text has no column ${column}`);

/** A number as Python writes it, too. */
function numberOf(field: string): number | undefined {
  const word = field.toLowerCase();
  if (/^[+-]?(inf|infinity)$/.test(word))
    return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/.test(word)) return Number.NaN;
  if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0;
  const value = word === '' ? Number.NaN : Number(word);
  return Number.isNaN(value) ? undefined : value;
}

const isWhole = (field: string): boolean => /^[+-]?\d{16,}$/.test(field);

/**
 * The values of a table: numbers, or bigints where the type needs them.
 * @param lenient what can't be read is missing, and rows may not differ in length
 * @throws LGT5006 for what can't be read, and rows of different lengths
 */
export function valuesOf(rows: readonly string[][], options: ParseTxtOptions, lenient: boolean): (number | bigint)[][] {
  const { missing_values: missing, filling_values: filling, dtype = 'float64' } = options;
  const absent = new Set(missing === undefined ? [] : typeof missing === 'string' ? [missing] : missing);
  const fill = filling ?? (/^(u?int|bool)/.test(dtype) ? 0 : Number.NaN);
  const width = rows[0]?.length ?? 0;
  return rows.map((fields, r) => {
    if (fields.length !== width)
      fail('LGT5006', `row ${r + 1} of the text has ${fields.length} columns, the first one ${width}`);
    return fields.map((field) => {
      if (absent.has(field)) return fill;
      if (dtype.endsWith('int64') && isWhole(field)) return BigInt(field);
      const value = numberOf(field);
      if (value !== undefined) return value;
      return lenient
        ? fill
        : fail('LGT5006', `could not convert string '${field.slice(0, 40)}' to a number (row ${r + 1})`);
    });
  });
}

/** A value by C's format: %d, %i, %f, %e, %g, %s with flags, width and precision. @throws LGT4018 for others */
export function formatted(value: number | bigint, format: string): string {
  const match = /^([^%]*)%([-+ 0#]*)(\d*)(?:\.(\d+))?([dieEfFgGs])(.*)$/s.exec(format);
  if (match === null) return fail('LGT4018', `'${format}' is not a format of one number`);
  const [, before, flags = '', width, precision, kind, after] = match as unknown as string[];
  const digits = precision === undefined ? 6 : Number(precision);
  const number = Number(value);
  const body = digitsOf(value, number, kind as string, digits, precision !== undefined);
  const sign = body.startsWith('-') ? '' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  let text = sign + body;
  const wide = Number(width ?? 0);
  if (flags.includes('-')) text = text.padEnd(wide);
  else if (flags.includes('0') && Number.isFinite(number))
    text = text.replace(/^([-+ ]?)(.*)$/, (_, s: string, rest: string) => s + rest.padStart(wide - s.length, '0'));
  else text = text.padStart(wide);
  return `${before}${text}${after}`;
}

function digitsOf(value: number | bigint, number: number, kind: string, digits: number, given: boolean): string {
  if (!Number.isFinite(number) && typeof value === 'number') {
    const word = Number.isNaN(number) ? 'nan' : number < 0 ? '-inf' : 'inf';
    return kind === kind.toUpperCase() ? word.toUpperCase() : word;
  }
  const zero = Object.is(number, -0) ? '-' : '';
  if (kind === 'd' || kind === 'i')
    return typeof value === 'bigint' ? String(value) : String(BigInt(Math.trunc(number)));
  if (kind === 's') return given ? String(value).slice(0, digits) : String(value);
  if (kind === 'f' || kind === 'F') return zero + number.toFixed(digits);
  const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');
  if (kind === 'e' || kind === 'E') {
    const text = zero + exponent(number.toExponential(digits));
    return kind === 'E' ? text.toUpperCase() : text;
  }
  const significant = Math.max(1, digits);
  const power = number === 0 ? 0 : Number(number.toExponential(significant - 1).split('e')[1]);
  const short = (text: string): string => (text.includes('.') ? text.replace(/\.?0+($|e)/, '$1') : text);
  const text =
    power < -4 || power >= significant
      ? exponent(short(number.toExponential(significant - 1)))
      : short(number.toFixed(Math.max(0, significant - 1 - power)));
  return zero + (kind === 'G' ? text.toUpperCase() : text);
}
