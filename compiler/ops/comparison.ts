/** Comparisons and tests: results are boolean. */
import { binary, unary } from './define';
import type { Operation } from './operation';
import type { Comparison, Scalar, ScalarBuilder } from './scalar-builder';
import {
  falsehood,
  isComplexScalar,
  isFloat,
  like,
  maximum,
  maximumOfNumbers,
  minimum,
  minimumOfNumbers,
  ordered,
  parts,
  signBit,
} from './scalar-idioms';
import { predicate, same } from './type-rules';

const comparison = (name: string, how: Comparison, doc: string): Operation =>
  binary(name, doc, predicate(), (b, x, y) => ordered(b, how, x, y));

/** Holds for one of the parts (for both, if `every`); `otherwise` for types that have only finite values. */
function test(b: ScalarBuilder, a: Scalar, f: (x: Scalar) => Scalar, otherwise: boolean, every = false): Scalar {
  if (isComplexScalar(a)) {
    const [re, im] = parts(b, a);
    return every ? b.and(f(re), f(im)) : b.or(f(re), f(im));
  }
  return isFloat(a) ? f(a) : b.constant('bool', otherwise);
}

const infinity = (b: ScalarBuilder, x: Scalar): Scalar => like(b, x, Infinity);

export const COMPARISON: readonly Operation[] = [
  comparison('equal', 'eq', 'Whether the values are equal.'),
  comparison('not_equal', 'ne', 'Whether the values differ.'),
  comparison('less', 'lt', 'Whether the first is less.'),
  comparison('less_equal', 'le', 'Whether the first is less or equal.'),
  comparison('greater', 'gt', 'Whether the first is greater.'),
  comparison('greater_equal', 'ge', 'Whether the first is greater or equal.'),
  binary('maximum', 'The greater value; NaN if one is.', same(), maximum),
  binary('minimum', 'The lesser value; NaN if one is.', same(), minimum),
  binary('fmax', 'The greater value; a number rather than NaN.', same(), maximumOfNumbers),
  binary('fmin', 'The lesser value; a number rather than NaN.', same(), minimumOfNumbers),
  unary('isnan', 'Whether the value is NaN.', predicate(), (b, a) => test(b, a, (x) => b.isNaN(x), false)),
  unary('isinf', 'Whether the value is infinite.', predicate(), (b, a) =>
    test(b, a, (x) => b.compare('eq', b.call('fabs', x), infinity(b, x)), false),
  ),
  unary('isfinite', 'Whether the value is neither infinite nor NaN.', predicate(), (b, a) =>
    test(b, a, (x) => b.compare('lt', b.call('fabs', x), infinity(b, x)), true, true),
  ),
  unary('isneginf', 'Whether the value is minus infinity.', predicate('biuf'), (b, a) =>
    isFloat(a) ? b.compare('eq', a, b.neg(infinity(b, a))) : falsehood(b),
  ),
  unary('isposinf', 'Whether the value is plus infinity.', predicate('biuf'), (b, a) =>
    isFloat(a) ? b.compare('eq', a, infinity(b, a)) : falsehood(b),
  ),
  unary('signbit', 'Whether the sign is negative, also that of zero.', predicate('biuf'), (b, a) =>
    a.dtype === 'bool' ? falsehood(b) : signBit(b, a),
  ),
];
