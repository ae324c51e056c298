// What every task body of the addon receives, once unpacked from Legate's task context. Free of
// Legate's headers, so that library tasks compile (and can be tested) without them.
#pragma once

#include <cstdint>

#include "abi.h"
#include "dtype.h"

namespace legate_ts {

enum class Access : std::uint8_t { Read, Write, ReadWrite };

struct ArgInfo {
  DType dtype;
  std::uint8_t dim;
  Access access;
  bool empty;  // this point has no element of it; base is then null
};

struct TaskCall {
  const Arg* args;
  const ArgInfo* info;
  std::int64_t arg_count;
  const std::int64_t* rect;  // {lo, hi, point}
  const Slot* slots;
  std::int64_t slot_count;
  const std::int64_t* attributes;
  std::int64_t attribute_count;
};

enum class TaskKind : std::uint8_t { Kernel = 1, Gemm, Sort, Argsort, Scan, Linalg, Fft, Random, Take, Put, Nonzero, Search, Convolve, Bytes, CopyIn, CopyOut, Copy, Fill, Touch };

// Reports a breach of a contract that was to be kept above, and ends the process: a task body has
// nobody to throw at, and going on would compute wrong numbers.
[[noreturn]] void task_failure(const char* format, ...) __attribute__((format(printf, 1, 2)));

// The library tasks.
void gemm(const TaskCall& call);
void sort(const TaskCall& call);
void argsort(const TaskCall& call);
void scan(const TaskCall& call);
void take(const TaskCall& call);
void put(const TaskCall& call);
void nonzero(const TaskCall& call);
void search(const TaskCall& call);
void convolve(const TaskCall& call);
void bytes(const TaskCall& call);
void linalg(const TaskCall& call);
void fft(const TaskCall& call);
void random(const TaskCall& call);

}  // namespace legate_ts
