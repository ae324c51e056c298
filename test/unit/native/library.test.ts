import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArgDesc, DType, Store, TaskDesc } from '../../../native/index';
import { ARRAYS, addon, built, CONFIG, contents, NO_SCALARS, storeOf, volume } from './harness';

describe.skipIf(!built)('library tasks', () => {
  const legate = built ? addon() : (undefined as never);
  beforeAll(() => legate.start(CONFIG));
  afterAll(() => {
    expect(legate.finish()).toBe(0);
  });

  let seed = 1;
  /** Small integers: products and sums are exact in every type. */
  const noise = (n: number, range = 7) =>
    Array.from({ length: n }, () => {
      seed = (seed * 48271) % 2147483647;
      return (seed % range) - (range >> 1);
    });

  function run(
    task: TaskDesc['task'],
    stores: Store[],
    args: ArgDesc[],
    attributes: number[],
    points = 1,
    extent = 1,
    tile = 1,
  ) {
    const plan = new legate.Plan([{ task, points, extent, tile, args, scalars: [], attributes, site: 0 }]);
    legate.execute(plan, stores, NO_SCALARS, ['library.ts:1:1']);
  }

  describe('gemm', () => {
    const TYPES: DType[] = [
      'float64',
      'float32',
      'int8',
      'int16',
      'int32',
      'int64',
      'uint8',
      'uint16',
      'uint32',
      'uint64',
    ];
    const product = (a: number[], b: number[], m: number, k: number, n: number) =>
      Array.from({ length: m * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let sum = 0;
        for (let l = 0; l < k; l++) sum += a[i * k + l]! * b[l * n + j]!;
        return sum;
      });
    const transposed = (a: number[], rows: number, columns: number) =>
      Array.from({ length: rows * columns }, (_, at) => a[(at % columns) * rows + Math.floor(at / columns)]!);
    const plain: ArgDesc[] = [
      { store: 0, access: 'read' },
      { store: 1, access: 'read' },
      { store: 2, access: 'write' },
    ];
    /** What an integer type makes of a sum. */
    const wrapped = (values: number[], dtype: DType) => {
      const bits = Number(/\d+/.exec(dtype)?.[0]);
      if (dtype.startsWith('float')) return values;
      return values.map((v) =>
        Number(dtype.startsWith('u') ? BigInt.asUintN(bits, BigInt(v)) : BigInt.asIntN(bits, BigInt(v))),
      );
    };

    it.each(TYPES)('multiplies %s', (dtype) => {
      const [m, k, n] = [5, 7, 3];
      const unsigned = dtype.startsWith('u');
      const values = (count: number) => noise(count, 40).map((v) => (unsigned ? Math.abs(v) : v));
      const [x, y] = [values(m * k), values(k * n)];
      const big = /int64/.test(dtype);
      const store = (shape: number[], v: number[]) =>
        storeOf(legate, shape, dtype, (big ? v.map(BigInt) : v) as number[]);
      for (const [ta, tb] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const) {
        const a = ta ? store([k, m], transposed(x, k, m)) : store([m, k], x);
        const b = tb ? store([n, k], transposed(y, n, k)) : store([k, n], y);
        const c = new legate.Store([m, n], dtype);
        run('gemm', [a, b, c], plain, [ta, tb, 0]);
        expect(contents(c).map((v) => Number(v) + 0)).toEqual(wrapped(product(x, y, m, k, n), dtype).map((v) => v + 0));
      }
    });

    it('multiplies bool as or of ands', () => {
      const a = storeOf(legate, [2, 3], 'bool', [1, 0, 1, 0, 0, 0]);
      const b = storeOf(legate, [3, 2], 'bool', [0, 1, 1, 1, 0, 1]);
      const c = new legate.Store([2, 2], 'bool');
      run('gemm', [a, b, c], plain, [0, 0, 0]);
      expect(contents(c)).toEqual([0, 1, 0, 0]);
    });

    it.each(['complex64', 'complex128'] as const)('multiplies %s', (dtype) => {
      const a = storeOf(legate, [1, 2], dtype, [1, 2, 3, -1]);
      const b = storeOf(legate, [2, 1], dtype, [0, 1, 2, 2]);
      const c = new legate.Store([1, 1], dtype);
      run('gemm', [a, b, c], plain, [0, 0, 0]);
      expect(contents(c)).toEqual([-2 + 8, 1 + 4]);
    });

    it('takes vectors for rows and columns', () => {
      const [x, y, v] = [noise(6), noise(4 * 6), noise(6)];
      const out = (shape: number[]) => new legate.Store(shape, 'float64');
      const matrix = storeOf(legate, [4, 6], 'float64', y);
      const [mv, vm, dot] = [out([4]), out([4]), out([1])];
      const vector = storeOf(legate, [6], 'float64', x);
      run('gemm', [matrix, vector, mv], plain, [0, 0, 0]);
      expect(contents(mv)).toEqual(product(y, x, 4, 6, 1));
      run('gemm', [vector, matrix, vm], plain, [0, 1, 0]);
      expect(contents(vm)).toEqual(product(y, x, 4, 6, 1));
      run('gemm', [vector, storeOf(legate, [6], 'float64', v), dot], plain, [0, 0, 0]);
      expect(contents(dot)).toEqual(product(x, v, 1, 6, 1));
    });

    it('repeats over leading dimensions', () => {
      const [x, y] = [noise(2 * 3 * 4), noise(4 * 2)];
      const a = storeOf(legate, [2, 3, 4], 'float64', x);
      const c = new legate.Store([2, 3, 2], 'float64');
      run('gemm', [a, storeOf(legate, [1, 4, 2], 'float64', y), c], plain, [0, 0, 0]);
      expect(contents(c)).toEqual([...product(x.slice(0, 12), y, 3, 4, 2), ...product(x.slice(12), y, 3, 4, 2)]);
      run(
        'gemm',
        [a, storeOf(legate, [4, 2], 'float64', y), c],
        [
          { store: 0, access: 'read', cut: { dim: 0, extent: 1 } },
          { store: 1, access: 'read' },
          { store: 2, access: 'write', cut: { dim: 0, extent: 1 } },
        ],
        [0, 0, 0],
        2,
        2,
        1,
      );
      expect(contents(c)).toEqual([...product(x.slice(0, 12), y, 3, 4, 2), ...product(x.slice(12), y, 3, 4, 2)]);
    });

    // Rows are cut where matmul.ts cuts them. The first is multiplied block by block, the others at once: with a last row
    // that would be a small product of its own, and with one that is a large one. Columns of one number are another
    // routine's.
    describe.each([
      [700, 65, 33, 384],
      [24 * 9 + 1, 210, 212, 24 * 3],
      [24 * 2 + 7, 400, 450, 24],
      [770, 300, 1, 384],
    ] as const)('of %i×%i and %i columns, cut after %i rows', (m, k, n, extent) => {
      it.each([
        'float64',
        'float32',
        'complex128',
        'complex64',
      ] as const)('has the same bits of %s in parts', (dtype) => {
        const random = (count: number) => {
          const numbers = noise(dtype.startsWith('c') ? 2 * count : count, 100_003);
          return numbers.map((v) => v / 977);
        };
        const a = storeOf(legate, [m, k], dtype, random(m * k));
        const b = storeOf(legate, [k, n], dtype, random(k * n));
        const whole = new legate.Store([m, n], dtype);
        run('gemm', [a, b, whole], plain, [0, 0, 0]);
        const cut = { dim: 0, extent };
        const points = Math.ceil(m / extent);
        const parts = new legate.Store([m, n], dtype);
        const [read, all] = [{ store: 0, access: 'read', cut } as const, { store: 1, access: 'read' } as const];
        run('gemm', [a, b, parts], [read, all, { store: 2, access: 'write', cut }], [0, 0, 0], points, m, extent);
        expect(contents(parts)).toEqual(contents(whole));
        // Into the middle of a larger store: the grid begins where the product does.
        const inside = new legate.Store([m + 9, n + 2], dtype);
        const [lo, hi] = [
          [9, 1],
          [m + 9, n + 1],
        ];
        run(
          'gemm',
          [a, b, inside],
          [read, all, { store: 2, access: 'write', lo, hi, cut }],
          [0, 0, 9],
          points,
          m,
          extent,
        );
        expect(contents(inside.slice(0, 9, m + 9).slice(1, 1, n + 1))).toEqual(contents(whole));
      });
    });
  });

  describe('sort and argsort', () => {
    const pair: ArgDesc[] = [
      { store: 0, access: 'read' },
      { store: 1, access: 'write' },
    ];
    const nanLast = (a: number, b: number) =>
      (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0) || (a < b ? -1 : a > b ? 1 : 0);

    it.each(['float64', 'float32', 'int32', 'uint8', 'int64', 'bool'] as DType[])('order %s', (dtype) => {
      let values = noise(600, 97).map((v) => (dtype === 'bool' ? v & 1 : dtype === 'uint8' ? Math.abs(v) : v));
      if (dtype.startsWith('float'))
        values = values.map((v) => (v === 3 ? Number.NaN : v === 4 ? Number.POSITIVE_INFINITY : v / 4));
      const given = (dtype === 'int64' ? values.map(BigInt) : values) as number[];
      const rows = storeOf(legate, [6, 100], dtype, given);
      const [sorted, order] = [new legate.Store([6, 100], dtype), new legate.Store([6, 100], 'int64')];
      const cut = { dim: 0, extent: 3 };
      const cutPair = pair.map((a) => ({ ...a, cut }));
      run('sort', [rows, sorted], cutPair, [], 2, 6, 3);
      run('argsort', [rows, order], cutPair, [], 2, 6, 3);
      for (let r = 0; r < 6; r++) {
        const row = values.slice(r * 100, r * 100 + 100);
        const want = row.map((v, i) => [v, i] as const).sort(([a, i], [b, j]) => nanLast(a, b) || i - j);
        expect(
          contents(sorted)
            .slice(r * 100, r * 100 + 100)
            .map(Number),
        ).toEqual(want.map(([v]) => v));
        expect(
          contents(order)
            .slice(r * 100, r * 100 + 100)
            .map(Number),
        ).toEqual(want.map(([, i]) => i));
      }
    });

    it.each(['float64', 'float32', 'int64', 'int16', 'uint8'] as DType[])('order long lines of %s', (dtype) => {
      const n = 5000;
      const values = noise(n, 20011).map((v, i) => {
        if (!dtype.startsWith('float')) return dtype === 'uint8' ? Math.abs(v) % 256 : v;
        if (i % 500 === 3) return Number.NaN;
        return i % 500 === 7 ? -0 : i % 500 === 8 ? Number.NEGATIVE_INFINITY : v % 11 === 0 ? 0 : v / 8;
      });
      const line = storeOf(legate, [n], dtype, (dtype === 'int64' ? values.map(BigInt) : values) as number[]);
      const [sorted, order] = [new legate.Store([n], dtype), new legate.Store([n], 'int64')];
      run('sort', [line, sorted], pair, []);
      run('argsort', [line, order], pair, []);
      // -0 and 0 are equal: a stable order keeps them as they come.
      const want = values.map((v, i) => [v + 0, i] as const).sort(([a, i], [b, j]) => nanLast(a, b) || i - j);
      expect(contents(sorted).map((v) => Number(v) + 0)).toEqual(want.map(([v]) => v));
      expect(contents(order).map(Number)).toEqual(want.map(([, i]) => i));
    });

    const shapes: Record<string, (i: number, n: number) => number> = {
      scattered: (i) => (i * 40503) % 100003,
      'with a period': (i) => (i * 8) % 512,
      'almost all equal': (i) => (i === 70000 ? -5 : i === 3 ? 9 : 4),
      // Keys of which the high bits say nothing, but for one.
      'close together': (i) => (i === 12345 ? 2 ** 60 : ((i * 40503) % 100003) - 50000),
      descending: (i, n) => n - i,
    };
    const types: DType[] = ['float64', 'int64', 'float32', 'int32', 'uint16', 'int8'];
    it.each(
      Object.keys(shapes).flatMap((shape) => types.map((t) => [shape, t] as const)),
    )('order a list together: %s, %s', (shape, dtype) => {
      const n = 100_003;
      const given = new (ARRAYS[dtype] as unknown as Float64ArrayConstructor)(n);
      for (let i = 0; i < n; i++) {
        const v = (shapes[shape] as (i: number, n: number) => number)(i, n);
        if (dtype === 'int64') given[i] = BigInt(v) as unknown as number;
        else if (dtype === 'float64' && shape === 'close together') given[i] = 1 + v * 2 ** -52;
        else if (!dtype.startsWith('float')) given[i] = v % 30000;
        else given[i] = i % 5000 === 17 ? Number.NaN : i % 5000 === 18 ? -0 : v / 8 - 100;
      }
      const line = storeOf(legate, [n], dtype, given as unknown as number[]);
      const key = (i: number) => given[i] as number;
      const want = Array.from({ length: n }, (_, i) => i).sort((i, j) => nanLast(key(i), key(j)) || i - j);
      const same = (a: number, b: number) => a === b || (Number.isNaN(a) && Number.isNaN(b));
      // Whole, in halves, and in uneven pieces.
      for (const extent of [n, 50_002, 30_001]) {
        const [sorted, order] = [new legate.Store([n], dtype), new legate.Store([n], 'int64')];
        const points = Math.ceil(n / extent);
        const args = pair.map((a) => (a.access === 'write' && points > 1 ? { ...a, cut: { dim: 0, extent } } : a));
        run('sort', [line, sorted], args, [], points, n, extent);
        run('argsort', [line, order], args, [], points, n, extent);
        const found = contents(sorted) as number[];
        expect(found.findIndex((v, i) => !same(v, key(want[i] as number)))).toBe(-1);
        expect((contents(order) as number[]).findIndex((v, i) => Number(v) !== want[i])).toBe(-1);
      }
      // Some places of the order.
      for (const from of [0, 29, 50_001, n - 3]) {
        const part = new legate.Store([3], dtype);
        run('sort', [line, part], pair, [from], 1, 3, 3);
        const found = contents(part) as number[];
        expect(found.findIndex((v, i) => !same(v, key(want[from + i] as number)))).toBe(-1);
      }
    });

    it('keep infinities, and put -0 before 0, however many tasks there are', () => {
      const n = 70_000;
      const special = [-0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE];
      const given = Array.from({ length: n }, (_, i) => special[i % 7] ?? (i % 11) - 5);
      const line = storeOf(legate, [n], 'float64', given);
      const rank = (v: number) => (Object.is(v, -0) ? -Number.MIN_VALUE : v);
      const want = [...given].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
      for (const extent of [n, 35_000]) {
        const sorted = new legate.Store([n], 'float64');
        const args = pair.map((a) => (a.access === 'write' && extent < n ? { ...a, cut: { dim: 0, extent } } : a));
        run('sort', [line, sorted], args, [], n / extent, n, extent);
        expect((contents(sorted) as number[]).findIndex((v, i) => !Object.is(v, want[i]))).toBe(-1);
      }
    });

    it('order complex numbers as NumPy does', () => {
      const nan = Number.NaN;
      const values = [nan, nan, 2, 1, nan, 0, 1, nan, 2, -1, 1, 5];
      const z = storeOf(legate, [6], 'complex128', values);
      const [sorted, order] = [new legate.Store([6], 'complex128'), new legate.Store([6], 'int64')];
      run('sort', [z, sorted], pair, []);
      run('argsort', [z, order], pair, []);
      expect(contents(sorted)).toEqual([1, 5, 2, -1, 2, 1, 1, nan, nan, 0, nan, nan]);
      expect(contents(order)).toEqual([5n, 4n, 1n, 3n, 2n, 0n]);
    });
  });

  describe('nonzero', () => {
    /** Masks with nothing, everything, and runs and gaps longer and shorter than words and blocks. */
    const MASKS: Record<string, (i: number) => boolean> = {
      none: () => false,
      all: () => true,
      random: () => noise(1)[0]! > 0,
      seldom: (i) => i % 997 === 5,
      runs: (i) => i % 9000 > 4500,
      'at the end': (i) => i > 19_980,
    };
    it.each(Object.entries(MASKS))('places and rows, in any number of points: %s', (_, isTrue) => {
      for (const n of [1, 7, 8, 9, 4096, 20_011]) {
        const on = Array.from({ length: n }, (_, i) => isTrue(i));
        const places = on.flatMap((is, i) => (is ? [i] : []));
        if (places.length === 0) continue;
        const mask = storeOf(legate, [n], 'bool', on.map(Number));
        const count = places.length;
        for (const points of [1, 2, 3].filter((p) => p <= count)) {
          const extent = Math.ceil(count / points);
          const pieces = Math.ceil(count / extent);
          const read = (store: number): ArgDesc => ({ store, access: 'read' });
          const write = (store: number): ArgDesc => ({
            store,
            access: 'write',
            ...(pieces > 1 && { cut: { dim: 0, extent } }),
          });
          const found = new legate.Store([count], 'int64');
          run('nonzero', [mask, found], [read(0), write(1)], [], pieces, count, extent);
          expect(contents(found)).toEqual(places.map(BigInt));
          for (const [dtype, width] of [
            ['int8', 1],
            ['float64', 1],
            ['float32', 3],
            ['int64', 5],
          ] as const) {
            const values = Array.from({ length: n * width }, (_, i) => i % 100);
            const rows = width === 1 ? [n] : [n, width];
            const given = (dtype === 'int64' ? values.map(BigInt) : values) as number[];
            const source = storeOf(legate, rows, dtype, given);
            const kept = new legate.Store([count, ...rows.slice(1)], dtype);
            run('nonzero', [source, mask, kept], [read(0), read(1), write(2)], [], pieces, count, extent);
            const expected = places.flatMap((i) => given.slice(i * width, (i + 1) * width));
            expect(contents(kept)).toEqual(expected);
          }
        }
      }
    });
  });

  describe('scan', () => {
    const pair: ArgDesc[] = [
      { store: 0, access: 'read' },
      { store: 1, access: 'write' },
    ];
    const [SUM, PRODUCT, MAXIMUM, MINIMUM] = [0, 1, 2, 3];
    const reference = (values: number[], shape: number[], axis: number, f: (a: number, b: number) => number) => {
      const out = [...values];
      const step = volume(shape.slice(axis + 1));
      for (let at = 0; at < out.length; at++) {
        if (Math.floor(at / step) % shape[axis]! > 0) out[at] = f(out[at - step]!, values[at]!);
      }
      return out;
    };

    it.each([0, 1, 2])('adds along axis %i of three, in order', (axis) => {
      const shape = [4, 5, 6];
      const values = noise(120, 1009).map((v) => v / 7);
      const x = storeOf(legate, shape, 'float64', values);
      const want = reference(values, shape, axis, (a, b) => a + b);
      for (const points of [1, 2]) {
        const y = new legate.Store(shape, 'float64');
        const dim = axis === 0 ? 1 : 0;
        const extent = Math.ceil(shape[dim]! / 2);
        const args = points === 1 ? pair : pair.map((a) => ({ ...a, cut: { dim, extent } }));
        run('scan', [x, y], args, [axis, SUM], points, shape[dim]!, extent);
        expect(contents(y)).toEqual(want);
      }
    });

    it('multiplies, wraps, and keeps extremes', () => {
      const scan = (dtype: DType, values: number[], operation: number) => {
        const shape = [dtype.startsWith('complex') ? values.length / 2 : values.length];
        const y = new legate.Store(shape, dtype);
        run('scan', [storeOf(legate, shape, dtype, values), y], pair, [0, operation]);
        return contents(y);
      };
      expect(scan('float64', [2, 3, 4], PRODUCT)).toEqual([2, 6, 24]);
      expect(scan('uint8', [200, 100, 1], SUM)).toEqual([200, 44, 45]);
      expect(scan('int8', [100, 2, 2], PRODUCT)).toEqual([100, -56, -112]);
      expect(scan('bool', [0, 1, 0], SUM)).toEqual([0, 1, 1]);
      expect(scan('bool', [1, 0, 1], PRODUCT)).toEqual([1, 0, 0]);
      expect(scan('int32', [1, 5, 3], MAXIMUM)).toEqual([1, 5, 5]);
      expect(scan('float64', [2, Number.NaN, 1], MINIMUM)).toEqual([2, Number.NaN, Number.NaN]);
      expect(scan('complex128', [1, 1, 1, 1], PRODUCT)).toEqual([1, 1, 0, 2]);
    });
  });

  it('work on parts of stores', () => {
    const x = storeOf(legate, [4, 5], 'float64', noise(20));
    const y = storeOf(legate, [6, 7], 'float64', new Array(42).fill(99));
    run(
      'sort',
      [x, y],
      [
        { store: 0, access: 'read', lo: [1, 1], hi: [3, 5] },
        { store: 1, access: 'write', lo: [2, 3], hi: [4, 7] },
      ],
      [],
    );
    const from = contents(x) as number[];
    const to = contents(y) as number[];
    for (let r = 0; r < 2; r++) {
      const row = from.slice((r + 1) * 5 + 1, (r + 1) * 5 + 5).sort((a, b) => a - b);
      expect(to.slice((r + 2) * 7 + 3, (r + 2) * 7 + 7)).toEqual(row);
    }
    expect(to.filter((v) => v === 99)).toHaveLength(42 - 8);
  });
});
