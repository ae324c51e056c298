// sort and argsort along the last axis, in NumPy's order: NaN last, complex numbers by real part and
// then imaginary part, argsort stable.
#include <algorithm>
#include <cstring>
#include <vector>

#include "library_order.h"
#include "library_radix.h"
#include "library_view.h"

namespace legate_ts {

namespace {

// Element types that a radix sort can order by their bits.
template <typename T>
constexpr bool has_key = std::is_arithmetic_v<T>;

template <typename T>
void sort_row(T* values, std::int64_t n)
{
  if constexpr (has_key<T>) {
    if (n >= radix::WORTH_IT) return radix::sort(values, n, [](T v) { return radix::key_of(v); });
  }
  if constexpr (std::is_floating_point_v<T>) {
    // NaN out of the way first: then the plain comparison is an order, and the fast one.
    T* const end = std::partition(values, values + n, [](T v) { return v == v; });
    std::sort(values, end);
  } else {
    std::sort(values, values + n, [](T a, T b) { return before(a, b); });
  }
}

template <typename T>
struct Indexed {
  T value;
  std::int64_t index;
};

template <typename T>
void argsort_row(Indexed<T>* items, std::int64_t n)
{
  if constexpr (has_key<T>) {
    if (n >= radix::WORTH_IT) {
      // 0 and -0 are equal: adding 0 makes them the same.
      return radix::sort(items, n, [](const Indexed<T>& item) {
        return radix::key_of(static_cast<T>(item.value + T{0}));
      });
    }
  }
  std::stable_sort(items, items + n, [](const Indexed<T>& a, const Indexed<T>& b) {
    return before(a.value, b.value);
  });
}

template <typename T>
void load_row(const char* from, std::int64_t step, T* into, std::int64_t n)
{
  if (step == static_cast<std::int64_t>(sizeof(T))) {
    std::memmove(into, from, static_cast<std::size_t>(n) * sizeof(T));
  } else {
    for (std::int64_t i = 0; i < n; ++i) std::memcpy(into + i, from + i * step, sizeof(T));
  }
}

void check(const TaskCall& call, const char* name)
{
  if (call.arg_count != 2) task_failure("%s: wants 2 arguments", name);
  if (call.info[0].dim != call.info[1].dim) task_failure("%s: the ranks differ", name);
  for (int d = 0; d < call.info[1].dim; ++d) {
    if (extent(call.args[0], d) != extent(call.args[1], d)) {
      task_failure("%s: the rectangles differ in shape", name);
    }
  }
}

}  // namespace

void sort(const TaskCall& call)
{
  if (call.info[call.arg_count - 1].empty) return;
  check(call, "sort");
  const auto& x  = call.args[0];
  const auto& y  = call.args[1];
  const int dim  = call.info[1].dim;
  const int last = dim - 1;
  if (call.info[0].dtype != call.info[1].dtype) task_failure("sort: the element types differ");
  with_type(call.info[1].dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if (y.stride[last] != static_cast<std::int64_t>(sizeof(T)) && extent(y, last) > 1) {
      task_failure("sort: the result is not C-ordered");
    }
    for_each_row(y, dim, last, [&](const std::int64_t* index) {
      T* const row = reinterpret_cast<T*>(at(y, dim, index));
      load_row(at(x, dim, index), x.stride[last], row, extent(y, last));
      sort_row(row, extent(y, last));
    });
  });
}

void argsort(const TaskCall& call)
{
  if (call.info[call.arg_count - 1].empty) return;
  check(call, "argsort");
  const auto& x  = call.args[0];
  const auto& y  = call.args[1];
  const int dim  = call.info[1].dim;
  const int last = dim - 1;
  if (call.info[1].dtype != DType::Int64) task_failure("argsort: the result is not int64");
  with_type(call.info[0].dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const auto n = extent(y, last);
    std::vector<Indexed<T>> items(static_cast<std::size_t>(n));
    for_each_row(y, dim, last, [&](const std::int64_t* index) {
      const char* const from = at(x, dim, index);
      char* const to         = at(y, dim, index);
      for (std::int64_t i = 0; i < n; ++i) {
        std::memcpy(&items[static_cast<std::size_t>(i)].value, from + i * x.stride[last], sizeof(T));
        items[static_cast<std::size_t>(i)].index = i;
      }
      argsort_row(items.data(), n);
      for (std::int64_t i = 0; i < n; ++i) {
        std::memcpy(to + i * y.stride[last],
                    &items[static_cast<std::size_t>(i)].index,
                    sizeof(std::int64_t));
      }
    });
  });
}

}  // namespace legate_ts
