/** Files read within their size, and written so that a reader never sees half of one. */
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, LegateError } from '../../compiler/errors';
import type { Source } from './npy';

/** Bytes of one system call: more than 2 GiB at once is refused. */
const CHUNK = 1 << 30;

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Opens a file for a reader. @throws LGT5001 where it can't be read */
export function readWhole<T>(path: string, read: (source: Source) => T): T {
  let descriptor: number | undefined;
  try {
    // Asked before it is opened: opening a pipe would wait for its writer.
    if (!statSync(path).isFile()) fail('LGT5001', `${path} is not a file`);
    descriptor = openSync(path, 'r');
    return read({ name: path, size: fstatSync(descriptor).size, read: reader(descriptor, path) });
  } catch (error) {
    if (error instanceof LegateError) throw error;
    return fail('LGT5001', `${path} can't be read: ${reason(error)}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const reader = (descriptor: number, path: string) => (position: number, into: Uint8Array) => {
  for (let done = 0; done < into.byteLength; ) {
    const wanted = Math.min(CHUNK, into.byteLength - done);
    const got = readSync(descriptor, into, done, wanted, position + done);
    if (got === 0) fail('LGT5003', `${path} became shorter while it was read`);
    done += got;
  }
};

let unique = 0;

/**
 * Writes parts into a new file beside the path and renames it when it is whole; what was there before stays until then.
 * Every rank writes: they hold equal data, the last rename wins, and each finds its own file afterwards.
 * @throws LGT5005 where that fails; nothing is left behind
 */
export function writeAside(path: string, parts: readonly Uint8Array[]): void {
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.${unique++}.part`);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(aside, 'wx');
    for (const part of parts) writeAll(descriptor, part);
    closeSync(descriptor);
    descriptor = undefined;
    renameSync(aside, path);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    removeQuietly(aside);
    fail('LGT5005', `${path} can't be written: ${reason(error)}`);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.byteLength; ) {
    done += writeSync(descriptor, bytes, done, Math.min(CHUNK, bytes.byteLength - done));
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made.
  }
}
