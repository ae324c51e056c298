// A store seen under other extents: a list as a matrix, a matrix as a list. Its elements stay where they are.
#pragma once

#include <cstdint>
#include <vector>

#include "abi.h"
#include "task_call.h"

namespace legate_ts {

// A dimension of the argument: each index stands for `inner` elements along dimension `dim` of the store. `extent` 0: as many
// as the store's rectangle has; it is the first of those into which that dimension is split.
struct RecastAxis {
  std::int64_t dim;
  std::int64_t inner;
  std::int64_t extent;
};

// How a store of these extents is seen under others. Where its dimensions are no products of theirs, all of it has to be
// there, dense. Throws where the others hold another number of elements.
std::vector<RecastAxis> recast_axes(const std::vector<std::int64_t>& store, const std::vector<std::int64_t>& as);

// Makes it so.
void recast(const RecastAxis* axes, int dims, Arg* arg, ArgInfo* info);

}  // namespace legate_ts
