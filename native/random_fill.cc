#include "random_fill.h"

#include <cstring>
#include <numeric>
#include <unordered_set>
#include <vector>

#include "random_discrete.h"
#include "random_ziggurat.h"

namespace legate_ts::random_numbers {

namespace {

class Parameters {
 public:
  explicit Parameters(const void* data) : data_{static_cast<const char*>(data)} {}
  double operator[](int i) const { return at<double>(i); }
  std::int64_t integer(int i) const { return at<std::int64_t>(i); }
  std::uint64_t natural(int i) const { return at<std::uint64_t>(i); }
  const double* doubles(int i) const { return reinterpret_cast<const double*>(data_ + 8 * i); }

 private:
  template <typename T>
  T at(int i) const
  {
    T value;
    std::memcpy(&value, data_ + 8 * i, sizeof value);
    return value;
  }
  const char* data_;
};

template <typename T, typename Draw>
bool each(void* out, std::int64_t count, Draw&& draw)
{
  auto* const to = static_cast<T*>(out);
  for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<T>(draw());
  return true;
}

// Doubles, so many at a time as stay in the nearest cache.
template <typename Fill>
bool in_chunks(void* out, std::int64_t count, Fill&& fill)
{
  constexpr std::int64_t CHUNK = 1024;
  auto* const to = static_cast<double*>(out);
  for (std::int64_t i = 0; i < count; i += CHUNK) fill(to + i, std::min(CHUNK, count - i));
  return true;
}

// What both generators have.
template <typename Bits>
bool fill_common(Bits& bits, Distribution which, const Parameters& p, void* out, std::int64_t count)
{
  const double a = p[0];
  auto* const to = static_cast<std::int64_t*>(out);
  switch (which) {
    case Distribution::Doubles: return each<double>(out, count, [&] { return bits.next_double(); });
    case Distribution::Poisson: return each<std::int64_t>(out, count, [&] { return poisson(bits, a); });
    case Distribution::Binomial:
      return each<std::int64_t>(out, count, [&, draw = Binomial{p.integer(0), p[1]}] { return draw(bits); });
    case Distribution::Bounded: {
      const auto low = p.natural(0), most = p.natural(1);
      return each<std::uint64_t>(out, count, [&] { return low + bounded(bits, most); });
    }
    case Distribution::Permutation:
      // Positions, shuffled from the end.
      std::iota(to, to + count, std::int64_t{0});
      for (auto i = count - 1; i > 0; --i) {
        const auto most = static_cast<std::uint64_t>(i);
        std::swap(to[i], to[masked(bits, most)]);
      }
      return true;
    case Distribution::Floyd: {
      // A sample without repetition of 0..n-1 by Floyd's method, then shuffled.
      const auto n = p.integer(0);
      std::unordered_set<std::uint64_t> seen;
      for (std::int64_t i = 0; i < count; ++i) {
        const auto last = static_cast<std::uint64_t>(n - count + i);
        auto value      = bounded(bits, last);
        if (!seen.insert(value).second) seen.insert(value = last);
        to[i] = static_cast<std::int64_t>(value);
      }
      for (auto i = count - 1; i > 0; --i) std::swap(to[i], to[bounded(bits, static_cast<std::uint64_t>(i))]);
      return true;
    }
    case Distribution::Tail: {
      // A sample without repetition: the end of a permutation that is only made there.
      const auto n = p.integer(0);
      std::vector<std::int64_t> all(static_cast<std::size_t>(n));
      std::iota(all.begin(), all.end(), std::int64_t{0});
      for (auto i = n - 1; i > std::max<std::int64_t>(n - count - 1, 0); --i) {
        const auto j = bounded(bits, static_cast<std::uint64_t>(i));
        std::swap(all[static_cast<std::size_t>(i)], all[j]);
      }
      std::copy(all.end() - count, all.end(), to);
      return true;
    }
    default: return false;
  }
}

// Narrow integers share the bits of a 32-bit draw.
template <typename T, typename Bits>
bool fill_narrow(Bits& bits, std::uint64_t low, std::uint64_t most, int width, T* out, std::int64_t count)
{
  const auto mask   = mask_of(most);
  const int step    = width == 0 ? 1 : 8 * width;
  std::uint32_t kept = 0;
  int left           = 0;
  const auto draw    = [&] {
    if (left == 0) {
      kept = bits.next32();
      left = 32 / step;
    } else {
      kept >>= step;
    }
    --left;
    return width == 0 ? kept & 1 : kept & ((1u << step) - 1);
  };
  return each<T>(out, count, [&] {
    if (most == 0) return low;
    std::uint64_t value;
    do value = draw() & mask;
    while (value > most);
    return low + value;
  });
}

template <typename Bits>
bool fill_masked(Bits& bits, std::uint64_t low, std::uint64_t most, int width, void* out, std::int64_t count)
{
  const auto draw = [&] { return low + masked(bits, most); };
  switch (width) {
    case 0:
    case 1: return fill_narrow(bits, low, most, width, static_cast<std::uint8_t*>(out), count);
    case 2: return fill_narrow(bits, low, most, width, static_cast<std::uint16_t*>(out), count);
    case 4: return each<std::uint32_t>(out, count, draw);
    default: return each<std::uint64_t>(out, count, draw);
  }
}

}  // namespace

bool fill_pcg64(void* state, Distribution which, const void* parameters, int width, void* out, std::int64_t count)
{
  auto& bits = *static_cast<Pcg64*>(state);
  const Parameters p{parameters};
  switch (which) {
    case Distribution::Normal: return each<double>(out, count, [&] { return ziggurat_normal(bits); });
    case Distribution::Exponential: return each<double>(out, count, [&] { return ziggurat_exponential(bits); });
    case Distribution::Masked: return fill_masked(bits, p.natural(0), p.natural(1), width, out, count);
    default: return fill_common(bits, which, p, out, count);
  }
}

bool fill_twister(void* state, Distribution which, const void* parameters, int width, void* out, std::int64_t count)
{
  Twister bits{*static_cast<TwisterState*>(state)};
  const Parameters p{parameters};
  const double a = p[0], b = p[1], c = p[2];
  const auto floats   = [&](auto&& draw) { return each<double>(out, count, draw); };
  const auto integers = [&](auto&& draw) { return each<std::int64_t>(out, count, draw); };
  const auto noncentral = [&](double freedom, double shift) {
    if (shift == 0) return chi_square(bits, freedom);
    if (freedom > 1) {
      const double square = chi_square(bits, freedom - 1), n = gauss(bits) + std::sqrt(shift);
      return square + n * n;
    }
    const auto i = poisson(bits, shift / 2.0);
    return chi_square(bits, freedom + 2 * static_cast<double>(i));
  };
  switch (which) {
    case Distribution::Doubles: bits.doubles(static_cast<double*>(out), count); return true;
    case Distribution::Masked: return fill_masked(bits, p.natural(0), p.natural(1), width, out, count);
    case Distribution::Normal: return floats([&] { return gauss(bits); });
    case Distribution::Exponential: return floats([&] { return exponential(bits); });
    case Distribution::Gamma: return floats([&] { return gamma(bits, a); });
    case Distribution::Beta: return floats([&] { return beta(bits, a, b); });
    case Distribution::ChiSquare: return floats([&] { return chi_square(bits, a); });
    case Distribution::NoncentralChiSquare: return floats([&] { return noncentral(a, b); });
    case Distribution::F:
      return floats([&] {
        const double above = chi_square(bits, a) * b;
        return above / (chi_square(bits, b) * a);
      });
    case Distribution::NoncentralF:
      return floats([&] {
        const double above = noncentral(a, c) * b;
        return above / (chi_square(bits, b) * a);
      });
    case Distribution::Cauchy:
      return floats([&] {
        const double above = gauss(bits);
        return above / gauss(bits);
      });
    case Distribution::T:
      return floats([&] {
        const double above = gauss(bits), below = gamma(bits, a / 2);
        return std::sqrt(a / 2) * above / std::sqrt(below);
      });
    case Distribution::Laplace:
      return floats([&] {
        for (;;) {
          const double u = bits.next_double();
          if (u >= 0.5) return a - b * std::log(2.0 - u - u);
          if (u > 0.0) return a + b * std::log(u + u);
        }
      });
    case Distribution::Logistic:
      return floats([&] {
        for (;;) {
          const double u = bits.next_double();
          if (u > 0.0) return a + b * std::log(u / (1.0 - u));
        }
      });
    case Distribution::Gumbel:
      return floats([&] {
        for (;;) {
          const double u = 1.0 - bits.next_double();
          if (u < 1.0) return a - b * std::log(-std::log(u));
        }
      });
    case Distribution::Pareto: return floats([&] { return std::exp(exponential(bits) / a) - 1; });
    case Distribution::Power: return floats([&] { return std::pow(1 - std::exp(-exponential(bits)), 1. / a); });
    case Distribution::Rayleigh:
      // Roots that don't wait for logarithms are a third faster.
      return in_chunks(out, count, [&](double* to, std::int64_t n) {
        bits.doubles(to, n);
        for (std::int64_t i = 0; i < n; ++i) to[i] = std::log1p(-to[i]);
        for (std::int64_t i = 0; i < n; ++i) to[i] = a * std::sqrt(-2.0 * to[i]);
      });
    case Distribution::Triangular: return floats([&] { return triangular(bits, a, b, c); });
    case Distribution::LogNormal: return floats([&] { return std::exp(a + b * gauss(bits)); });
    case Distribution::Wald: return floats([&] { return wald(bits, a, b); });
    case Distribution::Weibull:
      return floats([&] { return a == 0.0 ? 0.0 : std::pow(exponential(bits), 1. / a); });
    case Distribution::VonMises: return floats([&, draw = VonMises{a, b}] { return draw(bits); });
    case Distribution::Geometric: return integers([&] { return geometric(bits, a); });
    case Distribution::Hypergeometric:
      return integers([&] { return hypergeometric(bits, p.integer(0), p.integer(1), p.integer(2)); });
    case Distribution::LogSeries: return integers([&, draw = LogSeries{a}] { return draw(bits); });
    case Distribution::NegativeBinomial:
      return integers([&] {
        const double mean = (1 - b) / b * gamma(bits, a);
        return poisson(bits, mean);
      });
    case Distribution::Zipf: return integers([&, draw = Zipf{a}] { return draw(bits); });
    case Distribution::Multinomial: {
      // Trials, categories, then their probabilities; `count` elements are rows of the categories.
      const auto categories = p.integer(1);
      const double* const shares = p.doubles(2);
      auto* row = static_cast<std::int64_t*>(out);
      for (std::int64_t i = 0; i < count; i += categories, row += categories) {
        double rest = 1.0;
        auto left   = p.integer(0);
        std::fill(row, row + categories, 0);
        for (std::int64_t j = 0; j < categories - 1 && left > 0; ++j) {
          row[j] = Binomial{left, shares[j] / rest}(bits);
          left -= row[j];
          rest -= shares[j];
        }
        if (left > 0) row[categories - 1] = left;
      }
      return true;
    }
    case Distribution::Dirichlet: {
      const auto categories = p.integer(0);
      auto* row = static_cast<double*>(out);
      for (std::int64_t i = 0; i < count; i += categories, row += categories) {
        double sum = 0.0;
        for (std::int64_t j = 0; j < categories; ++j) sum += row[j] = gamma(bits, p[static_cast<int>(1 + j)]);
        const double inverse = 1 / sum;
        for (std::int64_t j = 0; j < categories; ++j) row[j] *= inverse;
      }
      return true;
    }
    default: return fill_common(bits, which, p, out, count);
  }
}

namespace {

// Where a strip is inside the density for sure follows from the width of the one above it.
template <typename Density>
Ziggurat make_ziggurat(const double* widths, double units, Density density)
{
  Ziggurat z;
  for (int i = 0; i < Ziggurat::STRIPS; ++i) {
    const int inner = i == 0 ? Ziggurat::STRIPS - 1 : i - 1;
    z.width[i]      = widths[i];
    z.density[i]    = i == 0 ? 1.0 : density(widths[i] * units);
    z.inside[i]     = i == 1 ? 0 : static_cast<std::uint64_t>(widths[inner] / widths[i] * units);
  }
  return z;
}

}  // namespace

const Ziggurat& normal_ziggurat()
{
  static const Ziggurat made =
    make_ziggurat(NORMAL_WIDTHS, 4503599627370496.0, [](double x) { return std::exp(-0.5 * x * x); });
  return made;
}

const Ziggurat& exponential_ziggurat()
{
  static const Ziggurat made =
    make_ziggurat(EXPONENTIAL_WIDTHS, 9007199254740992.0, [](double x) { return std::exp(-x); });
  return made;
}

}  // namespace legate_ts::random_numbers
