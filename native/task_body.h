#pragma once

#include "headers.h"

#include "task_call.h"

namespace legate_ts {

// The body of every task of this library: unpacks the arguments, then runs what the header names.
void run_task(legate::TaskContext context);

}  // namespace legate_ts
