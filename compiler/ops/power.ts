/** Powers: repeated multiplication for integers and small complex exponents, the library's for reals. */
import { isComplex } from '../ir/dtype';
import { complexExp, complexLog } from './complex-functions';
import { binary } from './define';
import type { ElementwiseOperation } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';
import { isComplexScalar, isFloat, isUnsigned, like, parts } from './scalar-idioms';
import { common, sameNotBool } from './type-rules';

/** x^y with wrapping; a negative exponent gives the truncated quotient, 0 but for ±1 (and for 0: 0). */
function integerPower(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const zero = like(b, x, 0);
  const one = like(b, x, 1);
  const [result] = b.loop(
    [one, x, y],
    ([, , exponent]) => b.compare('gt', exponent as Scalar, zero),
    ([product, base, exponent]) => {
      const odd = b.compare('ne', b.and(exponent as Scalar, one), zero);
      return [
        b.select(odd, b.mul(product as Scalar, base as Scalar), product as Scalar),
        b.mul(base as Scalar, base as Scalar),
        b.shr(exponent as Scalar, one),
      ];
    },
  );
  if (isUnsigned(x)) return result as Scalar;
  const odd = b.compare('ne', b.and(y, one), zero);
  const minusOne = b.neg(one);
  const unit = b.select(b.compare('eq', x, one), one, zero);
  const inverse = b.select(b.compare('eq', x, minusOne), b.select(odd, minusOne, one), unit);
  return b.select(b.compare('lt', y, zero), inverse, result as Scalar);
}

/** Exponents below this, if whole, are multiplied out, as NumPy does. */
const MULTIPLIED_OUT = 100;

function complexPower(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const [re, im] = parts(b, y);
  const real = re.dtype;
  const zero = b.constant(real, 0);
  const whole = b.and(
    b.and(b.compare('eq', im, zero), b.compare('eq', b.call('trunc', re), re)),
    b.compare('lt', b.call('fabs', re), b.constant(real, MULTIPLIED_OUT)),
  );
  const count = b.convert(b.select(whole, b.call('fabs', re), zero), 'int32');
  const one = b.complex(b.constant(real, 1), zero);
  let product = one;
  let base = x;
  for (let bit = 1; bit < MULTIPLIED_OUT; bit *= 2) {
    const set = b.compare('ne', b.and(count, b.constant('int32', bit)), b.constant('int32', 0));
    // The first factor is taken as it is: 1 * x would turn infinities into NaN.
    const lowest = b.compare('eq', b.and(count, b.constant('int32', bit - 1)), b.constant('int32', 0));
    product = b.select(set, b.select(lowest, base, b.mul(product, base)), product);
    base = b.mul(base, base);
  }
  const negative = b.compare('lt', re, zero);
  const multiplied = b.select(negative, b.div(one, product), product);
  const general = complexExp(b, b.mul(y, complexLog(b, x)));
  const nothing = b.compare('eq', x, b.complex(zero, zero));
  const ofZero = b.select(
    b.compare('gt', re, zero),
    b.complex(zero, zero),
    b.complex(b.constant(real, Number.NaN), b.constant(real, Number.NaN)),
  );
  const unit = b.compare('eq', y, b.complex(zero, zero));
  return b.select(unit, one, b.select(nothing, ofZero, b.select(whole, multiplied, general)));
}

function anyPower(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  if (isComplexScalar(x)) return complexPower(b, x, y);
  return isFloat(x) ? b.call('pow', x, y) : integerPower(b, x, y);
}

export const power: readonly ElementwiseOperation[] = [
  binary('power', 'First to the power of the second; integers wrap.', sameNotBool(), anyPower, 4),
  binary(
    'float_power',
    'First to the power of the second, in float64 or complex128.',
    (operands) => {
      const t = isComplex(common(operands)) ? 'complex128' : 'float64';
      return { inputs: [t, t], output: t };
    },
    anyPower,
    4,
  ),
];
