/** Linear algebra, products and Fourier transforms against NumPy, on the engine. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as np from '../../runtime/numpy/index';
import { pythonWith } from '../python';

type Array = np.NDArray;
type Results = Array | number | np.Complex | bigint | (Array | number | np.Complex | bigint)[];

/** Elements without a pattern, in [-0.5, 0.5). */
function noise(shape: number[], dtype: np.DType, salt: number): Array {
  const count = shape.reduce((x, y) => x * y, 1);
  let state = Math.floor(salt * 1e6) + 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  const part = () => Float64Array.from({ length: count }, next);
  const re = np.array(part()).reshape(shape);
  if (!dtype.startsWith('complex')) return re.astype(dtype);
  const im = np.array(part()).reshape(shape);
  return re.add(im.multiply(new np.Complex(0, 1) as never)).astype(dtype);
}

const TYPES = ['float64', 'float32', 'complex128', 'complex64'] as const;
const arrays: Record<string, Array> = {};
for (const t of TYPES) {
  arrays[`a_${t}`] = noise([5, 5], t, 0.3);
  arrays[`b_${t}`] = noise([5, 2], t, 0.7);
  arrays[`v_${t}`] = noise([5], t, 0.9);
  arrays[`r_${t}`] = noise([7, 4], t, 0.2);
  arrays[`s_${t}`] = noise([3, 2, 4, 4], t, 0.55);
  arrays[`x_${t}`] = noise([3, 60], t, 0.1);
  arrays[`y_${t}`] = noise([4, 6, 14], t, 0.15);
  arrays[`z_${t}`] = noise([97], t, 0.35);
}
arrays.i = np.arange(12).reshape([3, 4]).astype('int64');
arrays.j = np.arange(20).reshape([4, 5]).astype('int64');
arrays.long = noise([1 << 16], 'complex128', 0.05);
arrays.big = noise([600, 300], 'float64', 0.45);

const a = arrays;
/** An expression of Python and the same here; `{t}` is a type. */
const CASES: [string, (t: string) => Results][] = [
  ['np.linalg.solve(a_{t}, b_{t})', (t) => np.linalg.solve(a[`a_${t}`]!, a[`b_${t}`]!)],
  ['np.linalg.solve(a_{t}, v_{t})', (t) => np.linalg.solve(a[`a_${t}`]!, a[`v_${t}`]!)],
  ['np.linalg.inv(s_{t})', (t) => np.linalg.inv(a[`s_${t}`]!)],
  [
    'np.linalg.inv(s_{t}[:, 0, ::-1].swapaxes(1, 2))',
    (t) => np.linalg.inv(np.swapaxes(a[`s_${t}`]!.slice(':', 0, '::-1'), 1, 2)),
  ],
  ['np.linalg.det(a_{t})', (t) => np.linalg.det(a[`a_${t}`]!) as Results],
  [
    'tuple(np.linalg.slogdet(s_{t}))',
    (t) => {
      const r = np.linalg.slogdet(a[`s_${t}`]!);
      return [r.sign as Array, r.logabsdet as Array];
    },
  ],
  [
    'np.linalg.cholesky(a_{t} @ a_{t}.conj().T + np.eye(5, dtype=np.float32))',
    (t) =>
      np.linalg.cholesky(
        np.add(np.matmul(a[`a_${t}`]!, np.conj(a[`a_${t}`]!).T as never), np.eye(5, 5, 0, 'float32') as never),
      ),
  ],
  ['np.linalg.qr(r_{t}, "r")', (t) => np.linalg.qr(a[`r_${t}`]!, 'r')],
  [
    'tuple(np.linalg.qr(r_{t}))',
    (t) => {
      const { q, r } = np.linalg.qr(a[`r_${t}`]!);
      return [q, r];
    },
  ],
  [
    'tuple(np.linalg.qr(s_{t}, "complete"))',
    (t) => {
      const { q, r } = np.linalg.qr(a[`s_${t}`]!, 'complete');
      return [q, r];
    },
  ],
  [
    'tuple(np.linalg.qr(r_{t}, "raw"))',
    (t) => {
      const { h, tau } = np.linalg.qr(a[`r_${t}`]!, 'raw');
      return [h, tau];
    },
  ],
  ['np.linalg.svdvals(s_{t})', (t) => np.linalg.svdvals(a[`s_${t}`]!)],
  [
    'r_{t}',
    (t) => {
      const { u, s, vt } = np.linalg.svd(a[`r_${t}`]!, false);
      return np.matmul(u.multiply(s) as never, vt as never) as Array;
    },
  ],
  ['np.linalg.eigvalsh(a_{t})', (t) => np.linalg.eigvalsh(a[`a_${t}`]!)],
  ['np.linalg.eigvalsh(a_{t}, "U")', (t) => np.linalg.eigvalsh(a[`a_${t}`]!, 'U')],
  [
    'np.sort_complex(np.linalg.eigvals(a_{t}))',
    (t) =>
      np.sort(
        np.linalg
          .eigvals(a[`a_${t}`]!)
          .astype(
            t.endsWith('64') && t !== 'complex64' ? 'complex128' : t === 'complex128' ? 'complex128' : 'complex64',
          ),
      ),
  ],
  ['np.linalg.lstsq(r_{t}, r_{t}[:, 0])[0]', (t) => np.linalg.lstsq(a[`r_${t}`]!, a[`r_${t}`]!.slice(':', 0)).x],
  [
    'np.linalg.lstsq(a_{t}[:, :3], v_{t})[1]',
    (t) => np.linalg.lstsq(a[`a_${t}`]!.slice(':', ':3'), a[`v_${t}`]!).residuals,
  ],
  ['np.linalg.matrix_rank(s_{t})', (t) => np.linalg.matrix_rank(a[`s_${t}`]!)],
  ['np.linalg.pinv(r_{t})', (t) => np.linalg.pinv(a[`r_${t}`]!)],
  ['np.linalg.matrix_power(a_{t}, 5)', (t) => np.linalg.matrix_power(a[`a_${t}`]!, 5)],
  ['np.linalg.matrix_power(a_{t}, -2)', (t) => np.linalg.matrix_power(a[`a_${t}`]!, -2)],
  ['np.linalg.cond(a_{t})', (t) => np.linalg.cond(a[`a_${t}`]!)],
  ['np.linalg.cond(a_{t}, 1)', (t) => np.linalg.cond(a[`a_${t}`]!, 1)],
  ...['1', '-1', '2', '-2', '"fro"', '"nuc"', 'np.inf', '-np.inf'].map((o): [string, (t: string) => Results] => [
    `np.linalg.norm(r_{t}, ${o})`,
    (t) =>
      np.linalg.norm(
        a[`r_${t}`]!,
        o.startsWith('"')
          ? (o.slice(1, -1) as 'fro')
          : o.includes('inf')
            ? (o.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY
            : Number(o),
      ),
  ]),
  ...['0', '1', '3', '0.5', 'np.inf', '-np.inf'].map((o): [string, (t: string) => Results] => [
    `np.linalg.norm(r_{t}, ${o}, axis=1)`,
    (t) =>
      np.linalg.norm(
        a[`r_${t}`]!,
        o.includes('inf') ? (o.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY : Number(o),
        1,
      ),
  ]),
  [
    'np.linalg.norm(s_{t}, "nuc", axis=(1, 3), keepdims=True)',
    (t) => np.linalg.norm(a[`s_${t}`]!, 'nuc', [1, 3], true),
  ],
  [
    'np.linalg.multi_dot([r_{t}.T, r_{t}, r_{t}[0]])',
    (t) => np.linalg.multi_dot([a[`r_${t}`]!.T as never, a[`r_${t}`]!, a[`r_${t}`]!.slice(0)]) as Array,
  ],
  [
    'np.linalg.tensorinv(s_{t}[0].reshape(2, 4, 4)[:, :2, :2].reshape(4, 2)[:, :2].reshape(2, 2, 2, 1).repeat(2, 3) + np.eye(4, dtype=np.float32).reshape(2, 2, 2, 2))',
    (t) =>
      np.linalg.tensorinv(
        np.add(
          np.repeat(
            a[`s_${t}`]!.slice(0).reshape([2, 4, 4]).slice(':', ':2', ':2').reshape([4, 2]).reshape([2, 2, 2, 1]),
            2,
            3,
          ) as never,
          np.eye(4, 4, 0, 'float32').reshape([2, 2, 2, 2]) as never,
        ) as Array,
      ),
  ],
  ['s_{t} @ s_{t}[:1]', (t) => np.matmul(a[`s_${t}`]!, a[`s_${t}`]!.slice(':1'))],
  ['s_{t} @ s_{t}[0, 0]', (t) => np.matmul(a[`s_${t}`]!, a[`s_${t}`]!.slice(0, 0))],
  ['r_{t}.T @ r_{t}', (t) => np.matmul(a[`r_${t}`]!.T as never, a[`r_${t}`]! as never)],
  ['np.einsum("ij,kj->ik", r_{t}, r_{t})', (t) => np.einsum('ij,kj->ik', a[`r_${t}`]!, a[`r_${t}`]!) as Array],
  ['np.einsum("...ij,...jk", s_{t}, s_{t})', (t) => np.einsum('...ij,...jk', a[`s_${t}`]!, a[`s_${t}`]!) as Array],
  ['np.einsum("abii->ba", s_{t})', (t) => np.einsum('abii->ba', a[`s_${t}`]!) as Array],
  [
    'np.einsum("ij,jk,k->i", a_{t}, b_{t}, v_{t}[:2])',
    (t) => np.einsum('ij,jk,k->i', a[`a_${t}`]!, a[`b_${t}`]!, a[`v_${t}`]!.slice(':2')) as Array,
  ],
  ['np.einsum("ij,ij", r_{t}, r_{t})', (t) => np.einsum('ij,ij', a[`r_${t}`]!, a[`r_${t}`]!) as Array],
  [
    'np.tensordot(s_{t}, s_{t}, ([0, 2], [0, 3]))',
    (t) =>
      np.tensordot(a[`s_${t}`]!, a[`s_${t}`]!, [
        [0, 2],
        [0, 3],
      ]) as Array,
  ],
  [
    'np.cross(r_{t}[:, :3], r_{t}[0, 1:])',
    (t) => np.cross(a[`r_${t}`]!.slice(':', ':3'), a[`r_${t}`]!.slice(0, '1:')) as Array,
  ],
  ['np.fft.fft(x_{t})', (t) => np.fft.fft(a[`x_${t}`]!)],
  ['np.fft.fft(x_{t}, 37, axis=0, norm="ortho")', (t) => np.fft.fft(a[`x_${t}`]!, 37, 0, 'ortho')],
  ['np.fft.ifft(x_{t}[:, ::-2])', (t) => np.fft.ifft(a[`x_${t}`]!.slice(':', '::-2'))],
  ['np.fft.fft(z_{t})', (t) => np.fft.fft(a[`z_${t}`]!)],
  ['np.fft.rfft(x_{t}.real)', (t) => np.fft.rfft(np.real(a[`x_${t}`]!))],
  ['np.fft.rfft(x_{t}.real, 15, norm="forward")', (t) => np.fft.rfft(np.real(a[`x_${t}`]!), 15, -1, 'forward')],
  ['np.fft.irfft(x_{t})', (t) => np.fft.irfft(a[`x_${t}`]!)],
  ['np.fft.irfft(x_{t}, 31)', (t) => np.fft.irfft(a[`x_${t}`]!, 31)],
  ['np.fft.hfft(x_{t}, 20)', (t) => np.fft.hfft(a[`x_${t}`]!, 20)],
  ['np.fft.ihfft(x_{t}.real, norm="ortho")', (t) => np.fft.ihfft(np.real(a[`x_${t}`]!), undefined, -1, 'ortho')],
  ['np.fft.fft2(y_{t})', (t) => np.fft.fft2(a[`y_${t}`]!)],
  ['np.fft.ifft2(y_{t}, s=(3, 5))', (t) => np.fft.ifft2(a[`y_${t}`]!, [3, 5])],
  ['np.fft.fftn(y_{t})', (t) => np.fft.fftn(a[`y_${t}`]!)],
  ['np.fft.ifftn(y_{t}, axes=(0, 2))', (t) => np.fft.ifftn(a[`y_${t}`]!, undefined, [0, 2])],
  ['np.fft.rfft2(y_{t}.real)', (t) => np.fft.rfft2(np.real(a[`y_${t}`]!))],
  ['np.fft.rfftn(y_{t}.real)', (t) => np.fft.rfftn(np.real(a[`y_${t}`]!))],
  ['np.fft.irfftn(y_{t})', (t) => np.fft.irfftn(a[`y_${t}`]!)],
  ['np.fft.irfft2(y_{t})', (t) => np.fft.irfft2(a[`y_${t}`]!)],
  ['np.fft.fftshift(y_{t}, axes=(0, 2))', (t) => np.fft.fftshift(a[`y_${t}`]!, [0, 2])],
  ['np.fft.ifftshift(z_{t})', (t) => np.fft.ifftshift(a[`z_${t}`]!)],
];
const ONCE: [string, () => Results][] = [
  ['i @ j', () => np.matmul(a.i!, a.j!)],
  ['np.linalg.matrix_power(i[:, :3], 3)', () => np.linalg.matrix_power(a.i!.slice(':', ':3'), 3)],
  ['np.fft.fft(long)', () => np.fft.fft(a.long!)],
  ['np.fft.ifft(long, norm="ortho")', () => np.fft.ifft(a.long!, undefined, -1, 'ortho')],
  ['np.fft.fft(i)', () => np.fft.fft(a.i!)],
  ['np.fft.fftfreq(9, 0.5)', () => np.fft.fftfreq(9, 0.5)],
  ['np.fft.fftfreq(8)', () => np.fft.fftfreq(8)],
  ['np.fft.rfftfreq(9, 0.5)', () => np.fft.rfftfreq(9, 0.5)],
  ['big @ big.T', () => np.matmul(a.big!, a.big!.T as never)],
  ['np.median(big)', () => np.median(a.big!) as number],
  ['np.percentile(big[::-1, ::2], 12.5)', () => np.percentile(a.big!.slice('::-1', '::2'), 12.5) as number],
  ['np.quantile(long.real, 0.9)', () => np.quantile(np.real(a.long!), 0.9) as number],
  ['np.linalg.inv(np.zeros((0, 3, 3)))', () => np.linalg.inv(np.zeros([0, 3, 3]))],
  ['np.linalg.det(np.zeros((2, 0, 0)))', () => np.linalg.det(np.zeros([2, 0, 0])) as Results],
  ['np.ones((2, 0)) @ np.ones((0, 3))', () => np.matmul(np.ones([2, 0]), np.ones([0, 3]))],
];

const RUNS = [
  ...TYPES.flatMap((t) => CASES.map(([text, f]) => [text.replaceAll('{t}', t), () => f(t)] as const)),
  ...ONCE,
];

interface Wanted {
  readonly shape: number[];
  readonly data: number[];
  readonly kind: string;
}

function inNumPy(): Wanted[][] {
  const { command, env } = pythonWith(['numpy>=2,<3'], 'import numpy');
  const given = Object.fromEntries(
    Object.entries(arrays).map(([name, x]) => [
      name,
      { dtype: x.dtype, shape: x.shape, data: Array.from(x.flatten().data as ArrayLike<number | bigint>, Number) },
    ]),
  );
  const input = JSON.stringify({ arrays: given, expressions: RUNS.map(([text]) => text) });
  const run = spawnSync(command, [join(__dirname, 'library.py')], { env, input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** Real and imaginary parts, one after the other. */
function partsOf(x: Array | number | np.Complex | bigint): { shape: readonly number[]; data: number[] } {
  const whole = x instanceof np.NDArray ? x : np.array(x as number).reshape([]);
  const wide = whole.astype('complex128').flatten();
  return { shape: whole.shape, data: Array.from(wide.data as ArrayLike<number>) };
}

describe('as NumPy', () => {
  const wanted = inNumPy();

  it.each(RUNS.map(([text], i) => [text, i] as const))('%s', (text, i) => {
    const results = RUNS[i]![1]();
    const got = Array.isArray(results) ? results : [results];
    const expected = wanted[i]!;
    expect(got.length).toBe(expected.length);
    const single = /32|complex64/.test(text);
    got.forEach((x, k) => {
      const [own, theirs] = [partsOf(x), expected[k]!];
      expect(own.shape).toEqual(theirs.shape);
      const size = theirs.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-300);
      const worst = own.data.reduce((m, v, n) => Math.max(m, Number.isNaN(v) ? 1e9 : Math.abs(v - theirs.data[n]!)), 0);
      expect(worst / size).toBeLessThan(single ? 2e-3 : 1e-11);
    });
  });
});

describe('linear algebra', () => {
  it.each([
    ['Singular matrix', () => np.linalg.inv(np.zeros([2, 2]))],
    ['Singular matrix', () => np.linalg.solve(np.zeros([3, 2, 2]), np.ones([3, 2, 1]))],
    [
      'Matrix is not positive definite',
      () =>
        np.linalg.cholesky(
          np.array([
            [1, 2],
            [2, 1],
          ]),
        ),
    ],
    ['must be square', () => np.linalg.det(np.zeros([2, 3]))],
    ['at least two-dimensional', () => np.linalg.inv(np.zeros([2]))],
    [
      'infs or NaNs',
      () =>
        np.linalg.eigvals(
          np.array([
            [1, Number.NaN],
            [0, 1],
          ]),
        ),
    ],
    [
      'SVD did not converge',
      () =>
        np.linalg.svd(
          np.array([
            [1, Number.NaN],
            [0, 1],
          ]),
        ),
    ],
  ])('%s', (message, f) => {
    expect(f).toThrow(message);
    expect(f).toThrow(np.LinAlgError);
  });

  it('eigenvectors satisfy their equations', () => {
    for (const t of TYPES) {
      const x = a[`s_${t}`]!;
      const { w, v } = np.linalg.eig(x);
      const [left, right] = [np.matmul(x.astype(v.dtype), v), v.multiply(np.expand_dims(w, -2))];
      expect(Number(np.abs(left.subtract(right)).max())).toBeLessThan(
        t === 'float64' || t === 'complex128' ? 1e-13 : 1e-4,
      );
      const h = np.add(x, np.conj(np.swapaxes(x, -1, -2)) as never) as Array;
      const e = np.linalg.eigh(h);
      const residual = np.matmul(h, e.v).subtract(e.v.multiply(np.expand_dims(e.w, -2)));
      expect(Number(np.abs(residual).max())).toBeLessThan(t === 'float64' || t === 'complex128' ? 1e-13 : 1e-4);
    }
  });

  it('solves tensor equations', () => {
    const t = noise([2, 3, 6], 'float64', 0.77);
    const b = noise([2, 3], 'float64', 0.31);
    const x = np.linalg.tensorsolve(t, b);
    expect(Number(np.abs((np.tensordot(t, x, 1) as Array).subtract(b)).max())).toBeLessThan(1e-12);
  });
});
