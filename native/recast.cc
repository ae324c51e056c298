#include "recast.h"

#include <functional>
#include <numeric>

#include "errors.h"

namespace legate_ts {

std::vector<RecastAxis> recast_axes(const std::vector<std::int64_t>& store, const std::vector<std::int64_t>& as)
{
  const auto product = [](auto from, auto to) { return std::accumulate(from, to, std::int64_t{1}, std::multiplies<>{}); };
  if (product(as.begin(), as.end()) != product(store.begin(), store.end())) {
    throw Error{error_code::BAD_ARGUMENT, "a store is seen under extents of another number of elements"};
  }
  const auto last = static_cast<std::int64_t>(store.size()) - 1;
  std::vector<RecastAxis> axes;
  for (std::size_t d = 0; d < store.size(); ++d) {
    std::int64_t inner = 1;
    auto end           = axes.size();
    while (inner < store[d] && end < as.size()) inner *= as[end++];
    if (inner != store[d]) {
      axes.clear();
      break;
    }
    for (bool leads = true; axes.size() < end; leads = false) {
      const auto extent = as[axes.size()];
      inner /= extent;
      axes.push_back({static_cast<std::int64_t>(d), inner, leads ? 0 : extent});
    }
  }
  // Behind the store's dimensions are extents of one; or it can't be split, and all is one line.
  while (axes.size() < as.size()) {
    const auto at = static_cast<std::ptrdiff_t>(axes.size());
    axes.push_back({last, product(as.begin() + at + 1, as.end()), as[axes.size()]});
  }
  return axes;
}

void recast(const RecastAxis* axes, int dims, Arg* arg, ArgInfo* info)
{
  const auto dim = info->dim;
  info->dim      = static_cast<std::uint8_t>(dims);
  if (info->empty) return;
  const bool split = dims > 0 && axes[0].extent == 0;
  if (!split) {
    auto stride = arg->stride[dim - 1];
    for (int d = dim - 1; d >= 0; --d) {
      const auto extent = arg->hi[d] - arg->lo[d];
      if (extent > 1 && arg->stride[d] != stride) task_failure("a store that is seen as another shape is not dense");
      stride *= extent;
    }
  }
  Arg seen{};
  seen.base = arg->base;
  for (int d = 0; d < dims; ++d) {
    const auto [from, inner, extent] = axes[d];
    seen.stride[d] = arg->stride[from] * inner;
    seen.lo[d]     = extent == 0 ? arg->lo[from] / inner : 0;
    seen.hi[d]     = extent == 0 ? (arg->hi[from] + inner - 1) / inner : extent;
  }
  *arg = seen;
}

}  // namespace legate_ts
