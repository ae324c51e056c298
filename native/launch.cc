#include "launch.h"

#include <cstring>

#include "counters.h"
#include "engine.h"
#include "halo.h"
#include "recast.h"

namespace legate_ts {

namespace {

// Grows the packed task data (task_header.h). One buffer, reused: launches come from one thread.
class Packer {
 public:
  void clear() { bytes_.clear(); }
  void put(const void* data, std::size_t size)
  {
    const auto* const from = static_cast<const unsigned char*>(data);
    bytes_.insert(bytes_.end(), from, from + size);
  }
  template <typename T>
  void put(const T& value)
  {
    put(&value, sizeof value);
  }
  legate::Scalar scalar() const
  {
    return legate::Scalar{
      legate::binary_type(static_cast<std::uint32_t>(bytes_.size())), bytes_.data(), true};
  }

 private:
  std::vector<unsigned char> bytes_;
};

legate::LocalTaskID task_id(TaskKind kind)
{
  return legate::LocalTaskID{static_cast<std::int64_t>(kind)};
}

legate::Scalar pack(const TaskPlan& task,
                    const std::vector<NativeStore*>& stores,
                    const Slot* scalars,
                    const std::vector<Handing>& handings)
{
  static Packer packer;
  packer.clear();
  packer.put(TaskHeader{task.id,
                        task.extent,
                        task.tile,
                        static_cast<std::uint16_t>(task.args.size()),
                        static_cast<std::uint16_t>(task.scalars.size()),
                        static_cast<std::uint16_t>(task.attributes.size()),
                        static_cast<std::uint16_t>(task.kind),
                        handings.size()});
  for (const auto& arg : task.args) {
    const auto& store = *stores[arg.store];
    packer.put(ArgRecord{store.dtype(),
                         arg.access,
                         static_cast<std::uint8_t>(store.dim()),
                         static_cast<std::uint8_t>(!arg.lo.empty()),
                         static_cast<std::uint8_t>(arg.as.size())});
  }
  for (const auto& arg : task.args) {
    packer.put(arg.lo.data(), arg.lo.size() * sizeof(std::int64_t));
  }
  for (const auto& arg : task.args) {
    if (arg.as.empty()) continue;
    for (const auto& axis : recast_axes(stores[arg.store]->shape(), arg.as)) packer.put(axis);
  }
  packer.put(task.attributes.data(), task.attributes.size() * sizeof(std::int64_t));
  for (const auto slot : task.scalars) packer.put(scalars[slot]);
  for (const auto& handing : handings) packer.put(handing);
  return packer.scalar();
}

void add(legate::ManualTask& task, Access access, const legate::LogicalStore& store)
{
  if (access != Access::Write) task.add_input(store);
  if (access != Access::Read) task.add_output(store);
}

void add(legate::ManualTask& task,
         Access access,
         const legate::LogicalStorePartition& partition,
         const legate::SymbolicPoint& projection)
{
  if (access != Access::Write) task.add_input(partition, projection);
  if (access != Access::Read) task.add_output(partition, projection);
}

// Tile c of a tiling along `dim` for point c of a one-dimensional launch.
legate::SymbolicPoint project(int dim, int dims)
{
  std::vector<legate::SymbolicExpr> point(dims, legate::constant(0));
  point[dim] = legate::dimension(0);
  return legate::SymbolicPoint{std::move(point)};
}

void submit(legate::ManualTask&& task)
{
  counters.launches.fetch_add(1, std::memory_order_relaxed);
  engine::runtime().submit(std::move(task));
}

}  // namespace

void launch(const TaskPlan& task,
            const std::vector<NativeStore*>& stores,
            const Slot* scalars,
            const std::vector<Handing>& handings)
{
  for (const auto& arg : task.args) {
    auto& store      = *stores[arg.store];
    auto& region     = *store.region();
    const bool whole = arg.lo.empty() && !store.is_view();
    if (arg.access != Access::Write || !whole) region.define();
    // A launch of one over all of a store makes the whole instance by itself.
    if (task.points > 1 || !whole) region.settle();
    region.settled = true;
  }

  const auto data = pack(task, stores, scalars, handings);
  if (task.halo) {
    counters.launches.fetch_add(1, std::memory_order_relaxed);
    launch_with_halo(task, stores, data);
  } else {
    auto launcher = engine::runtime().create_task(
      engine::library(), task_id(task.kind), {static_cast<std::uint64_t>(task.points)});
    for (const auto& arg : task.args) {
      auto& store = *stores[arg.store];
      if (task.points == 1 || arg.cut.dim < 0) {
        add(launcher, arg.access, store.slice(arg.lo, arg.hi));
      } else {
        const auto& piece =
          store.tiles(arg.lo, arg.hi, arg.cut.dim, arg.cut.extent, task.points);
        add(launcher, arg.access, *piece.partition, project(arg.cut.dim, store.dim()));
      }
    }
    launcher.add_scalar_arg(data);
    submit(std::move(launcher));
  }
  for (const auto& arg : task.args) {
    if (arg.access != Access::Read) stores[arg.store]->region()->written = true;
  }
}

void launch_touch(const legate::LogicalStore& store, DType dtype, bool keep)
{
  static Packer packer;
  counters.touches.fetch_add(1, std::memory_order_relaxed);
  packer.clear();
  const auto access = keep ? Access::ReadWrite : Access::Write;
  packer.put(TaskHeader{0, 1, 1, 1, 0, 0, static_cast<std::uint16_t>(TaskKind::Touch), 0});
  packer.put(ArgRecord{dtype, access, static_cast<std::uint8_t>(store.dim()), 0, 0});
  auto task = engine::runtime().create_task(engine::library(), task_id(TaskKind::Touch), {1});
  add(task, access, store);
  task.add_scalar_arg(packer.scalar());
  submit(std::move(task));
}

void launch_fill(const legate::LogicalStore& store, DType dtype, const void* element)
{
  static Packer packer;
  counters.touches.fetch_add(1, std::memory_order_relaxed);
  std::int64_t attributes[2] = {};
  std::memcpy(attributes, element, size_of(dtype));
  packer.clear();
  packer.put(TaskHeader{0, 1, 1, 1, 0, 2, static_cast<std::uint16_t>(TaskKind::Fill), 0});
  packer.put(ArgRecord{dtype, Access::Write, static_cast<std::uint8_t>(store.dim()), 0, 0});
  packer.put(attributes, sizeof attributes);

  // In one process the whole gets one instance: see Region::settle.
  const auto extents = store.extents();
  const auto rows    = extents.empty() ? 1 : static_cast<std::int64_t>(extents[0]);
  const auto points =
    engine::ranks() == 1 ? 1 : std::min<std::int64_t>(rows, static_cast<std::int64_t>(engine::processors()));
  auto task = engine::runtime().create_task(
    engine::library(), task_id(TaskKind::Fill), {static_cast<std::uint64_t>(points)});
  if (points == 1) {
    add(task, Access::Write, store);
  } else {
    std::vector<std::uint64_t> tile, colors;
    for (std::uint32_t d = 0; d < store.dim(); ++d) tile.push_back(extents[d]);
    colors.assign(tile.size(), 1);
    tile[0]   = static_cast<std::uint64_t>((rows + points - 1) / points);
    colors[0] = static_cast<std::uint64_t>(points);
    add(task, Access::Write, store.partition_by_tiling(tile, legate::Span<const std::uint64_t>{colors}),
        project(0, static_cast<int>(tile.size())));
  }
  task.add_scalar_arg(packer.scalar());
  submit(std::move(task));
}

std::int64_t copy_points(const NativeStore& store)
{
  // Below a megabyte a part, a second task costs more than the copy.
  constexpr std::int64_t WORTH_A_TASK = 1 << 20;
  const auto worth = store.bytes() / WORTH_A_TASK;
  return std::max<std::int64_t>(
    1, std::min({worth, static_cast<std::int64_t>(engine::processors()), store.shape()[0]}));
}

namespace {

TaskPlan plan_copy(TaskKind kind, const NativeStore& store, std::int64_t points)
{
  TaskPlan task{};
  task.kind   = kind;
  task.points = points;
  task.extent = store.shape()[0];
  task.tile   = (task.extent + points - 1) / points;
  return task;
}

void add_arg(TaskPlan& task, std::uint32_t store, Access access)
{
  ArgPlan arg{};
  arg.store  = store;
  arg.access = access;
  if (task.points > 1) arg.cut = Cut{0, task.tile, 0, 0};
  task.args.push_back(std::move(arg));
}

}  // namespace

void launch_host_copy(TaskKind kind, NativeStore& store, std::uint64_t ticket, std::int64_t points)
{
  auto task = plan_copy(kind, store, points);
  task.id   = ticket;
  add_arg(task, 0, kind == TaskKind::CopyIn ? Access::Write : Access::Read);
  counters.copies.fetch_add(1, std::memory_order_relaxed);
  launch(task, {&store}, nullptr);
}

void launch_copy(NativeStore& target, NativeStore& source)
{
  auto task = plan_copy(TaskKind::Copy, target, copy_points(target));
  add_arg(task, 0, Access::Read);
  add_arg(task, 1, Access::Write);
  launch(task, {&source, &target}, nullptr);
}

}  // namespace legate_ts
