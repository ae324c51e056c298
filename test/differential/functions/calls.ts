/**
 * A call of every function, as text that means the same here and to NumPy. Where they have other names or arguments, NumPy's
 * text stands beside. `a`, `b` are vectors, `m`, `n` matrices, `sq` is square and `spd` positive definite: of the case's type and
 * layout; `i` holds indices, `mask` booleans, `z` complex numbers.
 */
export interface Call {
  readonly name: string;
  readonly here: string;
  readonly numpy: string;
}

const calls: Call[] = [];
const add = (name: string, here: string, numpy = here): void => void calls.push({ name, here, numpy });
/** The same arguments for each function. */
const each = (names: string, args: string, prefix = ''): void => {
  for (const name of names.split(/\s+/)) add(prefix + name, `np.${prefix}${name}(${args})`);
};
/** Functions that NumPy has as methods. */
const method = (names: string, args = ''): void => {
  for (const name of names.split(/\s+/)) add(name, `np.${name}(m${args && `, ${args}`})`, `m.${name}(${args})`);
};

each(
  `abs absolute negative positive sign square sqrt cbrt reciprocal fabs exp exp2 expm1 log log2 log10 log1p sin cos tan
  arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh asin acos atan asinh acosh atanh degrees radians deg2rad
  rad2deg floor ceil trunc fix rint round around signbit isnan isinf isfinite isneginf isposinf spacing logical_not real imag
  conj conjugate angle iscomplex isreal modf frexp nan_to_num sinc i0 real_if_close bitwise_not bitwise_invert
  invert bitwise_count sort cumsum cumprod nancumsum nancumprod ravel flip copy asarray asanyarray ascontiguousarray
  asfortranarray require zeros_like ones_like atleast_1d atleast_2d atleast_3d squeeze transpose permute_dims
  fliplr flipud rot90 tril triu diag diagonal trace shape size ndim iscomplexobj isrealobj isfortran
  nonzero flatnonzero argwhere unique unique_values unique_counts unique_inverse unique_all argsort matrix_transpose`,
  'm',
);
each('cumulative_sum cumulative_prod ediff1d diff gradient trapezoid unwrap trim_zeros diagflat sort_complex cov', 'a');
each('sort argsort diff gradient trapezoid cumsum cumprod flip unique', 'm, 0');
add('gradient', 'np.gradient(m)');
add('diff', 'np.diff(m, 2)');
add('corrcoef', 'np.corrcoef(m)');
add('cov', 'np.cov(m)');
each(
  `sum prod max min amax amin mean var std any all argmax argmin count_nonzero ptp nansum nanprod nanmax nanmin nanmean
  nanvar nanstd nanargmax nanargmin average median nanmedian`,
  'm',
);
each(
  `sum prod max min mean var std any all argmax argmin count_nonzero ptp nansum nanprod nanmax nanmin nanmean nanvar nanstd
  nanargmax nanargmin average median nanmedian`,
  'm, 0',
);
each('sum prod max min mean var std any all argmax argmin', 'm, 1');
add('variance', 'np.variance(m)', 'np.var(m)');
each('quantile nanquantile', 'm, 0.3');
each('percentile nanpercentile', 'm, 30, 1');
each(
  `add subtract multiply divide true_divide floor_divide remainder mod fmod divmod power pow float_power maximum minimum fmax
  fmin heaviside logaddexp logaddexp2 arctan2 atan2 hypot copysign nextafter equal not_equal less less_equal greater
  greater_equal logical_and logical_or logical_xor isclose allclose array_equal array_equiv bitwise_and bitwise_or bitwise_xor
  gcd lcm`,
  'm, n',
);
each('add multiply divide maximum less', 'm, b');
each('add subtract multiply divide power maximum equal', 'm, 2');
add('subtract', 'np.subtract(2, m)');
each('left_shift right_shift bitwise_left_shift bitwise_right_shift', 'm, np.bitwise_and(n, np.full_like(n, 3))');
each('dot inner vdot vecdot isin in1d intersect1d union1d setdiff1d setxor1d polyadd polysub polymul', 'a, b');
each('dot inner matmul', 'm, np.transpose(n)');
each('matmul dot', 'sq, np.flip(sq, 0)');
add('matvec', 'np.matvec(sq, v)');
add('vecmat', 'np.vecmat(v, sq)');
each('outer kron convolve correlate', 'a, b');
add('convolve', "np.convolve(a, b, 'same')");
add('correlate', "np.correlate(a, b, 'valid')");
add('cross', 'np.cross(m, n)');
add('tensordot', 'np.tensordot(m, np.transpose(n), 1)');
add('einsum', "np.einsum('ij,kj->ik', m, n)");
add('einsum', "np.einsum('ij->j', m)");
add('einsum', "np.einsum('ii', sq)");
each('concatenate stack vstack hstack dstack column_stack row_stack block broadcast_arrays', '[m, n]');
add('concat', 'np.concat([m, n], 1)');
add('append', 'np.append(m, n)');
add('append', 'np.append(m, n, 0)');
add('lexsort', 'np.lexsort([a, b])');
each('partition argpartition', 'a, 2');
add('searchsorted', 'np.searchsorted(np.sort(a), b)');
add('digitize', 'np.digitize(b, np.unique(a))');
add(
  'apply_along_axis',
  'np.apply_along_axis((r) => r.multiply(2), 0, m)',
  'np.apply_along_axis(lambda r: r * 2, 0, m)',
);
add('apply_over_axes', 'np.apply_over_axes((x, d) => np.sum(x, d), m, [0])', 'np.apply_over_axes(np.sum, m, [0])');
add('array_split', 'np.array_split(a, 4)');
add('split', 'np.split(a, 3)');
add('split', 'np.split(m, 2, 0)');
add('hsplit', 'np.hsplit(m, 3)');
add('vsplit', 'np.vsplit(m, 2)');
add('dsplit', 'np.dsplit(np.reshape(m, [2, 2, 3]), 3)');
add('unstack', 'np.unstack(m)');
add('broadcast_to', 'np.broadcast_to(m, [2, 4, 3])');
add('choose', 'np.choose(i, [a, a, b, a, a, b])');
add('clip', 'np.clip(m, 1, 2)');
add('clip', 'np.clip(m, b, n)');
add('compress', 'np.compress(mask, a)');
add('extract', 'np.extract(mask, a)');
add('select', 'np.select([mask, np.logical_not(mask)], [a, b], 1)');
add('where', 'np.where(mask, a, b)');
add('delete', 'np.delete(m, 1, 0)');
add('delete_', 'np.delete_(a, 1)', 'np.delete(a, 1)');
add('insert', 'np.insert(m, 1, b, 0)');
add('insert', 'np.insert(a, 1, 1)');
add('expand_dims', 'np.expand_dims(m, 1)');
add('moveaxis', 'np.moveaxis(m, 0, 1)');
add('rollaxis', 'np.rollaxis(m, 1)');
add('swapaxes', 'np.swapaxes(m, 0, 1)');
add('roll', 'np.roll(m, 2)');
add('roll', 'np.roll(m, 1, 0)');
add('repeat', 'np.repeat(m, 2)');
add('repeat', 'np.repeat(m, 2, 1)');
add('tile', 'np.tile(m, [2, 1])');
add('reshape', 'np.reshape(m, [3, 4])');
add('resize', 'np.resize(m, [5, 4])');
add('full_like', 'np.full_like(m, 1)');
each('pad', "m, 2, 'edge'");
add('pad', 'np.pad(m, 1)');
add('pad', "np.pad(m, 2, 'reflect')");
add('pad', "np.pad(m, 2, 'wrap')");
add('pad', "np.pad(m, 2, 'symmetric')");
add('histogram', 'np.histogram(m, 4)');
add('histogram_bin_edges', 'np.histogram_bin_edges(m, 4)');
add('histogram2d', 'np.histogram2d(a, b, 3)');
add('histogramdd', 'np.histogramdd(m, 2)');
add('bincount', 'np.bincount(np.abs(a))');
add('bincount', 'np.bincount(i, a)');
add('interp', 'np.interp(b, [-2, 0, 1, 5], [1, 3, 2, 7])');
add('take', 'np.take(m, i)');
add('take', 'np.take(m, [1, 0, 2], 1)');
add('take_along_axis', 'np.take_along_axis(m, np.argsort(m, 1), 1)');
add('iindex', 'np.iindex(m, [1, 0])', 'm[[1, 0]]');
add('bindex', 'np.bindex(a, mask)', 'a[mask]');
add('vindex', "np.vindex(m, np.array([1, 0], 'int32'), ':')", 'm[[1, 0], :]');
add('ix_', 'np.ix_(i, i)');
add('unravel_index', 'np.unravel_index(i, [2, 3])');
add('ravel_multi_index', 'np.ravel_multi_index([i, i], [6, 6])');
add('diag_indices_from', 'np.diag_indices_from(sq)');
each('tril_indices_from triu_indices_from', 'sq');
add('vander', 'np.vander(a, 3)');
add('poly', 'np.poly(v)');
add('polyder', 'np.polyder(a)');
add('polyint', 'np.polyint(a)');
add('polydiv', 'np.polydiv(a, v)');
add('polyval', 'np.polyval(v, b)');
add('polyfit', 'np.polyfit(np.arange(6), a, 2)');
add('roots', 'np.roots(np.add(np.abs(v), 1))');
add('packbits', 'np.packbits(m)');
add('unpackbits', 'np.unpackbits(m)');
add('ldexp', 'np.ldexp(m, 2)');
add('nan_to_num', 'np.nan_to_num(np.divide(m, 0))');
add('meshgrid', 'np.meshgrid(a, b)');
add('byteswap', 'np.byteswap(m)', 'm.byteswap()');
method('flatten tolist');
method('item', '3');
add(
  'copyto',
  'out(np.zeros([4, 3]), (t) => np.copyto(t, np.real(m)))',
  'out(np.zeros([4, 3]), lambda t: np.copyto(t, np.real(m)))',
);
add('fill', 'out(np.copy(m), (t) => np.fill(t, 1))', 'out(np.copy(m), lambda t: t.fill(1))');
add(
  'fill_diagonal',
  'out(np.copy(m), (t) => np.fill_diagonal(t, 1))',
  'out(np.copy(m), lambda t: np.fill_diagonal(t, 1))',
);
add('place', 'out(np.copy(a), (t) => np.place(t, mask, b))', 'out(np.copy(a), lambda t: np.place(t, mask, b))');
add('put', 'out(np.copy(m), (t) => np.put(t, i, b))', 'out(np.copy(m), lambda t: np.put(t, i, b))');
add('putmask', 'out(np.copy(a), (t) => np.putmask(t, mask, b))', 'out(np.copy(a), lambda t: np.putmask(t, mask, b))');
add(
  'put_along_axis',
  'out(np.copy(m), (t) => np.put_along_axis(t, np.argsort(m, 1), n, 1))',
  'out(np.copy(m), lambda t: np.put_along_axis(t, np.argsort(m, 1, kind="stable"), n, 1))',
);
add('array', 'np.array(m)');
add('asarray_chkfinite', 'np.asarray_chkfinite(m)');

// Linear algebra: of floating-point numbers, as NumPy's.
each('det inv slogdet svdvals matrix_rank pinv cond matrix_norm norm', 'sq', 'linalg.');
each('trace diagonal matrix_transpose', 'sq', 'linalg.');
add('linalg.cond', 'np.linalg.cond(sq, -2)');
add('linalg.norm', 'np.linalg.norm(a)');
add('linalg.norm', 'np.linalg.norm(m, 1)');
add('linalg.vector_norm', 'np.linalg.vector_norm(m)');
each('eigvalsh cholesky', 'spd', 'linalg.');
add('linalg.eigh', 'np.linalg.eigh(spd).w', 'np.linalg.eigh(spd)[0]');
add('linalg.eigvals', 'np.sort(np.real(np.linalg.eigvals(spd)))');
add('linalg.eig', 'np.sort(np.real(np.linalg.eig(spd).w))', 'np.sort(np.real(np.linalg.eig(spd)[0]))');
add('linalg.svd', 'np.linalg.svd(m).s', 'np.linalg.svd(m)[1]');
add('linalg.qr', 'qr(np.linalg.qr(sq))', 'np.matmul(*np.linalg.qr(sq))');
add('linalg.solve', 'np.linalg.solve(sq, v)');
add('linalg.lstsq', 'np.linalg.lstsq(sq, v).x', 'np.linalg.lstsq(sq, v)[0]');
add('linalg.matrix_power', 'np.linalg.matrix_power(sq, 3)');
add('linalg.matrix_power', 'np.linalg.matrix_power(sq, -1)');
add('linalg.multi_dot', 'np.linalg.multi_dot([sq, sq, sq])');
each('matmul', 'sq, sq', 'linalg.');
each('outer vecdot', 'a, b', 'linalg.');
add('linalg.dot', 'np.linalg.dot(a, b)', 'np.dot(a, b)');
add('linalg.inner', 'np.linalg.inner(a, b)', 'np.inner(a, b)');
add('linalg.cross', 'np.linalg.cross(m, n)');
add('linalg.tensordot', 'np.linalg.tensordot(sq, sq, 1)');
add('linalg.transpose', 'np.linalg.transpose(m)', 'np.transpose(m)');
add('linalg.permute_dims', 'np.linalg.permute_dims(m)', 'np.transpose(m)');
add('linalg.tensorinv', 'np.linalg.tensorinv(sq, 1)');
add('linalg.tensorsolve', 'np.linalg.tensorsolve(sq, v)');

each('fft ifft hfft rfft irfft ihfft fftshift ifftshift', 'a', 'fft.');
each('fft2 ifft2 fftn ifftn rfft2 irfft2 rfftn irfftn', 'm', 'fft.');
add('fft.fft', 'np.fft.fft(m, 7, 0)');
add('fft.fft', 'np.fft.fft(z)');
each('fftfreq rfftfreq', '6', 'fft.');

// Draws are the same in all modes; random.test.ts compares them with NumPy.
for (const [name, args] of Object.entries({
  ...{ random: '', random_sample: '', ranf: '', sample: '', standard_normal: '', standard_exponential: '' },
  ...{ standard_cauchy: '', uniform: '1, 2', normal: '1, 2', exponential: '2', gamma: '2, 3', standard_gamma: '2' },
  ...{
    beta: '2, 3',
    chisquare: '3',
    noncentral_chisquare: '3, 1',
    f: '3, 4',
    noncentral_f: '3, 4, 1',
    standard_t: '3',
  },
  ...{ laplace: '0, 1', logistic: '0, 1', lognormal: '0, 1', gumbel: '0, 1', pareto: '3', power: '3', rayleigh: '2' },
  ...{ triangular: '0, 1, 3', wald: '1, 2', weibull: '2', poisson: '3', binomial: '10, 0.3', geometric: '0.3' },
  ...{ hypergeometric: '10, 5, 6', logseries: '0.4', negative_binomial: '3, 0.4', zipf: '3', vonmises: '0, 1' },
  ...{
    multinomial: '10, [0.2, 0.8]',
    dirichlet: '[1, 2]',
    multivariate_normal: '[0, 1], [[1, 0], [0, 1]]',
    randint: '0, 9',
  },
}))
  add(
    `random.${name}`,
    `drawn(() => np.random.${name}(${args && `${args}, `}[7]))`,
    `drawn(lambda: np.random.${name}(${args && `${args}, `}7))`,
  );
each('rand randn', '7', 'random.');
add('random.choice', 'drawn(() => np.random.choice(a, [4]))', 'None.none');
add('random.permutation', 'drawn(() => np.random.permutation(m))', 'None.none');
add('random.shuffle', 'drawn(() => out(np.copy(m), (t) => np.random.shuffle(t)))', 'None.none');

/** Makers of arrays: types and layouts don't matter to them, once is enough. */
export const MAKERS: readonly Call[] = [
  ...[
    'np.zeros([2, 3])',
    'np.ones([2, 3])',
    'np.full([2], 7)',
    'np.eye(3)',
    'np.identity(3)',
    'np.tri(3)',
    'np.arange(2, 9, 2)',
  ],
  ...[
    'np.linspace(0, 1, 5)',
    'np.logspace(0, 2, 4)',
    'np.geomspace(1, 8, 4)',
    'np.indices([2, 3])',
    'np.diag_indices(3)',
  ],
  ...['np.tril_indices(3)', 'np.triu_indices(3)', 'np.tril_indices(4, 1)', 'np.triu_indices(4, -1, 6)'],
  ...['np.tril_indices(5, -2, 3)', 'np.triu_indices(3, 9)', 'np.tril_indices(3, -9)'],
].map((text) => ({ name: /np\.(\w+)/.exec(text)![1] as string, here: text, numpy: text }));

export const CALLS: readonly Call[] = calls;
