/** Arrays as text, and as raw bytes in files. Reading gives arrays at once, writing waits for them. */
import { readFileSync } from 'node:fs';
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import { writeAside } from '../io/files';
import { formatted, type ParseTxtOptions, rowsOf, valuesOf } from '../io/text';
import { readElements, reshape } from '../trace/ops';
import { array, frombuffer } from './creation';
import { checkDType, type DType } from './dtype';
import { allScalars } from './element';
import type { NDArray } from './ndarray';
import { type AnyArray, viewOf, wrap } from './operand';

export type { ParseTxtOptions } from '../io/text';
export type LoadTxtOptions = ParseTxtOptions;

export interface SerializeTxtOptions {
  /** C's format of a value; '%.18e', if not given. */
  readonly fmt?: string;
  readonly delimiter?: string;
  readonly newline?: string;
  readonly header?: string;
  readonly footer?: string;
  /** In front of header and footer; '# ', if not given. */
  readonly comments?: string;
}
export type SaveTxtOptions = SerializeTxtOptions;

function table(text: string, options: ParseTxtOptions, lenient: boolean): NDArray {
  const rows = valuesOf(rowsOf(text, options), options, lenient);
  const dtype = checkDType(options.dtype ?? 'float64');
  const values = array(rows.flat(), dtype);
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  if (height === 0 || width === 1) return values;
  return wrap(reshape(viewOf(values), [height, width]));
}

/** The numbers of a table: a matrix, or a list if it has one column. @throws LGT5006 for what can't be read */
export const parseTxt = (text: string, options: ParseTxtOptions = {}): NDArray => table(text, options, false);

/** As `parseTxt`; what is missing or can't be read becomes `filling_values`. @throws LGT5006 for rows of other lengths */
export const genfromtxt = (text: string, options: ParseTxtOptions = {}): NDArray => table(text, options, true);

/** The groups of a pattern, of each match a row. @throws LGT5006 for what is no number */
export function fromregex(text: string, regexp: RegExp | string, dtype: DType = 'float64'): NDArray {
  const source = typeof regexp === 'string' ? regexp : regexp.source;
  const flags = typeof regexp === 'string' ? '' : regexp.flags.replace('g', '');
  const rows = [...text.matchAll(new RegExp(source, `${flags}g`))].map((m) =>
    m.length > 1 ? m.slice(1).map((g) => (g ?? '').trim()) : [m[0].trim()],
  );
  const values = valuesOf(rows, { dtype }, false);
  const list = array(values.flat(), dtype);
  const width = values[0]?.length ?? 0;
  return width > 1 ? wrap(reshape(viewOf(list), [values.length, width])) : list;
}

/** The numbers of a text, separated by white space or `sep`: `count` of them, or (-1) all. */
export function fromstring<D extends DType = 'float64'>(string: string, dtype?: D, count = -1, sep = ' '): NDArray<D> {
  const fields = sep.trim() === '' ? string.trim().split(/\s+/) : string.split(sep.trim());
  const given = fields.map((f) => f.trim()).filter((f) => f !== '');
  const wanted = count < 0 ? given : given.slice(0, count);
  const type = dtype ?? ('float64' as D);
  return array(valuesOf([wanted], { dtype: type }, true).flat(), type);
}

function textOf(path: string, encoding = 'utf-8'): string {
  try {
    return readFileSync(path, encoding.replace('-', '').toLowerCase() === 'latin1' ? 'latin1' : 'utf8');
  } catch (error) {
    return fail('LGT5001', `${path} can't be read: ${(error as Error).message}`);
  }
}

/** The table in a file. @throws LGT5001 where there is none, LGT5006 */
export const loadtxtSync = (path: string, options: LoadTxtOptions = {}): NDArray =>
  parseTxt(textOf(path, options.encoding), options);
export const loadtxt = async (path: string, options: LoadTxtOptions = {}): Promise<NDArray> =>
  loadtxtSync(path, options);
export const genfromtxtFileSync = (path: string, options: LoadTxtOptions = {}): NDArray =>
  genfromtxt(textOf(path, options.encoding), options);
export const genfromtxtFile = async (path: string, options: LoadTxtOptions = {}): Promise<NDArray> =>
  genfromtxtFileSync(path, options);
export const fromregexFileSync = (path: string, regexp: RegExp | string, dtype?: DType): NDArray =>
  fromregex(textOf(path), regexp, dtype);
export const fromregexFile = async (path: string, regexp: RegExp | string, dtype?: DType): Promise<NDArray> =>
  fromregexFileSync(path, regexp, dtype);

/** The rows of a matrix (of a list, its elements) as lines of text. Waits. */
export function serializeTxt(arr: AnyArray, options: SerializeTxtOptions = {}): string {
  const { fmt = '%.18e', delimiter = ' ', newline = '\n', header, footer, comments = '# ' } = options;
  const view = viewOf(arr);
  if (view.ndim > 2) fail('LGT4005', `Expected 1D or 2D array, got ${view.ndim}D array instead`);
  const all = allScalars(view);
  const width = view.ndim === 2 ? (view.shape[1] as number) : 1;
  const note = (text: string | undefined): string[] =>
    text === undefined || text === '' ? [] : [comments + text.split('\n').join(`\n${comments}`)];
  const lines = Array.from({ length: width === 0 ? 0 : all.length / width }, (_, r) =>
    all
      .slice(r * width, (r + 1) * width)
      .map((v) =>
        typeof v === 'object'
          ? ` (${formatted(v.re, fmt)}${formatted(v.im, fmt.replace('%', '%+'))}j)`
          : formatted(v, fmt),
      )
      .join(delimiter),
  );
  return [...note(header), ...lines, ...note(footer)].map((line) => line + newline).join('');
}

/** Writes a table. @throws LGT5005 where it can't be written */
export const savetxtSync = (path: string, arr: AnyArray, options: SaveTxtOptions = {}): void =>
  writeAside(path, [Buffer.from(serializeTxt(arr, options), 'utf8')]);
export const savetxt = async (path: string, arr: AnyArray, options: SaveTxtOptions = {}): Promise<void> =>
  savetxtSync(path, arr, options);

/** An array of a file's bytes, or of the numbers in its text, separated by `sep`. @throws LGT5001 */
export function fromfile<D extends DType = 'float64'>(file: string, dtype?: D, count = -1, sep = ''): NDArray<D> {
  if (sep !== '') return fromstring(textOf(file), dtype, count, sep);
  const type = dtype ?? ('float64' as D);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return fail('LGT5001', `${file} can't be read: ${(error as Error).message}`);
  }
  const whole = Math.floor(bytes.byteLength / DTYPES[type].size);
  const used = count < 0 ? whole : Math.min(count, whole);
  const own = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + used * DTYPES[type].size) as ArrayBuffer;
  return frombuffer(own, type);
}

/** Writes the elements in C order: their bytes, or as text separated by `sep`. Waits. @throws LGT5005 */
export function tofile(a: AnyArray, file: string, sep = '', format = '%s'): void {
  const view = viewOf(a);
  if (sep === '') {
    const data = readElements(view);
    writeAside(file, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
    return;
  }
  const words = allScalars(view).map((v) => (typeof v === 'object' ? String(v) : formatted(v, format)));
  writeAside(file, [Buffer.from(words.join(sep), 'utf8')]);
}
