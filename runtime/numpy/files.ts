/** Arrays in `.npy` files, as NumPy writes them. */
import { fail } from '../../compiler/errors';
import { bytesSource, loadNpy as loadView, npyParts, readNpy, saveNpy as saveView } from '../io/npy';
import type { NDArray } from './ndarray';
import { viewOf, wrap } from './operand';

const npyOnly = (path: string): string =>
  /\.npz$/i.test(path) ? fail('LGT5004', `${path}: .npz archives are not supported; save arrays as .npy files`) : path;

/**
 * Reads an array.
 * @throws LGT5001 where there is no such file, LGT5002 for what is no .npy file, LGT5003 for a truncated one, LGT5004
 * for element types that aren't ours
 */
export const loadNpySync = (path: string): NDArray => wrap(loadView(npyOnly(path)));
export const loadSync = loadNpySync;
export const loadNpy = async (path: string): Promise<NDArray> => loadNpySync(path);
export const load = loadNpy;

/** Writes an array; the file appears when it is whole. Waits. @throws LGT5005 where it can't be written */
export const saveNpySync = (path: string, arr: NDArray): void => saveView(npyOnly(path), viewOf(arr));
export const saveSync = saveNpySync;
export const saveNpy = async (path: string, arr: NDArray): Promise<void> => saveNpySync(path, arr);
export const save = saveNpy;

/** An array from the bytes of a .npy file. @throws LGT5002, LGT5003, LGT5004 */
export const parseNpy = (buffer: ArrayBuffer | Uint8Array): NDArray =>
  wrap(readNpy(bytesSource(buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer))));

/** The bytes of an array's .npy file. Waits. */
export function serializeNpy(arr: NDArray): Uint8Array {
  const [header, raw] = npyParts(viewOf(arr));
  const bytes = new Uint8Array(header.byteLength + raw.byteLength);
  bytes.set(header);
  bytes.set(raw, header.byteLength);
  return bytes;
}
