/**
 * Elementary functions of complex values, by real ones. All compute in complex128, also for complex64.
 * Their error is stated relative to the length of the result, not to each part.
 */
import type { Scalar, ScalarBuilder } from './scalar-builder';
import { hypotenuse, parts } from './scalar-idioms';

type Function1 = (b: ScalarBuilder, z: Scalar) => Scalar;

const k = (b: ScalarBuilder, v: number): Scalar => b.constant('float64', v);

/** Carries out in complex128 whatever the type of the value. */
function wide(f: (b: ScalarBuilder, x: Scalar, y: Scalar) => readonly [re: Scalar, im: Scalar]): Function1 {
  return (b, z) => {
    const [x, y] = parts(b, b.convert(z, 'complex128'));
    const [re, im] = f(b, x, y);
    return b.convert(b.complex(re, im), z.dtype);
  };
}

const finite = (b: ScalarBuilder, x: Scalar): Scalar => b.compare('lt', b.call('fabs', x), k(b, Infinity));
const isZero = (b: ScalarBuilder, x: Scalar): Scalar => b.compare('eq', x, k(b, 0));

/** e^x (cos y + i sin y); a real argument stays real, also at infinity. */
export const complexExp = wide((b, x, y) => {
  // Past 700 the factor is taken in two steps, for e^x may overflow where the parts don't.
  const large = b.compare('gt', x, k(b, 700));
  const first = b.call('exp', b.select(large, b.sub(x, k(b, 700)), x));
  const second = b.select(large, k(b, Math.exp(700)), k(b, 1));
  const times = (v: Scalar): Scalar => b.mul(b.mul(first, v), second);
  const vanishes = b.compare('eq', x, k(b, -Infinity));
  const keep = b.and(vanishes, b.not(finite(b, y)));
  const explodes = b.and(b.compare('eq', x, k(b, Infinity)), b.not(finite(b, y)));
  const along = b.select(keep, k(b, 0), times(b.call('cos', y)));
  const re = b.select(explodes, x, along);
  const im = b.select(keep, k(b, 0), times(b.call('sin', y)));
  return [b.select(isZero(b, y), times(k(b, 1)), re), b.select(isZero(b, y), y, im)];
});

/** log |z|, accurate also where |z| is close to 1. */
function logLength(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const [u, v] = [b.call('fabs', x), b.call('fabs', y)];
  const swap = b.compare('lt', u, v);
  const [long, short] = [b.select(swap, v, u), b.select(swap, u, v)];
  const one = k(b, 1);
  const near = b.and(b.compare('gt', long, k(b, 0.5)), b.compare('lt', long, k(b, 2)));
  const excess = b.add(b.mul(b.sub(long, one), b.add(long, one)), b.mul(short, short));
  const nearby = b.mul(k(b, 0.5), b.call('log1p', b.select(near, excess, one)));
  return b.select(near, nearby, b.call('log', hypotenuse(b, x, y)));
}

export const complexLog = wide((b, x, y) => [logLength(b, x, y), b.call('atan2', y, x)]);

const scaledLog = (factor: number): Function1 =>
  wide((b, x, y) => [b.mul(logLength(b, x, y), k(b, factor)), b.mul(b.call('atan2', y, x), k(b, factor))]);

/** The square root with non-negative real part. */
function sqrtParts(b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] {
  const half = k(b, 0.5);
  // Halving before adding keeps lengths near the greatest number in range; scaling keeps tiny ones exact.
  const tiny = b.compare('lt', b.add(b.call('fabs', x), b.call('fabs', y)), k(b, 2 ** -900));
  const up = b.select(tiny, k(b, 2 ** 200), k(b, 1));
  const down = b.select(tiny, k(b, 2 ** -100), k(b, 1));
  const [p, q] = [b.mul(b.mul(x, half), up), b.mul(b.mul(y, half), up)];
  const t = b.call('sqrt', b.add(b.call('fabs', p), hypotenuse(b, p, q)));
  const other = b.div(b.call('fabs', q), t);
  const right = b.compare('ge', x, k(b, 0));
  const re = b.mul(b.select(right, t, other), down);
  const im = b.call('copysign', b.mul(b.select(right, other, t), down), y);
  const zero = b.and(isZero(b, x), isZero(b, y));
  const infiniteY = b.compare('eq', b.call('fabs', y), k(b, Infinity));
  const atPlus = b.compare('eq', x, k(b, Infinity));
  const atMinus = b.and(b.compare('eq', x, k(b, -Infinity)), b.not(b.isNaN(y)));
  const pick = (general: Scalar, onZero: Scalar, plus: Scalar, minus: Scalar, vertical: Scalar): Scalar =>
    b.select(infiniteY, vertical, b.select(zero, onZero, b.select(atPlus, plus, b.select(atMinus, minus, general))));
  const signedZero = b.call('copysign', k(b, 0), y);
  const signedInfinity = b.call('copysign', k(b, Infinity), y);
  const flat = b.select(b.isNaN(y), y, signedZero);
  return [pick(re, k(b, 0), x, k(b, 0), k(b, Infinity)), pick(im, y, flat, signedInfinity, y)];
}

const sinhParts = (b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] => {
  const im = b.mul(b.call('cosh', x), b.call('sin', y));
  const re = b.mul(b.call('sinh', x), b.call('cos', y));
  return [re, b.select(isZero(b, y), y, im)];
};

const coshParts = (b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] => {
  const im = b.mul(b.call('sinh', x), b.call('sin', y));
  const re = b.mul(b.call('cosh', x), b.call('cos', y));
  const flat = b.call('copysign', k(b, 0), b.mul(b.call('copysign', k(b, 1), x), b.call('copysign', k(b, 1), y)));
  return [re, b.select(b.or(isZero(b, y), isZero(b, x)), flat, im)];
};

/** Kahan's formula; far from the imaginary axis the limit. */
const tanhParts = (b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] => {
  const one = k(b, 1);
  const far = b.compare('gt', b.call('fabs', x), k(b, 22));
  const near = b.select(far, one, x);
  const t = b.call('tan', y);
  const beta = b.add(one, b.mul(t, t));
  const s = b.call('sinh', near);
  const rho = b.call('sqrt', b.add(one, b.mul(s, s)));
  const below = b.add(one, b.mul(beta, b.mul(s, s)));
  const steep = b.compare('gt', b.call('fabs', t), k(b, 1e150));
  const re = b.select(steep, b.div(rho, s), b.div(b.mul(b.mul(beta, rho), s), below));
  const im = b.select(steep, b.div(one, b.mul(t, b.mul(s, s))), b.div(t, below));
  const limit = b.call('copysign', one, x);
  const fade = b.call('exp', b.mul(k(b, -2), b.call('fabs', x)));
  const product = b.mul(b.call('sin', y), b.call('cos', y));
  const farIm = b.select(finite(b, y), b.mul(b.mul(k(b, 4), product), fade), b.call('copysign', k(b, 0), y));
  return [b.select(far, limit, re), b.select(far, farIm, im)];
};

/** f(iz) / i, or f(iz): turns a hyperbolic function's parts into its circular sibling's. */
const turned = (f: typeof sinhParts): ((b: ScalarBuilder, x: Scalar, y: Scalar) => readonly [Scalar, Scalar]) => {
  return (b, x, y) => {
    const [re, im] = f(b, b.neg(y), x);
    return [im, b.neg(re)];
  };
};

const roots = (b: ScalarBuilder, x: Scalar, y: Scalar) => {
  const one = k(b, 1);
  return { minus: sqrtParts(b, b.sub(one, x), b.neg(y)), plus: sqrtParts(b, b.add(one, x), y) };
};

/** Re(p q) and Im(conj(p) q) without the other part. */
const realOfProduct = (b: ScalarBuilder, p: readonly [Scalar, Scalar], q: readonly [Scalar, Scalar]): Scalar =>
  b.sub(b.mul(p[0], q[0]), b.mul(p[1], q[1]));
const imagOfConjugate = (b: ScalarBuilder, p: readonly [Scalar, Scalar], q: readonly [Scalar, Scalar]): Scalar =>
  b.sub(b.mul(p[0], q[1]), b.mul(p[1], q[0]));

/** Whether the value is infinite, whatever its other part, unless that is NaN. */
const infinitePart = (b: ScalarBuilder, x: Scalar, y: Scalar): Scalar =>
  b.and(b.not(b.and(finite(b, x), finite(b, y))), b.not(b.or(b.isNaN(x), b.isNaN(y))));

const asinParts = (b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] => {
  const { minus, plus } = roots(b, x, y);
  const far = infinitePart(b, x, y);
  const across = b.select(far, b.call('fabs', y), realOfProduct(b, minus, plus));
  const up = b.select(far, k(b, Infinity), b.call('asinh', imagOfConjugate(b, minus, plus)));
  return [b.call('atan2', x, across), b.call('copysign', up, y)];
};

const acosParts = (b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] => {
  const { minus, plus } = roots(b, x, y);
  const far = infinitePart(b, x, y);
  const half = b.call('atan2', b.select(far, b.call('fabs', y), minus[0]), b.select(far, x, plus[0]));
  const up = b.select(far, k(b, Infinity), b.call('asinh', imagOfConjugate(b, plus, minus)));
  return [b.select(far, half, b.mul(k(b, 2), half)), b.call('copysign', up, b.neg(y))];
};

const acoshParts = (b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] => {
  // acosh z = ±i acos z, with the sign that makes the real part non-negative.
  const [re, im] = acosParts(b, x, y);
  return [b.call('fabs', im), b.call('copysign', re, y)];
};

const atanhParts = (b: ScalarBuilder, x: Scalar, y: Scalar): readonly [Scalar, Scalar] => {
  const one = k(b, 1);
  const u = b.call('fabs', x);
  const gap = b.sub(one, u);
  const y2 = b.mul(y, y);
  const below = b.add(b.mul(gap, gap), y2);
  const large = b.compare('gt', b.add(u, b.call('fabs', y)), k(b, 1e150));
  const quotient = b.div(b.mul(k(b, 4), u), below);
  const re = b.mul(k(b, 0.25), b.call('log1p', b.select(large, k(b, 0), quotient)));
  const across = b.sub(b.mul(gap, b.add(one, u)), y2);
  const im = b.mul(k(b, 0.5), b.call('atan2', b.mul(k(b, 2), y), across));
  const right = b.call('copysign', k(b, Math.PI / 2), y);
  return [b.call('copysign', re, x), b.select(large, right, im)];
};

const LN2 = Math.LN2;

export const COMPLEX_FUNCTIONS = {
  sqrt: wide(sqrtParts),
  exp: complexExp,
  exp2: ((b, z) => {
    const [x, y] = parts(b, b.convert(z, 'complex128'));
    const scaled = b.complex(b.mul(x, k(b, LN2)), b.mul(y, k(b, LN2)));
    return b.convert(complexExp(b, scaled), z.dtype);
  }) as Function1,
  expm1: wide((b, x, y) => {
    const half = b.call('sin', b.mul(y, k(b, 0.5)));
    const turn = b.mul(k(b, 2), b.mul(half, half));
    const re = b.sub(b.mul(b.call('expm1', x), b.call('cos', y)), turn);
    return [re, b.select(isZero(b, y), y, b.mul(b.call('exp', x), b.call('sin', y)))];
  }),
  log: complexLog,
  log2: scaledLog(Math.LOG2E),
  log10: scaledLog(Math.LOG10E),
  log1p: wide((b, x, y) => {
    const shifted = b.add(x, k(b, 1));
    const excess = b.add(b.mul(x, b.add(x, k(b, 2))), b.mul(y, y));
    const small = b.compare('lt', b.call('fabs', excess), k(b, 0.5));
    const near = b.mul(k(b, 0.5), b.call('log1p', b.select(small, excess, k(b, 0))));
    const re = b.select(small, near, b.call('log', hypotenuse(b, shifted, y)));
    return [re, b.call('atan2', y, shifted)];
  }),
  sinh: wide(sinhParts),
  cosh: wide(coshParts),
  tanh: wide(tanhParts),
  sin: wide(turned(sinhParts)),
  cos: wide((b, x, y) => coshParts(b, b.neg(y), x)),
  tan: wide(turned(tanhParts)),
  asin: wide(asinParts),
  acos: wide(acosParts),
  atan: wide(turned(atanhParts)),
  asinh: wide(turned(asinParts)),
  acosh: wide(acoshParts),
  atanh: wide(atanhParts),
} as const satisfies Readonly<Record<string, Function1>>;
