// Compiled kernels by id: the process-wide table between the JIT and the kernel task.
//
// A launch carries a kernel's id, never its address: the id is made of the content key, so it is
// the same on all ranks, while addresses differ.
#pragma once

#include <cstdint>
#include <string>

#include "abi.h"

namespace legate_ts {

// The id of a key; the same in every process.
std::uint64_t kernel_id(const std::string& key);

// Adds a kernel. Throws when another key has the same id.
void add_kernel(const std::string& key, Kernel kernel);

// The kernel, or null. Safe from any thread.
Kernel find_kernel(std::uint64_t id);
bool has_kernel(const std::string& key);

}  // namespace legate_ts
