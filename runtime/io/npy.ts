/** `.npy` files and arrays. */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { View } from '../core/view';
import { fromHost, readElements } from '../trace/ops';
import { readWhole, writeAside } from './files';
import { headerEnd, type NpyHeader, PREAMBLE, parseHeader, writeHeader } from './npy-header';

/** What bytes are read from: only as much as the header proves to be there is ever allocated. */
export interface Source {
  readonly name: string;
  /** Bytes there are. */
  readonly size: number;
  /** Copies bytes from a position on. */
  read(position: number, into: Uint8Array): void;
}

/** Bytes that are in memory. */
export const bytesSource = (bytes: Uint8Array): Source => ({
  name: 'the buffer',
  size: bytes.byteLength,
  read: (position, into) => into.set(bytes.subarray(position, position + into.byteLength)),
});

function readHeader(source: Source): NpyHeader {
  const start = new Uint8Array(Math.min(PREAMBLE, source.size));
  source.read(0, start);
  const all = new Uint8Array(Math.min(headerEnd(start, source.name), source.size));
  source.read(0, all);
  return parseHeader(all, source.name);
}

/**
 * Reads an array. @throws LGT5002 for what is no .npy file, LGT5003 where elements are missing, LGT5004 for types that
 * aren't ours
 */
export function readNpy(source: Source): View {
  const header = readHeader(source);
  const { size, array, kind } = DTYPES[header.dtype];
  const count = elements(header.shape);
  const bytes = count * size;
  const there = source.size - header.dataOffset;
  if (!(bytes <= there)) {
    fail(
      'LGT5003',
      `${source.name} is truncated: its header claims shape (${header.shape.join(', ')}) of ${header.dtype}, ` +
        `${bytes} bytes, but only ${Math.max(0, there)} follow`,
    );
  }
  const data = new array(count * (kind === 'c' ? 2 : 1));
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  source.read(header.dataOffset, raw);
  if (header.bigEndian) swapBytes(raw, data.BYTES_PER_ELEMENT);
  if (kind === 'b') for (let i = 0; i < raw.length; i++) if (raw[i] !== 0) raw[i] = 1;
  if (!header.fortranOrder) return fromHost(data, header.shape, header.dtype);
  const reversed = fromHost(data, [...header.shape].reverse(), header.dtype);
  const view = reversed.transpose();
  reversed.release();
  return view;
}

function swapBytes(raw: Uint8Array, width: number): void {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else if (width === 8) bytes.swap64();
}

/** An array's file: header and elements in C order. Waits. */
export function npyParts(view: View): readonly [header: Uint8Array, elements: Uint8Array] {
  const data: HostArray = readElements(view);
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [writeHeader(view.dtype as DType, view.shape), raw];
}

/** @throws LGT5001 where there is no such file, and as `readNpy` */
export const loadNpy = (path: string): View => readWhole(path, readNpy);

/** Writes a file aside and puts it in place when it is whole. Waits. @throws LGT5005 where that fails */
export const saveNpy = (path: string, view: View): void => writeAside(path, npyParts(view));
