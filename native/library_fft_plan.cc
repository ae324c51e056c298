// Plans: how a length is taken apart, and its tables.
#include <algorithm>
#include <cmath>
#include <list>
#include <mutex>

#include "library_fft.h"

namespace legate_ts::fourier {

namespace plain {
template <typename R>
void run(const Pass<R>& pass, std::int64_t s, Split<R> x, Split<R> y);
}
namespace avx2 {
template <typename R>
void run(const Pass<R>& pass, std::int64_t s, Split<R> x, Split<R> y);
}

template <typename R>
RunPass<R> run_pass()
{
#if defined(__x86_64__)
  static const RunPass<R> chosen = __builtin_cpu_supports("avx2") ? avx2::run<R> : plain::run<R>;
  return chosen;
#else
  return plain::run<R>;
#endif
}

namespace {

std::complex<long double> unit(std::int64_t k, std::int64_t n)
{
  // Exact where sine and cosine are 0 or 1, and symmetric: the angle is taken from the nearest axis.
  const auto octant   = (8 * static_cast<__int128>(k)) / n;
  const auto quarter  = static_cast<int>((octant + 1) / 2);
  const auto rest     = static_cast<long double>(4 * static_cast<__int128>(k) - static_cast<__int128>(quarter) * n);
  const auto angle    = rest * (1.57079632679489661923132169163975144L / static_cast<long double>(n));
  const auto c = std::cos(angle), s = std::sin(angle);
  switch (quarter % 4) {
    case 0: return {c, -s};
    case 1: return {-s, -c};
    case 2: return {-c, s};
    default: return {s, c};
  }
}

// Fours first, so that at most one two is left.
std::vector<int> factors_of(std::int64_t n)
{
  std::vector<int> factors;
  for (; n % 4 == 0; n /= 4) factors.push_back(4);
  for (int f = 2; f <= MAX_RADIX; ++f) {
    for (; n % f == 0; n /= f) factors.push_back(f);
  }
  if (n > 1) factors.push_back(0);
  return factors;
}

// The greatest divisor up to the square root and a limit, or 1.
std::int64_t middle_divisor(std::int64_t n, std::int64_t limit)
{
  for (auto d = std::min(limit, static_cast<std::int64_t>(std::sqrt(static_cast<double>(n)))); d > 1; --d) {
    if (n % d == 0) return d;
  }
  return 1;
}

// The least number without prime factors over 5 from `least` on.
std::int64_t easy_length(std::int64_t least)
{
  std::int64_t best = 1;
  while (best < least) best *= 2;
  for (std::int64_t five = 1; five < best; five *= 5) {
    for (std::int64_t three = five; three < best; three *= 3) {
      auto length = three;
      while (length < least) length *= 2;
      best = std::min(best, length);
    }
  }
  return best;
}

constexpr std::int64_t SHORTEST_IN_STEPS = 1024;
constexpr std::int64_t LEAST_STEP        = 16;

}  // namespace

Roots::Roots(std::int64_t n) : n_{n}, low_{1}
{
  while (low_ * low_ < n) low_ *= 2;
  for (std::int64_t k = 0; k < low_; ++k) fine_.push_back(unit(k, n));
  for (std::int64_t k = 0; k * low_ < n; ++k) coarse_.push_back(unit(k * low_, n));
}

std::complex<long double> Roots::operator()(std::int64_t k) const
{
  const auto a = coarse_[static_cast<std::size_t>(k / low_)], b = fine_[static_cast<std::size_t>(k % low_)];
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

template <typename R>
Plan<R>::Plan(std::int64_t n) : n_{n}
{
  const auto factors = factors_of(n);
  smooth_            = std::find(factors.begin(), factors.end(), 0) == factors.end();
  if (!smooth_) {
    const auto length = easy_length(2 * n - 1);
    longer_           = of(length);
    chirp_.resize(static_cast<std::size_t>(n));
    response_.assign(static_cast<std::size_t>(length), C{});
    for (std::int64_t k = 0; k < n; ++k) {
      const auto square = static_cast<std::int64_t>(static_cast<__int128>(k) * k % (2 * n));
      const auto w      = unit(square, 2 * n);
      const C conjugate{static_cast<R>(w.real()), static_cast<R>(-w.imag())};
      chirp_[static_cast<std::size_t>(k)]    = std::conj(conjugate);
      response_[static_cast<std::size_t>(k)] = conjugate;
      if (k > 0) response_[static_cast<std::size_t>(length - k)] = conjugate;
    }
    longer_->row(response_.data());
    return;
  }
  const auto divisor = n >= SHORTEST_IN_STEPS ? middle_divisor(n, LONGEST_IN_LANES) : 1;
  if (divisor >= LEAST_STEP) {
    first_  = of(divisor);
    second_ = of(n / divisor);
    const Roots roots{n};
    low_ = 1;
    while (low_ * low_ < n) low_ *= 2;
    fine_   = Table<R>(static_cast<std::size_t>(low_));
    coarse_ = Table<R>(static_cast<std::size_t>(n / low_ + 1));
    lane_   = Table<R>(static_cast<std::size_t>(divisor * LANES));
    for (std::int64_t k = 0; k < low_; ++k) fine_.set(static_cast<std::size_t>(k), roots(k));
    for (std::int64_t k = 0; k * low_ < n; ++k) coarse_.set(static_cast<std::size_t>(k), roots(k * low_));
    for (std::int64_t k = 0; k < divisor; ++k) {
      for (std::int64_t l = 0; l < LANES; ++l) lane_.set(static_cast<std::size_t>(k * LANES + l), roots(k * l % n));
    }
    if (n > LONGEST_IN_LANES) return;
  }
  auto length = n;
  for (const int radix : factors) {
    Pass<R> pass{radix, length / radix, Table<R>(static_cast<std::size_t>(length / radix * (radix - 1))),
                 Table<R>(static_cast<std::size_t>(radix))};
    const Roots roots{length};
    for (std::int64_t p = 0; p < pass.m; ++p) {
      for (int k = 1; k < radix; ++k) pass.twiddles.set(static_cast<std::size_t>(p * (radix - 1) + k - 1), roots(p * k));
    }
    for (int k = 0; k < radix; ++k) pass.roots.set(static_cast<std::size_t>(k), unit(k, radix));
    passes_.push_back(std::move(pass));
    length /= radix;
  }
}

template <typename R>
std::shared_ptr<const Plan<R>> Plan<R>::of(std::int64_t n)
{
  constexpr std::size_t KEPT = 16;
  static std::mutex mutex;
  static std::list<std::shared_ptr<const Plan>> recent;
  const auto find = [&]() -> std::shared_ptr<const Plan> {
    for (auto i = recent.begin(); i != recent.end(); ++i) {
      if ((*i)->n_ != n) continue;
      recent.splice(recent.begin(), recent, i);
      return recent.front();
    }
    return nullptr;
  };
  {
    const std::lock_guard<std::mutex> lock{mutex};
    if (auto known = find()) return known;
  }
  auto made = std::make_shared<const Plan>(n);
  const std::lock_guard<std::mutex> lock{mutex};
  if (auto known = find()) return known;
  recent.push_front(made);
  if (recent.size() > KEPT) recent.pop_back();
  return made;
}

template RunPass<float> run_pass<float>();
template RunPass<double> run_pass<double>();
template class Plan<float>;
template class Plan<double>;

}  // namespace legate_ts::fourier
