// A line of elements, and which places of its order are wanted.
#pragma once

#include <cstdint>
#include <cstring>

#include "library_view.h"

namespace legate_ts {

// Places [lo, hi) of the order of n elements, `step` bytes apart.
struct Line {
  const char* from;
  std::int64_t step;
  std::int64_t n;
  std::int64_t lo;
  std::int64_t hi;

  bool whole() const { return lo == 0 && hi == n; }

  template <typename T>
  T at(std::int64_t i) const
  {
    T value;
    std::memcpy(&value, from + i * step, sizeof value);
    return value;
  }
};

}  // namespace legate_ts
