// A Legate store as the addon keeps it: the region, its views, and the slices and tilings that
// launches ask for again and again.
#pragma once

#include "headers.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "dtype.h"

namespace legate_ts {

using Extents = std::vector<std::int64_t>;

legate::Type legate_type(DType dtype);

// The region behind a store and all its views.
struct Region {
  legate::LogicalStore store;
  DType dtype;
  std::int64_t bytes;
  // An instance of the whole region exists. See Region::settle.
  bool settled = false;
  // Something was written: an instance made now must keep the contents.
  bool written = false;

  // In one process, makes Legate hold the whole region in one instance from the start. Its mapper
  // reuses an instance that covers what is asked for; tiles, halos, slices and host copies then all
  // share it, and nothing is copied between them. Left alone, each tile gets its own.
  void settle();
  // Before the contents are read, or written in part: gives a new region contents. Legion ends the
  // process when a task reads what nobody wrote.
  void define();
  ~Region();
};

// A slice of a store or, with `partition`, a tiling of that slice.
struct Piece {
  Extents lo, hi;
  int dim             = -1;  // cut dimension; -1: none
  std::int64_t extent = 0;
  std::int64_t points = 0;
  std::optional<legate::LogicalStore> store;
  std::optional<legate::LogicalStorePartition> partition;
};

class NativeStore {
 public:
  NativeStore(const Extents& shape, DType dtype);
  // Over memory of the host, which tasks work on in place: see attached_store.cc.
  NativeStore(const Extents& shape, DType dtype, void* memory);
  NativeStore(std::shared_ptr<Region> region, legate::LogicalStore view);
  ~NativeStore();
  NativeStore(const NativeStore&)            = delete;
  NativeStore& operator=(const NativeStore&) = delete;

  const legate::LogicalStore& logical() const { return *logical_; }
  const std::shared_ptr<Region>& region() const { return region_; }
  const Extents& shape() const { return shape_; }
  DType dtype() const { return region_->dtype; }
  int dim() const { return static_cast<int>(shape_.size()); }
  std::int64_t bytes() const;
  bool is_view() const { return view_; }

  // The rectangle [lo, hi) of the store; the store itself when that is all of it.
  const legate::LogicalStore& slice(const Extents& lo, const Extents& hi);
  // That rectangle cut along `dim` into `points` tiles of `extent`.
  const Piece& tiles(
    const Extents& lo, const Extents& hi, int dim, std::int64_t extent, std::int64_t points);

  // Marks it collected by JavaScript's collector: when that happens differs between ranks.
  void destroyed_out_of_order();

  // Its number among all stores of the process, in program order.
  std::uint64_t birth_ = 0;

  // The JavaScript object that holds this store, while there is one.
  void* wrapper = nullptr;

  // The memory of the whole store while it is mapped for JavaScript.
  struct Mapping;
  std::unique_ptr<Mapping> mapping;

 private:
  Piece& find_piece(
    const Extents& lo, const Extents& hi, int dim, std::int64_t extent, std::int64_t points);

  std::shared_ptr<Region> region_;
  std::optional<legate::LogicalStore> logical_;
  Extents shape_;
  bool view_;
  std::deque<Piece> pieces_;
};

// Stores whose JavaScript wrapper is gone. A collection may only put them here; they are released
// by the owner thread, at the next call that can afford it.
void bury(NativeStore* store);
void release_buried();
// Everything, at the end.
void release_all_stores();
// Tells a store's wrapper that its store is going.
void detach_wrapper(NativeStore* store);

}  // namespace legate_ts
