// Binds a plan to stores, scalars and sites and submits its tasks. All is checked before the first
// task is submitted: a plan runs wholly or not at all.
#include "execute.h"

#include <cstring>
#include <utility>

#include "counters.h"
#include "engine.h"
#include "host_copy.h"
#include "kernel_table.h"
#include "launch.h"
#include "napi_read.h"
#include "plan_wrapper.h"
#include "store_wrapper.h"

namespace legate_ts {

namespace {

[[noreturn]] void bad_plan(std::size_t task, std::size_t arg, const std::string& message)
{
  throw Error{error_code::BAD_PLAN,
              "task " + std::to_string(task) + ", argument " + std::to_string(arg) + ": " + message};
}

void check_arg(const TaskPlan& task,
               std::size_t index,
               std::size_t k,
               const ArgPlan& arg,
               const NativeStore& store)
{
  const auto& shape = store.shape();
  if (!arg.lo.empty()) {
    if (static_cast<int>(arg.lo.size()) != store.dim()) {
      bad_plan(index, k, "its rectangle has not the store's number of dimensions");
    }
    for (int d = 0; d < store.dim(); ++d) {
      if (arg.hi[d] > shape[d]) bad_plan(index, k, "its rectangle lies outside the store");
    }
  }
  if (arg.cut.dim < 0 || task.points == 1) return;
  const auto& cut = arg.cut;
  if (cut.dim >= store.dim()) bad_plan(index, k, "it is cut along a dimension it hasn't got");
  const auto length =
    arg.lo.empty() ? shape[cut.dim] : arg.hi[cut.dim] - arg.lo[cut.dim];
  // Legate takes a tiling for complete: a launch must not leave out the end of the rectangle.
  if (cut.extent * task.points + cut.low + cut.high < length) {
    bad_plan(index, k, "its tiles don't cover its rectangle");
  }
}

bool overlap(const ArgPlan& a, const NativeStore& x, const ArgPlan& b, const NativeStore& y)
{
  if (x.region() != y.region()) return false;
  if (&x != &y) return x.logical().overlaps(y.logical());
  if (a.lo.empty() || b.lo.empty()) return true;
  for (std::size_t d = 0; d < a.lo.size(); ++d) {
    if (a.hi[d] <= b.lo[d] || b.hi[d] <= a.lo[d]) return false;
  }
  return true;
}

// Generated code relies on it, and Legion ends the process over it.
void check_overlap(const TaskPlan& task, std::size_t index, const std::vector<NativeStore*>& stores)
{
  for (std::size_t k = 0; k < task.args.size(); ++k) {
    if (task.args[k].access == Access::Read) continue;
    for (std::size_t j = 0; j < task.args.size(); ++j) {
      const auto& a = task.args[k];
      const auto& b = task.args[j];
      if (j != k && overlap(a, *stores[a.store], b, *stores[b.store])) {
        bad_plan(index, k, "it is written and overlaps argument " + std::to_string(j));
      }
    }
  }
}

void check(const PlanWrapper& plan, const std::vector<NativeStore*>& stores)
{
  for (std::size_t i = 0; i < plan.tasks().size(); ++i) {
    const auto& task = plan.tasks()[i];
    if (task.kind == TaskKind::Kernel && find_kernel(task.id) == nullptr) {
      throw Error{error_code::UNKNOWN_KERNEL,
                  "task " + std::to_string(i) + ": kernel " + task.kernel + " is not loaded"};
    }
    for (std::size_t k = 0; k < task.args.size(); ++k) {
      check_arg(task, i, k, task.args[k], *stores[task.args[k].store]);
    }
    check_overlap(task, i, stores);
  }
}

// Contents that tasks of the plan hand over: `results` of execute().
class Results {
 public:
  Results(const Napi::Value& value, const PlanWrapper& plan, const std::vector<NativeStore*>& stores)
    : by_task_(plan.tasks().size())
  {
    if (value.IsUndefined()) return;
    const auto list = read_array(value, "results");
    if (list.Length() > 0 && engine::ranks() > 1) bad_argument("results are handed over in one process only");
    for (std::uint32_t i = 0; i < list.Length(); ++i) {
      const auto object = read_object(list[i], "a result");
      const auto limit  = [](std::size_t count) { return static_cast<std::int64_t>(count) - 1; };
      const auto n      = read_integer(object.Get("task"), "task", 0, limit(plan.tasks().size()));
      const auto& task  = plan.tasks()[n];
      const auto k      = read_integer(object.Get("arg"), "arg", 0, limit(task.args.size()));
      const auto& arg   = task.args[k];
      auto read         = read_of(*stores[arg.store], object.Get("into"), object.Get("elements"));
      // All of the store, once: who waits counts the points.
      if (arg.access == Access::Read || !arg.lo.empty() || (task.points > 1 && arg.cut.dim < 0) ||
          arg.cut.low != 0 || arg.cut.high != 0) {
        bad_plan(n, k, "it is not all of what the task makes");
      }
      transfers_.push_back(std::make_unique<HostTransfer>(static_cast<char*>(read.into),
                                                          read.store->shape(),
                                                          read.store->dtype(),
                                                          task.points,
                                                          std::move(read.elements)));
      by_task_[n].push_back({transfers_.back()->ticket(), static_cast<std::uint64_t>(k)});
    }
  }

  const std::vector<Handing>& of(std::size_t task) const { return by_task_[task]; }

  void wait()
  {
    if (!transfers_.empty()) ++counters.waits;
    for (const auto& transfer : transfers_) transfer->wait();
  }

 private:
  std::vector<std::vector<Handing>> by_task_;
  std::vector<std::unique_ptr<HostTransfer>> transfers_;
};

}  // namespace

void execute(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    engine::require();
    release_buried();
    const auto& plan        = PlanWrapper::unwrap(info[0]);
    const auto stores_array = read_array(info[1], "stores");
    const auto scalars      = read_bytes(info[2], "scalars");
    const auto sites        = read_array(info[3], "sites");

    if (stores_array.Length() < plan.stores()) bad_argument("the plan needs more stores");
    if (scalars.size < std::size_t{plan.slots()} * sizeof(Slot)) {
      bad_argument("the plan needs more scalars");
    }
    if (sites.Length() < plan.sites()) bad_argument("the plan needs more sites");

    std::vector<NativeStore*> stores(stores_array.Length());
    for (std::uint32_t i = 0; i < stores.size(); ++i) {
      stores[i] = &StoreWrapper::unwrap(stores_array[i], "an element of stores");
    }
    check(plan, stores);
    Results results{info[4], plan, stores};

    // A copy, because slots are aligned and a Uint8Array need not be.
    static std::vector<Slot> slots;
    slots.resize(plan.slots());
    if (!slots.empty()) std::memcpy(slots.data(), scalars.data, slots.size() * sizeof(Slot));

    std::optional<legate::Scope> scope;
    std::uint32_t site = ~0U;
    for (std::size_t n = 0; n < plan.tasks().size(); ++n) {
      const auto& task = plan.tasks()[n];
      if (task.site != site) {
        site = task.site;
        scope.reset();
        auto provenance = read_string(sites[site], "a site");
        if (!provenance.empty()) scope.emplace(std::move(provenance));
      }
      launch(task, stores, slots.data(), results.of(n));
    }
    results.wait();
  });
}

}  // namespace legate_ts
