/**
 * Zip archives: as many members as fit in memory, stored or deflated. What an archive says of itself is checked against
 * its size before anything is allocated.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fail } from '../../compiler/errors';

export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = (c >>> 8) ^ (CRC[(c ^ (bytes[i] as number)) & 255] as number);
  return (c ^ 0xffffffff) >>> 0;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const [STORED, DEFLATED] = [0, 8];
/** What 32 bits can't say. */
const HUGE = 0xffffffff;

/** The bytes of an archive. @throws LGT5005 for what needs more than 4 GiB */
export function writeZip(members: readonly Member[], compress: boolean): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of members) {
    const label = Buffer.from(name, 'utf8');
    const body = compress ? deflateRawSync(bytes) : bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // Names are UTF-8.
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(compress ? DEFLATED : STORED, 4);
    // No time of day, and the first of January 1980, so that equal arrays make equal files.
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(body.byteLength, 14);
    fields.writeUInt32LE(bytes.byteLength, 18);
    fields.writeUInt16LE(label.byteLength, 22);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL);
    const size = 30 + label.byteLength + body.byteLength;
    if (offset + size >= HUGE) fail('LGT5005', 'an archive of more than 4 GiB; save large arrays as .npy files');
    parts.push(local, fields, label, body);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(CENTRAL, 0);
    entry.writeUInt16LE(20, 4);
    fields.copy(entry, 6, 0, 26);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, label);
    offset += size;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

const invalid = (why: string): never => fail('LGT5002', `the buffer is not a valid .npz archive: ${why}`);

/** Where the directory is, and how many members it has. */
function directoryOf(data: DataView): { at: number; count: number } {
  const least = Math.max(0, data.byteLength - 22 - 0xffff);
  for (let at = data.byteLength - 22; at >= least; at--) {
    if (data.getUint32(at, true) !== END) continue;
    const [count, start] = [data.getUint16(at + 10, true), data.getUint32(at + 16, true)];
    if (start !== HUGE && count !== 0xffff) return { at: start, count };
    if (at < 20 || data.getUint32(at - 20, true) !== LOCATOR64) return invalid('its directory is missing');
    const wide = Number(data.getBigUint64(at - 12, true));
    if (wide + 56 > data.byteLength || data.getUint32(wide, true) !== END64) invalid('its directory is missing');
    return { at: Number(data.getBigUint64(wide + 48, true)), count: Number(data.getBigUint64(wide + 32, true)) };
  }
  return invalid('it has no directory at its end');
}

/** Sizes and place that are too big for 32 bits stand in an extra field, in this order. */
function wideFields(data: DataView, from: number, to: number, narrow: readonly number[]): number[] {
  for (let at = from; at + 4 <= to; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return narrow.map((n) => {
      if (n !== HUGE) return n;
      if (next + 8 > to) return invalid('a member has no size');
      const value = Number(data.getBigUint64(next, true));
      next += 8;
      return value;
    });
  }
  return [...narrow];
}

/** Deflate can't make more of a byte than this. */
const MOST_EXPANSION = 1040;

/** The members of an archive, unpacked when they are asked for. @throws LGT5002 for what is no archive */
export function* readZip(bytes: Uint8Array): Generator<Member> {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.byteLength < 22) invalid('it is too short');
  let { at, count } = directoryOf(data);
  let left = data.byteLength;
  for (; count > 0; count--) {
    if (at + 46 > data.byteLength || data.getUint32(at, true) !== CENTRAL) invalid('its directory is cut short');
    const method = data.getUint16(at + 10, true);
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((f) => data.getUint16(at + f, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + nameLength + extraLength + noteLength;
    if (next > data.byteLength) invalid('its directory is cut short');
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 46, nameLength).toString('utf8');
    const narrow = [24, 20, 42].map((f) => data.getUint32(at + f, true));
    const extra = at + 46 + nameLength;
    const [size, packed, place] = wideFields(data, extra, extra + extraLength, narrow) as [number, number, number];
    if (place + 30 > data.byteLength || data.getUint32(place, true) !== LOCAL) invalid(`'${name}' is missing`);
    const start = place + 30 + data.getUint16(place + 26, true) + data.getUint16(place + 28, true);
    if (start + packed > data.byteLength) invalid(`'${name}' is cut short`);
    if (size > packed * MOST_EXPANSION + 64) invalid(`'${name}' claims ${size} bytes`);
    // Members that share their bytes would unpack to more than the archive's size allows.
    left -= packed;
    if (left < 0) invalid(`'${name}' overlaps with others`);
    const content = bytes.subarray(start, start + packed);
    yield { name, bytes: unpacked(content, method, size, name, data.getUint32(at + 16, true)) };
    at = next;
  }
}

function unpacked(content: Uint8Array, method: number, size: number, name: string, crc: number): Uint8Array {
  let result = content;
  if (method === DEFLATED) {
    try {
      result = inflateRawSync(content, { maxOutputLength: Math.max(1, size) });
    } catch {
      invalid(`'${name}' can't be unpacked`);
    }
  } else if (method !== STORED) invalid(`'${name}' is packed in an unknown way (${method})`);
  if (result.byteLength !== size || crc32(result) !== crc) invalid(`'${name}' is damaged`);
  return result;
}
