// Numbers, without NaN, in order. The result is one and the same, to the bit, however it is found: -0 is before 0.
#pragma once

#include <cstddef>
#include <cstdint>

namespace legate_ts::numbers {

// For every integer and floating-point type. `finite`: it is known that infinity is not among them.
template <typename T>
void sort(T* values, std::int64_t n, bool finite = false);

// Copies the elements from `least` to `greatest`, in order; `below` becomes the number of those that are less. Returns
// how many were copied; memory of `n` and SLACK elements is needed. NaN are neither.
template <typename T>
std::int64_t between(const T* x, std::int64_t n, T least, T greatest, T* to, std::int64_t* below);

constexpr std::int64_t SLACK = 64;

// Elements around a range of their order.
struct Apart {
  std::int64_t low, core, high;
  std::int64_t below;  // so many are less than all of these
};

// Copies elements, in order: from bounds[0] to before bounds[1] to to[0], from there to bounds[2] to to[1], and from behind
// it to bounds[3] to to[2], where room[k] are as many places as there are. Returns false where there are too few (a
// thousand more than what is copied are enough), or without vectors for it; NaN are nowhere.
template <typename T>
bool apart(const T* x, std::int64_t n, const T (&bounds)[4], T* const (&to)[3], const std::size_t (&room)[3], Apart* found);

}  // namespace legate_ts::numbers
