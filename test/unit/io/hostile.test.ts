/**
 * Files of `.npy` and `.npz` with mistakes in them, thousands, always the same ones: each is read or refused by one of
 * our errors, quickly, and never with more memory than its size allows.
 */
import '../numpy/setup';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LegateError } from '../../../compiler/errors';
import * as np from '../../../runtime/numpy/index';

/** Numbers below a bound, by a linear congruence. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const TOKENS = [
  '(',
  ')',
  ',',
  "'",
  '{',
  '}',
  ':',
  '-1',
  '0',
  '99999999',
  '9007199254740991',
  'True',
  '<f8',
  '|b1',
  '>c16',
];
/** What fields of sizes and offsets are overwritten with. */
const EXTREMES = [0, 1, 0xff, 0x7fffffff, 0xfffffffe, 0xffffffff];

function damaged(bytes: Uint8Array, next: (bound: number) => number): Uint8Array {
  let result = Buffer.from(bytes);
  for (let times = 1 + next(3); times > 0 && result.length > 0; times--) {
    const at = next(result.length);
    switch (next(6)) {
      case 0:
        result[at] = next(256);
        break;
      case 1:
        result[at] = (result[at] as number) ^ (1 << next(8));
        break;
      case 2:
        result = result.subarray(0, at);
        break;
      case 3:
        if (at + 4 <= result.length) result.writeUInt32LE(EXTREMES[next(EXTREMES.length)] as number, at);
        break;
      case 4: {
        const token = Buffer.from(TOKENS[next(TOKENS.length)] as string);
        result = Buffer.concat([result.subarray(0, at), token, result.subarray(at + (next(2) ? token.length : 0))]);
        break;
      }
      default:
        result = Buffer.concat([result.subarray(0, at), result.subarray(next(result.length))]);
    }
  }
  return result;
}

/** Bytes of the arrays that were read, or undefined for a refusal. @throws whatever isn't a refusal */
function attempt(read: () => readonly np.NDArray[]): number | undefined {
  try {
    const arrays = read();
    let bytes = 0;
    for (const a of arrays) {
      bytes += a.nbytes;
      a.toArray();
      a.dispose();
    }
    return bytes;
  } catch (error) {
    if (error instanceof LegateError && /^LGT5/.test(error.code)) return undefined;
    throw error;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('4000 damaged .npy files', () => {
  const next = numbers(1);
  const sound = [
    np.serializeNpy(np.arange(12).reshape(3, 4)),
    np.serializeNpy(np.array([1, 0, 1], 'bool')),
    np.serializeNpy(np.array([new np.Complex(1, 2)])),
    np.serializeNpy(np.zeros([0, 3])),
  ];
  const counts = { read: 0, refused: 0 };
  for (let i = 0; i < 4000; i++) {
    const bytes = damaged(sound[i % sound.length] as Uint8Array, next);
    const got = attempt(() => [np.parseNpy(bytes)]);
    if (got !== undefined && got > bytes.length) throw new Error(`file ${i}: ${got} bytes of ${bytes.length}`);
    counts[got === undefined ? 'refused' : 'read']++;
    if (i % 40 !== 0) continue;
    const path = join(folder, 'a.npy');
    writeFileSync(path, bytes);
    expect(attempt(() => [np.loadNpySync(path)])).toBe(got);
  }
  expect(counts.read).toBeGreaterThan(200);
  expect(counts.refused).toBeGreaterThan(500);
});

test('4000 damaged .npz archives', () => {
  const next = numbers(2);
  const arrays = { a: np.arange(6), b: np.zeros([30, 30]), c: np.array([1, 2], 'uint8') };
  const sound = [np.serializeNpzSync(arrays), np.serializeNpzSync(arrays, { compress: true })];
  const counts = { read: 0, refused: 0 };
  for (let i = 0; i < 4000; i++) {
    const bytes = damaged(sound[i % 2] as Uint8Array, next);
    const got = attempt(() => [...np.parseNpzSync(bytes).arrays.values()]);
    if (got !== undefined && got > 1040 * bytes.length)
      throw new Error(`archive ${i}: ${got} bytes of ${bytes.length}`);
    counts[got === undefined ? 'refused' : 'read']++;
  }
  expect(counts.read).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(1000);
});

test('an archive whose members are all the same bytes', () => {
  const one = Buffer.from(np.serializeNpzSync({ a: np.zeros([1 << 16]) }, { compress: true }));
  const end = one.length - 22;
  const directory = one.readUInt32LE(end + 16);
  const entry = one.subarray(directory, end);
  const many = 1000;
  const tail = Buffer.from(one.subarray(end));
  tail.writeUInt16LE(many, 8);
  tail.writeUInt16LE(many, 10);
  tail.writeUInt32LE(entry.length * many, 12);
  const bomb = Buffer.concat([one.subarray(0, directory), ...Array(many).fill(entry), tail]);
  expect(() => np.parseNpzSync(bomb)).toThrow(/LGT5002.*overlaps/);
});

test('a member that unpacks to more, or claims more, than it has', () => {
  const archive = Buffer.from(np.serializeNpzSync({ a: np.zeros([1 << 16]) }, { compress: true }));
  const directory = archive.readUInt32LE(archive.length - 6);
  for (const size of [16, 2 ** 32 - 2]) {
    const bytes = Buffer.from(archive);
    bytes.writeUInt32LE(size, directory + 24);
    expect(() => np.parseNpzSync(bytes)).toThrow(/LGT5002/);
  }
});
