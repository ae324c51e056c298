// Unsigned numbers that order as elements do in NumPy's order, and back.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace legate_ts::keys {

template <typename T>
using Key = std::conditional_t<
  sizeof(T) == 1, std::uint8_t,
  std::conditional_t<sizeof(T) == 2, std::uint16_t, std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

template <typename T>
inline constexpr int SIGN_BIT = 8 * sizeof(T) - 1;
template <typename T>
inline constexpr Key<T> SIGN = static_cast<Key<T>>(Key<T>{1} << SIGN_BIT<T>);

// -0 is before 0; NaN have the last key, whatever their bits.
template <typename T>
Key<T> of(T value)
{
  using U = Key<T>;
  U bits;
  std::memcpy(&bits, &value, sizeof bits);
  if constexpr (std::is_floating_point_v<T>) {
    const U flips = static_cast<U>(static_cast<U>(U{0} - static_cast<U>(bits >> SIGN_BIT<T>)) | SIGN<T>);
    return value != value ? static_cast<U>(~U{0}) : static_cast<U>(bits ^ flips);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<U>(bits ^ SIGN<T>);
  } else {
    return bits;
  }
}

// The number that has this key.
template <typename T>
T value_of(Key<T> key)
{
  using U = Key<T>;
  if constexpr (std::is_floating_point_v<T>) {
    const U negative = static_cast<U>(static_cast<U>(key >> SIGN_BIT<T>) - 1);
    key              = static_cast<U>(key ^ (negative | SIGN<T>));
  } else if constexpr (std::is_signed_v<T>) {
    key = static_cast<U>(key ^ SIGN<T>);
  }
  T value;
  std::memcpy(&value, &key, sizeof value);
  return value;
}

}  // namespace legate_ts::keys
