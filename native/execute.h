#pragma once

#include "headers.h"

namespace legate_ts {

// execute(plan, stores, scalars, sites) of index.d.ts.
void execute(const Napi::CallbackInfo& info);

}  // namespace legate_ts
