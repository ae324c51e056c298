/**
 * A view of a small typed array that loops work on was released, and dropped again when the collector found it: if that
 * was before the next flush, the array counted as dead, and what loops had written to it was lost.
 */
import { afterEach, expect, it } from 'vitest';
import { Buffer } from '../../runtime/core/buffer';
import { reap, setReaper } from '../../runtime/core/lifetime';
import { View } from '../../runtime/core/view';
import { isHostPathOn, setHostPath } from '../../runtime/host/setting';

const before = isHostPathOn();
afterEach(() => {
  setReaper(undefined);
  setHostPath(before);
});

it('a view that was released is not dropped again', () => {
  const watched: number[] = [];
  setReaper({ watch: (_, id) => watched.push(id), drain: () => watched.splice(0) });
  setHostPath(true);
  const buffer = new Buffer('float64', [4]);
  buffer.lend(() => new Uint8Array(32));
  buffer.retain();
  View.whole(buffer).release();
  expect(watched).not.toEqual([]);
  reap();
  expect(buffer.handles).toBe(1);
});
