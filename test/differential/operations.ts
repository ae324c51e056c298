/**
 * The elementwise functions that programs are made of: for which kinds of types (b, u, i, f, c),
 * whether the result may differ from NumPy's, and what bounds it has.
 */
import { ANYTHING, type Bounds, FLAGS } from './bounds';

export interface Elementwise {
  readonly kinds: string;
  readonly may?: 'sign' | 'round';
  /** Kinds for which results may differ by rounding, though they may not for others. */
  readonly roundsFor?: string;
  readonly bounds: (...operands: Bounds[]) => Bounds;
  /** Operands that are asked for; others have no one right result. */
  readonly when?: (...operands: Bounds[]) => boolean;
  /** What a scalar second operand may be; absent: any. */
  readonly scalars?: readonly number[];
  /** A second operand of integers must not be zero. */
  readonly divides?: true;
  /** Of mixed types numpy-ts makes something else than NumPy. */
  readonly sameType?: true;
  readonly scalarOnly?: true;
  /** Only a scalar is allowed as the second operand of integers. */
  readonly intScalarOnly?: true;
}

const anything = () => ANYTHING;
const same = (a: Bounds) => a;
const flags = () => FLAGS;
const rounded = (a: Bounds): Bounds => ({ max: a.max + 1, integral: a.finite, finite: a.finite });
const upTo =
  (max: number) =>
  (a: Bounds): Bounds => ({ max, integral: false, finite: a.finite });
const moderate = (a: Bounds) => a.max < 1e4;
const either = (a: Bounds, b: Bounds): Bounds => ({
  max: Math.max(a.max, b.max),
  integral: a.integral && b.integral,
  finite: a.finite && b.finite,
});
const combined =
  (max: (a: number, b: number) => number) =>
  (a: Bounds, b: Bounds): Bounds => ({
    max: max(a.max, b.max),
    integral: a.integral && b.integral,
    finite: a.finite && b.finite && max(a.max, b.max) < 1e300,
  });
const sum = combined((a, b) => a + b);
const product = combined((a, b) => (a === 0 || b === 0 ? 0 : 2 * a * b));

const exact = (kinds: string, bounds: Elementwise['bounds'], more: Partial<Elementwise> = {}): Elementwise => ({
  kinds,
  bounds,
  ...more,
});
const real = (bounds: Elementwise['bounds'], more: Partial<Elementwise> = {}): Elementwise => ({
  kinds: 'f',
  may: 'round',
  bounds,
  ...more,
});

export const UNARY: Readonly<Record<string, Elementwise>> = {
  negative: exact('uifc', same),
  positive: exact('uifc', same),
  absolute: exact('uif', same),
  fabs: exact('f', same),
  sign: exact('uif', flags, { when: (a) => a.finite }),
  square: exact('uifc', (a) => product(a, a), { roundsFor: 'c' }),
  sqrt: exact('f', (a) => ({ max: Math.sqrt(a.max) + 1, integral: false, finite: false })),
  reciprocal: exact('f', anything),
  floor: exact('uif', rounded),
  ceil: exact('uif', rounded),
  trunc: exact('uif', rounded),
  rint: exact('f', rounded),
  fix: exact('f', rounded),
  around: exact('f', rounded),
  isfinite: exact('buif', flags),
  isinf: exact('buif', flags),
  isnan: exact('buifc', flags),
  isneginf: exact('f', flags),
  isposinf: exact('f', flags),
  signbit: exact('f', flags, { when: (a) => a.finite }),
  logical_not: exact('buifc', flags),
  bitwise_not: exact('bui', anything),
  invert: exact('bui', anything),
  bitwise_count: exact('ui', () => ({ max: 64, integral: true, finite: true })),
  conj: exact('c', same),
  real: exact('c', same),
  imag: exact('c', same),
  spacing: exact('f', anything, { when: (a) => a.finite }),
  abs: exact('uifc', (a) => ({ ...a, max: 2 * a.max, integral: false }), { roundsFor: 'c' }),
  angle: { kinds: 'c', may: 'round', bounds: upTo(4) },
  exp: real(anything, { kinds: 'fc', when: moderate }),
  exp2: real(anything),
  expm1: real(anything),
  log: real(anything, { kinds: 'fc' }),
  log2: real(anything),
  log10: real(anything),
  log1p: real(anything),
  sin: real(upTo(1), { when: moderate }),
  sinc: real(upTo(1), { when: moderate }),
  cos: real(upTo(1), { when: moderate }),
  tan: real(anything, { when: moderate }),
  arcsin: real(() => ({ ...ANYTHING, max: 2 })),
  arccos: real(() => ({ ...ANYTHING, max: 4 })),
  arctan: real(upTo(2)),
  sinh: real(anything),
  cosh: real(anything),
  tanh: real(upTo(1)),
  arcsinh: real((a) => ({ max: a.max, integral: false, finite: a.finite })),
  arccosh: real(anything),
  arctanh: real(anything),
  cbrt: real((a) => ({ max: a.max + 1, integral: false, finite: a.finite })),
  degrees: real((a) => ({ max: 60 * a.max, integral: false, finite: a.finite })),
  radians: real((a) => ({ max: a.max, integral: false, finite: a.finite })),
};

const comparison = exact('buif', flags);
const small = [1, 2, 3, 5, 7, 10];

export const BINARY: Readonly<Record<string, Elementwise>> = {
  add: exact('uifc', sum),
  subtract: exact('uifc', sum),
  multiply: exact('uifc', product, { roundsFor: 'c' }),
  divide: exact('uifc', anything, { roundsFor: 'c', divides: true }),
  maximum: exact('buif', either, { may: 'sign' }),
  minimum: exact('buif', either, { may: 'sign' }),
  fmax: exact('f', either, { may: 'sign' }),
  fmin: exact('f', either, { may: 'sign' }),
  mod: exact('uif', either, { divides: true, scalars: small, when: (a, b) => a.finite && b.finite && a.max < 1e15 }),
  fmod: exact('uif', either, { divides: true, scalars: small }),
  floor_divide: exact('uif', anything, { divides: true, scalars: small, when: (a, b) => a.finite && b.finite }),
  power: real(anything, { kinds: 'uif', scalars: [2, 3], intScalarOnly: true }),
  float_power: real(anything, { scalars: [2, 3, 0.5] }),
  arctan2: real(upTo(4)),
  hypot: real((a, b) => ({ max: a.max + b.max, integral: false, finite: false })),
  logaddexp: real(anything, { when: (a, b) => a.finite && b.finite }),
  logaddexp2: real(anything, { when: (a, b) => a.finite && b.finite }),
  ldexp: exact('f', (a) => ({ ...ANYTHING, max: 10 * a.max }), { scalars: [-2, 0, 1, 3], scalarOnly: true }),
  copysign: exact('f', either, { when: (_a, b) => b.finite }),
  nextafter: exact('f', anything),
  heaviside: exact('f', (a, b) => ({ ...ANYTHING, max: Math.max(1, a.max, b.max) }), { sameType: true }),
  equal: exact('buifc', flags),
  not_equal: exact('buifc', flags),
  less: comparison,
  less_equal: comparison,
  greater: comparison,
  greater_equal: comparison,
  logical_and: exact('buif', flags),
  logical_or: exact('buif', flags),
  logical_xor: exact('buif', flags),
  bitwise_and: exact('bui', anything),
  bitwise_or: exact('bui', anything),
  bitwise_xor: exact('bui', anything),
  left_shift: exact('ui', anything, { scalars: [0, 1, 3, 6], intScalarOnly: true }),
  right_shift: exact('ui', same, { scalars: [0, 1, 3, 6], intScalarOnly: true }),
  gcd: exact('i', either, { when: (a, b) => a.max < 100 && b.max < 100 }),
  lcm: exact('i', product, { when: (a, b) => a.max < 10 && b.max < 10 }),
};
