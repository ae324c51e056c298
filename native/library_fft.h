// Discrete Fourier transforms of any length.
//
// Stockham's algorithm in radices 2, 3, 4, 5 and, slower, other small primes; numbers with large prime
// factors by Bluestein's convolution; long single ones by the four-step method, so that all passes stay in
// the cache. Several transforms run side by side, in lanes: element j of lane l is at j * lanes + l, real and
// imaginary parts apart, so that every loop is a vector loop whatever the length.
#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <vector>

namespace legate_ts::fourier {

constexpr std::int64_t LANES = 8;
constexpr int MAX_RADIX      = 31;

// Real and imaginary parts apart.
template <typename R>
struct Split {
  R* re;
  R* im;
};

template <typename R>
struct Table {
  std::vector<R> re, im;
  explicit Table(std::size_t size = 0) : re(size), im(size) {}
  void set(std::size_t at, std::complex<long double> w)
  {
    re[at] = static_cast<R>(w.real());
    im[at] = static_cast<R>(w.imag());
  }
};

// One pass over all lanes: m butterflies of `radix` inputs each, on rows of s neighbouring elements.
// `twiddles` has radix - 1 factors a butterfly; `roots` the radix-th roots of 1, for the general radix.
template <typename R>
struct Pass {
  int radix;
  std::int64_t m;
  Table<R> twiddles, roots;
};

template <typename R>
using RunPass = void (*)(const Pass<R>& pass, std::int64_t s, Split<R> x, Split<R> y);

// The code for this processor. All variants give the same bits: none contracts products and sums.
template <typename R>
RunPass<R> run_pass();

// Memory that the thread keeps: fresh pages cost more than a transform. One piece a number.
template <typename R>
std::complex<R>* scratch(int number, std::int64_t size);

// Powers of one root of 1, exact to the last bits: w^k for k < n.
class Roots {
 public:
  explicit Roots(std::int64_t n);
  std::complex<long double> operator()(std::int64_t k) const;

 private:
  std::int64_t n_;
  std::int64_t low_;
  std::vector<std::complex<long double>> coarse_, fine_;
};

// Forward transforms of one length; a backward one is the same with real and imaginary parts exchanged.
template <typename R>
class Plan {
 public:
  using C = std::complex<R>;

  static std::shared_ptr<const Plan> of(std::int64_t n);  // cached
  explicit Plan(std::int64_t n);

  std::int64_t size() const { return n_; }
  // Lengths whose lanes fit the cache, without large prime factors.
  bool in_lanes() const { return smooth_ && n_ <= LONGEST_IN_LANES; }

  // Transforms `lanes` of them; x is overwritten, the result is in x or y: which is returned.
  Split<R> lanes(std::int64_t lanes, Split<R> x, Split<R> y) const;

  // Transforms one in place.
  void row(C* data) const;

 private:
  static constexpr std::int64_t LONGEST_IN_LANES = 1 << 13;
  void four_steps(C* data) const;
  void bluestein(C* data) const;

  std::int64_t n_;
  bool smooth_;
  std::vector<Pass<R>> passes_;
  // Four steps: n = first * second; w^(k j) is coarse * fine * lane.
  std::shared_ptr<const Plan> first_, second_;
  std::int64_t low_ = 0;
  Table<R> coarse_, fine_, lane_;
  // Bluestein: a convolution of a longer length with the chirp.
  std::shared_ptr<const Plan> longer_;
  std::vector<C> chirp_, response_;
};

}  // namespace legate_ts::fourier
