/** What functions make of types that they have no meaning for, of nothing, and of too few axes: as NumPy. */
import './setup';
import { describe, expect, test } from 'vitest';
import * as np from '../../../runtime/numpy/index';

const c = (re: number, im: number) => new np.Complex(re, im);
const truths = np.array([1, 0, 1], 'bool');
const complex = np.array([c(1, 2), c(3, 1), c(2, 0)]);

describe('refusals', () => {
  const cases: [string, string, () => unknown][] = [
    ['packbits of floats', 'LGT4003', () => np.packbits(np.array([1, 0]))],
    ['packbits of complex numbers', 'LGT4003', () => np.packbits(complex)],
    ['quantile of booleans', 'LGT4003', () => np.quantile(truths, 0.5)],
    ['percentile of booleans', 'LGT4003', () => np.percentile(truths, 50)],
    ['nanquantile of booleans', 'LGT4003', () => np.nanquantile(truths, 0.5)],
    ['nanpercentile of booleans', 'LGT4003', () => np.nanpercentile(truths, 50)],
    ['quantile of complex numbers', 'LGT4003', () => np.quantile(complex, 0.5)],
    ['gradient of booleans', 'LGT4003', () => np.gradient(truths)],
    ['digitize of complex numbers', 'LGT4003', () => np.digitize(complex, np.array([1, 2]))],
    ['digitize by complex bins', 'LGT4003', () => np.digitize(np.array([1, 2]), complex)],
    ['interp at complex places', 'LGT4003', () => np.interp(complex, np.array([1, 2]), np.array([1, 2]))],
    ['bincount of complex numbers', 'LGT4003', () => np.bincount(complex)],
    ['histogram_bin_edges of complex numbers', 'LGT4003', () => np.histogram_bin_edges(complex)],
    ['histogram2d of complex numbers', 'LGT4003', () => np.histogram2d(complex, complex)],
    ['histogramdd of complex numbers', 'LGT4003', () => np.histogramdd(complex.reshape([3, 1]))],
    ['linalg of float16', 'LGT4003', () => np.linalg.inv(np.eye(2, 2, 0, 'float16'))],
    ['polyfit of float16', 'LGT4003', () => np.polyfit(np.arange(3).astype('float16'), np.arange(3), 1)],
    ['indices that are booleans', 'LGT4003', () => np.indices([2], 'bool')],
    ['a complex number in an array of real ones', 'LGT4003', () => np.zeros([2]).fill(c(1, 2))],
    ['choose beyond the choices', 'LGT4007', () => np.choose(np.array([0, 1]), [np.array([1, 2])])],
    ['choose before the choices', 'LGT4007', () => np.choose(np.array([0, -1]), [np.array([1, 2])])],
    ['an array without a name in an archive', 'LGT5005', () => np.serializeNpzSync({ '': np.ones([1]) })],
    ['einsum_path where extents differ', 'LGT4018', () => np.einsum_path('ij,jk->ik', [2, 3], [4, 5])],
    ['more axes by reshape', 'LGT4013', () => np.ones([1]).reshape(...new Array(65).fill(1))],
    ['more axes by expand_dims', 'LGT4013', () => np.expand_dims(np.ones(new Array(64).fill(1)), 0)],
    ['more axes by stack', 'LGT4013', () => np.stack([np.ones(new Array(64).fill(1))])],
    ['vsplit of a list', 'LGT4005', () => np.vsplit(np.arange(4), 2)],
    ['hsplit of a number', 'LGT4005', () => np.hsplit(np.array(4), 1)],
    ['dsplit of a matrix', 'LGT4005', () => np.dsplit(np.ones([2, 2]), 2)],
  ];
  test.each(cases)('%s', (_, code, call) => {
    expect(call).toThrow(code);
  });
});

test('packbits of booleans and integers', () => {
  expect(np.packbits(truths).toArray()).toEqual([0b10100000]);
  expect(np.packbits(np.array([0, 7, 0, -1], 'int32')).toArray()).toEqual([0b01010000]);
});

test('the median of booleans and of complex numbers', () => {
  expect(np.median(truths)).toBe(1);
  expect(np.median(complex)).toEqual(c(2, 0));
  expect(np.median(np.array([c(1, 2), c(3, 1)]))).toEqual(c(2, 1.5));
  expect(np.nanmedian(np.array([c(1, 2), c(Number.NaN, 0), c(3, 1)]))).toEqual(c(2, 1.5));
});

test('values between complex ones', () => {
  const between = np.interp(np.array([1.5]), np.array([1, 2]), np.array([c(0, 2), c(2, 0)]));
  expect(between.toArray()).toEqual([c(1, 1)]);
});

test('positions where there are only NaN', () => {
  const none = np.array([Number.NaN, Number.NaN]);
  expect([np.nanargmin(none), np.nanargmax(none)]).toEqual([-1, -1]);
  expect(np.nanargmax(np.array([Number.NaN, 5, 7]))).toBe(2);
});

test('products of vectors of the plane have no axes left', () => {
  const z = np.cross(np.array([1, 2]), np.array([3, 4]));
  expect([z.dtype, z.shape, z.item()]).toEqual(['float64', [], -2]);
  expect(np.linalg.cross(np.array([1, 2]), np.array([3, 4]))).toBe(-2);
  expect(np.cross(np.array([c(0, 1), c(1, 0)]), np.array([1, 2])).dtype).toBe('complex128');
});

test('sorting as complex numbers: the smaller type, where it holds all', () => {
  const types = ['int8', 'uint16', 'complex64', 'int32', 'float32', 'float64', 'complex128'] as const;
  const narrow = types.filter((t) => np.sort_complex(np.array([2, 1], t)).dtype === 'complex64');
  expect(narrow).toEqual(['int8', 'uint16', 'complex64']);
  for (const t of types.slice(0, -1))
    expect(np.sort_complex(np.array([2, 1, 3], t)).tolist()).toEqual([c(1, 0), c(2, 0), c(3, 0)]);
  expect(np.sort_complex(np.array([Number.NaN, 2, 1])).tolist()).toEqual([c(1, 0), c(2, 0), c(Number.NaN, 0)]);
  expect(np.sort_complex(np.array([c(2, -1), c(1, 5), c(2, -3)])).tolist()).toEqual([c(1, 5), c(2, -3), c(2, -1)]);
});

test('words are scalars', () => {
  expect(['a', 1, 2n, true, np.ones([1]), [1]].map(np.isscalar)).toEqual([true, true, true, true, false, false]);
});

test('the type of nothing', () => {
  expect(np.result_type()).toBe('float64');
});

test('types of results where types meet', () => {
  const types: [np.NDArray, string][] = [
    [np.vander(np.array([1, 2], 'uint64')), 'float64'],
    [np.vander(np.array([c(1, 0)], 'complex64')), 'complex128'],
    [np.histogram_bin_edges(np.array([1, 2], 'float32')), 'float32'],
    [np.poly(np.array([1, 2], 'float16')), 'float64'],
    [np.poly(np.array([c(1, 2), c(1, -2)])), 'float64'],
    [np.poly(np.array([c(1, 2), c(1, 2)])), 'complex128'],
    [np.fft.hfft(np.array([1, 2, 3], 'float16')), 'float16'],
    [np.clip(truths, 0, 1), 'int64'],
    [np.clip(truths, 0.5, 1), 'float64'],
  ];
  expect(types.map(([a]) => a.dtype)).toEqual(types.map(([, type]) => type));
  expect(np.poly(np.array([c(1, 2), c(1, -2)])).tolist()).toEqual([1, -2, 5]);
  expect(np.unravel_index(np.array([3, 5], 'float16'), [3, 3]).map((a) => (a as np.NDArray).tolist())).toEqual([
    [1, 1],
    [0, 2],
  ]);
});

test('weights that were not given are counted, for each mean', () => {
  const a = np.array([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
  const [means, counts] = np.average(a, 0, undefined, undefined, true) as [np.NDArray, np.NDArray];
  expect([means.toArray(), counts.toArray()]).toEqual([
    [2.5, 3.5, 4.5],
    [2, 2, 2],
  ]);
  expect(np.average(a, undefined, undefined, undefined, true)).toEqual([3.5, 6]);
});

test('numbers as text: signs, and digits that are wanted at least', () => {
  expect(np.format_float_positional(1.5, 3, true, true, 'k', '+')).toBe('+1.500');
  expect(np.format_float_positional(1.5, 3, true, true, 'k', ' ')).toBe(' 1.500');
  expect(np.format_float_positional(-1.5, 3, true, true, 'k', '+')).toBe('-1.500');
  expect(np.format_float_positional(1.5, null, true, true, 'k', '-', null, null, 4)).toBe('1.5000');
  expect(np.format_float_scientific(1.5, 3, true, 'k', '+')).toBe('+1.500e+00');
});
