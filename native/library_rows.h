// A list of rows, as the tasks that work by numbers of rows take it.
#pragma once

#include <cstdint>
#include <cstring>

#include "library_view.h"

namespace legate_ts {

// One element each (one dimension) or so many (two).
struct Rows {
  char* base;
  std::int64_t begin, end, stride, width, element;

  Rows(const Arg& arg, const ArgInfo& info)
    : base{arg.base}, begin{arg.lo[0]}, end{arg.hi[0]}, stride{arg.stride[0]},
      width{info.dim > 1 ? extent(arg, 1) : 1}, element{static_cast<std::int64_t>(size_of(info.dtype))}
  {
    if (info.dim > 1) base += arg.lo[1] * arg.stride[1];
  }

  char* row(std::int64_t i) const { return base + i * stride; }
  std::int64_t bytes() const { return width * element; }
  std::int64_t count() const { return end - begin; }

  // The first element of a row.
  template <typename T>
  T at(std::int64_t i) const
  {
    T value;
    std::memcpy(&value, row(i), sizeof value);
    return value;
  }
};

inline void check_count(const TaskCall& call, std::int64_t wanted, const char* task)
{
  if (call.arg_count != wanted) task_failure("%s: wants %lld arguments", task, static_cast<long long>(wanted));
}

}  // namespace legate_ts
