// Submits tasks to Legate. Knows partitions and regions, nothing of JavaScript.
#pragma once

#include "headers.h"

#include <string>
#include <vector>

#include "plan.h"
#include "store.h"
#include "task_header.h"

namespace legate_ts {

// One task of a plan, bound to stores and scalars. `args[k]` belongs to `task.args[k]`.
void launch(const TaskPlan& task,
            const std::vector<NativeStore*>& stores,
            const Slot* scalars,
            const std::vector<Handing>& handings = {});

// A task that does nothing but hold all of `store`: see Region::settle.
// Gives all of a store one element, by tasks: Legion 26.1's own fills end the process now and then on several
// ranks (a deferred OverwriteAnalysis adds a reference to the fill's view when that is gone).
void launch_fill(const legate::LogicalStore& store, DType dtype, const void* element);

void launch_touch(const legate::LogicalStore& store, DType dtype, bool keep);

// A host transfer over all of the store, in `points` tiles along dimension 0.
void launch_host_copy(TaskKind kind, NativeStore& store, std::uint64_t ticket, std::int64_t points);

// All of `source` into all of `target`, of the same shape.
void launch_copy(NativeStore& target, NativeStore& source);

// How many points a copy should get for a store.
std::int64_t copy_points(const NativeStore& store);

}  // namespace legate_ts
