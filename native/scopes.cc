#include "scopes.h"

#include "headers.h"

#include <memory>
#include <vector>

#include "errors.h"

namespace legate_ts {

namespace {

std::vector<std::unique_ptr<legate::Scope>>& scopes()
{
  static auto* const instance = new std::vector<std::unique_ptr<legate::Scope>>;
  return *instance;
}

legate::ExceptionMode exception_mode(const std::string& name)
{
  if (name == "immediate") return legate::ExceptionMode::IMMEDIATE;
  if (name == "deferred") return legate::ExceptionMode::DEFERRED;
  if (name == "ignored") return legate::ExceptionMode::IGNORED;
  throw Error{error_code::BAD_ARGUMENT,
              "exceptions must be 'immediate', 'deferred' or 'ignored', not '" + name + "'"};
}

}  // namespace

void push_scope(const ScopeOptions& options)
{
  auto scope = std::make_unique<legate::Scope>();
  if (options.provenance) scope->set_provenance(*options.provenance);
  if (options.exceptions) scope->set_exception_mode(exception_mode(*options.exceptions));
  if (options.priority) scope->set_priority(*options.priority);
  scopes().push_back(std::move(scope));
}

void pop_scope()
{
  if (scopes().empty()) throw Error{error_code::BAD_ARGUMENT, "no scope to leave"};
  scopes().pop_back();
}

void clear_scopes()
{
  while (!scopes().empty()) scopes().pop_back();
}

}  // namespace legate_ts
