// NumPy's addition and multiplication for every element type: integers wrap, bool is or/and. Division in floating point.
#pragma once

#include <cmath>
#include <complex>
#include <type_traits>

#include "library_view.h"

namespace legate_ts {

template <typename T>
T plus(T a, T b)
{
  if constexpr (std::is_same_v<T, Bool>) {
    return static_cast<Bool>(static_cast<unsigned char>(a) | static_cast<unsigned char>(b));
  } else if constexpr (std::is_integral_v<T>) {
    // Unsigned, at least as wide as int: signed overflow is undefined, also after promotion.
    using U = std::common_type_t<std::make_unsigned_t<T>, unsigned>;
    return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
  } else {
    return a + b;
  }
}

template <typename T>
T times(T a, T b)
{
  if constexpr (std::is_same_v<T, Bool>) {
    return static_cast<Bool>(static_cast<unsigned char>(a) & static_cast<unsigned char>(b));
  } else if constexpr (std::is_integral_v<T>) {
    using U = std::common_type_t<std::make_unsigned_t<T>, unsigned>;
    return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
  } else {
    return a * b;
  }
}

// The textbook product: std::complex's operator calls a slow routine to mend infinities, which
// NumPy does not.
template <typename T>
std::complex<T> times(std::complex<T> a, std::complex<T> b)
{
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

template <typename T>
T quotient(T a, T b)
{
  return a / b;
}

// Smith's method, step by step as NumPy's.
template <typename T>
std::complex<T> quotient(std::complex<T> a, std::complex<T> b)
{
  const T wide = std::abs(b.real()), high = std::abs(b.imag());
  if (wide >= high) {
    if (wide == 0 && high == 0) return {a.real() / wide, a.imag() / wide};
    const T ratio = b.imag() / b.real();
    const T scale = 1 / (b.real() + b.imag() * ratio);
    return {(a.real() + a.imag() * ratio) * scale, (a.imag() - a.real() * ratio) * scale};
  }
  const T ratio = b.real() / b.imag();
  const T scale = 1 / (b.imag() + b.real() * ratio);
  return {(a.real() * ratio + a.imag()) * scale, (a.imag() * ratio - a.real()) * scale};
}

}  // namespace legate_ts
