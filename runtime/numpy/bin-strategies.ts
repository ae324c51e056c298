/** How many bins a histogram has, by the rules that NumPy knows. */
import { fail } from '../../compiler/errors';
import type { View } from '../core/view';
import { elementwise, readElement, reduce, reshape } from '../trace/ops';
import { cast, chosen, scalarOf } from './gathering';
import { wrap } from './operand';
import { percentile } from './quantiles';
import { std } from './statistics';

export type BinStrategy = 'auto' | 'fd' | 'doane' | 'scott' | 'stone' | 'rice' | 'sturges' | 'sqrt';

/** What the rules look at: the values in the range, how many, and their spread. */
interface Sample {
  readonly values: View;
  readonly size: number;
  readonly span: number;
}

const deviation = ({ values }: Sample): number => Number(std(wrap(values)));
const sturges = ({ span, size }: Sample): number => span / (Math.log2(size) + 1);

function freedmanDiaconis({ values, size }: Sample): number {
  const all = wrap(values);
  return (2 * (Number(percentile(all, 75)) - Number(percentile(all, 25)))) / size ** (1 / 3);
}

/** Sturges' rule with the skewness taken into account. */
function doane(sample: Sample): number {
  const { size, values, span } = sample;
  const sigma = deviation(sample);
  if (size <= 2 || sigma === 0) return 0;
  const mean = Number(readElement(reduce('sum', values), [])) / size;
  const scaled = elementwise('divide', [
    elementwise('subtract', [values, scalarOf(mean, 'float64')]),
    scalarOf(sigma, 'float64'),
  ]);
  const cubes = elementwise('multiply', [elementwise('multiply', [scaled, scaled]), scaled]);
  const skewness = Number(readElement(reduce('sum', cubes), [])) / size;
  const error = Math.sqrt((6 * (size - 2)) / ((size + 1) * (size + 3)));
  return span / (1 + Math.log2(size) + Math.log2(1 + Math.abs(skewness) / error));
}

/** Widths of the bins that the rules suggest; 0 stands for one bin. */
const WIDTHS: Readonly<Record<Exclude<BinStrategy, 'stone'>, (s: Sample) => number>> = {
  sqrt: ({ span, size }) => span / Math.sqrt(size),
  sturges,
  rice: ({ span, size }) => span / (2 * size ** (1 / 3)),
  scott: (s) => ((24 * Math.sqrt(Math.PI)) / s.size) ** (1 / 3) * deviation(s),
  fd: freedmanDiaconis,
  doane,
  auto: (s) => {
    const width = freedmanDiaconis(s);
    return width > 0 ? Math.min(width, sturges(s)) : sturges(s);
  },
};

/** How many bins of equal width a rule suggests between the ends. Waits. @throws LGT4018 for names that are no rule */
export function binCount(
  given: View,
  rule: BinStrategy,
  [low, high]: readonly [number, number],
  range: readonly [number, number] | null | undefined,
): number {
  let values = cast(reshape(given, [given.size]), 'float64');
  if (range) {
    const inside = elementwise('logical_and', [
      elementwise('greater_equal', [values, scalarOf(low, 'float64')]),
      elementwise('less_equal', [values, scalarOf(high, 'float64')]),
    ]);
    values = chosen(values, inside);
  }
  if (values.size === 0) return 1;
  const width = WIDTHS[rule === 'stone' ? 'scott' : rule];
  if (width === undefined) return fail('LGT4018', `'${String(rule)}' is not a valid estimator for \`bins\``);
  const extremes = [reduce('min', values), reduce('max', values)].map((v) => Number(readElement(v, [])));
  const span = (extremes[1] as number) - (extremes[0] as number);
  const w = width({ values, size: values.size, span });
  return w > 0 ? Math.max(1, Math.ceil((high - low) / w)) : 1;
}
