/** Arrays in `.npy` files, as NumPy writes them. */
import { fail } from '../../compiler/errors';
import { bytesSource, loadNpy as loadView, npyParts, readNpy, saveNpy as saveView } from '../io/npy';
import { parseHeader } from '../io/npy-header';
import { loadNpzFileSync, type NpzParseOptions, type NpzParseResult } from './archives';
import type { NDArray } from './ndarray';
import { type AnyArray, viewOf, wrap } from './operand';
import { DTYPE_TO_DESCR } from './settings';

/** How files of either kind are read. */
export interface LoadOptions extends NpzParseOptions {
  /** False: only archives. */
  readonly allowNpy?: boolean;
}

const isArchive = (path: string): boolean => /\.npz$/i.test(path);

const npyOnly = (path: string): string =>
  isArchive(path) ? fail('LGT5004', `${path} is an archive of arrays: use loadNpzFile and savez`) : path;

/**
 * Reads an array.
 * @throws LGT5001 where there is no such file, LGT5002 for what is no .npy file, LGT5003 for a truncated one, LGT5004
 * for element types that aren't ours
 */
export const loadNpySync = (path: string): NDArray => wrap(loadView(npyOnly(path)));
export const loadNpy = async (path: string): Promise<NDArray> => loadNpySync(path);

/** Reads an array, or the arrays of an archive. @throws as `loadNpySync` and `loadNpzFileSync` */
export const loadSync = (path: string, options?: LoadOptions): NDArray | NpzParseResult =>
  isArchive(path) ? loadNpzFileSync(path, options) : loadNpySync(path);
export const load = async (path: string, options?: LoadOptions): Promise<NDArray | NpzParseResult> =>
  loadSync(path, options);

/** Writes an array; the file appears when it is whole. Waits. @throws LGT5005 where it can't be written */
export const saveNpySync = (path: string, arr: AnyArray): void => saveView(npyOnly(path), viewOf(arr));
export const saveSync = saveNpySync;
export const saveNpy = async (path: string, arr: AnyArray): Promise<void> => saveNpySync(path, arr);
export const save = saveNpy;

/** An array from the bytes of a .npy file. @throws LGT5002, LGT5003, LGT5004 */
export const parseNpy = (buffer: ArrayBuffer | Uint8Array): NDArray =>
  wrap(readNpy(bytesSource(buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer))));

export interface NpyVersion {
  readonly major: number;
  readonly minor: number;
}
export interface NpyHeader {
  /** The element type, as '<f8'. */
  readonly descr: string;
  readonly fortran_order: boolean;
  readonly shape: number[];
}
export interface NpyMetadata {
  readonly version: NpyVersion;
  readonly header: NpyHeader;
  /** Where the elements begin, in bytes. */
  readonly dataOffset: number;
}

/** What the header of a .npy file says. @throws LGT5002, LGT5004 */
export function parseNpyHeader(bytes: Uint8Array): NpyMetadata {
  const { dtype, shape, fortranOrder, bigEndian, dataOffset } = parseHeader(bytes, 'the buffer');
  const descr = DTYPE_TO_DESCR[dtype];
  return {
    version: { major: bytes[6] as number, minor: bytes[7] as number },
    header: { descr: bigEndian ? descr.replace('<', '>') : descr, fortran_order: fortranOrder, shape: [...shape] },
    dataOffset,
  };
}

/** The array of a .npy file whose header was read. @throws LGT5002, LGT5003, LGT5004 */
export const parseNpyData = (bytes: Uint8Array, _metadata: NpyMetadata): NDArray => parseNpy(bytes);

/** The bytes of an array's .npy file. Waits. */
export function serializeNpy(arr: AnyArray): Uint8Array {
  const [header, raw] = npyParts(viewOf(arr));
  const bytes = new Uint8Array(header.byteLength + raw.byteLength);
  bytes.set(header);
  bytes.set(raw, header.byteLength);
  return bytes;
}
