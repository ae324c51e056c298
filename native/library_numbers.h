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

}  // namespace legate_ts::numbers
