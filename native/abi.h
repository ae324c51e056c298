// The kernel ABI, version 1: what the generic kernel task hands to generated code.
//
//   void kernel(const legate_ts_arg* args, const int64_t* rect, const legate_ts_slot* scalars);
//
// * args[k].base is the address that element (0, …, 0) of the k-th argument's STORE would have (it may
//   lie outside the instance); element (i0, i1, …) of the store is at base + Σ stride[d] * i_d.
//   Strides are in bytes and signed. The last dimension of a store is dense: its stride is the
//   element's size, and generated code may rely on it.
// * args[k].lo / hi: the half-open rectangle of the store that this point may touch.
// * rect: {lo, hi} of the iteration rows of this point along the cut axis (half-open), then the
//   point's index, then the attributes of the TaskDesc (from rect[3] on).
// * scalars[i]: 16 bytes, the element at the front in its own type.
//
// Types in memory: bool is one byte (0/1); complex64/128 are (re, im) of float/double; all else is C's.
// The kernel must not throw, allocate through C++, or call back.
//
// A written argument overlaps no other argument of the kernel: an in-place update is ONE argument
// with access "readwrite". The JIT tells LLVM so, and loops then vectorise without run-time checks.
// It finds the argument behind an access by following getelementptr back to the load of args[k].base
// at a constant k; the load must therefore be a plain one in the function `kernel` (or inlined).
//
// What generated code may call: see jit.md.
#pragma once

#include <cstdint>

namespace legate_ts {

constexpr int ABI_VERSION = 1;
constexpr int MAX_DIM     = 6;

struct Arg {
  char* base;
  std::int64_t stride[MAX_DIM];
  std::int64_t lo[MAX_DIM];
  std::int64_t hi[MAX_DIM];
};

struct alignas(16) Slot {
  unsigned char bytes[16];
};

using Kernel = void (*)(const Arg* args, const std::int64_t* rect, const Slot* scalars);

}  // namespace legate_ts
