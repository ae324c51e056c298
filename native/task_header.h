// The packed form of a task's plain data: written at launch, read in the task body. It travels as
// ONE Legate scalar, because each scalar argument costs an allocation and a type of its own.
//
// Layout: TaskHeader, then per argument an ArgRecord, then per argument with `has_origin` its dim
// int64 origins, then per argument its `recast` RecastAxis records, then the attributes (int64), then the slots (16 bytes each), then the handings over.
// No padding: readers copy out.
#pragma once

#include <cstdint>

#include "task_call.h"

namespace legate_ts {

struct TaskHeader {
  std::uint64_t id;  // kernel id, or the ticket of a host transfer
  std::int64_t extent;
  std::int64_t tile;
  std::uint16_t arg_count;
  std::uint16_t slot_count;
  std::uint16_t attribute_count;
  std::uint16_t kind;
  std::uint64_t handing_count;
};

struct ArgRecord {
  DType dtype;
  Access access;
  std::uint8_t dim;
  // The argument is a slice: Legate's coordinates start at zero there, the ABI's at the store's.
  std::uint8_t has_origin;
  // So many dimensions the body sees it with (recast.h); 0: its own.
  std::uint8_t recast;
};

// What an argument holds when the body is done goes to a host transfer, each point's tile for itself.
struct Handing {
  std::uint64_t ticket;
  std::uint64_t arg;
};

}  // namespace legate_ts
