/** Options behind the arguments: what is written where, and that none is passed over. */
import './setup';
import { describe, expect, it } from 'vitest';
import * as np from '../../../runtime/numpy/index';

type Any = (...args: unknown[]) => unknown;
const x = np.array([1.5, -2.25, 7]);
const y = np.array([2, 0.5, -3]);
const zeros = () => np.zeros([3]);

describe('results of a pair', () => {
  it.each<[string, Any]>([
    ['modf', np.modf as Any],
    ['frexp', np.frexp as Any],
  ])('%s', (_, f) => {
    const [a, b] = f(x) as [np.NDArray, np.NDArray];
    const out = [zeros(), zeros()];
    const given = f(x, { out }) as np.NDArray[];
    expect(out.map((o) => o.toArray())).toEqual([a.toArray(), b.toArray()]);
    expect(given.map((o) => o.toArray())).toEqual([a.toArray(), b.toArray()]);
  });

  it('divmod, as a function and as a method, one of them new', () => {
    const [a, b] = np.divmod(x, y) as [np.NDArray, np.NDArray];
    const rest = zeros();
    const [quotient] = np.divmod(x, y, { out: [null, rest] }) as [np.NDArray, np.NDArray];
    expect([quotient.toArray(), rest.toArray()]).toEqual([a.toArray(), b.toArray()]);
    const both = [zeros(), zeros()];
    (x.divmod as Any)(y, { out: both });
    expect(both.map((o) => o.toArray())).toEqual([a.toArray(), b.toArray()]);
  });

  it('only where a mask is true', () => {
    const out = [zeros(), zeros()];
    np.modf(x, { out, where: np.array([true, false, true]) });
    expect(out.map((o) => o.toArray())).toEqual([
      [0.5, 0, 0],
      [1, 0, 7],
    ]);
  });

  it('is refused one array', () => {
    expect(() => (np.modf as Any)(x, { out: zeros() })).toThrow('LGT4018: modf: out must be a list of 2 arrays');
    expect(() => (np.frexp as Any)(x, { out: [zeros()] })).toThrow('LGT4018');
  });
});

it('angle', () => {
  const z = np.array([new np.Complex(0, 1), new np.Complex(-1, 0)]);
  const out = np.zeros([2]);
  np.angle(z, true, { out });
  expect(out.toArray()).toEqual([90, 180]);
});

it('Fourier transforms', () => {
  const out = np.zeros([3], 'complex128');
  np.fft.fft(x, { out });
  expect(np.array_equal(out, np.fft.fft(x))).toBe(true);
  const half = np.zeros([2], 'complex128');
  np.fft.rfft(x, 3, { out: half });
  expect(np.array_equal(half, np.fft.rfft(x))).toBe(true);
  const matrix = np.zeros([1, 3], 'complex128');
  np.fft.fft2(x.reshape(1, 3), { out: matrix });
  expect(np.array_equal(matrix, np.fft.fft2(x.reshape(1, 3)))).toBe(true);
  expect(() => np.fft.fft(x, { out: zeros() })).toThrow('LGT4023');
});

describe('an option that is not known', () => {
  it.each<[string, () => unknown, string]>([
    ['of two operands', () => (np.add as Any)(x, y, { outt: zeros() }), "add has no option 'outt'"],
    ['beside one that is', () => (np.add as Any)(x, y, { out: zeros(), wher: true }), "add has no option 'wher'"],
    ['of one operand', () => (np.sqrt as Any)(x, { dtype: 'float32' }), "sqrt has no option 'dtype'"],
    ['of a reduction', () => (np.sum as Any)(x, { bogus: 1 }), "sum has no option 'bogus'"],
    ['of a mean', () => (np.mean as Any)(x, { initial: 1 }), "mean has no option 'initial'"],
    ['of an extreme of numbers', () => (np.nanmax as Any)(x, { where: true }), "nanmax has no option 'where'"],
    ['of a product', () => (np.matmul as Any)(x, y, { casting: 'no' }), "matmul has no option 'casting'"],
    ['of a pair', () => (np.divmod as Any)(x, y, { outs: [] }), "divmod has no option 'outs'"],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(`LGT4018: ${message}`);
  });
});

it('initial values and types come last as well', () => {
  expect((np.sum as Any)(x, { initial: 10 })).toBe(16.25);
  expect((np.max as Any)(x, null, { initial: 9 })).toBe(9);
  expect((np.prod as Any)(x, null, false, { dtype: 'int64' })).toBe(np.prod(x.astype('int64')));
});
