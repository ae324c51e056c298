// What native code did since start: counted where it happens, never derived.
#pragma once

#include <atomic>
#include <cstdint>

namespace legate_ts {

struct Counters {
  std::atomic<std::uint64_t> launches{0};
  std::atomic<std::uint64_t> points{0};
  // Of the launches: host copies (read, write), and those that only set up a region's instance or contents.
  std::atomic<std::uint64_t> copies{0};
  std::atomic<std::uint64_t> touches{0};
  std::atomic<std::uint64_t> compiled{0};
  std::atomic<std::uint64_t> loaded{0};
  std::atomic<std::uint64_t> waits{0};
  std::atomic<std::int64_t> bytes{0};
};

inline Counters counters;

}  // namespace legate_ts
