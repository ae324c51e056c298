// sort and argsort along the last axis, in NumPy's order: NaN last, complex numbers by real part and
// then imaginary part, argsort stable.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include "library_view.h"

namespace legate_ts {

namespace {

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

template <typename T>
void sort_row(T* values, std::int64_t n)
{
  if constexpr (std::is_floating_point_v<T>) {
    // NaN out of the way first: then the plain comparison is an order, and the fast one.
    T* const end = std::partition(values, values + n, [](T v) { return v == v; });
    std::sort(values, end);
  } else {
    std::sort(values, values + n, [](T a, T b) { return before(a, b); });
  }
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
    std::vector<T> values(static_cast<std::size_t>(n));
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    for_each_row(y, dim, last, [&](const std::int64_t* index) {
      load_row(at(x, dim, index), x.stride[last], values.data(), n);
      std::iota(order.begin(), order.end(), std::int64_t{0});
      std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return before(values[static_cast<std::size_t>(a)], values[static_cast<std::size_t>(b)]);
      });
      char* const to = at(y, dim, index);
      for (std::int64_t i = 0; i < n; ++i) {
        std::memcpy(to + i * y.stride[last], &order[static_cast<std::size_t>(i)], sizeof(std::int64_t));
      }
    });
  });
}

}  // namespace legate_ts
