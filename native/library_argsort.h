// Stable order of elements by keys. A key, as far as it fits, and where its element is are one number: those are sorted.
// Where not all of a key fits, the rest of it decides among those whose number is otherwise the same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "library_line.h"
#include "library_numbers.h"
#include "library_ranks.h"
#include "library_scratch.h"

namespace legate_ts {

inline int bit_length(std::uint64_t v) { return v == 0 ? 0 : 64 - __builtin_clzll(v); }

// How keys from `least` to `greatest`, and n indices, become numbers.
struct Packing {
  std::uint64_t base;
  int index_bits;
  int shift;

  Packing(std::uint64_t least, std::uint64_t greatest, std::int64_t n)
    : base{least},
      index_bits{bit_length(static_cast<std::uint64_t>(n - 1))},
      shift{std::max(0, bit_length(greatest - least) + index_bits - 64)}
  {
  }
  std::uint64_t pack(std::uint64_t key, std::int64_t i) const
  {
    return (key - base) >> shift << index_bits | static_cast<std::uint64_t>(i);
  }
  std::int64_t index(std::uint64_t packed) const
  {
    return static_cast<std::int64_t>(packed & ((std::uint64_t{1} << index_bits) - 1));
  }
  bool same_key(std::uint64_t a, std::uint64_t b) const { return a >> index_bits == b >> index_bits; }
};

template <typename KeyOf>
using KeyType = std::decay_t<decltype(std::declval<KeyOf>()(std::int64_t{}))>;

// What is known of keys without sorting them.
template <typename U>
struct Survey {
  U least;
  U greatest;
  U varying;  // bits in which they differ
};

template <typename KeyOf>
Survey<KeyType<KeyOf>> survey(KeyOf&& key, std::int64_t n)
{
  using U          = KeyType<KeyOf>;
  const auto first = key(0);
  Survey<U> all{first, first, 0};
  for (std::int64_t i = 1; i < n; ++i) {
    const auto k = key(i);
    all.least    = std::min(all.least, k);
    all.greatest = std::max(all.greatest, k);
    all.varying  = static_cast<U>(all.varying | (k ^ first));
  }
  return all;
}

// A packed number and its whole key.
template <typename U>
struct Rest {
  U key;
  std::uint64_t packed;
};

// Types of their own: the functions below call each other with them.
template <typename U>
struct KeyOfRest {
  const Rest<U>* rests;
  U operator()(std::int64_t i) const { return rests[i].key; }
};

template <typename U>
struct PutRest {
  const Rest<U>* rests;
  std::uint64_t* to;
  void operator()(std::int64_t place, std::int64_t i) const { to[place] = rests[i].packed; }
};

template <typename KeyOf, typename Put>
void argsort_keys(KeyOf&& key, const Line& line, Put&& put);

// Puts numbers that are in order as far as keys fit into them into the order of whole keys.
template <typename KeyOf>
void order_rests(KeyOf&& key, const Packing& packing, std::uint64_t* packed, std::int64_t count)
{
  using U = KeyType<KeyOf>;
  std::unique_ptr<Rest<U>[]> rests;
  for (std::int64_t first = 0, end; first < count; first = end) {
    for (end = first + 1; end < count && packing.same_key(packed[first], packed[end]);) ++end;
    const auto n = end - first;
    if (n == 1) continue;
    if (!rests) rests.reset(new Rest<U>[static_cast<std::size_t>(count)]);
    bool in_order = true;
    for (std::int64_t i = 0; i < n; ++i) {
      rests[i] = {key(packing.index(packed[first + i])), packed[first + i]};
      in_order = in_order && (i == 0 || rests[i - 1].key <= rests[i].key);
    }
    if (in_order) continue;
    // Keys of so narrow a range leave more bits: this doesn't go deep.
    argsort_keys(KeyOfRest<U>{rests.get()}, {nullptr, 0, n, 0, n}, PutRest<U>{rests.get(), packed + first});
  }
}

// Calls put(place, index) for the places [lo, hi) of the line's order by key(i).
template <typename KeyOf, typename Put>
void argsort_keys(KeyOf&& key, const Line& line, Put&& put)
{
  using U = KeyType<KeyOf>;
  if (line.n == 0) return;
  const auto all = survey(key, line.n);
  auto bounds    = probable_bounds<U>(key, line.n, line.lo, line.hi, {all.least, all.greatest}).outer;
  Scratch<std::uint64_t> packed{line.n + 1};
  for (;;) {
    const Packing packing{bounds.least, bounds.greatest, line.n};
    std::int64_t count = 0, below = 0;
    for (std::int64_t i = 0; i < line.n; ++i) {
      const U k     = key(i);
      packed[count] = packing.pack(k, i);
      below += k < bounds.least;
      count += (k >= bounds.least) & (k <= bounds.greatest);
    }
    if (below > line.lo || below + count < line.hi) {
      // The samples misled.
      bounds = {all.least, all.greatest};
      continue;
    }
    numbers::sort(packed.data(), count);
    const bool exact = (all.varying & ((std::uint64_t{1} << packing.shift) - 1)) == 0;
    if (!exact) order_rests(key, packing, packed.data(), count);
    for (std::int64_t i = line.lo; i < line.hi; ++i) put(i, packing.index(packed[i - below]));
    return;
  }
}

}  // namespace legate_ts
