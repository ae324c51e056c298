#pragma once

#include "headers.h"

#include "abi.h"
#include "task_call.h"

namespace legate_ts {

// The body of a task that computes, on bound arguments. `kernel` is null for library tasks.
void run_body(TaskKind kind, Kernel kernel, const TaskCall& call);

// The body of every task of this library: unpacks the arguments, then runs what the header names.
void run_task(legate::TaskContext context);

}  // namespace legate_ts
