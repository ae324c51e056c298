// NumPy's order of elements: NaN last; complex numbers by real part and then imaginary part, those with a NaN last.
#pragma once

#include <cmath>
#include <complex>
#include <type_traits>

namespace legate_ts {

// A total order in which elements NumPy calls equal are equal.
template <typename T>
bool before(T a, T b)
{
  if constexpr (std::is_floating_point_v<T>) {
    return a < b || (b != b && a == a);
  } else {
    return a < b;
  }
}

template <typename T>
bool before(std::complex<T> a, std::complex<T> b)
{
  const auto nans = [](std::complex<T> z) {
    return 2 * std::isnan(z.real()) + std::isnan(z.imag());
  };
  const int na = nans(a), nb = nans(b);
  if (na != nb) return na < nb;
  if (a.real() < b.real()) return true;
  if (b.real() < a.real()) return false;
  return a.imag() < b.imag();
}

}  // namespace legate_ts
