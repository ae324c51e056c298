#pragma once

#include "headers.h"

namespace legate_ts {

// Registers the addon's task kinds with Legate.
void register_tasks(legate::Library library);

}  // namespace legate_ts
