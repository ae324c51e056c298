/** Several arrays in one `.npz` archive, as NumPy writes them. Writing waits for the arrays. */
import { fail, LegateError } from '../../compiler/errors';
import { readWhole, writeAside } from '../io/files';
import { bytesSource, npyParts, readNpy } from '../io/npy';
import { type Member, readZip, writeZip } from '../io/zip';
import type { NDArray } from './ndarray';
import { viewOf, wrap } from './operand';

/** By position (`arr_0`, `arr_1`, …) or by name. */
export type NpzArraysInput = readonly NDArray[] | ReadonlyMap<string, NDArray> | Readonly<Record<string, NDArray>>;

export interface NpzParseOptions {
  /** Leaves out arrays of types that aren't ours instead of failing. */
  readonly force?: boolean;
}
export interface NpzSerializeOptions {
  readonly compress?: boolean;
}
export type SaveNpzOptions = NpzSerializeOptions;

export interface NpzParseResult {
  arrays: Map<string, NDArray>;
  /** Names of arrays that were left out, and why. */
  skipped: string[];
  errors: Map<string, string>;
}

function named(arrays: NpzArraysInput): [string, NDArray][] {
  if (Array.isArray(arrays)) return (arrays as NDArray[]).map((a, i) => [`arr_${i}`, a]);
  return arrays instanceof Map
    ? [...(arrays as Map<string, NDArray>)]
    : Object.entries(arrays as Record<string, NDArray>);
}

function member([name, array]: [string, NDArray]): Member {
  if (name === '') fail('LGT5005', 'Array names must be non-empty strings');
  return { name: `${name}.npy`, bytes: Buffer.concat(npyParts(viewOf(array))) };
}

const archive = (arrays: NpzArraysInput, compress = false): Uint8Array => writeZip(named(arrays).map(member), compress);

/** The bytes of an archive. */
export const serializeNpzSync = (arrays: NpzArraysInput, options: NpzSerializeOptions = {}): Uint8Array =>
  archive(arrays, options.compress);
export const serializeNpz = async (arrays: NpzArraysInput, options: NpzSerializeOptions = {}): Promise<Uint8Array> =>
  archive(arrays, options.compress);

const bytesOf = (buffer: ArrayBuffer | Uint8Array): Uint8Array =>
  buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);

/** The arrays of an archive. @throws LGT5002, LGT5003; LGT5004 for types that aren't ours, unless forced */
export function parseNpzSync(buffer: ArrayBuffer | Uint8Array, options: NpzParseOptions = {}): NpzParseResult {
  const result: NpzParseResult = { arrays: new Map(), skipped: [], errors: new Map() };
  for (const { name, bytes } of readZip(bytesOf(buffer))) {
    if (!name.endsWith('.npy')) continue;
    const key = name.slice(0, -'.npy'.length);
    try {
      result.arrays.set(key, wrap(readNpy(bytesSource(bytes))));
    } catch (error) {
      if (!options.force || !(error instanceof LegateError) || error.code !== 'LGT5004') throw error;
      result.skipped.push(key);
      result.errors.set(key, error.message);
    }
  }
  return result;
}
export const parseNpz = async (
  buffer: ArrayBuffer | Uint8Array,
  options: NpzParseOptions = {},
): Promise<NpzParseResult> => parseNpzSync(buffer, options);

/** The arrays of an archive by name. @throws as `parseNpzSync` */
export const loadNpzSync = (buffer: ArrayBuffer | Uint8Array, options: NpzParseOptions = {}): Record<string, NDArray> =>
  Object.fromEntries(parseNpzSync(buffer, options).arrays);
export const loadNpz = async (
  buffer: ArrayBuffer | Uint8Array,
  options: NpzParseOptions = {},
): Promise<Record<string, NDArray>> => loadNpzSync(buffer, options);

/** The arrays of an archive file. @throws also LGT5001 where there is none */
export function loadNpzFileSync(path: string, options: NpzParseOptions = {}): NpzParseResult {
  const bytes = readWhole(path, ({ size, read }) => {
    const all = new Uint8Array(size);
    read(0, all);
    return all;
  });
  return parseNpzSync(bytes, options);
}
export const loadNpzFile = async (path: string, options: NpzParseOptions = {}): Promise<NpzParseResult> =>
  loadNpzFileSync(path, options);

/** Writes an archive file, which appears when it is whole. @throws LGT5005 where it can't be written */
export const saveNpzFileSync = (path: string, arrays: NpzArraysInput, options: SaveNpzOptions = {}): void =>
  writeAside(path, [archive(arrays, options.compress)]);
export const saveNpzFile = async (path: string, arrays: NpzArraysInput, options: SaveNpzOptions = {}): Promise<void> =>
  saveNpzFileSync(path, arrays, options);
export const savez = async (path: string, arrays: NpzArraysInput): Promise<void> => saveNpzFileSync(path, arrays);
export const savez_compressed = async (path: string, arrays: NpzArraysInput): Promise<void> =>
  saveNpzFileSync(path, arrays, { compress: true });
