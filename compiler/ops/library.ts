/** Whole-array operations that run as native tasks: matrix product, sorting, cumulative sums. */
import type { DType } from '../ir/dtype';
import { elements } from '../ir/graph';
import { hostArray, loadElement, storeElement } from './element';
import { Evaluator, evaluated } from './evaluator';
import { matmul } from './matmul';
import type { Element, LibraryOperation, Operation, ReferenceArray } from './operation';
import { accumulator } from './reductions';
import type { Scalar } from './scalar-builder';
import { ordered } from './scalar-idioms';

const elementOf = (s: Scalar): Element => (s as ReturnType<typeof evaluated>).value;

/** NumPy's sort order: NaN last; complex values lexicographic, those with NaN last. */
export function before(t: DType): (x: Element, y: Element) => number {
  const b = new Evaluator();
  const less = (x: Element, y: Element): boolean => elementOf(ordered(b, 'lt', evaluated(t, x), evaluated(t, y))) === 1;
  const nan = (v: number): number => (Number.isNaN(v) ? 1 : 0);
  return (x, y) => {
    if (typeof x === 'object' && typeof y === 'object') {
      // As NumPy: a NaN part sorts behind everything in its place, the other part still counts.
      const rank = (z: typeof x): number => 2 * nan(z.re) + nan(z.im);
      if (rank(x) !== rank(y)) return rank(x) - rank(y);
      const key = (v: number, w: number): number => (Number.isNaN(v) || v === w ? 0 : v < w ? -1 : 1);
      return key(x.re, y.re) || key(x.im, y.im);
    }
    if (typeof x === 'number' && typeof y === 'number') {
      const order = nan(x) - nan(y);
      if (order !== 0) return order;
    }
    return less(x, y) ? -1 : less(y, x) ? 1 : 0;
  };
}

/** Of equal numbers -0 comes before 0: sorted numbers are one result, whoever sorts them and how. */
const bySign = (x: Element, y: Element): number => (x === 0 && y === 0 ? sign(x) - sign(y) : 0);
const sign = (zero: number): number => (Object.is(zero, -0) ? -1 : 0);

/** Applies to each row along the last axis; JavaScript's sort is stable. */
function sortRows(
  a: ReferenceArray,
  output: DType,
  take: (element: Element, place: number) => Element,
  amongEqual: (x: Element, y: Element) => number = () => 0,
): ReferenceArray {
  const count = elements(a.shape);
  const length = a.shape[a.shape.length - 1] ?? 1;
  const out = hostArray(output, count);
  const order = before(a.dtype);
  for (let start = 0; start < count; start += length) {
    const row = Array.from({ length }, (_, place) => ({ value: loadElement(a.data, a.dtype, start + place), place }));
    row.sort((x, y) => order(x.value, y.value) || amongEqual(x.value, y.value));
    row.forEach(({ value, place }, i) => {
      storeElement(out, output, start + i, take(value, place));
    });
  }
  return { dtype: output, shape: a.shape, data: out };
}

/** A list shorter than this is sorted by one task. */
const SHARED_LIST = 1 << 16;

/** Rows are sorted apart. Of a long list each task reads all, and finds what is at its own places. */
const byRows: LibraryOperation['cut'] = ([shape]) => {
  if ((shape?.length ?? 0) > 1) return { dim: 0, unit: 1, operands: [{ dim: 0 }] };
  return (shape?.[0] ?? 0) >= SHARED_LIST ? { dim: 0, unit: SHARED_LIST / 4, operands: ['whole'] } : undefined;
};

const sort: LibraryOperation = {
  kind: 'library',
  name: 'sort',
  doc: 'Elements in ascending order along the last axis, NaN at the end.',
  ulp: 0,
  task: 'sort',
  resolve: ([t]) => t && { inputs: [t], output: t },
  shape: ([a]) => [...(a as readonly number[])],
  along: (ndim) => ndim - 1,
  attributes: () => [],
  cut: byRows,
  reference: ([a], { output }) => sortRows(a as ReferenceArray, output, (value) => value, bySign),
};

const orderStatistics: LibraryOperation = {
  ...sort,
  name: 'order_statistics',
  doc: 'Elements at the places from `from` up to `to` of the ascending order along the last axis, NaN at the end.',
  shape: ([a], { from, to }) => [...(a as readonly number[]).slice(0, -1), Number(to) - Number(from)],
  attributes: ({ from }) => [Number(from)],
  // A pass over a list finds them: it isn't shared.
  cut: (shapes, params) => ((shapes[0]?.length ?? 0) > 1 ? byRows(shapes, params) : undefined),
  reference: ([a], { output }, { from, to }) => {
    const { shape, data } = sortRows(a as ReferenceArray, output, (value) => value, bySign);
    const length = shape[shape.length - 1] as number;
    const [first, count] = [Number(from), Number(to) - Number(from)];
    const rows = elements(shape.slice(0, -1));
    const out = hostArray(output, rows * count);
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < count; k++)
        storeElement(out, output, row * count + k, loadElement(data, output, row * length + first + k));
    return { dtype: output, shape: [...shape.slice(0, -1), count], data: out };
  },
};

const argsort: LibraryOperation = {
  ...sort,
  name: 'argsort',
  doc: 'Positions of the elements in ascending order along the last axis, of equal ones in their order (stable).',
  task: 'argsort',
  resolve: ([t]) => t && { inputs: [t], output: 'int64' },
  reference: ([a], { output }) => sortRows(a as ReferenceArray, output, (_, place) => BigInt(place)),
};

/** Of each line of an operand: the places of what is before the one at `kth` of the order, of its equals, of the rest. */
function splitRows(a: ReferenceArray, kth: number): number[][] {
  const length = a.shape[a.shape.length - 1] ?? 1;
  const places = sortRows(a, 'int64', (_, place) => BigInt(place)).data;
  const order = before(a.dtype);
  return Array.from({ length: elements(a.shape) / length }, (_, row) => {
    const value = (i: number): Element => loadElement(a.data, a.dtype, row * length + i);
    const pivot = value(Number(places[row * length + kth]));
    const parts: number[][] = [[], [], []];
    for (let i = 0; i < length; i++) parts[1 + Math.sign(order(value(i), pivot))]!.push(i);
    return parts.flat();
  });
}

const partition: LibraryOperation = {
  ...orderStatistics,
  name: 'partition',
  doc: 'The elements along the last axis that are less than the one at place `kth` of their order, then its equals, then the others, each in their order; NaN at the end.',
  shape: sort.shape,
  attributes: ({ kth }) => [0, Number(kth)],
  reference: ([given], { output }, { kth }) => {
    const a = given as ReferenceArray;
    const length = a.shape[a.shape.length - 1] ?? 1;
    const out = hostArray(output, elements(a.shape));
    for (const [row, places] of splitRows(a, Number(kth)).entries())
      for (const [k, i] of places.entries())
        storeElement(out, output, row * length + k, loadElement(a.data, output, row * length + i));
    return { dtype: output, shape: [...a.shape], data: out };
  },
};

const argpartition: LibraryOperation = {
  ...partition,
  name: 'argpartition',
  doc: 'Positions of the elements as `partition` arranges them.',
  task: 'argsort',
  resolve: argsort.resolve,
  reference: ([given], { output }, { kth }) => {
    const a = given as ReferenceArray;
    const places = splitRows(a, Number(kth)).flat();
    return { dtype: output, shape: [...a.shape], data: BigInt64Array.from(places, BigInt) };
  },
};

/** @param op what the native task calls it: 0 sum, 1 product. */
function scan(name: string, doc: string, op: 0 | 1): LibraryOperation {
  return {
    kind: 'library',
    name,
    doc,
    ulp: 0,
    task: 'scan',
    resolve: ([t]) => t && { inputs: [accumulator(t)], output: accumulator(t) },
    shape: ([a]) => [...(a as readonly number[])],
    along: (_, { axis }) => Number(axis ?? 0),
    attributes: ({ axis }) => [Number(axis ?? 0), op],
    cut: ([shape], { axis }) => {
      if ((shape?.length ?? 0) < 2) return undefined;
      const dim = Number(axis ?? 0) === 0 ? 1 : 0;
      return { dim, unit: 1, operands: [{ dim }] };
    },
    reference: ([a], { output: t }, { axis }) => {
      const source = a as ReferenceArray;
      const along = Number(axis ?? 0);
      const length = source.shape[along] ?? 1;
      const inner = elements(source.shape.slice(along + 1));
      const count = elements(source.shape);
      const out = hostArray(t, count);
      const b = new Evaluator();
      for (let at = 0; at < count; at++) {
        const element = evaluated(t, loadElement(source.data, t, at));
        const first = Math.floor(at / inner) % length === 0;
        const so = first ? element : evaluated(t, loadElement(out, t, at - inner));
        const value = first ? element : op === 0 ? b.add(so, element) : b.mul(so, element);
        storeElement(out, t, at, elementOf(value));
      }
      return { dtype: t, shape: source.shape, data: out };
    },
  };
}

export const LIBRARY: readonly Operation[] = [
  matmul,
  sort,
  orderStatistics,
  argsort,
  partition,
  argpartition,
  scan('cumsum', 'Sums of the elements up to each one, along `axis`.', 0),
  scan('cumprod', 'Products of the elements up to each one, along `axis`.', 1),
];
