// Highway's vectorised quicksort, and a filter of elements, with the widest vectors that the processor has. A library
// of its own, opened where it is first needed: the addon works on machines that don't have Highway.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sort_highway.cc"
#include <hwy/foreach_target.h>

#include <hwy/contrib/sort/vqsort.h>
#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace legate_ts {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Copies what is from `least` to `greatest`, in order, and counts what is less. Returns how many were copied; a
// vector more than that may be written. NaN are neither.
template <typename T>
std::size_t between(const T* x, std::size_t n, T least, T greatest, T* to, std::size_t* below)
{
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto low = hn::Set(d, least), high = hn::Set(d, greatest);
  std::size_t kept = 0, less = 0, i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, x + i);
    less += hn::CountTrue(d, hn::Lt(v, low));
    const auto wanted = hn::And(hn::Ge(v, low), hn::Le(v, high));
    // Not CompressStore: with AVX2 it stores through a mask, which takes AMD's processors some twenty cycles.
    hn::StoreU(hn::Compress(v, wanted), d, to + kept);
    kept += hn::CountTrue(d, wanted);
  }
  for (; i < n; ++i) {
    less += x[i] < least;
    to[kept] = x[i];
    kept += x[i] >= least && x[i] <= greatest;
  }
  *below = less;
  return kept;
}

// Elements apart: from A to before a into `low`, from a to b into `core`, from behind b to B into `high`; `counts`:
// how many, in this order, and how many are less than A. False, and nothing is known, where one has no room for them.
template <typename T>
bool apart(const T* x, std::size_t n, const T (&bounds)[4], T* const (&to)[3], const std::size_t (&room)[3], std::size_t* counts)
{
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto A = hn::Set(d, bounds[0]), a = hn::Set(d, bounds[1]), b = hn::Set(d, bounds[2]), B = hn::Set(d, bounds[3]);
  // Room is looked at once for so many.
  constexpr std::size_t TOGETHER = 512;
  std::size_t low = 0, core = 0, high = 0, less = 0;
  const bool has_low = bounds[0] < bounds[1], has_high = bounds[2] < bounds[3];
  for (std::size_t i = 0; i < n; i += TOGETHER) {
    const std::size_t end = n - i < TOGETHER ? n : i + TOGETHER, slack = TOGETHER + lanes;
    if (low + slack > room[0] || core + slack > room[1] || high + slack > room[2]) return false;
    std::size_t k = i;
    for (; k + lanes <= end; k += lanes) {
      const auto v    = hn::LoadU(d, x + k);
      const auto kept = hn::And(hn::Ge(v, a), hn::Le(v, b));
      hn::StoreU(hn::Compress(v, kept), d, to[1] + core);
      core += hn::CountTrue(d, kept);
      less += hn::CountTrue(d, hn::Lt(v, A));
      if (has_low) {
        const auto margin = hn::And(hn::Ge(v, A), hn::Lt(v, a));
        hn::StoreU(hn::Compress(v, margin), d, to[0] + low);
        low += hn::CountTrue(d, margin);
      }
      if (has_high) {
        const auto margin = hn::And(hn::Gt(v, b), hn::Le(v, B));
        hn::StoreU(hn::Compress(v, margin), d, to[2] + high);
        high += hn::CountTrue(d, margin);
      }
    }
    for (; k < end; ++k) {
      const T v = x[k];
      if (v >= bounds[1] && v <= bounds[2]) to[1][core++] = v;
      else if (v >= bounds[0] && v < bounds[1]) to[0][low++] = v;
      else if (v > bounds[2] && v <= bounds[3]) to[2][high++] = v;
      less += v < bounds[0];
    }
  }
  counts[0] = low;
  counts[1] = core;
  counts[2] = high;
  counts[3] = less;
  return true;
}

std::size_t between_f32(const float* x, std::size_t n, float least, float greatest, float* to, std::size_t* below)
{
  return between(x, n, least, greatest, to, below);
}
std::size_t between_f64(const double* x, std::size_t n, double least, double greatest, double* to, std::size_t* below)
{
  return between(x, n, least, greatest, to, below);
}

bool apart_f32(const float* x, std::size_t n, const float (&bounds)[4], float* const (&to)[3], const std::size_t (&room)[3], std::size_t* counts)
{
  return apart(x, n, bounds, to, room, counts);
}
bool apart_f64(const double* x, std::size_t n, const double (&bounds)[4], double* const (&to)[3], const std::size_t (&room)[3], std::size_t* counts)
{
  return apart(x, n, bounds, to, room, counts);
}

}  // namespace HWY_NAMESPACE
}  // namespace legate_ts
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace legate_ts {

HWY_EXPORT(between_f32);
HWY_EXPORT(between_f64);
HWY_EXPORT(apart_f32);
HWY_EXPORT(apart_f64);

template <typename T>
void sort(T* values, std::size_t n)
{
  const hwy::Sorter sorter;
  sorter(values, n, hwy::SortAscending{});
}

#define EXPORTED extern "C" __attribute__((visibility("default")))

// Not for floating-point numbers with infinity among them: Highway 1.0 may make the largest finite one of it. 0 and
// -0 come out in any order.
#define SORT(SUFFIX, TYPE) \
  EXPORTED void legate_ts_sort_##SUFFIX(TYPE* values, std::size_t n) { sort(values, n); }
SORT(i16, std::int16_t)
SORT(u16, std::uint16_t)
SORT(i32, std::int32_t)
SORT(u32, std::uint32_t)
SORT(i64, std::int64_t)
SORT(u64, std::uint64_t)
SORT(f32, float)
SORT(f64, double)

EXPORTED std::size_t legate_ts_between_f32(
  const float* x, std::size_t n, float least, float greatest, float* to, std::size_t* below)
{
  return HWY_DYNAMIC_DISPATCH(between_f32)(x, n, least, greatest, to, below);
}

EXPORTED std::size_t legate_ts_between_f64(
  const double* x, std::size_t n, double least, double greatest, double* to, std::size_t* below)
{
  return HWY_DYNAMIC_DISPATCH(between_f64)(x, n, least, greatest, to, below);
}

#define APART(SUFFIX, TYPE)                                                                                   \
  EXPORTED bool legate_ts_apart_##SUFFIX(                                                                     \
    const TYPE* x, std::size_t n, const TYPE(&bounds)[4], TYPE* const(&to)[3], const std::size_t(&room)[3], std::size_t* counts) \
  {                                                                                                           \
    return HWY_DYNAMIC_DISPATCH(apart_##SUFFIX)(x, n, bounds, to, room, counts);                              \
  }
APART(f32, float)
APART(f64, double)

}  // namespace legate_ts

#endif
