#pragma once

#include <string>

namespace legate_ts {

// Throws for a configuration with which Legate, Legion or Realm would end the process instead of
// telling: an unknown flag, a value that is no number, no processors or too many, more memory than
// there is.
void check_flags(const std::string& config);

}  // namespace legate_ts
