#include "plan_wrapper.h"

#include <algorithm>

#include "engine.h"
#include "kernel_table.h"
#include "abi.h"
#include "napi_read.h"

namespace legate_ts {

namespace {

constexpr napi_type_tag PLAN_TAG = {0x6c65676174652d74ULL, 0x732d706c616e2121ULL};

// What fits the packed header, with room.
constexpr std::size_t MAX_ARGS       = 256;
constexpr std::size_t MAX_SCALARS    = 1024;
constexpr std::size_t MAX_ATTRIBUTES = 4096;
constexpr std::int64_t MAX_POINTS    = 1 << 20;
constexpr std::int64_t MAX_EXTENT    = std::int64_t{1} << 53;
constexpr std::int64_t MAX_INDEX     = 1 << 24;

[[noreturn]] void bad_plan(std::size_t task, const std::string& message)
{
  throw Error{error_code::BAD_PLAN, "task " + std::to_string(task) + " of the plan: " + message};
}

TaskKind read_kind(const Napi::Value& value)
{
  const auto name = read_string(value, "task");
  if (name == "kernel") return TaskKind::Kernel;
  if (name == "gemm") return TaskKind::Gemm;
  if (name == "sort") return TaskKind::Sort;
  if (name == "argsort") return TaskKind::Argsort;
  if (name == "scan") return TaskKind::Scan;
  if (name == "take") return TaskKind::Take;
  if (name == "put") return TaskKind::Put;
  if (name == "nonzero") return TaskKind::Nonzero;
  if (name == "search") return TaskKind::Search;
  if (name == "convolve") return TaskKind::Convolve;
  if (name == "bytes") return TaskKind::Bytes;
  if (name == "linalg") return TaskKind::Linalg;
  if (name == "fft") return TaskKind::Fft;
  if (name == "random") return TaskKind::Random;
  bad_argument("unknown task '" + name + "'");
}

Access read_access(const Napi::Value& value)
{
  const auto name = read_string(value, "access");
  if (name == "read") return Access::Read;
  if (name == "write") return Access::Write;
  if (name == "readwrite") return Access::ReadWrite;
  bad_argument("unknown access '" + name + "'");
}

std::int64_t read_optional(const Napi::Object& object, const char* name, std::int64_t most)
{
  const Napi::Value value = object.Get(name);
  return value.IsUndefined() ? 0 : read_integer(value, name, 0, most);
}

Cut read_cut(const Napi::Object& object)
{
  Cut cut;
  cut.dim    = static_cast<int>(read_integer(object.Get("dim"), "cut.dim", 0, MAX_DIM - 1));
  cut.extent = read_integer(object.Get("extent"), "cut.extent", 1, MAX_EXTENT);
  cut.low    = read_optional(object, "low", MAX_EXTENT);
  cut.high   = read_optional(object, "high", MAX_EXTENT);
  return cut;
}

ArgPlan read_arg(const Napi::Object& object)
{
  ArgPlan arg;
  arg.store =
    static_cast<std::uint32_t>(read_integer(object.Get("store"), "store", 0, MAX_INDEX));
  arg.access           = read_access(object.Get("access"));
  const Napi::Value lo = object.Get("lo"), hi = object.Get("hi"), cut = object.Get("cut");
  if (lo.IsUndefined() != hi.IsUndefined()) bad_argument("lo and hi go together");
  if (!lo.IsUndefined()) {
    arg.lo = read_integers(lo, "lo");
    arg.hi = read_integers(hi, "hi");
    if (arg.lo.size() != arg.hi.size() || arg.lo.empty()) bad_argument("lo and hi differ in length");
    for (std::size_t d = 0; d < arg.lo.size(); ++d) {
      if (arg.lo[d] < 0 || arg.hi[d] <= arg.lo[d]) bad_argument("a rectangle must not be empty");
    }
  }
  if (const Napi::Value as = object.Get("as"); !as.IsUndefined()) {
    arg.as = read_integers(as, "as");
    if (arg.as.empty() || arg.as.size() > MAX_DIM) bad_argument("an argument is seen with 1 to 6 dimensions");
    for (const auto extent : arg.as) {
      if (extent < 1) bad_argument("an extent must not be 0");
    }
    if (arg.access != Access::Read || !arg.lo.empty()) bad_argument("only all of a store that is read is seen otherwise");
  }
  if (!cut.IsUndefined()) arg.cut = read_cut(read_object(cut, "cut"));
  return arg;
}

void check(std::size_t index, const TaskPlan& task)
{
  for (const auto& arg : task.args) {
    const bool cut = arg.cut.dim >= 0;
    if (!arg.lo.empty() && cut && arg.cut.dim >= static_cast<int>(arg.lo.size())) {
      bad_plan(index, "an argument is cut along a dimension it hasn't got");
    }
    if (task.points > 1 && !cut && arg.access != Access::Read) {
      bad_plan(index, "several points write all of one argument");
    }
    if (cut && arg.cut.halo() && arg.access != Access::Read) {
      bad_plan(index, "an argument with a halo is written");
    }
  }
}

TaskPlan read_task(const Napi::Object& object)
{
  TaskPlan task;
  task.kind = read_kind(object.Get("task"));
  if (task.kind == TaskKind::Kernel) {
    task.kernel = read_string(object.Get("kernel"), "kernel");
    if (task.kernel.empty()) bad_argument("kernel must not be empty");
    task.id = kernel_id(task.kernel);
  }
  task.points = read_integer(object.Get("points"), "points", 1, MAX_POINTS);
  task.extent = read_integer(object.Get("extent"), "extent", 0, MAX_EXTENT);
  task.tile   = read_integer(object.Get("tile"), "tile", 1, MAX_EXTENT);
  task.site = static_cast<std::uint32_t>(read_integer(object.Get("site"), "site", 0, MAX_INDEX));

  const auto args = read_array(object.Get("args"), "args");
  if (args.Length() > MAX_ARGS) bad_argument("a task has at most 256 arguments");
  for (std::uint32_t k = 0; k < args.Length(); ++k) {
    task.args.push_back(read_arg(read_object(args[k], "an argument")));
    task.halo = task.halo || (task.points > 1 && task.args.back().cut.dim >= 0 &&
                              task.args.back().cut.halo());
  }
  const auto scalars = read_integers(object.Get("scalars"), "scalars");
  if (scalars.size() > MAX_SCALARS) bad_argument("a task has at most 1024 scalars");
  for (const auto slot : scalars) {
    if (slot < 0 || slot > MAX_INDEX) bad_argument("a scalar's slot is out of range");
    task.scalars.push_back(static_cast<std::uint32_t>(slot));
  }
  if (const Napi::Value attributes = object.Get("attributes"); !attributes.IsUndefined()) {
    task.attributes = read_integers(attributes, "attributes");
    if (task.attributes.size() > MAX_ATTRIBUTES) bad_argument("a task has at most 4096 attributes");
  }
  return task;
}

}  // namespace

Napi::Function PlanWrapper::define(Napi::Env env)
{
  return DefineClass(env, "Plan", {InstanceAccessor<&PlanWrapper::count>("tasks")});
}

PlanWrapper::PlanWrapper(const Napi::CallbackInfo& info) : Napi::ObjectWrap<PlanWrapper>(info)
{
  guarded(info, [&] {
    const auto tasks = read_array(info[0], "tasks");
    tasks_.reserve(tasks.Length());
    for (std::uint32_t i = 0; i < tasks.Length(); ++i) {
      const Napi::HandleScope scope{info.Env()};
      const auto& task = tasks_.emplace_back(read_task(read_object(tasks[i], "a task")));
      check(i, task);
      for (const auto& arg : task.args) stores_ = std::max(stores_, arg.store + 1);
      for (const auto slot : task.scalars) slots_ = std::max(slots_, slot + 1);
      sites_ = std::max(sites_, task.site + 1);
    }
    napi_type_tag_object(info.Env(), info.This(), &PLAN_TAG);
  });
}

const PlanWrapper& PlanWrapper::unwrap(const Napi::Value& value)
{
  bool tagged = false;
  if (value.IsObject()) napi_check_object_type_tag(value.Env(), value, &PLAN_TAG, &tagged);
  if (!tagged) bad_argument("plan must be a Plan");
  return *PlanWrapper::Unwrap(value.As<Napi::Object>());
}

Napi::Value PlanWrapper::count(const Napi::CallbackInfo& info)
{
  return Napi::Number::New(info.Env(), static_cast<double>(tasks_.size()));
}

}  // namespace legate_ts
