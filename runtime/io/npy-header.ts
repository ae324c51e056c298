/**
 * The header of NumPy's `.npy` files: which elements follow, in which shape. Headers come from anywhere, so nothing in
 * them is believed before it has been checked against what is there.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType } from '../../compiler/ir/dtype';

export interface NpyHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The first axis is the one whose elements are neighbours. */
  readonly fortranOrder: boolean;
  /** Elements are stored with the most significant byte first. */
  readonly bigEndian: boolean;
  /** Where the elements begin, in bytes. */
  readonly dataOffset: number;
}

const MAGIC = '\x93NUMPY';
/** Bytes of magic, version and the longest length field. */
export const PREAMBLE = 12;
/** NumPy itself refuses headers of more than 10,000 characters. */
const LONGEST_HEADER = 10_000;
const MOST_DIMENSIONS = 64;

const CODES: Readonly<Record<string, DType>> = {
  b1: 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  c8: 'complex64',
  c16: 'complex128',
};

const invalid = (file: string, why: string): never => fail('LGT5002', `${file} is not a valid .npy file: ${why}`);

/**
 * Where the elements begin, from the first bytes of a file (`PREAMBLE` or all there are).
 * @throws LGT5002 for anything but a .npy file of version 1, 2 or 3
 */
export function headerEnd(start: Uint8Array, file: string): number {
  const magic = String.fromCharCode(...start.subarray(0, MAGIC.length));
  if (magic !== MAGIC) invalid(file, 'it does not begin with NumPy’s magic bytes');
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const major = start[6] ?? 0;
  if (major < 1 || major > 3) invalid(file, `version ${major} is unknown`);
  const width = major === 1 ? 2 : 4;
  if (start.byteLength < 8 + width) invalid(file, 'it ends within the header');
  const length = width === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) invalid(file, `its header claims ${length} bytes, more than ${LONGEST_HEADER}`);
  return 8 + width + length;
}

/** Reads the header from the bytes up to `headerEnd`. @throws LGT5002, and LGT5004 for element types that aren't ours */
export function parseHeader(bytes: Uint8Array, file: string): NpyHeader {
  const dataOffset = headerEnd(bytes, file);
  if (bytes.byteLength < dataOffset) invalid(file, 'it ends within the header');
  const width = (bytes[6] as number) === 1 ? 2 : 4;
  const text = new TextDecoder((bytes[6] as number) === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(8 + width, dataOffset),
  );
  const fields = new DictReader(text, (why) => invalid(file, why)).read();
  const { descr, fortran_order: fortran, shape } = fields;
  if (typeof fortran !== 'boolean') invalid(file, "its header has no 'fortran_order'");
  if (!Array.isArray(shape)) return invalid(file, "its header has no 'shape'");
  if (shape.length > MOST_DIMENSIONS)
    invalid(file, `it claims ${shape.length} dimensions, more than ${MOST_DIMENSIONS}`);
  const { dtype, bigEndian } = elementType(descr, file);
  return { dtype, bigEndian, fortranOrder: fortran as boolean, shape, dataOffset };
}

function elementType(descr: unknown, file: string): { dtype: DType; bigEndian: boolean } {
  const match = typeof descr === 'string' ? /^([<>=|])([a-z]\d+)$/.exec(descr) : null;
  const dtype = CODES[match?.[2] ?? ''];
  if (match === null || dtype === undefined) {
    return fail(
      'LGT5004',
      `${file} holds elements of type ${JSON.stringify(descr)}, which is not supported; convert it with NumPy's astype to one of ${Object.keys(DTYPES).join(', ')}`,
    );
  }
  return { dtype, bigEndian: match[1] === '>' };
}

type Value = string | boolean | number[];

/** Reads the Python dictionary of a header: strings, True, False and tuples of integers, nothing else. */
class DictReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly wrong: (why: string) => never,
  ) {}

  read(): Record<string, Value> {
    const fields: Record<string, Value> = Object.create(null);
    this.expect('{');
    while (!this.accept('}')) {
      const key = this.string();
      this.expect(':');
      fields[key] = this.value();
      if (!this.accept(',')) {
        this.expect('}');
        break;
      }
    }
    this.space();
    if (this.at < this.text.length) this.unreadable();
    return fields;
  }

  private unreadable(): never {
    return this.wrong(`its header can't be read at character ${this.at}`);
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private accept(token: string): boolean {
    this.space();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private expect(token: string): void {
    if (!this.accept(token)) this.unreadable();
  }

  private match(pattern: RegExp): string | undefined {
    this.space();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private string(): string {
    const quoted = this.match(/'[^'\\]*'|"[^"\\]*"/y) ?? this.unreadable();
    return quoted.slice(1, -1);
  }

  private value(): Value {
    if (this.accept('True')) return true;
    if (this.accept('False')) return false;
    if (this.accept('(')) return this.integers();
    return this.string();
  }

  private integers(): number[] {
    const list: number[] = [];
    while (!this.accept(')')) {
      const value = Number(this.match(/\d+/y) ?? this.unreadable());
      if (!Number.isSafeInteger(value)) this.wrong('it claims an extent that no memory holds');
      list.push(value);
      if (!this.accept(',')) {
        this.expect(')');
        break;
      }
    }
    return list;
  }
}

/** Elements begin at a multiple of this. */
const ALIGNMENT = 64;

/** The header of C-ordered, little-endian elements. */
export function writeHeader(dtype: DType, shape: readonly number[]): Uint8Array {
  const code = Object.entries(CODES).find(([, name]) => name === dtype)?.[0] as string;
  const order = DTYPES[dtype].size === 1 ? '|' : '<';
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dict = `{'descr': '${order}${code}', 'fortran_order': False, 'shape': (${extents}), }`;
  const length = Math.ceil((10 + dict.length + 1) / ALIGNMENT) * ALIGNMENT - 10;
  const bytes = Buffer.alloc(10 + length);
  bytes.write(`${MAGIC}\x01\x00`, 'latin1');
  bytes.writeUInt16LE(length, 8);
  bytes.write(`${dict.padEnd(length - 1)}\n`, 10, 'latin1');
  return bytes;
}
