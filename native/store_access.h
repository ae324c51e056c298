// Reading, writing and mapping stores from the host.
#pragma once

#include "headers.h"

#include <cstddef>
#include <vector>

#include "store.h"

namespace legate_ts {

void write_store(NativeStore& store, const void* from);
void read_store(NativeStore& store, void* into);

struct StoreRead {
  NativeStore* store;
  void* into;
  // Only the elements at these places in C order; empty for all of the store. In one process only.
  std::vector<std::int64_t> elements;
};
// Waits for all of them once.
void read_stores(const std::vector<StoreRead>& reads);
void fill_store(NativeStore& store, const void* element);
void copy_store(NativeStore& target, NativeStore& source);
void gather_store(NativeStore& target, NativeStore& source, NativeStore& index);
void scatter_store(NativeStore& target, NativeStore& index, NativeStore& source);

// An inline mapping of the whole store: its memory, in place.
struct NativeStore::Mapping {
  legate::LogicalStore alias;
  legate::PhysicalStore physical;
  void* memory;
};

// Maps the store, or waits until a mapped one is valid again. Gives its memory.
void* map_store(NativeStore& store);
void unmap_store(NativeStore& store);
void attach_store(NativeStore& store);

void detach_store(NativeStore& store);

}  // namespace legate_ts
