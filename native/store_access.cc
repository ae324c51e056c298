#include "store_access.h"

#include <cstring>
#include <memory>

#include "counters.h"
#include "engine.h"
#include "host_copy.h"
#include "launch.h"

namespace legate_ts {

namespace {

// Legate has no way to end an inline mapping but to destroy the store, and it keeps what it mapped
// in the LogicalStore it was asked through. So: map through an alias that is thrown away, and take
// the mapping back from Legion itself. The region handle is a private member of PhysicalStore; an
// explicit instantiation may name it.
template <auto MEMBER>
struct RegionOf {
  friend std::pair<Legion::PhysicalRegion, Legion::FieldID> region_of(
    const legate::PhysicalStore& store)
  {
    return (store.*MEMBER)();
  }
};
template struct RegionOf<&legate::PhysicalStore::get_region_field_>;
std::pair<Legion::PhysicalRegion, Legion::FieldID> region_of(const legate::PhysicalStore& store);

// The same elements in the same order, as another LogicalStore.
legate::LogicalStore alias_of(const legate::LogicalStore& store)
{
  const auto dim = static_cast<std::int32_t>(store.dim());
  if (dim == 1) return store.promote(0, 1).project(0, 0);
  // Not by promotion here: a store may have as many dimensions as Legate allows.
  std::vector<std::int32_t> axes(dim);
  for (std::int32_t d = 0; d < dim; ++d) axes[d] = d;
  std::swap(axes[0], axes[1]);
  return store.transpose(std::vector<std::int32_t>{axes}).transpose(std::vector<std::int32_t>{axes});
}

struct Mapped {
  explicit Mapped(const NativeStore& store)
    : alias{alias_of(store.logical())}, physical{alias.get_physical_store()}
  {
    region = region_of(physical).first;
    region.wait_until_valid(true);
  }
  legate::LogicalStore alias;
  legate::PhysicalStore physical;
  Legion::PhysicalRegion region;
};

void unmap(Legion::PhysicalRegion region)
{
  Legion::Runtime::get_runtime()->unmap_region(Legion::Runtime::get_context(), region);
}

Arg whole(const NativeStore& store, const legate::PhysicalStore& physical)
{
  const auto allocation = physical.get_inline_allocation();
  Arg arg{};
  arg.base = static_cast<char*>(allocation.ptr);
  for (int d = 0; d < store.dim(); ++d) {
    arg.stride[d] = static_cast<std::int64_t>(allocation.strides[d]);
    arg.hi[d]     = store.shape()[d];
  }
  return arg;
}

bool dense(const NativeStore& store, const Arg& arg)
{
  std::int64_t step = static_cast<std::int64_t>(size_of(store.dtype()));
  for (int d = store.dim() - 1; d >= 0; --d) {
    if (store.shape()[d] != 1 && arg.stride[d] != step) return false;
    step *= store.shape()[d];
  }
  return true;
}

}  // namespace

void write_store(NativeStore& store, const void* from)
{
  const auto points = copy_points(store);
  HostTransfer transfer{
    const_cast<char*>(static_cast<const char*>(from)), store.shape(), store.dtype(), points};
  launch_host_copy(TaskKind::CopyIn, store, transfer.ticket(), points);
  ++counters.waits;
  // Every rank holds the same content and copies the tiles that are its own; how many those are only
  // the mapper knows.
  if (engine::ranks() > 1) {
    engine::runtime().issue_execution_fence(true);
  } else {
    transfer.wait();
  }
}

namespace {

void read_by_mapping(NativeStore& store, void* into)
{
  store.region()->define();
  const Mapped mapped{store};
  const ArgInfo info{store.dtype(), static_cast<std::uint8_t>(store.dim()), Access::Read, false};
  std::int64_t stride[MAX_DIM];
  std::int64_t step = static_cast<std::int64_t>(size_of(store.dtype()));
  for (int d = store.dim() - 1; d >= 0; --d) {
    stride[d] = step;
    step *= store.shape()[d];
  }
  copy_rectangle(whole(store, mapped.physical), info, static_cast<char*>(into), stride, true);
  unmap(mapped.region);
}

}  // namespace

void read_store(NativeStore& store, void* into) { read_stores({{&store, into, {}}}); }

void read_stores(const std::vector<StoreRead>& reads)
{
  ++counters.waits;
  if (engine::ranks() > 1) {
    for (const auto& read : reads) read_by_mapping(*read.store, read.into);
    return;
  }
  std::vector<std::unique_ptr<HostTransfer>> transfers;
  for (const auto& [store, into, elements] : reads) {
    const auto points = elements.empty() ? copy_points(*store) : 1;
    transfers.push_back(std::make_unique<HostTransfer>(
      static_cast<char*>(into), store->shape(), store->dtype(), points, elements));
    launch_host_copy(TaskKind::CopyOut, *store, transfers.back()->ticket(), points);
  }
  for (const auto& transfer : transfers) transfer->wait();
}

void fill_store(NativeStore& store, const void* element)
{
  if (store.is_view()) store.region()->define();
  if (store.is_view()) {
    store.region()->define();
    store.region()->settle();
  }
  launch_fill(store.logical(), store.dtype(), element);
  store.region()->written = true;
  store.region()->settled = true;
}

void copy_store(NativeStore& target, NativeStore& source) { launch_copy(target, source); }

namespace {

// Legate 26.1 picks a processor that isn't there when it maps one part of a copy on the second rank
// (it adds the rank's offset twice). A machine of one processor gets copies in one part.
std::optional<legate::Scope> one_processor()
{
  if (engine::ranks() == 1) return std::nullopt;
  return legate::Scope{engine::runtime().get_machine().slice(0, 1)};
}

void prepare(NativeStore& target, NativeStore& source, NativeStore& index)
{
  for (auto* const store : {&target, &source, &index}) {
    store->region()->define();
    store->region()->settle();
  }
}

}  // namespace

void gather_store(NativeStore& target, NativeStore& source, NativeStore& index)
{
  prepare(target, source, index);
  const auto scope = one_processor();
  auto to          = target.logical();
  engine::runtime().issue_gather(
    to, source.logical(), index.logical(), std::optional<legate::ReductionOpKind>{});
}

void scatter_store(NativeStore& target, NativeStore& index, NativeStore& source)
{
  prepare(target, source, index);
  const auto scope = one_processor();
  auto to          = target.logical();
  engine::runtime().issue_scatter(
    to, index.logical(), source.logical(), std::optional<legate::ReductionOpKind>{});
}

void* map_store(NativeStore& store)
{
  ++counters.waits;
  if (store.mapping == nullptr) {
    store.region()->define();
    store.region()->settle();
    Mapped mapped{store};
    const auto arg = whole(store, mapped.physical);
    if (!dense(store, arg)) {
      unmap(mapped.region);
      throw Error{error_code::MAPPED, "the store is not C-ordered in memory: read() it instead"};
    }
    store.region()->written = true;
    store.mapping           = std::make_unique<NativeStore::Mapping>(
      NativeStore::Mapping{mapped.alias, mapped.physical, arg.base});
    return store.mapping->memory;
  }
  // Tasks launched since have taken the mapping away and given it back: wait for them.
  region_of(store.mapping->physical).first.wait_until_valid(true);
  return whole(store, store.mapping->physical).base;
}

// Legate keeps attached memory mapped, and waits for every task that writes it. Unmapped, tasks run on
// it as on any other region, and a fence waits when the host needs it.
void attach_store(NativeStore& store)
{
  const legate::PhysicalStore physical = store.logical().get_physical_store();
  unmap(region_of(physical).first);
}


void detach_store(NativeStore& store)
{
  ++counters.waits;
  auto whole = store.logical();
  whole.detach();
}

void unmap_store(NativeStore& store)
{
  if (store.mapping == nullptr) throw Error{error_code::MAPPED, "the store is not mapped"};
  unmap(region_of(store.mapping->physical).first);
  store.mapping.reset();
}

}  // namespace legate_ts
