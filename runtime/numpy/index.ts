/**
 * `legate-ts/numpy`: NumPy's arrays with the names, arguments and results of numpy-ts. Calls record what is to be
 * computed; nothing is computed before a value is read (`item`, `toArray`, printing, `data`, a full reduction).
 */
import './methods';
import './operators';

export { InvalidNpyError, UnsupportedDTypeError } from '../io/errors';
export { apply_along_axis, apply_over_axes } from './applying';
export {
  loadNpz,
  loadNpzFile,
  loadNpzFileSync,
  loadNpzSync,
  type NpzArraysInput,
  type NpzParseOptions,
  type NpzParseResult,
  type NpzSerializeOptions,
  parseNpz,
  parseNpzSync,
  type SaveNpzOptions,
  saveNpzFile,
  saveNpzFileSync,
  savez,
  savez_compressed,
  serializeNpz,
  serializeNpzSync,
} from './archives';
export { byteswap, view } from './bytes';
export { ediff1d, gradient, i0, trapezoid, unwrap } from './calculus';
export { select, where } from './choosing';
export { allclose, array_equal, array_equiv, isclose } from './comparing';
export { Complex, type ComplexInput } from './complex';
export * from './constants';
export { asarray_chkfinite, asfortranarray, real_if_close, require } from './converting';
export { type ConvolutionMode, convolve, corrcoef, correlate, cov } from './correlation';
export {
  array,
  asanyarray,
  asarray,
  ascontiguousarray,
  astype,
  copy,
  empty,
  empty_like,
  frombuffer,
  fromiter,
  full,
  full_like,
  ones,
  ones_like,
  type Shape,
  zeros,
  zeros_like,
} from './creation';
export { cross } from './cross';

export {
  type Abs,
  type Angle,
  type BigIntDType,
  type BoolArith,
  type ComplexComponent,
  type ComplexDType,
  type Divide,
  type DType,
  type FftReal,
  type FftResult,
  type FloatPower,
  type MathBinary,
  type MathResult,
  type MatMul,
  type Power,
  type Promote,
  promote_types,
  type ReductionAccum,
  type RoundResult,
  type Scalar,
  type StdVar,
  type TrueDivide,
  type TypedArray,
} from './dtype';
export { block, delete_, delete_ as delete, insert, packbits, resize, unpackbits } from './editing';

export { einsum_path } from './einsum-path';
export type { ScalarInput } from './element';
export * from './elementwise';
export {
  type LoadOptions,
  load,
  loadNpy,
  loadNpySync,
  loadSync,
  type NpyHeader,
  type NpyMetadata,
  type NpyVersion,
  parseNpy,
  parseNpyData,
  parseNpyHeader,
  save,
  saveNpy,
  saveNpySync,
  saveSync,
  serializeNpy,
} from './files';
export {
  type ElementFunction,
  fromFunction,
  fromfunction,
  type ResultOf,
  type Vectorized,
  vectorize,
} from './functional';
export {
  diag_indices,
  diag_indices_from,
  ix_,
  mask_indices,
  ravel_multi_index,
  tril_indices,
  tril_indices_from,
  triu_indices,
  triu_indices_from,
  unravel_index,
  vander,
} from './grids';
export { type BinStrategy, bincount, histogram, histogram_bin_edges, histogram2d, histogramdd } from './histograms';
export {
  argwhere,
  bindex,
  extract,
  flatnonzero,
  getitem,
  type IndexItem,
  type IndexItem as NDIndex,
  iindex,
  nonzero,
  put_along_axis,
  setitem,
  take_along_axis,
  vindex,
} from './indexing';
export { append, column_stack, dstack, hstack, row_stack, vstack } from './joining';
export { LinAlgError } from './linalg-error';
export { fft, linalg, random } from './namespaces';
export { nan_to_num, nanargmax, nanargmin } from './nan';

export { type Flags, NDArray, NDArray as NDArrayCore } from './ndarray';
export { base_repr, binary_repr, format_float_positional, format_float_scientific } from './number-formats';
export type { AnyArray, ArrayLike } from './operand';
export type { OutOptions, OutsOptions, WhereOptions } from './output';
export {
  all,
  amax,
  amin,
  angle,
  any,
  argmax,
  argmin,
  around,
  choose,
  clip,
  compress,
  concat,
  concatenate,
  cumprod,
  cumsum,
  cumulative_prod,
  cumulative_sum,
  divmod,
  dot,
  einsum,
  frexp,
  ldexp,
  matmul,
  matvec,
  max,
  mean,
  median,
  min,
  modf,
  nancumprod,
  nancumsum,
  nanmax,
  nanmean,
  nanmedian,
  nanmin,
  nanpercentile,
  nanprod,
  nanquantile,
  nanstd,
  nansum,
  nanvar,
  outer,
  partition,
  percentile,
  prod,
  ptp,
  quantile,
  round,
  sort,
  stack,
  std,
  sum,
  take,
  trace,
  var_,
  var_ as var,
  variance,
  vecdot,
  vecmat,
} from './outputs';
export { type PadMode, type PadValue, type PadWidth, pad } from './padding';
export { poly, polyadd, polyder, polydiv, polyfit, polyint, polymul, polysub, polyval, roots } from './polynomials';
export {
  type ArrayTextOptions,
  array_repr,
  array_str,
  array2string,
  get_printoptions,
  type PrintOptions,
  printoptions,
  set_printoptions,
} from './printing';
export { inner, kron, tensordot, vdot } from './products';

export {
  can_cast,
  iscomplexobj,
  isfortran,
  isnat,
  isrealobj,
  isscalar,
  item,
  iterable,
  may_share_memory,
  result_type,
  shares_memory,
  sinc,
  tobytes,
  tolist,
} from './queries';
export {
  arange,
  diag,
  diagflat,
  eye,
  geomspace,
  identity,
  indices,
  linspace,
  logspace,
  type MeshgridOptions,
  meshgrid,
  tri,
  tril,
  triu,
} from './ranges';
export { type Axis, count_nonzero, type Reduced, type ReductionOpts } from './reductions';
export { repeat, roll, tile } from './repeating';
export { digitize, interp, lexsort, searchsorted, sort_complex } from './searching';
export {
  in1d,
  intersect1d,
  isin,
  setdiff1d,
  setxor1d,
  trim_zeros,
  union1d,
  unique,
  unique_all,
  unique_counts,
  unique_inverse,
  unique_values,
} from './sets';
export * from './settings';
export {
  atleast_1d,
  atleast_2d,
  atleast_3d,
  broadcast_arrays,
  broadcast_shapes,
  broadcast_to,
  diagonal,
  expand_dims,
  flatten,
  flip,
  fliplr,
  flipud,
  matrix_transpose,
  moveaxis,
  ndim,
  permute_dims,
  ravel,
  reshape,
  rollaxis,
  rot90,
  shape,
  size,
  squeeze,
  swapaxes,
  transpose,
} from './shape';
export { newaxis, type SliceSpec } from './slicing';
export { argpartition, argsort } from './sorting';
export { array_split, dsplit, hsplit, split, unstack, vsplit } from './splitting';
export { average, diff } from './statistics';
export {
  fromfile,
  fromregex,
  fromregexFile,
  fromregexFileSync,
  fromstring,
  genfromtxt,
  genfromtxtFile,
  genfromtxtFileSync,
  type LoadTxtOptions,
  loadtxt,
  loadtxtSync,
  type ParseTxtOptions,
  parseTxt,
  type SaveTxtOptions,
  type SerializeTxtOptions,
  savetxt,
  savetxtSync,
  serializeTxt,
  tofile,
} from './text-files';
export { common_type, isdtype, issubdtype, min_scalar_type, mintypecode, typename } from './type-queries';
export type { Num } from './ufunc';
export { copyto, fill, fill_diagonal, place, put, putmask } from './writing';
