/** Where results are meant to differ from NumPy's, and functions that are tested elsewhere. */

/** Matched against `text type layout`. */
export const DIFFERENT: readonly (readonly [RegExp, string])[] = [
  [
    /^np\.(as\w+array|unique_values|argsort|lexsort)/,
    'NumPy gives a 0-d array an axis; its unique_values has no order',
  ],
  [/^np\.unique_(inverse|all)\(/, 'the inverse is flat, as in numpy-ts'],
  [/^np\.unwrap\(a\) uint/, 'differences of unsigned integers wrap in NumPy'],
  [/^np\.(nan)?(median|quantile|percentile)\(.* empty$/, 'refused, as by numpy-ts'],
  [/^np\.(arg)?partition\(/, 'any order on either side is right'],
  [/^np\.histogram\w*\(.* complex/, 'bins of complex numbers are refused'],
  [/^np\.poly\w*\(.* empty$/, 'the polynomial of nothing is 0 here'],
  [
    /^np\.poly(div|add|sub)\(.* (float16|float32|complex\d+) /,
    'remainders are cut where they are nothing but rounding',
  ],
  [/^np\.poly(add|sub)\(/, 'no leading zeros, as in numpy-ts'],
  [/^np\.polydiv\(.* bool /, 'no leading zeros, as in numpy-ts'],
  [/^np\.tolist\(m\) \S+ empty$/, 'lists of nothing, which the test can not see'],
  [/^np\.linalg\.norm\(m, 1\) \S+ empty$/, 'refused, as by numpy-ts'],
];

/** No arrays go in or come out, or their own tests look at them. */
export const ELSEWHERE: ReadonlySet<string> = new Set(
  (
    'Complex InvalidNpyError NDArray NDArrayCore UnsupportedDTypeError base_repr binary_repr broadcast_shapes can_cast ' +
    'common_type configureWasm einsum_path empty empty_like format_float_positional format_float_scientific fromfunction ' +
    'get_printoptions geterr isdtype isnat isscalar issubdtype iterable mask_indices may_share_memory min_scalar_type ' +
    'mintypecode printoptions promote_types result_type set_printoptions seterr shares_memory typename view wasmFreeBytes ' +
    'random.Generator random.bytes random.default_rng random.get_bit_generator random.get_state random.random_integers ' +
    'random.seed random.set_bit_generator random.set_state'
  ).split(' '),
);
