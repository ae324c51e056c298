// Copies done by tasks: between a C-ordered host array and a store, and from store to store.
//
// Host data does not move by inline mapping: Legate keeps a store that was mapped once mapped for good, and Legion then
// unmaps and remaps it around every later task that touches it.
#pragma once

#include <cstdint>
#include <vector>

#include "task_call.h"

namespace legate_ts {

// A transfer in flight. Tickets are numbered in program order: the same on all ranks.
class HostTransfer {
 public:
  // `elements`: only those at these places in C order, one after the other; empty for all of the store.
  HostTransfer(char* host,
               const std::vector<std::int64_t>& shape,
               DType dtype,
               std::int64_t points,
               std::vector<std::int64_t> elements = {});
  ~HostTransfer();
  HostTransfer(const HostTransfer&)            = delete;
  HostTransfer& operator=(const HostTransfer&) = delete;

  std::uint64_t ticket() const { return ticket_; }
  // Blocks until all points have run. Only where all of them run in this process.
  void wait();

 private:
  friend void copy_from_host(std::uint64_t, const Arg&, const ArgInfo&);
  friend void copy_to_host(std::uint64_t, const Arg&, const ArgInfo&);
  void point_done();
  struct State;
  State* state_;
  std::uint64_t ticket_;
};

void copy_from_host(std::uint64_t ticket, const Arg& arg, const ArgInfo& info);
void copy_to_host(std::uint64_t ticket, const Arg& arg, const ArgInfo& info);

// Argument 0's rectangle into argument 1's, of the same shape.
void copy_between(const TaskCall& call);

// The element in the attributes, into all of argument 0's rectangle.
void fill_rectangle(const TaskCall& call);

// The copy itself: the rectangle of `arg` to or from a dense C-ordered array with these byte strides.
void copy_rectangle(const Arg& arg,
                    const ArgInfo& info,
                    char* host,
                    const std::int64_t* host_stride,
                    bool to_host);

}  // namespace legate_ts
