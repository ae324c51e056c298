/** Exponentials, logarithms, circular and hyperbolic functions. */
import { COMPLEX_FUNCTIONS } from './complex-functions';
import { binary, unary } from './define';
import type { Operation } from './operation';
import type { MathFunction, Scalar, ScalarBuilder } from './scalar-builder';
import { hypotenuse, isComplexScalar, isFloat, like } from './scalar-idioms';
import { floating } from './type-rules';

/** glibc's vector functions promise 4 ulp, its scalar ones and JavaScript's stay below 2. */
const LIBRARY_ULP = 4;

/** A function of reals alone. */
const real = (name: string, fn: MathFunction, doc: string, ulp = LIBRARY_ULP): Operation =>
  unary(name, doc, floating('biuf'), (b, a) => b.call(fn, a), ulp);

/** A function of reals and of complex values. */
const both = (name: string, fn: keyof typeof COMPLEX_FUNCTIONS, doc: string): Operation =>
  unary(
    name,
    doc,
    floating(),
    (b, a) => (isComplexScalar(a) ? COMPLEX_FUNCTIONS[fn](b, a) : b.call(fn, a)),
    LIBRARY_ULP,
  );

/** log(e^x + e^y) by the greater of both and a correction, in the base that the functions belong to. */
function logAdd(b: ScalarBuilder, x: Scalar, y: Scalar, exp: 'exp' | 'exp2', correction: number): Scalar {
  const difference = b.sub(x, y);
  const greater = b.select(b.compare('gt', difference, like(b, x, 0)), x, y);
  const log = b.call('log1p', b.call(exp, b.neg(b.call('fabs', difference))));
  const corrected = b.add(greater, b.mul(log, like(b, x, correction)));
  // Equal values, also infinite ones, double.
  const doubled = b.add(x, like(b, x, Math.LN2 * correction));
  return b.select(b.compare('eq', x, y), doubled, corrected);
}

function sinc(b: ScalarBuilder, a: Scalar): Scalar {
  const epsilon = a.dtype === 'float32' ? 2 ** -23 : 2 ** -52;
  if (!isFloat(a)) return sincOfComplex(b, a);
  const scaled = b.mul(a, like(b, a, Math.PI));
  const x = b.select(b.compare('eq', scaled, like(b, a, 0)), like(b, a, epsilon), scaled);
  return b.div(b.call('sin', x), x);
}

function sincOfComplex(b: ScalarBuilder, a: Scalar): Scalar {
  const part = b.real(a);
  const pi = like(b, part, Math.PI);
  const scaled = b.complex(b.mul(part, pi), b.mul(b.imag(a), pi));
  const tiny = b.complex(like(b, part, 1e-20), like(b, part, 0));
  const zero = b.compare('eq', scaled, b.complex(like(b, part, 0), like(b, part, 0)));
  const x = b.select(zero, tiny, scaled);
  return b.div(COMPLEX_FUNCTIONS.sin(b, x), x);
}

/** @param single the factor as NumPy computes it in float32. */
const scaled = (name: string, factor: number, single: number, doc: string): Operation =>
  unary(name, doc, floating('biuf'), (b, a) => b.mul(a, like(b, a, a.dtype === 'float32' ? single : factor)));

const PI_SINGLE = Math.fround(Math.PI);

export const TRANSCENDENTAL: readonly Operation[] = [
  unary('sqrt', 'Square root; of complex values the one with non-negative real part.', floating(), (b, a) =>
    isComplexScalar(a) ? COMPLEX_FUNCTIONS.sqrt(b, a) : b.call('sqrt', a),
  ),
  real('cbrt', 'cbrt', 'Cube root.'),
  both('exp', 'exp', 'e to the power of the value.'),
  both('exp2', 'exp2', '2 to the power of the value.'),
  both('expm1', 'expm1', 'e to the power of the value, minus 1.'),
  both('log', 'log', 'Natural logarithm.'),
  both('log2', 'log2', 'Logarithm to base 2.'),
  both('log10', 'log10', 'Logarithm to base 10.'),
  both('log1p', 'log1p', 'Natural logarithm of the value plus 1.'),
  binary('logaddexp', 'log(exp x + exp y).', floating('biuf'), (b, x, y) => logAdd(b, x, y, 'exp', 1), LIBRARY_ULP),
  binary(
    'logaddexp2',
    'log2(2^x + 2^y).',
    floating('biuf'),
    (b, x, y) => logAdd(b, x, y, 'exp2', Math.LOG2E),
    LIBRARY_ULP,
  ),
  both('sin', 'sin', 'Sine of radians.'),
  both('cos', 'cos', 'Cosine of radians.'),
  both('tan', 'tan', 'Tangent of radians.'),
  both('arcsin', 'asin', 'Inverse sine, in radians.'),
  both('arccos', 'acos', 'Inverse cosine, in radians.'),
  both('arctan', 'atan', 'Inverse tangent, in radians.'),
  both('sinh', 'sinh', 'Hyperbolic sine.'),
  both('cosh', 'cosh', 'Hyperbolic cosine.'),
  both('tanh', 'tanh', 'Hyperbolic tangent.'),
  both('arcsinh', 'asinh', 'Inverse hyperbolic sine.'),
  both('arccosh', 'acosh', 'Inverse hyperbolic cosine.'),
  both('arctanh', 'atanh', 'Inverse hyperbolic tangent.'),
  binary(
    'arctan2',
    'Angle of the point (second, first), in radians.',
    floating('biuf'),
    (b, x, y) => b.call('atan2', x, y),
    LIBRARY_ULP,
  ),
  binary('hypot', 'Length of the hypotenuse.', floating('biuf'), hypotenuse, 1),
  scaled('deg2rad', Math.PI / 180, PI_SINGLE / 180, 'Degrees as radians.'),
  scaled('rad2deg', 180 / Math.PI, 180 / PI_SINGLE, 'Radians as degrees.'),
  unary(
    'sinc',
    'sin(πx) / πx.',
    ([t]) => {
      const s = t && floating()([t]);
      return (
        s &&
        (t === 'float32' || t === 'float16' || t.startsWith('complex') ? s : { inputs: ['float64'], output: 'float64' })
      );
    },
    sinc,
    LIBRARY_ULP,
  ),
  binary(
    'heaviside',
    '0 or 1 as the first is negative or positive; the second where it is 0.',
    floating('biuf'),
    (b, x, h) => {
      const zero = like(b, x, 0);
      const step = b.select(b.compare('lt', x, zero), zero, like(b, x, 1));
      return b.select(b.isNaN(x), x, b.select(b.compare('eq', x, zero), h, step));
    },
  ),
];
