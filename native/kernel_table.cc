#include "kernel_table.h"

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "errors.h"

namespace legate_ts {

namespace {

struct Entry {
  std::string key;
  Kernel kernel;
};

struct Table {
  std::shared_mutex mutex;
  std::unordered_map<std::uint64_t, Entry> entries;
};

// Never destroyed: tasks may still look up while the process ends.
Table& table()
{
  static Table* const instance = new Table;
  return *instance;
}

}  // namespace

std::uint64_t kernel_id(const std::string& key)
{
  // FNV-1a: keys are digests already, any mixing will do as long as all ranks do the same.
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : key) hash = (hash ^ c) * 0x100000001b3;
  return hash;
}

void add_kernel(const std::string& key, Kernel kernel)
{
  const std::unique_lock lock{table().mutex};
  const auto [at, inserted] = table().entries.try_emplace(kernel_id(key), Entry{key, kernel});
  if (!inserted && at->second.key != key) {
    throw Error{error_code::CODEGEN, "kernels " + key + " and " + at->second.key + " share an id"};
  }
}

Kernel find_kernel(std::uint64_t id)
{
  const std::shared_lock lock{table().mutex};
  const auto at = table().entries.find(id);
  return at == table().entries.end() ? nullptr : at->second.kernel;
}

bool has_kernel(const std::string& key)
{
  const std::shared_lock lock{table().mutex};
  const auto at = table().entries.find(kernel_id(key));
  return at != table().entries.end() && at->second.key == key;
}

}  // namespace legate_ts
