// scan: running sums, products, maxima and minima along one axis, strictly from front to back: the
// order is the definition, so the bits are NumPy's.
#include "library_arithmetic.h"

namespace legate_ts {

namespace {

enum Operation { SUM = 0, PRODUCT = 1, MAXIMUM = 2, MINIMUM = 3 };

template <typename T>
bool is_nan(T value)
{
  return value != value;
}

template <typename T>
T apply(Operation operation, T before, T value)
{
  if (operation == SUM) return plus(before, value);
  if (operation == PRODUCT) return times(before, value);
  if constexpr (std::is_floating_point_v<T>) {
    // NaN wins, as in NumPy's maximum.accumulate.
    if (is_nan(before)) return before;
    if (is_nan(value)) return value;
  }
  if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, Bool>) {
    if (operation == MAXIMUM) return before < value ? value : before;
    return value < before ? value : before;
  }
  task_failure("scan: complex numbers have no maximum");
}

template <typename T, Operation OPERATION>
void scan_row(const char* from, std::int64_t from_step, char* to, std::int64_t to_step, std::int64_t n)
{
  T running = *reinterpret_cast<const T*>(from);
  *reinterpret_cast<T*>(to) = running;
  for (std::int64_t i = 1; i < n; ++i) {
    running = apply(OPERATION, running, *reinterpret_cast<const T*>(from + i * from_step));
    *reinterpret_cast<T*>(to + i * to_step) = running;
  }
}

// Along any but the last axis whole rows follow one another: contiguous, and vectorised.
template <typename T, Operation OPERATION>
void scan_rows(const Arg& x, const Arg& y, int dim, int axis)
{
  const auto n     = extent(y, axis);
  const auto width = extent(y, dim - 1);
  for_each_row(y, dim - 1, axis, [&](const std::int64_t* index) {
    const char* from = at(x, dim, index);
    char* to         = at(y, dim, index);
    for (std::int64_t i = 0; i < n; ++i) {
      const auto* in = reinterpret_cast<const T*>(from + i * x.stride[axis]);
      auto* out      = reinterpret_cast<T*>(to + i * y.stride[axis]);
      const auto* before = reinterpret_cast<const T*>(to + (i - 1) * y.stride[axis]);
      for (std::int64_t j = 0; j < width; ++j) {
        out[j] = i == 0 ? in[j] : apply(OPERATION, before[j], in[j]);
      }
    }
  });
}

template <typename T, Operation OPERATION>
void run(const Arg& x, const Arg& y, int dim, int axis)
{
  if (axis < dim - 1) return scan_rows<T, OPERATION>(x, y, dim, axis);
  for_each_row(y, dim, axis, [&](const std::int64_t* index) {
    scan_row<T, OPERATION>(at(x, dim, index), x.stride[axis], at(y, dim, index), y.stride[axis],
                           extent(y, axis));
  });
}

}  // namespace

void scan(const TaskCall& call)
{
  if (call.arg_count != 2 || call.attribute_count != 2) {
    task_failure("scan: wants 2 arguments and 2 attributes");
  }
  const auto& x    = call.args[0];
  const auto& y    = call.args[1];
  const int dim    = call.info[1].dim;
  const auto axis  = call.attributes[0];
  if (call.info[1].empty) return;
  if (call.info[0].dim != dim || call.info[0].dtype != call.info[1].dtype || axis < 0 ||
      axis >= dim) {
    task_failure("scan: the arguments don't fit together");
  }
  for (int d = 0; d < dim; ++d) {
    if (extent(x, d) != extent(y, d)) task_failure("scan: the rectangles differ in shape");
  }
  with_type(call.info[1].dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    switch (call.attributes[1]) {
      case SUM: return run<T, SUM>(x, y, dim, static_cast<int>(axis));
      case PRODUCT: return run<T, PRODUCT>(x, y, dim, static_cast<int>(axis));
      case MAXIMUM: return run<T, MAXIMUM>(x, y, dim, static_cast<int>(axis));
      case MINIMUM: return run<T, MINIMUM>(x, y, dim, static_cast<int>(axis));
      default: task_failure("scan: unknown operation");
    }
  });
}

}  // namespace legate_ts
