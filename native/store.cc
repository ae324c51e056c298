#include "store.h"

#include <algorithm>
#include <mutex>
#include <map>

#include "counters.h"
#include "engine.h"
#include "launch.h"
#include "store_access.h"

namespace legate_ts {

namespace {

// How many slices and tilings a store remembers. Programs cut a store in a handful of ways; a loop
// over single rows must not pile up a view per row.
constexpr std::size_t REMEMBERED = 16;

struct Registry {
  std::mutex mutex;
  std::vector<NativeStore*> buried;
  // By birth, which is the same order on every rank: so must be the order of their ends.
  std::map<std::uint64_t, NativeStore*> live;
  std::uint64_t born = 0;
};

Registry& registry()
{
  static Registry* const instance = new Registry;
  return *instance;
}

std::int64_t bytes_of(const Extents& shape, DType dtype)
{
  std::int64_t total = static_cast<std::int64_t>(size_of(dtype));
  for (const auto extent : shape) total *= extent;
  return total;
}

Extents extents_of(const legate::LogicalStore& store)
{
  const auto extents = store.extents();
  return Extents(extents.data().begin(), extents.data().end());
}

}  // namespace

legate::Type legate_type(DType dtype)
{
  switch (dtype) {
    case DType::Bool: return legate::bool_();
    case DType::Int8: return legate::int8();
    case DType::Int16: return legate::int16();
    case DType::Int32: return legate::int32();
    case DType::Int64: return legate::int64();
    case DType::UInt8: return legate::uint8();
    case DType::UInt16: return legate::uint16();
    case DType::UInt32: return legate::uint32();
    case DType::UInt64: return legate::uint64();
    case DType::Float16: return legate::float16();
    case DType::Float32: return legate::float32();
    case DType::Float64: return legate::float64();
    case DType::Complex64: return legate::complex64();
    case DType::Complex128: return legate::complex128();
  }
  throw Error{error_code::BAD_ARGUMENT, "unknown element type"};
}

void Region::settle()
{
  if (settled) return;
  settled = true;
  if (engine::ranks() > 1) return;
  launch_touch(store, dtype, written);
}

void Region::define()
{
  if (written) return;
  written = true;
  const unsigned char zero[16] = {};
  launch_fill(store, dtype, zero);
  settled = true;
}

Region::~Region() { counters.bytes -= bytes; }

NativeStore::NativeStore(const Extents& shape, DType dtype) : shape_{shape}, view_{false}
{
  std::vector<std::uint64_t> extents(shape.begin(), shape.end());
  region_ = std::make_shared<Region>(
    Region{engine::runtime().create_store(legate::Shape{std::move(extents)}, legate_type(dtype)),
           dtype,
           0});
  logical_       = region_->store;
  region_->bytes = bytes();
  counters.bytes += region_->bytes;
  birth_ = ++registry().born;
  registry().live.emplace(birth_, this);
}

NativeStore::NativeStore(const Extents& shape, DType dtype, void* memory) : shape_{shape}, view_{false}
{
  std::vector<std::uint64_t> extents(shape.begin(), shape.end());
  const auto allocation =
    legate::ExternalAllocation::create_sysmem(memory, static_cast<std::size_t>(bytes_of(shape, dtype)), false);
  region_ = std::make_shared<Region>(Region{
    engine::runtime().create_store(
      legate::Shape{std::move(extents)}, legate_type(dtype), allocation, legate::mapping::DimOrdering::c_order()),
    dtype,
    0,
    true,
    true});
  logical_ = region_->store;
  birth_ = ++registry().born;
  registry().live.emplace(birth_, this);
}

NativeStore::NativeStore(std::shared_ptr<Region> region, legate::LogicalStore view)
  : region_{std::move(region)}, logical_{std::move(view)}, shape_{extents_of(*logical_)}, view_{true}
{
  birth_ = ++registry().born;
  registry().live.emplace(birth_, this);
}

NativeStore::~NativeStore() { registry().live.erase(birth_); }

std::int64_t NativeStore::bytes() const { return bytes_of(shape_, dtype()); }

void NativeStore::destroyed_out_of_order()
{
  if (engine::ranks() > 1) logical_->allow_out_of_order_destruction();
}

Piece& NativeStore::find_piece(
  const Extents& lo, const Extents& hi, int dim, std::int64_t extent, std::int64_t points)
{
  for (auto& piece : pieces_) {
    if (piece.dim == dim && piece.extent == extent && piece.points == points && piece.lo == lo &&
        piece.hi == hi) {
      return piece;
    }
  }
  if (pieces_.size() == REMEMBERED) pieces_.pop_front();
  Piece piece;
  piece.lo     = lo;
  piece.hi     = hi;
  piece.dim    = dim;
  piece.extent = extent;
  piece.points = points;
  for (int d = 0; d < this->dim() && !lo.empty(); ++d) {
    if (lo[d] == 0 && hi[d] == shape_[d]) continue;
    const auto& whole = piece.store.has_value() ? *piece.store : *logical_;
    piece.store       = whole.slice(d, legate::Slice{lo[d], hi[d]});
  }
  return pieces_.emplace_back(std::move(piece));
}

const legate::LogicalStore& NativeStore::slice(const Extents& lo, const Extents& hi)
{
  if (lo.empty()) return *logical_;
  const auto& piece = find_piece(lo, hi, -1, 0, 0);
  return piece.store.has_value() ? *piece.store : *logical_;
}

const Piece& NativeStore::tiles(
  const Extents& lo, const Extents& hi, int dim, std::int64_t extent, std::int64_t points)
{
  auto& piece = find_piece(lo, hi, dim, extent, points);
  if (!piece.partition.has_value()) {
    if (!piece.store.has_value()) piece.store = *logical_;
    const auto whole = extents_of(*piece.store);
    std::vector<std::uint64_t> tile(whole.begin(), whole.end());
    std::vector<std::uint64_t> colors(whole.size(), 1);
    tile[dim]       = static_cast<std::uint64_t>(extent);
    colors[dim]     = static_cast<std::uint64_t>(points);
    piece.partition = piece.store->partition_by_tiling(tile, legate::Span<const std::uint64_t>{colors});
  }
  return piece;
}

void bury(NativeStore* store)
{
  auto& all = registry();
  const std::lock_guard lock{all.mutex};
  all.buried.push_back(store);
}

void release_buried()
{
  auto& all = registry();
  std::vector<NativeStore*> dead;
  {
    const std::lock_guard lock{all.mutex};
    if (all.buried.empty()) return;
    dead.swap(all.buried);
  }
  for (auto* const store : dead) {
    store->destroyed_out_of_order();
    delete store;
  }
}

void release_all_stores()
{
  release_buried();
  // The wrappers of what is still live find their pointer gone: see StoreWrapper.
  auto live = registry().live;
  for (auto&& [birth, store] : live) detach_wrapper(store);
  for (auto&& [birth, store] : live) {
    // What is dead here for the collector may be live on another rank until now, where it must not
    // then end in program order.
    if (engine::ranks() > 1) store->destroyed_out_of_order();
    delete store;
  }
}

}  // namespace legate_ts
