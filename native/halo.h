#pragma once

#include "headers.h"

#include <vector>

#include "plan.h"
#include "store.h"

namespace legate_ts {

// Launches a task with a halo argument (see halo.cc).
void launch_with_halo(const TaskPlan& task,
                      const std::vector<NativeStore*>& stores,
                      const legate::Scalar& data);

// Drops what it has cached, before the engine ends.
void forget_grids();

}  // namespace legate_ts
