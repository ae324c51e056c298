/**
 * "Native" means: no code of numpy-ts ran, and no element was computed in JavaScript. Every function that coverage calls
 * native is called on the engine; results and what was read back on the way are looked at.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isHostSize } from '../../../runtime/host/setting';
import { coverage } from '../../../runtime/numpy/coverage';
import { hideNumpyTs } from '../../../runtime/numpy/fallback';
import * as np from '../../../runtime/numpy/index';
import { fallbacks, resetFallbacks } from '../../../runtime/profile/fallbacks';
import { tracer } from '../../../runtime/trace/instance';
import { HOST, N, samples } from '../numpy/samples';
import { built } from './harness';

/** Bytes that a call may read back to decide something: extremes, counts, single values. */
const LITTLE = 1024;

describe.skipIf(!built)('native functions', () => {
  const { functions } = coverage();
  const native = Object.keys(functions).filter((name) => functions[name] === 'native');
  // What reads arrays comes last: from then on their elements are in the host, too.
  native.sort((f, g) => Number(HOST.has(f)) - Number(HOST.has(g)));
  const folder = mkdtempSync(join(tmpdir(), 'native-'));
  writeFileSync(join(folder, 'table.txt'), '1 2\n3 4\n');
  const calls = built ? samples(np, folder) : {};
  let read = 0;
  /** Small results that came along with what a call waited for: the host works on them next. */
  const along = new Set<ArrayBufferLike>();
  if (built) {
    np.saveNpySync(join(folder, 'a.npy'), np.ones([3]));
    np.saveNpzFileSync(join(folder, 'a.npz'), [np.ones([3])]);
    tracer().flush();
    const plain = tracer().read.bind(tracer());
    tracer().read = (...reads) => {
      reads.forEach(({ buffer, into }, n) => {
        if (n > 0 && isHostSize(buffer.size)) along.add(into.buffer);
        else read += into.byteLength;
      });
      plain(...reads);
    };
    hideNumpyTs(true);
  }
  afterAll(() => {
    hideNumpyTs(false);
    rmSync(folder, { recursive: true });
  });

  it.each(native)('%s', async (name) => {
    const call = calls[name];
    expect(call, `no sample call of ${name} in samples.ts`).toBeDefined();
    resetFallbacks();
    read = 0;
    along.clear();
    const result = await call?.();
    const during = read;
    expect(fallbacks()).toEqual([]);
    if (HOST.has(name)) return;
    // Draws whose number isn't known beforehand are made in order, by native code that fills memory of the host.
    if (name.startsWith('random.')) return;
    expect(during).toBeLessThanOrEqual(LITTLE);
    for (const array of arraysIn(result)) {
      const contents = array.handle.buffer.mirror?.buffer;
      if (array.size < N / 4 || (contents !== undefined && along.has(contents))) continue;
      expect(contents, 'the result was made in JavaScript').toBeUndefined();
    }
  });
});

function arraysIn(value: unknown): np.NDArray[] {
  if (value instanceof np.NDArray) return [value];
  if (Array.isArray(value)) return value.flatMap(arraysIn);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.values(value).flatMap(arraysIn);
  return [];
}
