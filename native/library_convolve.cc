// convolve: the full discrete convolution of two lines, each result summed from the front of the second one.
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

}  // namespace

void convolve(const TaskCall& call)
{
  if (call.arg_count != 3) task_failure("convolve: wants 3 arguments");
  if (call.info[2].empty) return;
  if (call.info[0].dtype != call.info[2].dtype || call.info[1].dtype != call.info[2].dtype) {
    task_failure("convolve: the element types differ");
  }
  with_type(call.info[2].dtype, [&](auto tag) {
    run<typename decltype(tag)::type>(call.args[0], call.args[1], call.args[2]);
  });
}

}  // namespace legate_ts
