// The two halves of a long transform as tasks of their own, so that several processors share it.
#pragma once

#include <cmath>

#include "library_fft.h"
#include "library_view.h"

namespace legate_ts::fourier {

// The line as a matrix x[i * b + j]: transforms of the columns j, times w^(j k), into t[j][k]. `exchange`: of
// what has real and imaginary parts exchanged, which makes the whole transform a backward one.
template <typename R, typename In>
void columns(const Arg& x, const Arg& t, std::int64_t n, bool exchange)
{
  using C       = std::complex<R>;
  const auto a = extent(t, 1), b = n / a;
  const auto plan = Plan<R>::of(a);
  const Roots roots{n};
  const auto size = a * LANES;
  std::vector<R> memory(static_cast<std::size_t>(4 * size));
  Table<R> lane{static_cast<std::size_t>(size)};
  for (std::int64_t k = 0; k < a; ++k) {
    for (std::int64_t l = 0; l < LANES; ++l) lane.set(static_cast<std::size_t>(k * LANES + l), roots(k * l % n));
  }
  const auto* const from = reinterpret_cast<const In*>(x.base);
  for (auto column = t.lo[0]; column < t.hi[0]; column += LANES) {
    const auto width = std::min(LANES, t.hi[0] - column);
    Split<R> in{memory.data(), memory.data() + size}, out{in.im + size, in.im + 2 * size};
    for (std::int64_t i = 0; i < a; ++i) {
      for (std::int64_t l = 0; l < width; ++l) {
        const In value          = from[i * b + column + l];
        const R re = static_cast<R>(std::real(value)), im = static_cast<R>(std::imag(value));
        in.re[i * width + l] = exchange ? im : re;
        in.im[i * width + l] = exchange ? re : im;
      }
    }
    const auto done = plan->lanes(width, in, out);
    for (std::int64_t k = 0; k < a; ++k) {
      const auto base = roots(k * column);
      const R wr = static_cast<R>(base.real()), wi = static_cast<R>(base.imag());
      const R* const lane_re = lane.re.data() + k * LANES;
      const R* const lane_im = lane.im.data() + k * LANES;
      const R* const re      = done.re + k * width;
      const R* const im      = done.im + k * width;
      auto* const to         = reinterpret_cast<C*>(t.base) + column * a + k;
      for (std::int64_t l = 0; l < width; ++l) {
        const R tr = wr * lane_re[l] - wi * lane_im[l], ti = wr * lane_im[l] + wi * lane_re[l];
        to[l * a] = {re[l] * tr - im[l] * ti, re[l] * ti + im[l] * tr};
      }
    }
  }
}

// Transforms of t[j][k] along j, into y of the same shape: in C order, the coefficients of the line.
template <typename R>
void rows(const Arg& t, const Arg& y, R scale, bool exchange)
{
  using C         = std::complex<R>;
  const auto b    = extent(y, 0);
  const auto plan = Plan<R>::of(b);
  const auto size = b * LANES;
  std::vector<R> memory(static_cast<std::size_t>(4 * size));
  for (auto k = y.lo[1]; k < y.hi[1]; k += LANES) {
    const auto width = std::min(LANES, y.hi[1] - k);
    Split<R> in{memory.data(), memory.data() + size}, out{in.im + size, in.im + 2 * size};
    for (std::int64_t j = 0; j < b; ++j) {
      const auto* const from = reinterpret_cast<const C*>(t.base + j * t.stride[0]) + k;
      for (std::int64_t l = 0; l < width; ++l) {
        in.re[j * width + l] = from[l].real();
        in.im[j * width + l] = from[l].imag();
      }
    }
    const auto done = plan->lanes(width, in, out);
    for (std::int64_t i = 0; i < b; ++i) {
      auto* const to = reinterpret_cast<C*>(y.base + i * y.stride[0]) + k;
      for (std::int64_t l = 0; l < width; ++l) {
        const R re = done.re[i * width + l] * scale, im = done.im[i * width + l] * scale;
        to[l] = exchange ? C{im, re} : C{re, im};
      }
    }
  }
}

}  // namespace legate_ts::fourier
