#include "library_numbers.h"

#include <dlfcn.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>

#include "library_keys.h"
#include "library_radix.h"

namespace legate_ts::numbers {

namespace {

// Below this many numbers, a sort that looks at nothing first.
constexpr std::int64_t FEW = 64;
// Below this many numbers, comparing is faster than counting digits.
constexpr std::int64_t COUNTING_PAYS = 2048;

// A function of the library (sort_highway.cc) beside the one that this is part of; null without Highway.
void* vectorised(const std::string& name)
{
  static void* const library = []() -> void* {
    Dl_info info;
    if (dladdr(reinterpret_cast<void*>(&vectorised), &info) == 0) return nullptr;
    const std::string path{info.dli_fname};
    return dlopen((path.substr(0, path.rfind('/') + 1) + "liblegate_ts_sort.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  }();
  return library == nullptr ? nullptr : dlsym(library, ("legate_ts_" + name).c_str());
}

template <typename T>
std::string suffix()
{
  const char kind = std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
  return std::string{"_"} + kind + std::to_string(8 * sizeof(T));
}

template <typename I>
void sort_integers(I* values, std::int64_t n)
{
  using Function             = void (*)(I*, std::size_t);
  static const auto function = sizeof(I) == 1 ? nullptr : reinterpret_cast<Function>(vectorised("sort" + suffix<I>()));
  if (n < FEW || (n < COUNTING_PAYS && function == nullptr)) return std::sort(values, values + n);
  if (function != nullptr) return function(values, static_cast<std::size_t>(n));
  using U = keys::Key<I>;
  const std::unique_ptr<U[]> digits{new U[static_cast<std::size_t>(n)]};
  for (std::int64_t i = 0; i < n; ++i) digits[i] = keys::of(values[i]);
  radix::sort(digits.get(), n);
  for (std::int64_t i = 0; i < n; ++i) values[i] = keys::value_of<I>(digits[i]);
}

template <typename T>
bool has_infinity(const T* values, std::int64_t n)
{
  // A sum, unlike the greatest, is found with vectors.
  std::int64_t infinite = 0;
  for (std::int64_t i = 0; i < n; ++i) infinite += values[i] > std::numeric_limits<T>::max();
  return infinite > 0;
}

template <typename T>
std::int64_t negative_zeros(const T* values, std::int64_t n)
{
  using Bits         = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    Bits bits;
    std::memcpy(&bits, values + i, sizeof bits);
    count += bits == Bits{1} << (8 * sizeof(T) - 1);
  }
  return count;
}

// Numbers of which none is infinite (see sort_highway.cc). Returns false, and nothing is done, if it can't.
template <typename T>
bool sort_finite(T* values, std::int64_t n, bool finite)
{
  using Function             = void (*)(T*, std::size_t);
  static const auto function = reinterpret_cast<Function>(vectorised("sort" + suffix<T>()));
  if (function == nullptr || n < FEW) return false;
  if (!finite && has_infinity(values, n)) return false;
  // Before: the least of 0 and -0 may be either for it, and the greatest the same one.
  const auto negative = negative_zeros(values, n);
  function(values, static_cast<std::size_t>(n));
  T* const zeros = std::lower_bound(values, values + n, T{0});
  T* const end   = std::upper_bound(zeros, values + n, T{0});
  std::fill(std::fill_n(zeros, negative, -T{0}), end, T{0});
  return true;
}

// The same through numbers that order alike, in the values' own memory.
template <typename T>
void sort_keys(T* values, std::int64_t n)
{
  using U = keys::Key<T>;
  for (std::int64_t i = 0; i < n; ++i) {
    const U key = keys::of(values[i]);
    std::memcpy(values + i, &key, sizeof key);
  }
  sort_integers(reinterpret_cast<U*>(values), n);
  for (std::int64_t i = 0; i < n; ++i) {
    U key;
    std::memcpy(&key, values + i, sizeof key);
    values[i] = keys::value_of<T>(key);
  }
}

}  // namespace

template <typename T>
void sort(T* values, std::int64_t n, bool finite)
{
  if constexpr (std::is_floating_point_v<T>) {
    if (!sort_finite(values, n, finite)) sort_keys(values, n);
  } else {
    sort_integers(values, n);
  }
}

template <typename T>
std::int64_t between(const T* x, std::int64_t n, T least, T greatest, T* to, std::int64_t* below)
{
  if constexpr (std::is_floating_point_v<T>) {
    using Function             = std::size_t (*)(const T*, std::size_t, T, T, T*, std::size_t*);
    static const auto function = reinterpret_cast<Function>(vectorised("between" + suffix<T>()));
    if (function != nullptr) {
      std::size_t less = 0;
      const auto kept  = function(x, static_cast<std::size_t>(n), least, greatest, to, &less);
      *below           = static_cast<std::int64_t>(less);
      return static_cast<std::int64_t>(kept);
    }
  }
  std::int64_t kept = 0, less = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const T v = x[i];
    less += v < least;
    to[kept] = v;
    kept += (v >= least) & (v <= greatest);
  }
  *below = less;
  return kept;
}

template <typename T>
bool apart(const T* x, std::int64_t n, const T (&bounds)[4], T* const (&to)[3], const std::size_t (&room)[3], Apart* found)
{
  using Function = bool (*)(
    const T*, std::size_t, const T(&)[4], T* const(&)[3], const std::size_t(&)[3], std::size_t*);
  static const auto function = reinterpret_cast<Function>(vectorised("apart" + suffix<T>()));
  std::size_t counts[4];
  if (function == nullptr || !function(x, static_cast<std::size_t>(n), bounds, to, room, counts)) return false;
  const auto count = [&](int k) { return static_cast<std::int64_t>(counts[k]); };
  *found           = {count(0), count(1), count(2), count(3)};
  return true;
}

template bool apart(const float*, std::int64_t, const float (&)[4], float* const (&)[3], const std::size_t (&)[3], Apart*);
template bool apart(const double*, std::int64_t, const double (&)[4], double* const (&)[3], const std::size_t (&)[3], Apart*);

#define FOR_TYPE(T)                           \
  template void sort(T*, std::int64_t, bool); \
  template std::int64_t between(const T*, std::int64_t, T, T, T*, std::int64_t*);
FOR_TYPE(std::int8_t)
FOR_TYPE(std::uint8_t)
FOR_TYPE(std::int16_t)
FOR_TYPE(std::uint16_t)
FOR_TYPE(std::int32_t)
FOR_TYPE(std::uint32_t)
FOR_TYPE(std::int64_t)
FOR_TYPE(std::uint64_t)
FOR_TYPE(float)
FOR_TYPE(double)

}  // namespace legate_ts::numbers
