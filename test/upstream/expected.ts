/** Tests of numpy-ts that pass with numpy-ts and not with this package, and why that is as it should be. */
export interface Expected {
  /** Part of the file's path. */
  readonly file: string;
  /** Which tests of the file (all, if absent). */
  readonly test?: RegExp;
  readonly reason: string;
}

const INTERNALS = 'calls internals of numpy-ts, or reads `storage`, which arrays of this package do not have';
const WORDS = 'the same error in other words: ours has a number, and NumPy’s words where NumPy has it';
const HANDLE = 'wants the very same object; here another handle of the same memory (docs/differences.md)';
const NUMPY = 'numpy-ts differs from NumPy, which is followed (docs/differences.md)';
const FLOAT16 =
  'float16 is there in every engine; the test wants float32 where there is no Float16Array (docs/differences.md)';
const MORE = 'wants a refusal of what is implemented here';

const group = (reason: string, tests: readonly (readonly [file: string, test?: RegExp])[]): Expected[] =>
  tests.map(([file, test]) => ({ file: `${file}.test.ts`, ...(test && { test }), reason }));

export const EXPECTED: readonly Expected[] = [
  ...group(INTERNALS, [
    ['unit/wasm-coverage'],
    ['unit/wasm-matmul'],
    ['unit/ndarray-core-coverage'],
    ['unit/dispose-protocol', /NDArrayCore/],
    ['unit/dispose-wasm-lifecycle'],
    ['unit/broadcasting', /broadcastArrays|broadcastTo/],
    ['unit/complex', /complexAbs/],
    ['unit/random', /shuffle|set_bit_generator/],
    ['unit/io/npz', /without \.npy extension/],
    ['unit/dtype-retention', /slice creates view/],
    ['validation/vindex.numpy'],
    // Lists of what modules export and arrays have, ours included.
    ['validation/exports.numpy'],
    ['unit/complex-coverage', /exports|coverage map/i],
  ]),
  ...group(WORDS, [
    // Their messages are looked at, to tell a refusal from another error.
    ['unit/complex-coverage', /\(\) throws TypeError/],
    ['unit/complex', /is(neg|pos)inf/],
    ['validation/complex.numpy', /throws for complex input/],
    ['unit/broadcasting', /broadcast_shapes throws/],
    ['unit/array-manipulation', /throws for different ndim/],
    ['unit/creation', /negative num|throws for [13]D input/],
    ['unit/dtype-promotion-matrix', /with bool/],
    ['unit/gradient', /gradient throws|varargs array length/],
    ['unit/indexing', /error validation/],
    ['unit/io/npy', /rejects|is thrown/],
    ['unit/io/npz', /rejects invalid ZIP/],
    ['unit/io/txt', /throws/],
    ['unit/linalg', /^(?!einsum_path).*(throws|error handling|tensordot\(\) validates)/],
    ['unit/linalg', /einsum_path\(\) throws when subscript/],
    ['unit/ndarray', /too many indices/],
    ['unit/reductions-extended', /throws for q/],
    ['unit/reshape', /wrong number of axes/],
    ['unit/statistics', /bincount throws/],
    ['unit/utility-functions', /item\(\) throws/],
  ]),
  ...group(HANDLE, [
    ['unit/view-tracking'],
    ['unit/nested-view-mutation', /\broot\b/],
    ['unit/advanced', /returns a view/],
    ['unit/array-manipulation', /returns? (a )?views?/],
    ['unit/creation', /asarray|asanyarray|require function/],
    ['validation/creation.numpy', /asarray/],
    ['unit/dtype', /copy=false/],
    ['unit/dtype-retention', /copy=false/],
    ['validation/dtype.numpy', /copy=false/],
    ['unit/linalg', /returns a view/],
    ['unit/ndarray-properties', /returns a view/],
    ['unit/utility-functions', /byteswap/],
  ]),
  ...group(NUMPY, [
    ['unit/bitwise', /single-element int64 array/],
    ['unit/complex', /propagates NaN/],
    ['unit/creation', /fromregex/],
    ['unit/gradient', /diff throws/],
    ['unit/logic', /promote_types|real_if_close|custom tol/],
    ['validation/logic.numpy', /promote_types/],
    ['unit/random', /choice|permutation/],
    // NumPy takes 0 for these, and a single alpha.
    ['unit/random', /(gamma|weibull) throws for non-positive|(logseries|dirichlet) throws for invalid/],
    ['validation/random.numpy', /permutation|choice/],
    ['validation/reduction-kwargs.numpy', /max with where/],
    ['unit/statistics', /trapezoid throws/],
    ['unit/type-checking', /can_cast|common_type|mintypecode\(\) returns minimum/],
    // Written in versions 1.0 and 2.0 of the format, which every reader knows.
    ['unit/io/npy', /serializes a 1D|v3\.0 header \(our/],
    // NumPy refuses a format that writes nothing.
    ['unit/io/txt', /integer format|already present|invalid format string/],
    // Called without a place, which NumPy refuses.
    ['unit/complex-coverage', /partition\(\) works with complex/],
    // NumPy has -0 there.
    ['unit/linalg', /cross\(\) computes cross product with mixed/],
    // NumPy gives the default where none of the types is in the set.
    ['unit/type-checking', /respects typeset filter/],
  ]),
  ...group(FLOAT16, [
    ['unit/dtype-type-runtime-bridge', /(angle|round) →.*(bool|int8)$/],
    ['validation/float16-fallback.numpy', /(exp|exp2|square) overflow|large reductions with overflow/],
    ['validation/overflow-extended.numpy', /in float16/],
  ]),
  ...group(MORE, [
    ['unit/array-manipulation', /not fully implemented/],
    ['unit/creation', /fromfile throws in browser/],
    ['dtype-sweep/creation-like.numpy', /fromfunction bool/],
    ['unit/ndarray-methods', /tofile/],
    ['unit/utility-functions', /view\(\) throws|tofile|tobytes\(\) warns|non-array, non-scalar/],
  ]),
  // A number has no type: what the function gave is float64 (or int64 for a bigint), whatever was summed.
  ...group('the type of a JavaScript number that a function gives', [
    ['dtype-sweep/misc-utilities.numpy', /apply_along_axis/],
  ]),
];
