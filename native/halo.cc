// Launches in which an argument's tiles overlap (a stencil's halo).
//
// A manual launch can't express overlapping tiles; `bloat` can, but only between the variables of an
// automatically partitioned task. To make Legate's solver cut exactly the tiles that were asked for,
// the only store it may choose a partition for is a tiny one, the grid: `points` elements along the
// cut dimension, so that with one element a point there is nothing to choose. `scale` then gives
// every cut argument the tiling that a manual launch gives it, and `bloat` adds the halo.
#include "halo.h"

#include <map>
#include <tuple>

#include "engine.h"
#include "launch.h"

namespace legate_ts {

namespace {

using Factors = std::vector<std::uint64_t>;

// Grids by (rank, dimension, points); a ruler's length is its own.
using Key = std::tuple<int, int, std::int64_t>;

std::map<Key, legate::LogicalStore>& grids()
{
  static auto* const instance = new std::map<Key, legate::LogicalStore>;
  return *instance;
}

std::map<Key, legate::LogicalStore>& rulers()
{
  static auto* const instance = new std::map<Key, legate::LogicalStore>;
  return *instance;
}

legate::LogicalStore filled(legate::Shape shape)
{
  auto store = engine::runtime().create_store(shape, legate::int8());
  const std::int64_t zero = 0;
  launch_fill(store, DType::Int8, &zero);
  return store;
}

const legate::LogicalStore& find_grid(int dims, int dim, std::int64_t points)
{
  const Key key{dims, dim, points};
  const auto at = grids().find(key);
  if (at != grids().end()) return at->second;
  std::vector<std::uint64_t> extents(dims, 1);
  extents[dim] = static_cast<std::uint64_t>(points);
  return grids().emplace(key, filled(legate::Shape{std::move(extents)})).first->second;
}

// A store of `length` elements along `dim` without memory to match: one element, promoted. It stands
// in as `bloat`'s source where no cut argument has the halo argument's rank and tile.
const legate::LogicalStore& find_ruler(int dims, int dim, std::int64_t length)
{
  const Key key{dims, dim, length};
  const auto at = rulers().find(key);
  if (at != rulers().end()) return at->second;
  auto store = filled(legate::Shape{1}).project(0, 0);
  for (int d = 0; d < dims; ++d) {
    store = store.promote(d, d == dim ? static_cast<std::size_t>(length) : 1);
  }
  return rulers().emplace(key, store).first->second;
}

struct Cutter {
  legate::AutoTask& task;
  std::int64_t points;
  std::map<std::pair<int, int>, legate::Variable> grid_variables;

  const legate::Variable& grid(int dims, int dim)
  {
    const auto key = std::make_pair(dims, dim);
    const auto at  = grid_variables.find(key);
    if (at != grid_variables.end()) return at->second;
    const auto variable = task.declare_partition();
    task.add_input(find_grid(dims, dim, points), variable);
    return grid_variables.emplace(key, variable).first->second;
  }

  void scale(const legate::LogicalStore& store, const Cut& cut, const legate::Variable& variable)
  {
    const auto extents = store.extents();
    Factors factors(extents.data().begin(), extents.data().end());
    factors[cut.dim] = static_cast<std::uint64_t>(cut.extent);
    task.add_constraint(
      legate::scale(factors, grid(static_cast<int>(factors.size()), cut.dim), variable));
  }
};

bool fits_inside(const legate::tuple<std::uint64_t>& tile,
                 const legate::tuple<std::uint64_t>& wanted,
                 int dim)
{
  if (tile.size() != wanted.size()) return false;
  for (std::size_t d = 0; d < tile.size(); ++d) {
    if (static_cast<int>(d) != dim && tile[d] > wanted[d]) return false;
  }
  return true;
}

}  // namespace

void launch_with_halo(const TaskPlan& task,
                      const std::vector<NativeStore*>& stores,
                      const legate::Scalar& data)
{
  // The solver makes as many pieces as there are processors, times this factor.
  const auto processors = static_cast<std::int64_t>(engine::processors());
  legate::ParallelPolicy policy;
  policy.with_overdecompose_factor(
    static_cast<std::uint32_t>((task.points + processors - 1) / processors));
  const legate::Scope scope{policy};

  auto launcher = engine::runtime().create_task(
    engine::library(), legate::LocalTaskID{static_cast<std::int64_t>(task.kind)});
  Cutter cutter{launcher, task.points, {}};

  struct Bound {
    const ArgPlan* arg;
    const legate::LogicalStore* store;
    legate::Variable variable;
  };
  std::vector<Bound> bound;
  for (const auto& arg : task.args) {
    auto& store          = *stores[arg.store];
    const auto& piece    = store.slice(arg.lo, arg.hi);
    const auto variable  = launcher.declare_partition();
    if (arg.access != Access::Write) launcher.add_input(piece, variable);
    if (arg.access != Access::Read) launcher.add_output(piece, variable);
    bound.push_back({&arg, &piece, variable});
  }
  // Constraints are solved in this order: every tiling first, halos of them after.
  for (const auto& b : bound) {
    if (b.arg->cut.dim < 0) {
      launcher.add_constraint(legate::broadcast(b.variable));
    } else if (!b.arg->cut.halo()) {
      cutter.scale(*b.store, b.arg->cut, b.variable);
    }
  }
  for (const auto& b : bound) {
    const auto& cut = b.arg->cut;
    if (cut.dim < 0 || !cut.halo()) continue;
    const auto wanted = b.store->extents();
    const int dims    = static_cast<int>(wanted.size());

    // `bloat` widens another variable's tiling: any with the same tile along the cut will do, for
    // the other dimensions can be widened to what they should be.
    const Bound* source = nullptr;
    for (const auto& s : bound) {
      if (s.arg->cut.dim == cut.dim && s.arg->cut.extent == cut.extent && !s.arg->cut.halo() &&
          fits_inside(s.store->extents(), wanted, cut.dim)) {
        source = &s;
        break;
      }
    }
    auto variable = b.variable;
    auto tile     = Factors(dims, 1);
    if (source != nullptr) {
      variable           = source->variable;
      const auto extents = source->store->extents();
      tile.assign(extents.data().begin(), extents.data().end());
    } else {
      const auto& ruler = find_ruler(dims, cut.dim, task.points * cut.extent);
      variable          = launcher.declare_partition();
      launcher.add_input(ruler, variable);
      cutter.scale(ruler, cut, variable);
    }
    Factors low(dims, 0), high(dims, 0);
    for (int d = 0; d < dims; ++d) high[d] = wanted[d] - tile[d];
    high[cut.dim] = static_cast<std::uint64_t>(cut.low + cut.high);
    launcher.add_constraint(legate::bloat(variable, b.variable, low, high));
  }
  launcher.add_scalar_arg(data);
  engine::runtime().submit(std::move(launcher));
}

void forget_grids()
{
  grids().clear();
  rulers().clear();
}

}  // namespace legate_ts
