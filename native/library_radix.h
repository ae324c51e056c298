// Least-significant-digit radix sort: stable, and several times as fast as comparing for long lines.
//
// Not a vectorised quicksort library: those choose pivots at random, and what is equal but not the
// same (0 and -0, records with equal keys) would come out in another order on each rank.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

namespace legate_ts::radix {

// Below this many items comparing wins.
constexpr std::int64_t WORTH_IT = 2048;

template <std::size_t SIZE>
struct UnsignedOf;
template <>
struct UnsignedOf<1> {
  using type = std::uint8_t;
};
template <>
struct UnsignedOf<2> {
  using type = std::uint16_t;
};
template <>
struct UnsignedOf<4> {
  using type = std::uint32_t;
};
template <>
struct UnsignedOf<8> {
  using type = std::uint64_t;
};

// An unsigned number that orders as `value` does. NaN comes last.
template <typename T>
auto key_of(T value)
{
  using U = typename UnsignedOf<sizeof(T)>::type;
  U bits;
  std::memcpy(&bits, &value, sizeof bits);
  constexpr U SIGN = U{1} << (8 * sizeof(T) - 1);
  if constexpr (std::is_floating_point_v<T>) {
    if (value != value) return static_cast<U>(~U{0});
    return static_cast<U>((bits & SIGN) != 0 ? ~bits : (bits | SIGN));
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<U>(bits ^ SIGN);
  } else {
    return bits;
  }
}

// Sorts items by key(item), an unsigned integer.
template <typename Item, typename Key>
void sort(Item* items, std::int64_t n, Key&& key)
{
  using U = decltype(key(*items));
  constexpr int BITS     = 11;
  constexpr int BUCKETS  = 1 << BITS;
  constexpr int PASSES   = (8 * sizeof(U) + BITS - 1) / BITS;
  const auto digit       = [](U k, int pass) { return (k >> (pass * BITS)) & (BUCKETS - 1); };

  std::vector<std::array<std::int64_t, BUCKETS>> counts(PASSES);
  for (auto& count : counts) count.fill(0);
  for (std::int64_t i = 0; i < n; ++i) {
    const U k = key(items[i]);
    for (int pass = 0; pass < PASSES; ++pass) ++counts[static_cast<std::size_t>(pass)][digit(k, pass)];
  }

  std::vector<Item> other(static_cast<std::size_t>(n));
  Item* from = items;
  Item* to   = other.data();
  for (int pass = 0; pass < PASSES; ++pass) {
    auto& count = counts[static_cast<std::size_t>(pass)];
    // A digit that all keys share moves nothing.
    if (count[digit(key(from[0]), pass)] == n) continue;
    std::int64_t at = 0;
    for (auto& c : count) at += std::exchange(c, at);
    for (std::int64_t i = 0; i < n; ++i) to[count[digit(key(from[i]), pass)]++] = from[i];
    std::swap(from, to);
  }
  if (from != items) std::copy(from, from + n, items);
}

}  // namespace legate_ts::radix
