/** Division of complex values by Smith's method, without branches, in NumPy's order of operations. */
import type { Scalar, ScalarBuilder } from '../ops/scalar-builder';

export function divideComplex(b: ScalarBuilder, x: Scalar, y: Scalar): Scalar {
  const [a, c] = [b.real(x), b.imag(x)];
  const [p, q] = [b.real(y), b.imag(y)];
  const [u, v] = [b.call('fabs', p), b.call('fabs', q)];
  const zero = b.constant(p.dtype, 0);
  const wide = b.compare('ge', u, v);
  const long = b.select(wide, p, q);
  const short = b.select(wide, q, p);
  const ratio = b.div(short, long);
  const scale = b.div(b.constant(p.dtype, 1), b.add(long, b.mul(short, ratio)));
  const re = b.add(b.select(wide, a, c), b.mul(b.select(wide, c, a), ratio));
  const im = b.sub(b.select(wide, c, b.mul(c, ratio)), b.select(wide, b.mul(a, ratio), a));
  const nothing = b.and(b.compare('eq', u, zero), b.compare('eq', v, zero));
  return b.complex(b.select(nothing, b.div(a, u), b.mul(re, scale)), b.select(nothing, b.div(c, u), b.mul(im, scale)));
}
