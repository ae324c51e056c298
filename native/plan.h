// A plan as native code keeps it: the checked form of index.d.ts' TaskDesc list.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "task_call.h"

namespace legate_ts {

struct Cut {
  int dim             = -1;  // -1: not cut
  std::int64_t extent = 0;
  std::int64_t low    = 0;
  std::int64_t high   = 0;
  bool halo() const { return low != 0 || high != 0; }
};

struct ArgPlan {
  std::uint32_t store;
  Access access;
  std::vector<std::int64_t> lo, hi;  // empty: the whole store
  std::vector<std::int64_t> as;      // empty: the store's own extents
  Cut cut;
};

struct TaskPlan {
  TaskKind kind;
  std::string kernel;  // content key
  std::uint64_t id = 0;
  std::int64_t points;
  std::int64_t extent;
  std::int64_t tile;
  std::vector<ArgPlan> args;
  std::vector<std::uint32_t> scalars;
  std::vector<std::int64_t> attributes;
  std::uint32_t site;
  bool halo = false;
};

}  // namespace legate_ts
