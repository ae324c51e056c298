// Pages of two megabytes for the memory that arrays are in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace legate_ts {

// A range of this process' own memory that can be read and written, and belongs to no file.
struct Mapping {
  std::uintptr_t begin;
  std::uintptr_t end;
};

std::vector<Mapping> own_mappings();

// Asks the kernel to use huge pages for what is mapped now and was not `before`, in pieces of `least` bytes and more.
// With small ones, arrays that are walked through on virtual machines wait for addresses, not for data, and the first
// touch of each page is a fault of its own. A kernel that says no is as good as before.
void use_huge_pages(const std::vector<Mapping>& before, std::size_t least);

// Like std::malloc; large memory is in huge pages from its first touch on.
void* allocate_in_huge_pages(std::size_t size);

}  // namespace legate_ts
