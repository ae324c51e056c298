// convolve: the full discrete convolution of two lines, each result summed from the front of the second one; and the
// inverse, by long division.
#include <algorithm>

#include "library_arithmetic.h"

namespace legate_ts {

namespace {

// Results of a block at a time: its sums stay in the first cache, and the inner loop vectorises.
constexpr std::int64_t BLOCK = 1024;

template <typename T>
void run(const Arg& a, const Arg& v, const Arg& y)
{
  const auto n = extent(a, 0), m = extent(v, 0);
  const auto* left  = reinterpret_cast<const T*>(first(a, 1));
  const auto* right = reinterpret_cast<const T*>(first(v, 1));
  auto* out         = reinterpret_cast<T*>(y.base);
  for (std::int64_t start = y.lo[0]; start < y.hi[0]; start += BLOCK) {
    const auto end = std::min(start + BLOCK, y.hi[0]);
    std::fill(out + start, out + end, T{});
    // out[j] += a[j - i] · v[i], for all j that have such an element.
    for (std::int64_t i = std::max<std::int64_t>(0, start - n + 1); i < std::min(m, end); ++i) {
      const T factor = right[i];
      for (auto j = std::max(start, i); j < std::min(end, i + n); ++j) {
        out[j] = plus(out[j], times(left[j - i], factor));
      }
    }
  }
}

// The quotient of polynomials (highest power first), and behind it the remainder.
template <typename T>
void divide(const Arg& a, const Arg& v, const Arg& y)
{
  const auto n = extent(a, 0), m = extent(v, 0);
  const auto* divisor = reinterpret_cast<const T*>(first(v, 1));
  auto* rest          = reinterpret_cast<T*>(y.base);
  std::copy_n(reinterpret_cast<const T*>(first(a, 1)), n, rest);
  for (std::int64_t k = 0; k + m <= n; ++k) {
    const T factor = quotient(rest[k], divisor[0]);
    for (std::int64_t j = 1; j < m; ++j) rest[k + j] -= times(divisor[j], factor);
    rest[k] = factor;
  }
}

}  // namespace

void convolve(const TaskCall& call)
{
  if (call.arg_count != 3) task_failure("convolve: wants 3 arguments");
  if (call.info[2].empty) return;
  if (call.info[0].dtype != call.info[2].dtype || call.info[1].dtype != call.info[2].dtype) {
    task_failure("convolve: the element types differ");
  }
  if (call.attribute_count != 1) task_failure("convolve: wants 1 attribute");
  const bool inverse = call.attributes[0] != 0;
  with_type(call.info[2].dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if (!inverse) return run<T>(call.args[0], call.args[1], call.args[2]);
    if constexpr (std::is_integral_v<T> || std::is_same_v<T, Bool>) {
      task_failure("convolve: long division wants floating point");
    } else {
      divide<T>(call.args[0], call.args[1], call.args[2]);
    }
  });
}

}  // namespace legate_ts
