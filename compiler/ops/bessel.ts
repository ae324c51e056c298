/** Bessel functions, by Chebyshev series. */
import { unary } from './define';
import type { ElementwiseOperation } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';
import { like } from './scalar-idioms';

/** Coefficients of the Chebyshev series of exp(-x)·I₀(x) on [0, 8], and of its product with √x behind. */
const NEAR = [
  -4.4153416464793395e-18, 3.3307945188222384e-17, -2.431279846547955e-16, 1.715391285555133e-15,
  -1.1685332877993451e-14, 7.676185498604936e-14, -4.856446783111929e-13, 2.95505266312964e-12, -1.726826291441556e-11,
  9.675809035373237e-11, -5.189795601635263e-10, 2.6598237246823866e-9, -1.300025009986248e-8, 6.046995022541919e-8,
  -2.670793853940612e-7, 1.1173875391201037e-6, -4.4167383584587505e-6, 1.6448448070728896e-5, -5.754195010082104e-5,
  0.00018850288509584165, -0.0005763755745385824, 0.0016394756169413357, -0.004324309995050576, 0.010546460394594998,
  -0.02373741480589947, 0.04930528423967071, -0.09490109704804764, 0.17162090152220877, -0.3046826723431984,
  0.6767952744094761,
];
const FAR = [
  -7.233180487874754e-18, -4.830504485944182e-18, 4.46562142029676e-17, 3.461222867697461e-17, -2.8276239805165836e-16,
  -3.425485619677219e-16, 1.7725601330565263e-15, 3.8116806693526224e-15, -9.554846698828307e-15,
  -4.150569347287222e-14, 1.54008621752141e-14, 3.8527783827421426e-13, 7.180124451383666e-13, -1.7941785315068062e-12,
  -1.3215811840447713e-11, -3.1499165279632416e-11, 1.1889147107846439e-11, 4.94060238822497e-10, 3.3962320257083865e-9,
  2.266668990498178e-8, 2.0489185894690638e-7, 2.8913705208347567e-6, 6.889758346916825e-5, 0.0033691164782556943,
  0.8044904110141088,
];

/** That of `exp`, and of the last products. */
const ULP = 4;

/**
 * Clenshaw's recurrence for one of two series, in one pass: each step waits for the last one, so two passes take twice
 * as long. The shorter series begins with zeros, which change nothing.
 */
function chebyshev(b: ScalarBuilder, x: Scalar, isFar: Scalar): Scalar {
  let [b0, b1, b2]: [Scalar, Scalar, Scalar] = [like(b, x, 0), like(b, x, 0), like(b, x, 0)];
  for (const [n, near] of NEAR.entries()) {
    const far = FAR[n - (NEAR.length - FAR.length)] ?? 0;
    const c = b.select(isFar, like(b, x, far), like(b, x, near));
    [b1, b2] = [b0, b1];
    b0 = b.add(b.sub(b.mul(x, b1), b2), c);
  }
  return b.mul(b.sub(b0, b2), like(b, x, 0.5));
}

function i0(b: ScalarBuilder, a: Scalar): Scalar {
  const k = (value: number): Scalar => like(b, a, value);
  const size = b.call('fabs', a);
  const isFar = b.compare('gt', size, k(8));
  const near = b.sub(b.mul(size, k(0.5)), k(2));
  const far = b.sub(b.div(k(32), b.select(isFar, size, k(8))), k(2));
  const sum = chebyshev(b, b.select(isFar, far, near), isFar);
  const scaled = b.select(isFar, b.div(sum, b.call('sqrt', size)), sum);
  return b.mul(b.call('exp', size), scaled);
}

export const BESSEL: readonly ElementwiseOperation[] = [
  unary(
    'i0',
    'Modified Bessel function of the first kind, of order 0.',
    ([t]) => (t === 'float64' ? { inputs: ['float64'], output: 'float64' } : undefined),
    i0,
    ULP,
  ),
];
