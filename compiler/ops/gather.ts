/** Library operations on positions: rows gathered and scattered by their numbers, places found, and convolution. */
import { DTYPES, type DType, isDType } from '../ir/dtype';
import { elements } from '../ir/graph';
import { convertElement, hostArray, loadElement, storeElement } from './element';
import { type Evaluated, Evaluator, evaluated } from './evaluator';
import { before } from './library';
import type { Element, LibraryOperation, Operation, ReferenceArray } from './operation';
import type { Scalar } from './scalar-builder';
import { common } from './type-rules';

/** Rows of a list: elements, or lines of a matrix. */
const widthOf = (a: ReferenceArray): number => elements(a.shape.slice(1));
const indexAt = (a: ReferenceArray, i: number, count: number): number => {
  const at = Number(loadElement(a.data, a.dtype, i));
  return at < 0 ? at + count : at;
};

/** Copies row `from` of one list to row `to` of another of the same type. */
function copyRow(source: ReferenceArray, from: number, target: ReferenceArray, to: number): void {
  const width = widthOf(target);
  for (let k = 0; k < width; k++) {
    storeElement(
      target.data,
      target.dtype,
      to * width + k,
      loadElement(source.data, source.dtype, from * width + k) as Element,
    );
  }
}

const emptyLike = (dtype: DType, shape: readonly number[]): ReferenceArray => ({
  dtype,
  shape,
  data: hostArray(dtype, elements(shape)),
});

const take: LibraryOperation = {
  kind: 'library',
  name: 'take',
  doc: 'Rows of the first operand (elements, or lines of a matrix) by the numbers in the second; negative ones count from the end.',
  ulp: 0,
  task: 'take',
  resolve: ([t, index]) => (t && index ? { inputs: [t, 'int64'], output: t } : undefined),
  shape: ([source, index]) => [...(index as readonly number[]), ...(source as readonly number[]).slice(1)],
  attributes: () => [],
  cut: () => ({ dim: 0, unit: 1, operands: ['whole', { dim: 0 }] }),
  reference: ([source, index], { output }) => {
    const [from, places] = [source as ReferenceArray, index as ReferenceArray];
    const out = emptyLike(output, [...places.shape, ...from.shape.slice(1)]);
    const count = from.shape[0] as number;
    for (let i = 0; i < elements(places.shape); i++) copyRow(from, indexAt(places, i, count), out, i);
    return out;
  },
};

const put: LibraryOperation = {
  kind: 'library',
  name: 'put',
  doc: 'The first operand with rows by the numbers in the second replaced by those of the third (one for all, or one each), the last one winning; with `add`, they are added.',
  ulp: 0,
  task: 'put',
  resolve: ([t, index, value]) => (t && index && value ? { inputs: [t, 'int64', t], output: t } : undefined),
  shape: ([base]) => [...(base as readonly number[])],
  attributes: ({ add }, [base]) => [(base as readonly number[])[0] as number, add ? 1 : 0],
  cut: () => ({ dim: 0, unit: 1, operands: [{ dim: 0 }, 'whole', 'whole'] }),
  reference: ([base, index, value], { output }, { add }) => {
    const [from, places, values] = [base, index, value] as [ReferenceArray, ReferenceArray, ReferenceArray];
    const out = { dtype: output, shape: from.shape, data: from.data.slice() };
    const [count, width] = [from.shape[0] as number, widthOf(from)];
    const b = new Evaluator();
    for (let i = 0; i < elements(places.shape); i++) {
      const row = values.shape[0] === 1 ? 0 : i;
      const at = indexAt(places, i, count);
      if (!add) copyRow(values, row, out, at);
      else {
        for (let k = 0; k < width; k++) {
          const so = evaluated(output, loadElement(out.data, output, at * width + k));
          const sum = b.add(so, evaluated(output, loadElement(values.data, output, row * width + k)));
          storeElement(out.data, output, at * width + k, (sum as typeof so).value);
        }
      }
    }
    return out;
  },
};

/** Rows of a result for which a task is worth it: it counts what comes before them. */
const SHARED_PLACES = 1 << 14;

const nonzero: LibraryOperation = {
  kind: 'library',
  name: 'nonzero',
  doc: 'Positions of the elements of a list that are true, of which there are `count`.',
  ulp: 0,
  task: 'nonzero',
  resolve: ([t]) => t && { inputs: ['bool'], output: 'int64' },
  shape: (_, { count }) => [Number(count)],
  attributes: () => [],
  cut: () => ({ dim: 0, unit: SHARED_PLACES, operands: ['whole'] }),
  reference: ([mask], _, { count }) => {
    const { data } = mask as ReferenceArray;
    const out = emptyLike('int64', [Number(count)]);
    let at = 0;
    data.forEach((on, i) => {
      if (on) storeElement(out.data, 'int64', at++, BigInt(i));
    });
    return out;
  },
};

const compress: LibraryOperation = {
  kind: 'library',
  name: 'compress',
  doc: 'Rows of the first operand where the second, a list as long, is true; there are `count`.',
  ulp: 0,
  task: 'nonzero',
  resolve: ([t, condition]) => (t && condition ? { inputs: [t, 'bool'], output: t } : undefined),
  shape: ([source], { count }) => [Number(count), ...(source as readonly number[]).slice(1)],
  attributes: () => [],
  cut: () => ({ dim: 0, unit: SHARED_PLACES, operands: ['whole', 'whole'] }),
  reference: ([source, mask], { output }, { count }) => {
    const from = source as ReferenceArray;
    const out = emptyLike(output, [Number(count), ...from.shape.slice(1)]);
    let at = 0;
    (mask as ReferenceArray).data.forEach((on, i) => {
      if (on) copyRow(from, i, out, at++);
    });
    return out;
  },
};

const search: LibraryOperation = {
  kind: 'library',
  name: 'searchsorted',
  doc: 'For each element of the second operand, how many of the first one, which is sorted, come before it; with `right`, equal ones count.',
  ulp: 0,
  task: 'search',
  resolve: (operands) => {
    const t = common(operands);
    return operands.length === 2 ? { inputs: [t, t], output: 'int64' } : undefined;
  },
  shape: ([, values]) => [...(values as readonly number[])],
  attributes: ({ right }) => [right ? 1 : 0],
  cut: () => ({ dim: 0, unit: 1, operands: ['whole', { dim: 0 }] }),
  reference: ([sorted, values], { inputs: [t] }, { right }) => {
    const [lines, wanted] = [sorted as ReferenceArray, values as ReferenceArray];
    const type = t as DType;
    const order = before(type);
    const out = emptyLike('int64', wanted.shape);
    for (let i = 0; i < elements(wanted.shape); i++) {
      const value = loadElement(wanted.data, type, i);
      let [low, high] = [0, elements(lines.shape)];
      while (low < high) {
        const middle = (low + high) >> 1;
        const where = order(loadElement(lines.data, type, middle), value);
        if (right ? where <= 0 : where < 0) low = middle + 1;
        else high = middle;
      }
      storeElement(out.data, 'int64', i, BigInt(low));
    }
    return out;
  },
};

/** A list of values longer than this is tallied in so many shares, which tasks divide among them. */
const SHARED_TALLY = 1 << 15;
const SHARES = 64;
const sharesOf = (values: readonly number[] | undefined): number =>
  elements(values as readonly number[]) > SHARED_TALLY ? SHARES : 1;

const tally: LibraryOperation = {
  kind: 'library',
  name: 'tally',
  doc: 'How many elements of the second operand lie between each two of the first one, which is sorted, the last interval closed: a row for each share of them, to be added up.',
  ulp: 0,
  task: 'search',
  resolve: (operands) =>
    operands.every((t) => t === 'float64') ? { inputs: ['float64', 'float64'], output: 'float64' } : undefined,
  shape: ([edges, values]) => [sharesOf(values), elements(edges as readonly number[]) - 1],
  attributes: (_, [, values]) => [2, sharesOf(values)],
  cut: ([, values]) => (sharesOf(values) > 1 ? { dim: 0, unit: 1, operands: ['whole', 'whole'] } : undefined),
  reference: ([sorted, values]) => {
    const [edges, all] = [sorted, values].map((a) => Array.from((a as ReferenceArray).data as ArrayLike<number>));
    const [cells, shares] = [edges!.length - 1, sharesOf([all!.length])];
    const out = emptyLike('float64', [shares, cells]);
    for (const [i, value] of all!.entries()) {
      const place = edges!.filter((edge) => edge <= value).length - (value === edges![cells] ? 1 : 0);
      // The first shares have one more, if it doesn't come out even.
      const [each, more] = [Math.floor(all!.length / shares), all!.length % shares];
      const share = i < more * (each + 1) ? Math.floor(i / (each + 1)) : Math.floor((i - more) / each);
      if (place > 0 && place <= cells) (out.data as Float64Array)[share * cells + place - 1]! += 1;
    }
    return out;
  },
};

const convolve: LibraryOperation = {
  kind: 'library',
  name: 'convolve',
  doc: 'Full discrete convolution of two lists.',
  ulp: 0,
  task: 'convolve',
  resolve: (operands) => {
    const t = common(operands);
    return operands.length === 2 ? { inputs: [t, t], output: t } : undefined;
  },
  shape: ([a, v]) => [elements(a as readonly number[]) + elements(v as readonly number[]) - 1],
  attributes: () => [0],
  cut: () => ({ dim: 0, unit: 1, operands: ['whole', 'whole'] }),
  reference: ([a, v], { output: t }) => {
    const [left, right] = [a as ReferenceArray, v as ReferenceArray];
    const [n, m] = [elements(left.shape), elements(right.shape)];
    const out = emptyLike(t, [n + m - 1]);
    const b = new Evaluator();
    for (let j = 0; j < n + m - 1; j++) {
      let sum = evaluated(t, convertElement(0, 'int32', t));
      for (let i = Math.max(0, j - n + 1); i <= Math.min(j, m - 1); i++) {
        const x = evaluated(t, loadElement(left.data, t, j - i));
        const y = evaluated(t, loadElement(right.data, t, i));
        const product = t === 'bool' ? b.and(x, y) : b.mul(x, y);
        sum = (t === 'bool' ? b.or(sum, product) : b.add(sum, product)) as typeof sum;
      }
      storeElement(out.data, t, j, sum.value);
    }
    return out;
  },
};

const deconvolve: LibraryOperation = {
  kind: 'library',
  name: 'deconvolve',
  doc: 'Long division of lists, the inverse of convolution: the quotient, and behind it the remainder.',
  ulp: 0,
  task: 'convolve',
  resolve: (operands) => {
    const t = common(operands);
    return operands.length === 2 && 'fc'.includes(DTYPES[t].kind) ? { inputs: [t, t], output: t } : undefined;
  },
  shape: ([a]) => [elements(a as readonly number[])],
  attributes: () => [1],
  cut: () => undefined,
  reference: ([a, v], { output: t }) => {
    const [top, divisor] = [a as ReferenceArray, v as ReferenceArray];
    const [n, m] = [elements(top.shape), elements(divisor.shape)];
    const out = { dtype: t, shape: [n], data: top.data.slice() };
    const b = new Evaluator();
    const at = (list: ReferenceArray, i: number): Scalar => evaluated(t, loadElement(list.data, t, i));
    const set = (i: number, value: Scalar): void => storeElement(out.data, t, i, (value as Evaluated).value);
    for (let k = 0; k + m <= n; k++) {
      const factor = b.div(at(out, k), at(divisor, 0));
      for (let j = 1; j < m; j++) set(k + j, b.sub(at(out, k + j), b.mul(at(divisor, j), factor)));
      set(k, factor);
    }
    return out;
  },
};

const bytes: LibraryOperation = {
  kind: 'library',
  name: 'bytes',
  doc: 'The memory of a list as elements of `dtype`; with `swap`, the bytes of each number reversed.',
  ulp: 0,
  task: 'bytes',
  resolve: ([t], { dtype }) => (t && isDType(dtype) ? { inputs: [t], output: dtype } : undefined),
  shape: ([list], { dtype, from }) => [
    (elements(list as readonly number[]) * Number(from)) / DTYPES[dtype as DType].size,
  ],
  attributes: ({ dtype, swap }) => [swap ? DTYPES[DTYPES[dtype as DType].real].size : 0],
  cut: () => undefined,
  reference: ([list], { output }, { swap }) => {
    const { data } = list as ReferenceArray;
    const memory = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    const width = DTYPES[DTYPES[output].real].size;
    if (swap) for (let i = 0; i < memory.length; i += width) memory.subarray(i, i + width).reverse();
    const { array, size } = DTYPES[output];
    return { dtype: output, shape: [memory.length / size], data: new array(memory.buffer) };
  },
};

export const GATHER: readonly Operation[] = [take, put, nonzero, compress, search, tally, convolve, deconvolve, bytes];
