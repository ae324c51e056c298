// Small arrays: the bodies of tasks, called directly. What the engine would make of stores is made of
// typed arrays: the bodies see no difference, and their results have the same bits.
#include "here.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "engine.h"
#include "kernel_table.h"
#include "napi_read.h"
#include "plan_wrapper.h"
#include "recast.h"
#include "task_body.h"

namespace legate_ts {

namespace {

// Numbers, frame and scalars come before the arrays.
constexpr std::size_t BEFORE = 3;
// A call with more arguments is read once more.
constexpr std::size_t USUAL = 16;

struct TypedArray {
  napi_typedarray_type type;
  std::size_t length;
  void* data;
};

TypedArray read_typed_array(napi_env env, napi_value value, const char* what)
{
  TypedArray array{};
  if (napi_get_typedarray_info(env, value, &array.type, &array.length, &array.data, nullptr, nullptr) != napi_ok) {
    bad_argument(std::string{what} + " must be a typed array");
  }
  return array;
}

}  // namespace

Napi::Value HerePlan::make(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    auto plan = std::make_unique<HerePlan>(PlanWrapper::unwrap(info[0]), read_array(info[1], "regions"));
    // A function and no method: what a method is called on costs as much to look up as a short kernel to run.
    napi_value function;
    if (napi_create_function(info.Env(), "run", NAPI_AUTO_LENGTH, called, plan.get(), &function) != napi_ok) {
      throw Napi::Error::New(info.Env());
    }
    Napi::Function{info.Env(), function}.AddFinalizer([](Napi::Env, HerePlan* dead) { delete dead; }, plan.get());
    plan.release();
    return {info.Env(), function};
  });
}

HerePlan::HerePlan(const PlanWrapper& plan, const Napi::Array& regions)
{
  for (std::uint32_t r = 0; r < regions.Length(); ++r) {
    const auto object = read_object(regions[r], "a region");
    const auto shape  = read_integers(object.Get("shape"), "shape");
    if (shape.empty() || shape.size() > MAX_DIM) bad_argument("a region has 1 to 6 dimensions");
    auto& region = regions_.emplace_back();
    region.dtype = read_dtype(object.Get("dtype"));
    region.dim   = static_cast<int>(shape.size());
    region.reshape(shape.data());
  }
  if (regions_.size() < plan.stores()) bad_argument("the plan needs more regions");
  memory_.resize(regions_.size());
  slots_ = plan.slots();
  for (std::size_t i = 0; i < plan.tasks().size(); ++i) bind(plan.tasks()[i], i);
}

void HerePlan::Region::reshape(const std::int64_t* extents)
{
  auto step = static_cast<std::int64_t>(size_of(dtype));
  for (int d = dim - 1; d >= 0; --d) {
    if (extents[d] < 1 || extents[d] > (1 << 24)) bad_argument("an extent is out of range");
    shape[d]  = extents[d];
    stride[d] = step;
    step *= extents[d];
    if (step > (std::int64_t{1} << 32)) bad_argument("a region is too large");
  }
  bytes = static_cast<std::size_t>(step);
}

void HerePlan::bind(const TaskPlan& plan, std::size_t index)
{
  if (plan.points != 1) bad_argument("task " + std::to_string(index) + " has several points");
  auto& task  = tasks_.emplace_back();
  task.kind   = plan.kind;
  task.kernel = plan.kind == TaskKind::Kernel ? find_kernel(plan.id) : nullptr;
  if (plan.kind == TaskKind::Kernel && task.kernel == nullptr) {
    throw Error{error_code::UNKNOWN_KERNEL, "kernel " + plan.kernel + " is not loaded"};
  }
  task.rows    = std::min(plan.tile, plan.extent);
  task.scalars = plan.scalars;
  task.slots.resize(plan.scalars.size());
  task.rect = {0, task.rows, 0};
  task.rect.insert(task.rect.end(), plan.attributes.begin(), plan.attributes.end());
  for (const auto& from : plan.args) {
    const auto& region = regions_[from.store];
    Arg arg{};
    for (int d = 0; d < region.dim; ++d) {
      const bool part = !from.lo.empty();
      arg.stride[d]   = region.stride[d];
      arg.lo[d]       = part ? from.lo.at(d) : 0;
      arg.hi[d]       = part ? from.hi.at(d) : region.shape[d];
      if (arg.hi[d] > region.shape[d]) bad_argument("a rectangle lies outside its region");
    }
    task.regions.push_back(from.store);
    task.whole.push_back(from.lo.empty() && from.as.empty());
    ArgInfo info{region.dtype, static_cast<std::uint8_t>(region.dim), from.access, false};
    if (!from.as.empty()) {
      const auto axes = recast_axes({region.shape, region.shape + region.dim}, from.as);
      recast(axes.data(), static_cast<int>(axes.size()), &arg, &info);
    }
    task.args.push_back(arg);
    task.info.push_back(info);
  }
}

// Library tasks do whatever extents they are given: the frame has the task's rows, the extents of all
// regions, and the attributes behind.
void HerePlan::resize(const double* frame, std::size_t length)
{
  if (tasks_.size() != 1 || tasks_[0].kernel != nullptr) bad_argument("generated code has its extents");
  auto& task            = tasks_[0];
  const auto attributes = task.rect.size() - 3;
  if (length == 0 || !(frame[0] >= 1 && frame[0] <= (1 << 24))) bad_argument("the frame's rows are out of range");
  task.rows      = static_cast<std::int64_t>(frame[0]);
  std::size_t at = 1;
  for (auto& region : regions_) {
    std::int64_t extents[MAX_DIM];
    if (at + static_cast<std::size_t>(region.dim) > length) bad_argument("the frame is too short");
    for (int d = 0; d < region.dim; ++d) extents[d] = static_cast<std::int64_t>(frame[at++]);
    region.reshape(extents);
  }
  if (at + attributes != length) bad_argument("the frame has another length");
  for (std::size_t k = 0; k < attributes; ++k) task.rect[3 + k] = static_cast<std::int64_t>(frame[at + k]);
  for (std::size_t k = 0; k < task.args.size(); ++k) {
    if (!task.whole[k]) bad_argument("an argument is part of its region");
    const auto& region = regions_[task.regions[k]];
    for (int d = 0; d < region.dim; ++d) {
      task.args[k].stride[d] = region.stride[d];
      task.args[k].hi[d]     = region.shape[d];
    }
  }
}

// This is called for every operation on a few numbers, so it asks Node for nothing that it needn't.
napi_value HerePlan::called(napi_env env, napi_callback_info info)
{
  napi_value few[USUAL];
  std::size_t count = USUAL;
  void* plan        = nullptr;
  napi_get_cb_info(env, info, &count, few, nullptr, &plan);
  try {
    if (count <= USUAL) {
      static_cast<HerePlan*>(plan)->run(env, count, few);
    } else {
      std::vector<napi_value> all(count);
      napi_get_cb_info(env, info, &count, all.data(), nullptr, nullptr);
      static_cast<HerePlan*>(plan)->run(env, count, all.data());
    }
  } catch (...) {
    try {
      rethrow_to_javascript(env);
    } catch (const Napi::Error& error) {
      error.ThrowAsJavaScriptException();
    }
  }
  return nullptr;
}

// run(rows, frame, scalars, ...arrays)
void HerePlan::run(napi_env env, std::size_t count, const napi_value* given)
{
  double number = 0;
  if (count < BEFORE || napi_get_value_double(env, given[0], &number) != napi_ok) bad_argument("rows must be a number");
  if (!(number >= -1 && number <= (1 << 24))) bad_argument("rows are out of range");
  const auto rows = static_cast<std::int64_t>(number);

  napi_valuetype type;
  if (napi_typeof(env, given[1], &type) == napi_ok && type != napi_undefined) {
    const auto frame = read_typed_array(env, given[1], "the frame");
    if (frame.type != napi_float64_array) bad_argument("the frame must be a Float64Array");
    resize(static_cast<const double*>(frame.data), frame.length);
  }
  const char* slots = nullptr;
  if (slots_ > 0) {
    const auto scalars = read_typed_array(env, given[2], "scalars");
    if (scalars.type != napi_uint8_array || scalars.length < std::size_t{slots_} * sizeof(Slot)) {
      bad_argument("the plan needs more scalars");
    }
    slots = static_cast<const char*>(scalars.data);
  }

  const auto arrays = count - BEFORE;
  if (arrays > regions_.size()) bad_argument("arrays must be one for a region at most");
  for (std::size_t r = 0; r < arrays; ++r) {
    const auto array                      = read_typed_array(env, given[BEFORE + r], "an array");
    static constexpr std::size_t WIDTHS[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
    const auto& region                    = regions_[r];
    const auto needed =
      rows < 0 ? region.bytes : static_cast<std::size_t>(rows) * static_cast<std::size_t>(region.stride[0]);
    if (array.type > napi_biguint64_array || array.length * WIDTHS[array.type] < needed) {
      bad_argument("array " + std::to_string(r) + " is too short");
    }
    memory_[r] = static_cast<char*>(array.data);
  }
  for (std::size_t r = arrays; r < regions_.size(); ++r) {
    auto& own = regions_[r].own;
    if (own.size() < regions_[r].bytes) own.resize(regions_[r].bytes);
    memory_[r] = own.data();
  }

  for (auto& task : tasks_) {
    for (std::size_t k = 0; k < task.args.size(); ++k) task.args[k].base = memory_[task.regions[k]];
    for (std::size_t k = 0; k < task.slots.size(); ++k) {
      std::memcpy(&task.slots[k], slots + sizeof(Slot) * task.scalars[k], sizeof(Slot));
    }
    if (rows > task.rows) bad_argument("there are not so many rows");
    task.rect[1] = rows < 0 ? task.rows : rows;
    const auto attributes = static_cast<std::int64_t>(task.rect.size()) - 3;
    run_body(task.kind,
             task.kernel,
             TaskCall{task.args.data(),
                      task.info.data(),
                      static_cast<std::int64_t>(task.args.size()),
                      task.rect.data(),
                      task.slots.data(),
                      static_cast<std::int64_t>(task.slots.size()),
                      task.rect.data() + 3,
                      attributes});
  }
}

}  // namespace legate_ts
