/** How the elements of one array are printed: all of them alike, as wide as the widest. */
import { DTYPES } from '../../compiler/ir/dtype';
import type { Complex } from './complex';
import type { DType } from './dtype';
import { exponentText, positional, scientific } from './number-text';

export interface FloatOptions {
  /** Digits behind the point at most. */
  readonly precision: number;
  /** Never in scientific notation. */
  readonly suppress: boolean;
  readonly floatmode: 'fixed' | 'unique' | 'maxprec' | 'maxprec_equal';
  readonly sign: ' ' | '+' | '-';
  readonly nanstr: string;
  readonly infstr: string;
}

export type ElementFormat = (value: number | bigint | Complex) => string;

const widest = (texts: readonly string[]): number => texts.reduce((w, t) => Math.max(w, t.length), 0);

const isNegative = (v: number): boolean => v < 0 || Object.is(v, -0);

/** Format of floats, from all that will be printed. */
function floatFormat(values: readonly number[], type: DType, o: FloatOptions): (v: number) => string {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((v) => v !== 0);
  const [most, least] = sizes.reduce(([a, b], v) => [Math.max(a, v), Math.min(b, v)], [0, Number.POSITIVE_INFINITY]);
  const exponential = sizes.length > 0 && (most >= 1e8 || (!o.suppress && (least < 1e-4 || most / least > 1000)));
  const precision = o.floatmode === 'unique' ? EVERY_DIGIT : o.precision;
  const signOf = (v: number) => (isNegative(v) ? '-' : o.sign === '-' ? '' : o.sign);
  const parts = (v: number) => (exponential ? scientific(v, precision, type) : positional(v, precision, type));
  const all = finite.map((v) => ({ v, ...parts(v) }));
  const equal = exponential || o.floatmode === 'fixed' || o.floatmode === 'maxprec_equal';
  const behind = o.floatmode === 'fixed' ? o.precision : widest(all.map((p) => p.fraction));
  const before = widest(all.map((p) => signOf(p.v) + p.whole));
  const tail = exponential ? widest(finite.map((v) => exponentText(scientific(v, precision, type).exponent))) : 0;
  const width = finite.length === 0 ? 0 : before + 1 + behind + tail;
  const odd = values.filter((v) => !Number.isFinite(v)).map((v) => oddText(v, o));
  const total = Math.max(width, widest(odd));
  return (v) => {
    if (!Number.isFinite(v)) return oddText(v, o).padStart(total);
    const p = parts(v);
    const fraction = equal ? p.fraction.padEnd(behind, '0') : p.fraction.padEnd(behind, ' ');
    const exponent = 'exponent' in p ? exponentText(p.exponent as number) : '';
    return `${signOf(v)}${p.whole}.${fraction}${exponent}`.padStart(total);
  };
}

const EVERY_DIGIT = 1100;

function oddText(v: number, o: FloatOptions): string {
  const plus = o.sign === '+' ? '+' : '';
  if (Number.isNaN(v)) return plus + o.nanstr;
  return (v < 0 ? '-' : plus) + o.infstr;
}

/** The format of an array's elements, from those that will be printed. */
export function elementFormat(
  values: readonly (number | bigint | Complex)[],
  dtype: DType,
  o: FloatOptions,
): ElementFormat {
  const { kind, real } = DTYPES[dtype];
  if (kind === 'b') return (v) => (v ? ' True' : 'False');
  if (kind === 'f') {
    const format = floatFormat(values as number[], real, o);
    return (v) => format(v as number);
  }
  if (kind === 'c') {
    const numbers = values as Complex[];
    const re = floatFormat(
      numbers.map((z) => z.re),
      real,
      o,
    );
    const im = floatFormat(
      numbers.map((z) => z.im),
      real,
      { ...o, sign: '+' },
    );
    return (v) => {
      const z = v as Complex;
      const text = im(z.im);
      const ink = text.trimEnd();
      return `${re(z.re)}${ink}j${text.slice(ink.length)}`;
    };
  }
  const signed = (v: number | bigint) => (o.sign === '-' || v < 0 ? '' : o.sign) + String(v);
  const width = widest(values.map((v) => signed(v as number | bigint)));
  return (v) => signed(v as number | bigint).padStart(width);
}
