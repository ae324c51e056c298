// Least-significant-digit radix sort of unsigned numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace legate_ts::radix {

template <typename U>
void sort(U* keys, std::int64_t n)
{
  constexpr int BITS    = 11;
  constexpr int BUCKETS = 1 << BITS;
  constexpr int PASSES  = (8 * sizeof(U) + BITS - 1) / BITS;
  const auto digit      = [](U k, int pass) { return (k >> (pass * BITS)) & (BUCKETS - 1); };

  std::vector<std::array<std::int64_t, BUCKETS>> counts(PASSES);
  for (auto& count : counts) count.fill(0);
  for (std::int64_t i = 0; i < n; ++i) {
    for (int pass = 0; pass < PASSES; ++pass) ++counts[static_cast<std::size_t>(pass)][digit(keys[i], pass)];
  }

  const std::unique_ptr<U[]> other{new U[static_cast<std::size_t>(n)]};
  U* from = keys;
  U* to   = other.get();
  for (int pass = 0; pass < PASSES; ++pass) {
    auto& count = counts[static_cast<std::size_t>(pass)];
    // A digit that all keys share moves nothing.
    if (count[digit(from[0], pass)] == n) continue;
    std::int64_t at = 0;
    for (auto& c : count) at += std::exchange(c, at);
    for (std::int64_t i = 0; i < n; ++i) to[count[digit(from[i], pass)]++] = from[i];
    std::swap(from, to);
  }
  if (from != keys) std::copy(from, from + n, keys);
}

}  // namespace legate_ts::radix
