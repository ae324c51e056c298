// The passes of a transform, compiled once for each instruction set: FFT_VARIANT names it.
#include "library_fft.h"

namespace legate_ts::fourier::FFT_VARIANT {

namespace {

template <typename R>
struct Number {
  R re, im;
};
template <typename R>
inline Number<R> operator+(Number<R> a, Number<R> b) { return {a.re + b.re, a.im + b.im}; }
template <typename R>
inline Number<R> operator-(Number<R> a, Number<R> b) { return {a.re - b.re, a.im - b.im}; }
template <typename R>
inline Number<R> operator*(Number<R> a, Number<R> b)
{
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
template <typename R>
inline Number<R> operator*(R a, Number<R> b) { return {a * b.re, a * b.im}; }
// Times -i.
template <typename R>
inline Number<R> turned(Number<R> a) { return {a.im, -a.re}; }

// The butterflies: sums over the inputs, output k turned by k.
template <typename R, int RADIX>
struct Butterfly;

template <typename R>
struct Butterfly<R, 2> {
  static void run(Number<R>* v)
  {
    const auto a = v[0], b = v[1];
    v[0] = a + b;
    v[1] = a - b;
  }
};

template <typename R>
struct Butterfly<R, 3> {
  static void run(Number<R>* v)
  {
    constexpr R SINE = static_cast<R>(0.86602540378443864676372317075293618L);
    const auto sum = v[1] + v[2], difference = SINE * turned(v[1] - v[2]);
    const auto middle = v[0] - R{0.5} * sum;
    v[0] = v[0] + sum;
    v[1] = middle + difference;
    v[2] = middle - difference;
  }
};

template <typename R>
struct Butterfly<R, 4> {
  static void run(Number<R>* v)
  {
    const auto a = v[0] + v[2], b = v[0] - v[2], c = v[1] + v[3], d = turned(v[1] - v[3]);
    v[0] = a + c;
    v[1] = b + d;
    v[2] = a - c;
    v[3] = b - d;
  }
};

template <typename R>
struct Butterfly<R, 5> {
  static void run(Number<R>* v)
  {
    constexpr R C1 = static_cast<R>(0.30901699437494742410229341718281906L);
    constexpr R C2 = static_cast<R>(-0.80901699437494742410229341718281906L);
    constexpr R S1 = static_cast<R>(0.95105651629515357211643933337938214L);
    constexpr R S2 = static_cast<R>(0.58778525229247312916870595463907277L);
    const auto a = v[1] + v[4], b = v[2] + v[3], c = turned(v[1] - v[4]), d = turned(v[2] - v[3]);
    const auto x = v[0] + C1 * a + C2 * b, y = v[0] + C2 * a + C1 * b;
    const auto u = S1 * c + S2 * d, w = S2 * c - S1 * d;
    v[0] = v[0] + a + b;
    v[1] = x + u;
    v[4] = x - u;
    v[2] = y + w;
    v[3] = y - w;
  }
};

template <typename R, int RADIX>
void fixed(const Pass<R>& pass, std::int64_t s, Split<R> x, Split<R> y)
{
  const auto m = pass.m;
  for (std::int64_t p = 0; p < m; ++p) {
    Number<R> w[RADIX];
    for (int k = 1; k < RADIX; ++k) {
      const auto at = static_cast<std::size_t>(p * (RADIX - 1) + k - 1);
      w[k]          = {pass.twiddles.re[at], pass.twiddles.im[at]};
    }
    const R* const from_re = x.re + s * p;
    const R* const from_im = x.im + s * p;
    R* const to_re         = y.re + s * RADIX * p;
    R* const to_im         = y.im + s * RADIX * p;
#pragma GCC ivdep
    for (std::int64_t q = 0; q < s; ++q) {
      Number<R> v[RADIX];
      for (int k = 0; k < RADIX; ++k) v[k] = {from_re[q + s * m * k], from_im[q + s * m * k]};
      Butterfly<R, RADIX>::run(v);
      to_re[q] = v[0].re;
      to_im[q] = v[0].im;
      for (int k = 1; k < RADIX; ++k) {
        const auto out    = w[k] * v[k];
        to_re[q + s * k] = out.re;
        to_im[q + s * k] = out.im;
      }
    }
  }
}

// Any small prime, output by output.
template <typename R>
void general(const Pass<R>& pass, std::int64_t s, Split<R> x, Split<R> y)
{
  const auto m = pass.m;
  const int radix = pass.radix;
  for (std::int64_t p = 0; p < m; ++p) {
    for (int k = 0; k < radix; ++k) {
      R* const to_re = y.re + s * (radix * p + k);
      R* const to_im = y.im + s * (radix * p + k);
      const R *from_re = x.re + s * p, *from_im = x.im + s * p;
      for (std::int64_t q = 0; q < s; ++q) {
        to_re[q] = from_re[q];
        to_im[q] = from_im[q];
      }
      for (int j = 1; j < radix; ++j) {
        from_re += s * m;
        from_im += s * m;
        const auto root   = static_cast<std::size_t>(j * k % radix);
        const Number<R> w = {pass.roots.re[root], pass.roots.im[root]};
#pragma GCC ivdep
        for (std::int64_t q = 0; q < s; ++q) {
          const auto term = w * Number<R>{from_re[q], from_im[q]};
          to_re[q] += term.re;
          to_im[q] += term.im;
        }
      }
      if (k == 0) continue;
      const auto at     = static_cast<std::size_t>(p * (radix - 1) + k - 1);
      const Number<R> w = {pass.twiddles.re[at], pass.twiddles.im[at]};
#pragma GCC ivdep
      for (std::int64_t q = 0; q < s; ++q) {
        const auto out = w * Number<R>{to_re[q], to_im[q]};
        to_re[q] = out.re;
        to_im[q] = out.im;
      }
    }
  }
}

}  // namespace

template <typename R>
void run(const Pass<R>& pass, std::int64_t s, Split<R> x, Split<R> y)
{
  switch (pass.radix) {
    case 2: return fixed<R, 2>(pass, s, x, y);
    case 3: return fixed<R, 3>(pass, s, x, y);
    case 4: return fixed<R, 4>(pass, s, x, y);
    case 5: return fixed<R, 5>(pass, s, x, y);
    default: return general<R>(pass, s, x, y);
  }
}

template void run<float>(const Pass<float>&, std::int64_t, Split<float>, Split<float>);
template void run<double>(const Pass<double>&, std::int64_t, Split<double>, Split<double>);

}  // namespace legate_ts::fourier::FFT_VARIANT
