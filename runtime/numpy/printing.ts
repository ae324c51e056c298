/** Arrays as text, as NumPy prints them. Printing waits; of big arrays only what is shown is read. */
import { DTYPES, isFloating } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { Complex } from './complex';
import { allScalars, onlyElement } from './element';
import { type ElementFormat, elementFormat, type FloatOptions } from './element-format';
import { joinViews, part } from './joining';
import { floatText } from './number-text';
import { type AnyArray, releasing, viewOf } from './operand';

export interface PrintOptions extends FloatOptions {
  /** Arrays of more elements are shown by their edges. */
  readonly threshold: number;
  /** Elements at each edge of an axis. */
  readonly edgeitems: number;
  /** Characters of a line. */
  readonly linewidth: number;
  readonly separator: string;
  /** What is printed before the text and after it: lines leave room for them. */
  readonly prefix: string;
  readonly suffix: string;
  /** There is one way of printing, NumPy's of today. */
  readonly legacy: string | false;
}

const DEFAULTS: PrintOptions = {
  precision: 8,
  suppress: false,
  floatmode: 'maxprec',
  sign: '-',
  nanstr: 'nan',
  infstr: 'inf',
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  separator: ' ',
  prefix: '',
  suffix: '',
  legacy: false,
};

let current: PrintOptions = DEFAULTS;

/** Changes how arrays are printed from now on. */
export function set_printoptions(options: Partial<PrintOptions>): void {
  current = { ...current, ...options };
}

export const get_printoptions = (): PrintOptions => ({ ...current });

/** Elements that are shown, an axis after the other cut to its edges. */
function edges(view: View, edge: number): View {
  let shown = view.slice([]);
  view.shape.forEach((extent, axis) => {
    if (extent <= 2 * edge) return;
    const both = [part(shown, axis, 0, edge), part(shown, axis, extent - edge, edge)];
    const next = joinViews(both, axis);
    releasing([...both, shown], undefined);
    shown = next;
  });
  return shown;
}

/** Lines of text that grow word by word. */
class Lines {
  private done = '';
  private line: string;

  constructor(
    private readonly indent: string,
    private readonly width: number,
  ) {
    this.line = indent;
  }

  word(text: string): void {
    if (this.line.length + text.length > this.width && this.line.length > this.indent.length) {
      this.done += `${this.line.trimEnd()}\n`;
      this.line = this.indent;
    }
    this.line += text;
  }

  separator(text: string): void {
    this.line += text;
  }

  text(): string {
    return this.done + this.line;
  }
}

/** Prints nested brackets over the shown elements of an array. */
class Printer {
  private at = 0;

  constructor(
    private readonly values: readonly (number | bigint | Complex)[],
    private readonly shape: readonly number[],
    private readonly format: ElementFormat,
    private readonly cut: boolean,
    private readonly o: PrintOptions,
  ) {}

  level(axis: number, indent: string, width: number): string {
    const extent = this.shape[axis] as number;
    const abridged = this.cut && extent > 2 * this.o.edgeitems;
    const count = abridged ? 2 * this.o.edgeitems : extent;
    const body =
      axis === this.shape.length - 1
        ? this.row(count, abridged, indent, width)
        : this.rows(axis, count, abridged, indent, width);
    return `[${body.slice(indent.length)}]`;
  }

  private row(count: number, abridged: boolean, indent: string, width: number): string {
    const lines = new Lines(indent, width - Math.max(this.o.separator.trimEnd().length, 1));
    for (let i = 0; i < count; i++) {
      if (abridged && i === this.o.edgeitems) {
        lines.word('...');
        lines.separator(this.o.separator);
      }
      lines.word(this.format(this.values[this.at++] as number));
      if (i < count - 1) lines.separator(this.o.separator);
    }
    return lines.text();
  }

  private rows(axis: number, count: number, abridged: boolean, indent: string, width: number): string {
    const gap = this.o.separator.trimEnd() + '\n'.repeat(this.shape.length - axis - 1);
    const parts: string[] = [];
    for (let i = 0; i < count; i++) {
      if (abridged && i === this.o.edgeitems) parts.push(`${indent}...`);
      parts.push(indent + this.level(axis + 1, `${indent} `, width - 1));
    }
    return parts.length === 0 ? indent : parts.join(gap);
  }
}

/** An element by itself. */
function scalarText(view: View): string {
  const value = onlyElement(view);
  const { real } = DTYPES[view.dtype];
  if (view.dtype === 'bool') return value ? 'True' : 'False';
  if (value instanceof Complex) {
    const imaginary = floatText(value.im, real).replace(/\.0$/, '');
    const sign = imaginary.startsWith('-') ? '' : '+';
    return `(${floatText(value.re, real).replace(/\.0$/, '')}${sign}${imaginary}j)`;
  }
  return isFloating(view.dtype) ? floatText(value as number, real) : String(value);
}

function textOf(view: View, o: PrintOptions, prefix: string, suffix = ''): string {
  if (view.ndim === 0) return scalarText(view);
  if (view.size === 0) return '[]';
  const cut = view.size > o.threshold;
  const shown = cut ? edges(view, o.edgeitems) : view.slice([]);
  const values = releasing([shown], allScalars(shown));
  const printer = new Printer(values, view.shape, elementFormat(values, view.dtype, o), cut, o);
  return printer.level(0, ` ${' '.repeat(prefix.length)}`, o.linewidth - suffix.length);
}

/** Options of one call. */
export interface ArrayTextOptions {
  readonly max_line_width?: number;
  readonly precision?: number;
  readonly suppress_small?: boolean;
  readonly separator?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly threshold?: number;
  readonly edgeitems?: number;
  readonly sign?: ' ' | '+' | '-';
  readonly floatmode?: PrintOptions['floatmode'];
}

/** The elements in brackets. Waits. */
export function array2string(a: AnyArray, options: ArrayTextOptions = {}): string {
  const o: PrintOptions = {
    ...current,
    precision: options.precision ?? current.precision,
    suppress: options.suppress_small ?? current.suppress,
    separator: options.separator ?? current.separator,
    threshold: options.threshold ?? current.threshold,
    edgeitems: options.edgeitems ?? current.edgeitems,
    linewidth: options.max_line_width ?? current.linewidth,
    sign: options.sign ?? current.sign,
    floatmode: options.floatmode ?? current.floatmode,
  };
  return textOf(viewOf(a), o, options.prefix ?? o.prefix, options.suffix ?? o.suffix);
}

/** As `console.log` and templates show an array. Waits. */
export function array_str(a: AnyArray, max_line_width?: number, precision?: number): string {
  return array2string(a, { max_line_width, precision });
}

/** Types that need no mention, as they are what such elements make. */
const EVIDENT = new Set(['float64', 'int64', 'bool', 'complex128']);

/** The expression that makes the array: `array([1., 2.])`. Waits. */
export function array_repr(a: AnyArray, max_line_width?: number, precision?: number, suppress_small?: boolean): string {
  const prefix = 'array(';
  const text = array2string(a, { max_line_width, precision, suppress_small, separator: ', ', prefix, suffix: ')' });
  const shape = a.size === 0 && a.ndim > 1 ? `, shape=(${a.shape.join(', ')})` : '';
  const head = `${prefix}${text}${shape}`;
  if (EVIDENT.has(a.dtype) && a.size > 0) return `${head})`;
  const type = `dtype=${a.dtype})`;
  const lineLength = head.length - head.lastIndexOf('\n') - 1;
  const fits = lineLength + 1 + type.length + 1 <= (max_line_width ?? current.linewidth);
  return `${head},${fits ? ' ' : `\n${' '.repeat(prefix.length)}`}${type}`;
}

/** Options for a while: between `enter()` and `exit()`, or during a function that `apply` calls. */
export function printoptions(options: Partial<PrintOptions>): {
  enter(): void;
  exit(): void;
  apply<R>(f: () => R): R;
} {
  let before: PrintOptions | undefined;
  const scope = {
    enter(): void {
      before = get_printoptions();
      set_printoptions(options);
    },
    exit(): void {
      if (before !== undefined) set_printoptions(before);
      before = undefined;
    },
    apply<R>(f: () => R): R {
      scope.enter();
      try {
        return f();
      } finally {
        scope.exit();
      }
    },
  };
  return scope;
}
