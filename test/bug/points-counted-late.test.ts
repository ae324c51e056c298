/** A copy woke the thread that waited for it before its point was counted: whoever asked at once could see one too few. */
import { expect, it } from 'vitest';
import { addon, built, bytesOf, CONFIG } from '../unit/native/harness';

it.skipIf(!built)('what was waited for has been counted', () => {
  const legate = addon();
  legate.start(CONFIG);
  const store = new legate.Store([8], 'float64');
  const bytes = bytesOf(new Float64Array(8));
  store.write(bytes);
  legate.fence();
  const start = legate.counters().points;
  const counted: number[] = [];
  for (let copies = 1; copies <= 5000; copies++) {
    store.write(bytes);
    const points = legate.counters().points - start;
    if (points !== copies) counted.push(points - copies);
  }
  store.release();
  expect(legate.finish()).toBe(0);
  expect(counted).toEqual([]);
});
