/** A call of every function that is said to be native, on arrays too large to be looked at unnoticed. */
import type * as Numpy from '../../../runtime/numpy/index';

type Np = typeof Numpy;
type Call = () => unknown;

/** More than any function may read back to decide something. */
export const N = 2048;

const UNARY =
  'abs absolute negative positive sign square sqrt cbrt reciprocal fabs exp exp2 expm1 log log2 log10 log1p sin cos tan ' +
  'arctan sinh cosh tanh arcsinh degrees radians deg2rad rad2deg floor ceil trunc fix rint round around signbit isnan ' +
  'isinf isfinite isneginf isposinf isnat spacing logical_not real imag conj conjugate angle iscomplex isreal modf frexp ' +
  'nan_to_num sinc i0 unwrap real_if_close sort argsort sort_complex cumsum cumprod cumulative_sum cumulative_prod ' +
  'nancumsum nancumprod ravel flatten flip copy asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite ' +
  'require zeros_like ones_like empty_like atleast_1d atleast_2d atleast_3d squeeze transpose permute_dims ediff1d diff ' +
  'gradient trapezoid unique unique_values unique_all unique_counts unique_inverse trim_zeros nonzero flatnonzero ' +
  'argwhere diagflat histogram histogram_bin_edges shape size ndim isscalar iterable iscomplexobj isrealobj isfortran ' +
  'poly1d byteswap view cov corrcoef bitwise_count_';
const UNIT = 'arcsin arccos arctanh acos asin atanh';
const ABOVE = 'arccosh acosh';
const OTHERS = 'atan asinh';
const REDUCTIONS =
  'sum prod max min amax amin mean var variance std any all argmin argmax count_nonzero ptp nansum nanprod nanmax nanmin ' +
  'nanmean nanvar nanstd nanargmax nanargmin average median nanmedian';
const BINARY =
  'add subtract multiply divide true_divide floor_divide remainder mod fmod divmod power pow float_power maximum minimum ' +
  'fmax fmin heaviside logaddexp logaddexp2 arctan2 atan2 hypot copysign nextafter equal not_equal less less_equal ' +
  'greater greater_equal logical_and logical_or logical_xor isclose allclose array_equal array_equiv dot inner vdot ' +
  'vecdot isin in1d intersect1d union1d setdiff1d setxor1d searchsorted may_share_memory shares_memory polyadd polysub';
const INTEGERS =
  'bitwise_and bitwise_or bitwise_xor gcd lcm left_shift right_shift bitwise_left_shift bitwise_right_shift';
const INTEGER = 'bitwise_not bitwise_invert invert bitwise_count bincount';
const MATRIX =
  'tril triu fliplr flipud rot90 diagonal trace matrix_transpose diag diag_indices_from tril_indices_from ' +
  'triu_indices_from';
const LISTS =
  'concatenate concat stack vstack hstack dstack column_stack row_stack block broadcast_arrays lexsort result_type common_type ix_';

/** What is read or written as text or bytes: the host's by nature. */
export const HOST = new Set(
  (
    'array2string array_repr array_str tolist tobytes tofile item save saveSync saveNpy saveNpySync savetxt savetxtSync ' +
    'savez savez_compressed saveNpzFile saveNpzFileSync serializeNpy serializeNpz serializeNpzSync serializeTxt load ' +
    'loadSync loadNpy loadNpySync loadNpz loadNpzSync loadNpzFile loadNpzFileSync loadtxt loadtxtSync parseNpy ' +
    'parseNpyHeader parseNpyData parseNpz parseNpzSync parseTxt genfromtxt genfromtxtFile genfromtxtFileSync fromregex ' +
    'fromregexFile fromregexFileSync fromstring fromfile fromiter frombuffer array'
  ).split(' '),
);

/** Calls by name, on arrays of a folder's own. */
export function samples(np: Np, folder: string): Record<string, Call> {
  // biome-ignore lint/suspicious/noExplicitAny: functions are called by name.
  const any = np as any;
  const a = np.arange(N).add(1).divide(7);
  const b = np.arange(N).multiply(-1).add(N).divide(3);
  const unit = np.arange(N).divide(2 * N);
  const i = np.arange(N, undefined, undefined, 'int32').add(1);
  const u8 = np.arange(N).astype('uint8');
  const z = a.astype('complex128');
  const m = np
    .arange(32 * 64)
    .reshape([32, 64])
    .divide(5);
  const sq = np
    .eye(48)
    .multiply(9)
    .add(
      np
        .arange(48 * 48)
        .reshape([48, 48])
        .sin(),
    );
  const spd = np.matmul(sq, sq.transpose());
  const mask = a.greater(100);
  const at = np.arange(0, N, 3).astype('int64');
  const calls: Record<string, Call> = {};
  const each = (names: string, call: (f: (...args: unknown[]) => unknown) => unknown): void => {
    for (const name of names.split(' ')) calls[name] = () => call(any[name]);
  };
  each(UNARY, (f) => f(a));
  each(UNIT, (f) => f(unit));
  each(ABOVE, (f) => f(a.add(1)));
  each(OTHERS, (f) => f(a));
  each(REDUCTIONS, (f) => f(m, 0));
  each(BINARY, (f) => f(a, b));
  each(INTEGERS, (f) => f(i, i));
  each(INTEGER, (f) => f(i));
  each(MATRIX, (f) => f(sq));
  each(LISTS, (f) => f([a, b]));
  const text = `${folder}/table.txt`;
  const npy = `${folder}/a.npy`;
  const npz = `${folder}/a.npz`;
  const raw = `${folder}/raw`;
  Object.assign(calls, {
    Complex: () => new np.Complex(1, 2),
    NDArray: () => a instanceof np.NDArray,
    NDArrayCore: () => a instanceof np.NDArrayCore,
    InvalidNpyError: () => new np.InvalidNpyError('x'),
    UnsupportedDTypeError: () => new np.UnsupportedDTypeError('x'),
    append: () => np.append(a, b),
    apply_along_axis: () => np.apply_along_axis((r) => r.multiply(2), 0, m),
    apply_over_axes: () => np.apply_over_axes((x, d) => np.sum(x, d) as Numpy.NDArray, m, [0]),
    arange: () => np.arange(N),
    argpartition: () => np.argpartition(a, 3),
    array: () => np.array([1, 2]),
    array2string: () => np.array2string(a),
    array_repr: () => np.array_repr(a),
    array_str: () => np.array_str(a),
    array_split: () => np.array_split(a, 3),
    base_repr: () => np.base_repr(5, 3),
    binary_repr: () => np.binary_repr(5),
    bindex: () => np.bindex(a, mask),
    broadcast_shapes: () => np.broadcast_shapes([2, 1], [3]),
    broadcast_arrays: () => np.broadcast_arrays(m, m),
    broadcast_to: () => np.broadcast_to(a, [2, N]),
    can_cast: () => np.can_cast('int8', 'int16'),
    choose: () => np.choose(mask.astype('int32'), [a, b]),
    clip: () => np.clip(a, 1, 5),
    common_type: () => np.common_type(a, b),
    compress: () => np.compress(mask, a),
    configureWasm: () => np.configureWasm(),
    convolve: () => np.convolve(a, b),
    copyto: () => np.copyto(np.zeros([N]), a),
    correlate: () => np.correlate(a, b, 'full'),
    cross: () => np.cross(a.slice(':2046').reshape([682, 3]), b.slice(':2046').reshape([682, 3])),
    delete: () => np.delete(a, at),
    delete_: () => np.delete_(a, at),
    diag_indices: () => np.diag_indices(N),
    digitize: () => np.digitize(a, b),
    dsplit: () => np.dsplit(a.reshape([2, 2, 512]), 2),
    einsum: () => np.einsum('ij,kj->ik', m, m),
    einsum_path: () => np.einsum_path('ij,kj->ik', m, m),
    empty: () => np.empty([N]),
    expand_dims: () => np.expand_dims(a, 0),
    extract: () => np.extract(mask, a),
    eye: () => np.eye(64),
    fill: () => np.fill(np.zeros([N]), 3),
    fill_diagonal: () => np.fill_diagonal(np.zeros([64, 64]), 3),
    format_float_positional: () => np.format_float_positional(1.5),
    format_float_scientific: () => np.format_float_scientific(1.5),
    frombuffer: () => np.frombuffer(new Float64Array(4).buffer),
    fromfile: () => {
      np.tofile(a, raw);
      return np.fromfile(raw);
    },
    fromiter: () => np.fromiter([1, 2]),
    fromregex: () => np.fromregex('a1', 'a(\\d)'),
    fromregexFile: () => np.fromregexFile(text, '(\\d)'),
    fromregexFileSync: () => np.fromregexFileSync(text, '(\\d)'),
    fromstring: () => np.fromstring('1 2'),
    full: () => np.full([N], 3),
    full_like: () => np.full_like(a, 3),
    genfromtxt: () => np.genfromtxt('1 2'),
    genfromtxtFile: () => np.genfromtxtFile(text),
    genfromtxtFileSync: () => np.genfromtxtFileSync(text),
    geomspace: () => np.geomspace(1, 2, N),
    get_printoptions: () => np.get_printoptions(),
    geterr: () => np.geterr(),
    gradient: () => np.gradient(m),
    histogram2d: () => np.histogram2d(a, b),
    histogramdd: () => np.histogramdd(a.reshape([N / 2, 2])),
    hsplit: () => np.hsplit(m, 2),
    identity: () => np.identity(64),
    iindex: () => np.iindex(a, at),
    indices: () => np.indices([32, 64]),
    insert: () => np.insert(a, at, 7),
    interp: () => np.interp(a, np.arange(N), b),
    isdtype: () => np.isdtype('int8', 'integral'),
    issubdtype: () => np.issubdtype('int8', 'integer'),
    item: () => np.item(a, 3),
    ix_: () => np.ix_(at, at),
    kron: () => np.kron(sq, sq),
    ldexp: () => np.ldexp(a, 2),
    linspace: () => np.linspace(0, 1, N),
    logspace: () => np.logspace(0, 1, N),
    mask_indices: () => np.mask_indices(64, (x, k) => np.triu(x, k)),
    matmul: () => np.matmul(m, m.transpose()),
    matvec: () => np.matvec(sq, sq.slice(0)),
    meshgrid: () => np.meshgrid(a.slice(':40'), b.slice(':60')),
    min_scalar_type: () => np.min_scalar_type(3),
    mintypecode: () => np.mintypecode('fd'),
    moveaxis: () => np.moveaxis(m, 0, 1),
    nanpercentile: () => np.nanpercentile(m, 30, 0),
    nanquantile: () => np.nanquantile(m, 0.3, 0),
    ones: () => np.ones([N]),
    outer: () => np.outer(a.slice(':50'), b.slice(':50')),
    packbits: () => np.packbits(mask),
    pad: () => np.pad(m, 3, 'reflect'),
    partition: () => np.partition(a, 3),
    percentile: () => np.percentile(m, 30, 0),
    place: () => np.place(np.zeros([N]), mask, b),
    poly: () => np.poly(a.slice(':20')),
    polyder: () => np.polyder(a),
    polydiv: () => np.polydiv(a.slice(':20'), b.slice(':5')),
    polyfit: () => np.polyfit(a, b, 3),
    polyint: () => np.polyint(a),
    polymul: () => np.polymul(a, b),
    polyval: () => np.polyval(a.slice(':5'), b),
    printoptions: () => np.printoptions({}),
    promote_types: () => np.promote_types('int8', 'uint8'),
    put: () => np.put(np.zeros([N]), at, b),
    put_along_axis: () => np.put_along_axis(np.zeros([32, 64]), np.argsort(m, 1), m, 1),
    putmask: () => np.putmask(np.zeros([N]), mask, b),
    quantile: () => np.quantile(m, 0.3, 0),
    ravel_multi_index: () => np.ravel_multi_index([at, at], [N, N]),
    repeat: () => np.repeat(a, 2),
    require: () => np.require(a, 'float64', 'F'),
    reshape: () => np.reshape(a, [2, N / 2]),
    resize: () => np.resize(a, [3000]),
    roll: () => np.roll(a, 3),
    rollaxis: () => np.rollaxis(m, 1),
    roots: () => np.roots(a.slice(':12')),
    searchsorted: () => np.searchsorted(a, b),
    select: () => np.select([mask], [a]),
    set_printoptions: () => np.set_printoptions({}),
    seterr: () => np.seterr(),
    split: () => np.split(a, 2),
    swapaxes: () => np.swapaxes(m, 0, 1),
    take: () => np.take(a, at),
    take_along_axis: () => np.take_along_axis(m, np.argsort(m, 1), 1),
    tensordot: () => np.tensordot(m, m, [[1], [1]]),
    tile: () => np.tile(a, 2),
    tobytes: () => np.tobytes(a),
    tofile: () => np.tofile(a, raw),
    tolist: () => np.tolist(a),
    tri: () => np.tri(64),
    tril_indices: () => np.tril_indices(64),
    triu_indices: () => np.triu_indices(64),
    typename: () => np.typename('int8'),
    unpackbits: () => np.unpackbits(u8),
    unravel_index: () => np.unravel_index(at, [N]),
    unstack: () => np.unstack(m),
    vander: () => np.vander(a, 3),
    vecmat: () => np.vecmat(sq.slice(0), sq),
    view: () => np.view(a, 'int32'),
    vindex: () => np.vindex(m, at.remainder(32), ':'),
    vsplit: () => np.vsplit(m, 2),
    wasmFreeBytes: () => np.wasmFreeBytes(),
    where: () => np.where(mask, a, b),
    zeros: () => np.zeros([N]),
    save: () => np.save(npy, a),
    saveSync: () => np.saveSync(npy, a),
    saveNpy: () => np.saveNpy(npy, a),
    saveNpySync: () => np.saveNpySync(npy, a),
    load: () => np.load(npy),
    loadSync: () => np.loadSync(npy),
    loadNpy: () => np.loadNpy(npy),
    loadNpySync: () => np.loadNpySync(npy),
    savetxt: () => np.savetxt(text, a),
    savetxtSync: () => np.savetxtSync(text, a),
    loadtxt: () => np.loadtxt(text),
    loadtxtSync: () => np.loadtxtSync(text),
    savez: () => np.savez(npz, { a }),
    savez_compressed: () => np.savez_compressed(npz, { a }),
    saveNpzFile: () => np.saveNpzFile(npz, { a }),
    saveNpzFileSync: () => np.saveNpzFileSync(npz, { a }),
    loadNpzFile: () => np.loadNpzFile(npz),
    loadNpzFileSync: () => np.loadNpzFileSync(npz),
    loadNpz: () => np.loadNpz(np.serializeNpzSync([a])),
    loadNpzSync: () => np.loadNpzSync(np.serializeNpzSync([a])),
    parseNpz: () => np.parseNpz(np.serializeNpzSync([a])),
    parseNpzSync: () => np.parseNpzSync(np.serializeNpzSync([a])),
    parseNpy: () => np.parseNpy(np.serializeNpy(a)),
    parseNpyHeader: () => np.parseNpyHeader(np.serializeNpy(a)),
    parseNpyData: () => np.parseNpyData(np.serializeNpy(a), np.parseNpyHeader(np.serializeNpy(a))),
    parseTxt: () => np.parseTxt('1 2'),
    serializeNpy: () => np.serializeNpy(a),
    serializeNpz: () => np.serializeNpz([a]),
    serializeNpzSync: () => np.serializeNpzSync([a]),
    serializeTxt: () => np.serializeTxt(a),
  } satisfies Record<string, Call>);
  calls.result_type = () => np.result_type(a, b);
  Object.assign(
    calls,
    ofLinalg(any.linalg, { a, b, m, sq, spd }),
    ofFft(any.fft, { a, z, m }),
    ofRandom(any.random, np),
  );
  return calls;
}

// biome-ignore lint/suspicious/noExplicitAny: functions are called by name.
type Any = any;

function ofLinalg(linalg: Any, x: Record<'a' | 'b' | 'm' | 'sq' | 'spd', Numpy.NDArray>): Record<string, Call> {
  const { a, b, m, sq, spd } = x;
  const calls: Record<string, Call> = {};
  const of = (names: string, ...args: unknown[]): void => {
    for (const name of names.split(' ')) calls[`linalg.${name}`] = () => linalg[name](...args);
  };
  of('det inv cond matrix_rank pinv qr svd eig eigvals slogdet svdvals trace diagonal transpose matrix_transpose', sq);
  of('permute_dims matrix_norm norm', sq);
  of('cholesky eigh eigvalsh', spd);
  of('matmul tensordot', sq, sq);
  of('dot inner vecdot', a, b);
  of('outer', a.slice(':50'), b.slice(':50'));
  of('solve lstsq', sq, sq.slice(0));
  of('matrix_power', sq, 3);
  of('multi_dot', [sq, sq, sq]);
  of('vector_norm', m, undefined, 0);
  of('cross', a.slice(':2046').reshape([682, 3]), b.slice(':2046').reshape([682, 3]));
  of('tensorinv', sq.reshape([6, 8, 6, 8]), 2);
  of('tensorsolve', sq.reshape([6, 8, 6, 8]), sq.slice(0).reshape([6, 8]));
  return calls;
}

function ofFft(fft: Any, x: Record<'a' | 'z' | 'm', Numpy.NDArray>): Record<string, Call> {
  const { a, z, m } = x;
  const calls: Record<string, Call> = {};
  const of = (names: string, ...args: unknown[]): void => {
    for (const name of names.split(' ')) calls[`fft.${name}`] = () => fft[name](...args);
  };
  of('fft ifft irfft hfft fftshift ifftshift', z);
  of('rfft ihfft', a);
  of('fft2 ifft2 fftn ifftn rfft2 rfftn irfft2 irfftn', m);
  of('fftfreq rfftfreq', N);
  return calls;
}

/** Arguments before the size. */
const DISTRIBUTIONS: Readonly<Record<string, readonly unknown[]>> = {
  random: [],
  random_sample: [],
  ranf: [],
  sample: [],
  standard_normal: [],
  standard_exponential: [],
  standard_cauchy: [],
  uniform: [1, 2],
  normal: [1, 2],
  exponential: [2],
  gamma: [2, 3],
  standard_gamma: [2],
  beta: [2, 3],
  chisquare: [3],
  noncentral_chisquare: [3, 1],
  f: [3, 4],
  noncentral_f: [3, 4, 1],
  standard_t: [3],
  laplace: [0, 1],
  logistic: [0, 1],
  lognormal: [0, 1],
  gumbel: [0, 1],
  pareto: [3],
  power: [3],
  rayleigh: [2],
  triangular: [0, 1, 3],
  wald: [1, 2],
  weibull: [2],
  poisson: [3],
  binomial: [10, 0.3],
  geometric: [0.3],
  hypergeometric: [10, 5, 6],
  logseries: [0.4],
  negative_binomial: [3, 0.4],
  zipf: [3],
  multinomial: [10, [0.2, 0.8]],
  dirichlet: [[1, 2]],
  vonmises: [0, 1],
  multivariate_normal: [
    [0, 1],
    [
      [1, 0],
      [0, 1],
    ],
  ],
};

function ofRandom(random: Any, np: Np): Record<string, Call> {
  const calls: Record<string, Call> = {};
  for (const [name, args] of Object.entries(DISTRIBUTIONS)) calls[`random.${name}`] = () => random[name](...args, [N]);
  const others: Record<string, Call> = {
    seed: () => random.seed(1),
    get_state: () => random.get_state(),
    set_state: () => random.set_state(random.get_state()),
    get_bit_generator: () => random.get_bit_generator(),
    set_bit_generator: () => random.set_bit_generator(random.get_bit_generator()),
    default_rng: () => random.default_rng(1).random([N]),
    Generator: () => random.Generator,
    rand: () => random.rand(N),
    randn: () => random.randn(N),
    randint: () => random.randint(0, 9, [N]),
    random_integers: () => random.random_integers(0, 9, [N]),
    bytes: () => random.bytes(9),
    choice: () => random.choice(np.arange(N), [N]),
    permutation: () => random.permutation(np.arange(N)),
    shuffle: () => random.shuffle(np.arange(N)),
  };
  for (const [name, call] of Object.entries(others)) calls[`random.${name}`] = call;
  return calls;
}
