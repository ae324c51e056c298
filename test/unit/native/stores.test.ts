import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DType } from '../../../native/index';
import { ARRAYS, addon, arrayOf, built, bytesOf, CONFIG, contents, storeOf } from './harness';

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe.skipIf(!built)('stores', () => {
  const legate = built ? addon() : (undefined as never);
  beforeAll(() => legate.start(CONFIG));
  afterAll(() => {
    expect(legate.finish()).toBe(0);
  });

  it.each(Object.keys(ARRAYS) as DType[])('keep what is written: %s', (dtype) => {
    const big = dtype.endsWith('64') && dtype.includes('int');
    const values = dtype === 'bool' ? [0, 1, 1, 0, 1, 0] : [1, 2, 3, 100, 50, 7];
    const array = arrayOf(dtype, big ? values.map(BigInt) : values);
    const shape = dtype.startsWith('complex') ? [3] : [2, 3];
    const store = new legate.Store(shape, dtype);
    store.write(bytesOf(array));
    expect(store.shape).toEqual(shape);
    expect(store.dtype).toBe(dtype);
    expect(store.bytes).toBe(array.byteLength);
    expect(contents(store)).toEqual(Array.from(array as Float64Array));
    // The first element, everywhere.
    store.fill(bytesOf(array).slice(0, store.bytes / shape.reduce((a, b) => a * b)));
    expect(new Set(contents(store)).size).toBeLessThanOrEqual(2);
    store.release();
  });

  it('have up to six dimensions', () => {
    const shape = [2, 1, 3, 2, 1, 2];
    const a = storeOf(legate, shape, 'float64', count(24));
    expect(contents(a)).toEqual(count(24));
    expect(Array.from(new Float64Array(a.map()))).toEqual(count(24));
    a.unmap();
    expect(contents(a.slice(2, 1, 2))).toEqual([4, 5, 6, 7, 16, 17, 18, 19]);
    const b = new legate.Store(shape, 'float64');
    b.copyFrom(a);
    expect(contents(b)).toEqual(count(24));
  });

  it('copy large arrays in parts', () => {
    const values = Float64Array.from({ length: 700 * 1001 }, (_, i) => i * 0.5);
    const store = new legate.Store([700, 1001], 'float64');
    const points = legate.counters().points;
    store.write(bytesOf(values));
    expect(legate.counters().points - points).toBeGreaterThan(1);
    const back = new Float64Array(values.length);
    store.read(bytesOf(back));
    expect(back).toEqual(values);
    store.release();
  });

  it('read as zero before they are written', () => {
    const store = new legate.Store([2, 2], 'int32');
    expect(contents(store)).toEqual([0, 0, 0, 0]);
    const other = new legate.Store([4], 'float64');
    other.slice(0, 1, 2).write(bytesOf(new Float64Array([5])));
    expect(contents(other)).toEqual([0, 5, 0, 0]);
  });

  describe('views', () => {
    const plane = () => storeOf(legate, [3, 4], 'float64', count(12));

    it('show the elements they should', () => {
      const a = plane();
      expect(contents(a.slice(1, 1, 3))).toEqual([1, 2, 5, 6, 9, 10]);
      expect(contents(a.transpose([1, 0]))).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
      expect(a.transpose([1, 0]).shape).toEqual([4, 3]);
      expect(contents(a.project(0, 2))).toEqual([8, 9, 10, 11]);
      expect(contents(a.project(1, 1))).toEqual([1, 5, 9]);
      expect(contents(a.project(0, 1).promote(0, 2))).toEqual([4, 5, 6, 7, 4, 5, 6, 7]);
      expect(a.delinearize(1, [2, 2]).shape).toEqual([3, 2, 2]);
      expect(contents(a.delinearize(1, [2, 2]))).toEqual(count(12));
      expect(contents(a.slice(0, 1, 3).transpose([1, 0]).slice(0, 2, 4))).toEqual([6, 10, 7, 11]);
    });

    it('write through, and outlive the store they view', () => {
      const a = plane();
      const view = a.slice(1, 1, 3);
      view.write(bytesOf(new Float64Array(6).fill(-1)));
      expect(contents(a)).toEqual([0, -1, -1, 3, 4, -1, -1, 7, 8, -1, -1, 11]);
      a.project(0, 1).fill(bytesOf(new Float64Array([9])));
      expect(contents(a)).toEqual([0, -1, -1, 3, 9, 9, 9, 9, 8, -1, -1, 11]);
      a.release();
      expect(contents(view)).toEqual([-1, -1, 9, 9, -1, -1]);
    });

    it.each<[string, (a: ReturnType<typeof plane>) => unknown]>([
      ['a dimension that is not there', (a) => a.slice(2, 0, 1)],
      ['a slice past the end', (a) => a.slice(0, 0, 4)],
      ['an empty slice', (a) => a.slice(0, 1, 1)],
      ['a negative index', (a) => a.project(0, -1)],
      ['axes that are no permutation', (a) => a.transpose([0, 0])],
      ['too few axes', (a) => a.transpose([0])],
      ['extents of another volume', (a) => a.delinearize(1, [3, 2])],
      ['a projection to nothing', (a) => a.project(0, 0).project(0, 0)],
      ['a seventh dimension', (a) => count(5).reduce((s) => s.promote(0, 1), a)],
    ])('refuse %s', (_, f) => {
      expect(() => f(plane())).toThrow(expect.objectContaining({ code: 'LGT7010' }));
    });
  });

  it('copy, gather and scatter', () => {
    const a = storeOf(legate, [5], 'float64', [10, 11, 12, 13, 14]);
    const b = new legate.Store([5], 'float64');
    b.copyFrom(a);
    expect(contents(b)).toEqual([10, 11, 12, 13, 14]);
    const index = storeOf(legate, [3], 'int64', [4n, 0n, 2n]);
    const c = new legate.Store([3], 'float64');
    c.gather(a, index);
    expect(contents(c)).toEqual([14, 10, 12]);
    const d = new legate.Store([5], 'float64');
    d.scatter(index, c);
    expect(contents(d)).toEqual([10, 0, 12, 0, 14]);
    expect(() => b.copyFrom(c)).toThrow(/LGT7010.*shapes/);
    expect(() => b.copyFrom(index as never)).toThrow(/LGT7010.*types/);
    expect(() => c.gather(a, a)).toThrow(/LGT7010/);
    expect(() => c.gather(a, c)).toThrow(/LGT7010.*int64/);
    expect(() => b.copyFrom({} as never)).toThrow(/LGT7010.*Store/);
  });

  describe('mapped', () => {
    it('are the memory itself, until unmapped', () => {
      const a = storeOf(legate, [4], 'float64', [1, 2, 3, 4]);
      const buffer = a.map();
      const view = new Float64Array(buffer);
      expect(Array.from(view)).toEqual([1, 2, 3, 4]);
      view[1] = 42;
      expect(a.map()).toBe(buffer);
      a.unmap();
      expect(buffer.byteLength).toBe(0);
      expect(contents(a)).toEqual([1, 42, 3, 4]);
      expect(() => a.unmap()).toThrow(/LGT7012/);
    });

    it('take part in launches', () => {
      const [a, b] = [storeOf(legate, [4], 'float64', [1, 2, 3, 4]), new legate.Store([4], 'float64')];
      new Float64Array(a.map())[0] = 7;
      b.copyFrom(a);
      expect(contents(b)).toEqual([7, 2, 3, 4]);
      b.fill(bytesOf(new Float64Array([5])));
      a.copyFrom(b);
      expect(Array.from(new Float64Array(a.map()))).toEqual([5, 5, 5, 5]);
      a.release();
    });

    it('must be in C order', () => {
      const a = storeOf(legate, [2, 3], 'float64', count(6));
      expect(() => a.transpose([1, 0]).map()).toThrow(/LGT7012/);
      const rows = a.slice(0, 1, 2);
      expect(Array.from(new Float64Array(rows.map()))).toEqual([3, 4, 5]);
      rows.unmap();
    });
  });

  it.each<[string, unknown[]]>([
    ['no extent', [[], 'float64']],
    ['an extent of zero', [[3, 0], 'float64']],
    ['a negative extent', [[-1], 'float64']],
    ['a fraction', [[1.5], 'float64']],
    ['NaN', [[Number.NaN], 'float64']],
    ['text', [['3'], 'float64']],
    ['more than six dimensions', [[1, 1, 1, 1, 1, 1, 1], 'float64']],
    ['more elements than there are', [[2 ** 40, 2 ** 40], 'float64']],
    ['an unknown type', [[3], 'float128']],
    ['nothing', []],
  ])('refuse %s', (_, args) => {
    expect(() => new legate.Store(...(args as [number[], DType]))).toThrow(
      expect.objectContaining({ code: 'LGT7010' }),
    );
  });

  it('refuse bytes of another size or kind', () => {
    const a = new legate.Store([3], 'float64');
    expect(() => a.write(new Uint8Array(23))).toThrow(/LGT7010.*24 bytes/);
    expect(() => a.read(new Uint8Array(25))).toThrow(/LGT7010.*24 bytes/);
    expect(() => a.fill(new Uint8Array(4))).toThrow(/LGT7010.*8 bytes/);
    expect(() => a.write(new Float64Array(3) as never)).toThrow(/LGT7010.*Uint8Array/);
    expect(() => legate.Store.prototype.read.call({} as never, new Uint8Array(24))).toThrow();
    const plan = new legate.Plan([]);
    const shape = Object.getOwnPropertyDescriptor(legate.Store.prototype, 'shape');
    expect(() => shape?.get?.call(plan)).toThrow(/LGT7010/);
  });

  it('give their memory back, by release and by collection', () => {
    const before = legate.counters().bytes;
    const a = new legate.Store([1000], 'float64');
    expect(legate.counters().bytes - before).toBe(8000);
    a.release();
    a.release();
    expect(legate.counters().bytes).toBe(before);
    expect(() => a.fill(new Uint8Array(8))).toThrow(/LGT7011/);
    // No event loop turns here: the wrappers are noticed inside collections.
    for (let i = 0; i < 100_000; i++) new legate.Store([1 << 17], 'float64');
    expect(legate.counters().bytes - before).toBeLessThan(100_000 * 2 ** 20);
  });
});
