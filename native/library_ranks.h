// Which elements of a line can have certain places in its order: what one of several tasks that sort a line together
// looks at closer. A guess, which the task checks by counting; the result doesn't depend on it.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "library_numbers.h"

namespace legate_ts {

// The bounds of the elements in question, both included.
template <typename T>
struct Bounds {
  T least;
  T greatest;
};

// SplitMix64's k-th number.
constexpr std::uint64_t scattered(std::uint64_t k)
{
  auto z = (k + 1) * 0x9E3779B97F4A7C15u;
  z      = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z      = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

template <typename T>
struct Guess {
  Bounds<T> outer;  // what is at the places is probably within these
  Bounds<T> inner;  // and what is within these is probably there
};

// Of n elements, of which `element(i)` is one, all between `all.least` and `all.greatest` or NaN: where the places
// [lo, hi) of their order probably lie.
template <typename T, typename Element>
Guess<T> probable_bounds(Element&& element, std::int64_t n, std::int64_t lo, std::int64_t hi, Bounds<T> all)
{
  constexpr std::int64_t SAMPLES = 8192;
  Guess<T> guess{all, all};
  if ((lo == 0 && hi == n) || n < 4 * SAMPLES) return guess;
  // From all over, at places that have to do with nothing that data are made of: equal distances, even golden ones, are
  // a pattern that other patterns meet.
  std::vector<T> sample;
  sample.reserve(SAMPLES);
  for (std::int64_t k = 0; k < SAMPLES; ++k) {
    const auto place = static_cast<unsigned __int128>(scattered(static_cast<std::uint64_t>(k)));
    const T value    = element(static_cast<std::int64_t>((place * static_cast<std::uint64_t>(n)) >> 64));
    if (value == value) sample.push_back(value);
  }
  numbers::sort(sample.data(), static_cast<std::int64_t>(sample.size()));
  // Five standard deviations of what so many samples tell of a place.
  const auto estimate = [&](std::int64_t place, double side) {
    const double q = static_cast<double>(place) / static_cast<double>(n);
    return static_cast<std::int64_t>(std::floor(q * SAMPLES + side * (1 + 5 * std::sqrt(q * (1 - q) * SAMPLES))));
  };
  const auto set = [&](T& bound, std::int64_t at) {
    if (at >= 0 && at < static_cast<std::int64_t>(sample.size())) bound = sample[static_cast<std::size_t>(at)];
  };
  if (lo > 0) set(guess.outer.least, estimate(lo, -1)), set(guess.inner.least, estimate(lo, 1));
  if (hi < n) set(guess.outer.greatest, estimate(hi, 1)), set(guess.inner.greatest, estimate(hi, -1));
  return guess;
}

}  // namespace legate_ts
