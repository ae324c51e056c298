// Discrete distributions and bounded integers, in NumPy's order of draws.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "random_continuous.h"

namespace legate_ts::random_numbers {

// Uniform in 0..most, by multiplication (Lemire): 32-bit numbers where they do.
template <typename Bits>
std::uint64_t bounded(Bits& bits, std::uint64_t most)
{
  if (most == 0) return 0;
  if (most <= 0xffffffffu) {
    if (most == 0xffffffffu) return bits.next32();
    const auto count = static_cast<std::uint32_t>(most) + 1;
    auto m           = static_cast<std::uint64_t>(bits.next32()) * count;
    if (static_cast<std::uint32_t>(m) < count) {
      const auto least = (0xffffffffu - static_cast<std::uint32_t>(most)) % count;
      while (static_cast<std::uint32_t>(m) < least) m = static_cast<std::uint64_t>(bits.next32()) * count;
    }
    return m >> 32;
  }
  if (most == ~std::uint64_t{0}) return bits.next64();
  const auto count = most + 1;
  auto m           = static_cast<Wide>(bits.next64()) * count;
  if (static_cast<std::uint64_t>(m) < count) {
    const auto least = (~std::uint64_t{0} - most) % count;
    while (static_cast<std::uint64_t>(m) < least) m = static_cast<Wide>(bits.next64()) * count;
  }
  return static_cast<std::uint64_t>(m >> 64);
}

inline std::uint64_t mask_of(std::uint64_t most)
{
  for (int shift = 1; shift < 64; shift *= 2) most |= most >> shift;
  return most;
}

// Uniform in 0..most, by masking and rejection.
template <typename Bits>
std::uint64_t masked(Bits& bits, std::uint64_t most)
{
  if (most == 0) return 0;
  const auto mask = mask_of(most);
  std::uint64_t value;
  do {
    value = (most <= 0xffffffffu ? bits.next32() : bits.next64()) & mask;
  } while (value > most);
  return value;
}

// Logarithm of the gamma function.
inline double log_gamma(double x)
{
  constexpr double SERIES[] = {8.333333333333333e-02,  -2.777777777777778e-03, 7.936507936507937e-04,
                               -5.952380952380952e-04, 8.417508417508418e-04,  -1.917526917526918e-03,
                               6.410256410256410e-03,  -2.955065359477124e-02, 1.796443723688307e-01,
                               -1.39243221690590e+00};
  if (x == 1.0 || x == 2.0) return 0.0;
  const auto steps = x < 7.0 ? static_cast<std::int64_t>(7 - x) : 0;
  double at = x + static_cast<double>(steps);
  const double square = (1.0 / at) * (1.0 / at);
  double sum          = SERIES[9];
  for (int k = 8; k >= 0; --k) sum = sum * square + SERIES[k];
  double value = sum / at + 0.5 * 1.8378770664093453e+00 + (at - 0.5) * std::log(at) - at;
  for (std::int64_t k = 0; k < steps; ++k) {
    value -= std::log(at - 1.0);
    at -= 1.0;
  }
  return value;
}

template <typename Bits>
std::int64_t poisson(Bits& bits, double lambda)
{
  if (lambda == 0) return 0;
  if (lambda < 10) {
    const double least = std::exp(-lambda);
    double product     = 1.0;
    for (std::int64_t x = 0;; ++x) {
      product *= bits.next_double();
      if (product <= least) return x;
    }
  }
  // Transformed rejection with squeeze (Hörmann).
  const double root = std::sqrt(lambda), log_lambda = std::log(lambda);
  const double b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = bits.next_double() - 0.5, v = bits.next_double(), us = 0.5 - std::fabs(u);
    const auto k = static_cast<std::int64_t>(std::floor((2 * a / us + b) * u + lambda + 0.43));
    if (us >= 0.07 && v <= v_r) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <=
        -lambda + static_cast<double>(k) * log_lambda - log_gamma(static_cast<double>(k + 1))) {
      return k;
    }
  }
}

// Binomial numbers by inversion, for a small mean; p is at most a half.
class Inversion {
 public:
  Inversion(std::int64_t n, double p) : n_{n}, p_{p}
  {
    const double count = static_cast<double>(n), mean = count * p;
    q_     = 1.0 - p;
    none_  = std::exp(count * std::log(q_));
    bound_ = static_cast<std::int64_t>(std::min(count, mean + 10.0 * std::sqrt(mean * q_ + 1)));
  }

  template <typename Bits>
  std::int64_t operator()(Bits& bits) const
  {
    std::int64_t x = 0;
    double px = none_, u = bits.next_double();
    while (u > px) {
      ++x;
      if (x > bound_) {
        x  = 0;
        px = none_;
        u  = bits.next_double();
      } else {
        u -= px;
        px = (static_cast<double>(n_ - x + 1) * p_ * px) / (static_cast<double>(x) * q_);
      }
    }
    return x;
  }

 private:
  std::int64_t n_, bound_;
  double p_, q_, none_;
};

// BTPE (Kachitvichyanukul and Schmeiser): a triangle, two parallelograms and exponential tails.
template <typename Bits>
std::int64_t binomial_btpe(Bits& bits, std::int64_t n, double p)
{
  const double count = static_cast<double>(n), r = std::min(p, 1.0 - p), q = 1.0 - r, fm = count * r + r;
  const auto m = static_cast<std::int64_t>(std::floor(fm));
  const double mode = static_cast<double>(m);
  const double p1 = std::floor(2.195 * std::sqrt(count * r * q) - 4.6 * q) + 0.5;
  const double xm = mode + 0.5, xl = xm - p1, xr = xm + p1, c = 0.134 + 20.5 / (15.3 + mode);
  double a = (fm - xl) / (fm - xl * r);
  const double left = a * (1.0 + a / 2.0);
  a = (xr - fm) / (xr * q);
  const double right = a * (1.0 + a / 2.0);
  const double p2 = p1 * (1.0 + 2.0 * c), p3 = p2 + c / left, p4 = p3 + c / right;
  const double variance = count * r * q;
  const auto series = [](double x, double square) {
    return (13680. - (462. - (132. - (99. - 140. / square) / square) / square) / square) / x / 166320.;
  };
  std::int64_t y;
  for (;;) {
    const double u = bits.next_double() * p4;
    double v       = bits.next_double();
    if (u <= p1) {
      y = static_cast<std::int64_t>(std::floor(xm - p1 * v + u));
      break;
    }
    if (u <= p2) {
      const double x = xl + (u - p1) / c;
      v = v * c + 1.0 - std::fabs(mode - x + 0.5) / p1;
      if (v > 1.0) continue;
      y = static_cast<std::int64_t>(std::floor(x));
    } else if (u <= p3) {
      y = static_cast<std::int64_t>(std::floor(xl + std::log(v) / left));
      if (y < 0 || v == 0.0) continue;
      v = v * (u - p2) * left;
    } else {
      y = static_cast<std::int64_t>(std::floor(xr - std::log(v) / right));
      if (y > n || v == 0.0) continue;
      v = v * (u - p3) * right;
    }
    const auto k          = std::abs(y - m);
    const double distance = static_cast<double>(k);
    if (k <= 20 || distance >= variance / 2.0 - 1) {
      const double s = r / q, at = s * (count + 1);
      double f = 1.0;
      for (auto i = m + 1; i <= y; ++i) f *= at / static_cast<double>(i) - s;
      for (auto i = y + 1; i <= m; ++i) f /= at / static_cast<double>(i) - s;
      if (v > f) continue;
      break;
    }
    const double rho =
      (distance / variance) * ((distance * (distance / 3.0 + 0.625) + 0.16666666666666666) / variance + 0.5);
    const double t = -distance * distance / (2 * variance), log_v = std::log(v);
    if (log_v < t - rho) break;
    if (log_v > t + rho) continue;
    const double x1 = static_cast<double>(y + 1), f1 = mode + 1, z = count + 1 - mode, w = static_cast<double>(n - y + 1);
    if (log_v <= xm * std::log(f1 / x1) + (count - mode + 0.5) * std::log(z / w) +
                   static_cast<double>(y - m) * std::log(w * r / (x1 * q)) + series(f1, f1 * f1) + series(z, z * z) +
                   series(x1, x1 * x1) + series(w, w * w)) {
      break;
    }
  }
  return p > 0.5 ? n - y : y;
}

// Binomial numbers. Those of a large p are what is missing from those of the other.
class Binomial {
 public:
  Binomial(std::int64_t n, double p) : n_{n}, p_{p <= 0.5 ? p : 1.0 - p}, turned_{p > 0.5}, inversion_{n, p_} {}

  template <typename Bits>
  std::int64_t operator()(Bits& bits) const
  {
    if (n_ == 0 || (!turned_ && p_ == 0)) return 0;
    const auto x = p_ * static_cast<double>(n_) <= 30.0 ? inversion_(bits) : binomial_btpe(bits, n_, p_);
    return turned_ ? n_ - x : x;
  }

 private:
  std::int64_t n_;
  double p_;
  bool turned_;
  Inversion inversion_;
};

inline std::int64_t geometric(Twister& bits, double p)
{
  if (p < 0.333333333333333333333333) {
    return static_cast<std::int64_t>(std::ceil(std::log1p(-bits.next_double()) / std::log(1 - p)));
  }
  std::int64_t x = 1;
  double sum = p, product = p;
  const double u = bits.next_double();
  while (u > sum) {
    product *= 1 - p;
    sum += product;
    ++x;
  }
  return x;
}

inline std::int64_t hypergeometric(Twister& bits, std::int64_t good, std::int64_t bad, std::int64_t sample)
{
  if (sample <= 0) return 0;
  const auto as = [](std::int64_t i) { return static_cast<double>(i); };
  const auto fewer = std::min(good, bad), more = std::max(good, bad), all = good + bad;
  if (sample <= 10) {
    const double rest = as(all - sample);
    double y          = as(fewer);
    auto k            = sample;
    while (y > 0.0) {
      y -= std::floor(bits.next_double() + y / (rest + as(k)));
      if (--k == 0) break;
    }
    const auto z = static_cast<std::int64_t>(as(fewer) - y);
    return good > bad ? sample - z : z;
  }
  // Ratio of uniforms (HRUA).
  const auto m = std::min(sample, all - sample);
  const double share = as(fewer) / as(all), other = 1.0 - share, mean = as(m) * share + 0.5;
  const double deviation = std::sqrt(as(all - m) * as(sample) * share * other / as(all - 1) + 0.5);
  const double width     = 1.7155277699214135 * deviation + 0.8989161620588988;
  const auto mode        = static_cast<std::int64_t>(std::floor(as(m + 1) * as(fewer + 1) / as(all + 2)));
  const auto logs        = [&](std::int64_t z) {
    return log_gamma(as(z + 1)) + log_gamma(as(fewer - z + 1)) + log_gamma(as(m - z + 1)) + log_gamma(as(more - m + z + 1));
  };
  const double top = logs(mode), limit = std::min(as(std::min(m, fewer)) + 1.0, std::floor(mean + 16 * deviation));
  std::int64_t z;
  for (;;) {
    const double x = bits.next_double(), y = bits.next_double(), w = mean + width * (y - 0.5) / x;
    if (w < 0.0 || w >= limit) continue;
    z              = static_cast<std::int64_t>(std::floor(w));
    const double t = top - logs(z);
    if (x * (4.0 - x) - 3.0 <= t) break;
    if (x * (x - t) >= 1) continue;
    if (2.0 * std::log(x) <= t) break;
  }
  if (good > bad) z = m - z;
  return m < sample ? good - z : z;
}

class LogSeries {
 public:
  explicit LogSeries(double p) : p_{p}, r_{std::log1p(-p)} {}

  std::int64_t operator()(Twister& bits) const
  {
    for (;;) {
      const double v = bits.next_double();
      if (v >= p_) return 1;
      const double q = -std::expm1(r_ * bits.next_double());
      if (v <= q * q) {
        const auto x = static_cast<std::int64_t>(std::floor(1 + std::log(v) / std::log(q)));
        if (x < 1 || v == 0.0) continue;
        return x;
      }
      return v >= q ? 1 : 2;
    }
  }

 private:
  double p_, r_;
};

class Zipf {
 public:
  explicit Zipf(double a) : less_{a - 1.0}, b_{std::pow(2.0, less_)} {}

  std::int64_t operator()(Twister& bits) const
  {
    for (;;) {
      const double u = 1.0 - bits.next_double(), v = bits.next_double(), x = std::floor(std::pow(u, -1.0 / less_));
      if (x > 9.2e18 || x < 1.0) continue;
      const double t = step(x);
      if (v * x * (t - 1.0) / (b_ - 1.0) <= t / b_) return static_cast<std::int64_t>(x);
    }
  }

 private:
  // Most numbers are small, and come again.
  double step(double x) const
  {
    const auto compute = [&] { return std::pow(1.0 + 1.0 / x, less_); };
    if (x >= static_cast<double>(steps_.size())) return compute();
    double& found = steps_[static_cast<std::size_t>(x)];
    if (found == 0) found = compute();
    return found;
  }

  double less_, b_;
  mutable std::array<double, 64> steps_{};
};

}  // namespace legate_ts::random_numbers
