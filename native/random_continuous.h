// Continuous distributions, in NumPy's order of draws: the same bits for the same state.
#pragma once

#include <cmath>

#include "random_bits.h"

namespace legate_ts::random_numbers {

// Strips of equal area under a decreasing density, the lowest with the tail: widths, and where a strip is
// inside the density for sure, in units of 1 / 2^BITS.
struct Ziggurat {
  static constexpr int STRIPS = 256;
  std::uint64_t inside[STRIPS];
  double width[STRIPS], density[STRIPS];
};

const Ziggurat& normal_ziggurat();
const Ziggurat& exponential_ziggurat();
constexpr double NORMAL_TAIL = 3.6541528853610087963519472518, EXPONENTIAL_TAIL = 7.69711747013104972;
constexpr double PI = 3.14159265358979323846;

template <typename Bits>
double ziggurat_normal(Bits& bits)
{
  static const Ziggurat& z = normal_ziggurat();
  for (;;) {
    auto r           = bits.next64();
    const auto strip = static_cast<int>(r & 0xff);
    r >>= 8;
    const bool negative = (r & 1) != 0;
    const auto size     = (r >> 1) & 0x000fffffffffffffu;
    double x            = static_cast<double>(size) * z.width[strip];
    if (negative) x = -x;
    if (size < z.inside[strip]) return x;
    if (strip == 0) {
      for (;;) {
        const double along = -0.27366123732975827203338247596 * std::log1p(-bits.next_double());
        const double up    = -std::log1p(-bits.next_double());
        if (up + up > along * along) return ((size >> 8) & 1) != 0 ? -(NORMAL_TAIL + along) : NORMAL_TAIL + along;
      }
    }
    const double height = (z.density[strip - 1] - z.density[strip]) * bits.next_double() + z.density[strip];
    if (height < std::exp(-0.5 * x * x)) return x;
  }
}

template <typename Bits>
double ziggurat_exponential(Bits& bits)
{
  static const Ziggurat& z = exponential_ziggurat();
  for (;;) {
    auto r           = bits.next64() >> 3;
    const auto strip = static_cast<int>(r & 0xff);
    r >>= 8;
    const double x = static_cast<double>(r) * z.width[strip];
    if (r < z.inside[strip]) return x;
    if (strip == 0) return EXPONENTIAL_TAIL - std::log1p(-bits.next_double());
    const double height = (z.density[strip - 1] - z.density[strip]) * bits.next_double() + z.density[strip];
    if (height < std::exp(-x)) return x;
  }
}

// The polar method: two at a time.
inline double gauss(Twister& bits)
{
  if (bits.state.has_gauss != 0) {
    bits.state.has_gauss = 0;
    return bits.state.gauss;
  }
  double x, y, r;
  do {
    x = 2.0 * bits.next_double() - 1.0;
    y = 2.0 * bits.next_double() - 1.0;
    r = x * x + y * y;
  } while (r >= 1.0 || r == 0.0);
  const double f = std::sqrt(-2.0 * std::log(r) / r);
  bits.state.gauss     = f * x;
  bits.state.has_gauss = 1;
  return f * y;
}

inline double exponential(Twister& bits) { return -std::log(1.0 - bits.next_double()); }

// Marsaglia and Tsang; below 1 by rejection.
inline double gamma(Twister& bits, double shape)
{
  if (shape == 1.0) return exponential(bits);
  if (shape == 0.0) return 0.0;
  if (shape < 1.0) {
    for (;;) {
      const double u = bits.next_double(), v = exponential(bits);
      if (u <= 1.0 - shape) {
        const double x = std::pow(u, 1. / shape);
        if (x <= v) return x;
      } else {
        const double y = -std::log((1 - u) / shape), x = std::pow(1.0 - shape + shape * y, 1. / shape);
        if (x <= v + y) return x;
      }
    }
  }
  const double b = shape - 1. / 3., c = 1. / std::sqrt(9 * b);
  for (;;) {
    double x, v;
    do {
      x = gauss(bits);
      v = 1.0 + c * x;
    } while (v <= 0.0);
    v              = v * v * v;
    const double u = bits.next_double();
    if (u < 1.0 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (std::log(u) < 0.5 * x * x + b * (1. - v + std::log(v))) return b * v;
  }
}

inline double chi_square(Twister& bits, double freedom) { return 2.0 * gamma(bits, freedom / 2.0); }

inline double beta(Twister& bits, double a, double b)
{
  if (a > 1.0 || b > 1.0) {
    const double x = gamma(bits, a), y = gamma(bits, b);
    return x / (x + y);
  }
  for (;;) {
    const double u = bits.next_double(), v = bits.next_double();
    const double x = std::pow(u, 1.0 / a), y = std::pow(v, 1.0 / b);
    if (x + y > 1.0) continue;
    if (x + y > 0) return x / (x + y);
    double log_x = std::log(u) / a, log_y = std::log(v) / b;
    const double most = log_x > log_y ? log_x : log_y;
    log_x -= most;
    log_y -= most;
    return std::exp(log_x - std::log(std::exp(log_x) + std::exp(log_y)));
  }
}

inline double wald(Twister& bits, double mean, double scale)
{
  const double half = mean / (2 * scale);
  double y          = gauss(bits);
  y                 = mean * y * y;
  const double x    = mean + half * (y - std::sqrt(4 * scale * y + y * y));
  const double u    = bits.next_double();
  return u <= mean / (mean + x) ? x : mean * mean / x;
}

class VonMises {
 public:
  VonMises(double mu, double kappa) : mu_{mu}, kappa_{kappa}
  {
    if (kappa < 1e-5) {
      s_ = 1. / kappa + kappa;
    } else {
      const double r = 1 + std::sqrt(1 + 4 * kappa * kappa), rho = (r - std::sqrt(2 * r)) / (2 * kappa);
      s_ = (1 + rho * rho) / (2 * rho);
    }
  }

  double operator()(Twister& bits) const
  {
    if (std::isnan(kappa_)) return kappa_;
    if (kappa_ < 1e-8) return PI * (2 * bits.next_double() - 1);
    double w;
    for (;;) {
      const double z = std::cos(PI * bits.next_double());
      w              = (1 + s_ * z) / (s_ + z);
      const double y = kappa_ * (s_ - w), v = bits.next_double();
      if (y * (2 - y) - v >= 0 || std::log(y / v) + 1 - y >= 0) break;
    }
    double angle = std::acos(w);
    if (bits.next_double() < 0.5) angle = -angle;
    angle += mu_;
    // Most are less than a whole turn, which fmod would find out bit by bit.
    double turned = std::fabs(angle) + PI;
    if (!(turned < 2 * PI)) turned = std::fmod(turned, 2 * PI);
    return angle < 0 ? PI - turned : turned - PI;
  }

 private:
  double mu_, kappa_, s_;
};

inline double triangular(Twister& bits, double left, double mode, double right)
{
  const double base = right - left, to_mode = mode - left;
  const double u = bits.next_double();
  if (u <= to_mode / base) return left + std::sqrt(u * (to_mode * base));
  return right - std::sqrt((1.0 - u) * ((right - mode) * base));
}

}  // namespace legate_ts::random_numbers
