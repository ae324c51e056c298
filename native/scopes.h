// Legate scopes as JavaScript pushes and pops them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace legate_ts {

struct ScopeOptions {
  std::optional<std::string> provenance;
  std::optional<std::string> exceptions;  // "immediate", "deferred" or "ignored"
  std::optional<std::int32_t> priority;
};

void push_scope(const ScopeOptions& options);
void pop_scope();
void clear_scopes();

}  // namespace legate_ts
