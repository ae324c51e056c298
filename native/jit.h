// The JIT: LLVM IR in, a kernel in the table (kernel_table.h) out. Free of LLVM's headers.
#pragma once

#include <cstdint>
#include <string>

namespace legate_ts::jit {

struct Options {
  bool fast_math = false;
};

struct Target {
  std::string cpu;
  std::string features;
  std::string llvm;
  std::string veclib;
};

Target target();

// Whether the kernel is in memory; loads it from the cache folder if it is there.
bool has(const std::string& key);

// Compiles one module, unless the key is known.
void compile(const std::string& key, const std::string& ir, const Options& options);

// Assembly or optimised IR.
std::string emit(const std::string& ir, bool assembly, const Options& options);

// How many bytes a task writes, at least, for generated code to write them past the caches.
std::int64_t stream_least();
void set_stream_least(std::int64_t bytes);

void set_cache_folder(const std::string& path);

}  // namespace legate_ts::jit
