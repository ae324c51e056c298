// The addon's exports. What they mean is said in index.d.ts.
#include "headers.h"

#include "bindings_jit.h"
#include "bindings_random.h"
#include "deaths.h"
#include "counters.h"
#include "engine.h"
#include "execute.h"
#include "here.h"
#include "napi_read.h"
#include "plan_wrapper.h"
#include "scopes.h"
#include "store_wrapper.h"
#include "task_times.h"

#include <legate/version.h>

namespace legate_ts {

namespace {

void start(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    engine::start(read_string(info[0], "config"));
    // Node ends the environment in good order: end the engine before its memory goes.
    info.Env().AddCleanupHook([] {
      if (engine::running()) engine::finish();
    });
  });
}

Napi::Value finish(const Napi::CallbackInfo& info)
{
  return guarded(
    info, [&]() -> Napi::Value { return Napi::Number::New(info.Env(), engine::finish()); });
}

void abort(const Napi::CallbackInfo& info)
{
  guarded(info, [&] { engine::abort(static_cast<int>(read_integer(info[0], "code", 0, 255))); });
}

Napi::Value machine(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    engine::require();
    auto result = Napi::Object::New(info.Env());
    result.Set("rank", engine::rank());
    result.Set("ranks", engine::ranks());
    result.Set("processors", engine::processors());
    result.Set("legate",
               std::to_string(LEGATE_VERSION_MAJOR) + "." + std::to_string(LEGATE_VERSION_MINOR) +
                 "." + std::to_string(LEGATE_VERSION_PATCH));
    return result;
  });
}

void fence(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    engine::require();
    ++legate_ts::counters.waits;
    engine::runtime().issue_execution_fence(true);
  });
}

void time_tasks(const Napi::CallbackInfo&) { task_times::keep(); }

Napi::Value get_task_times(const Napi::CallbackInfo& info)
{
  auto result = Napi::Object::New(info.Env());
  for (const auto& [provenance, ms] : task_times::all()) result.Set(provenance, ms);
  return result;
}

Napi::Value get_counters(const Napi::CallbackInfo& info)
{
  const auto& from = legate_ts::counters;
  auto result      = Napi::Object::New(info.Env());
  const auto set   = [&](const char* name, double value) { result.Set(name, value); };
  set("launches", static_cast<double>(from.launches));
  set("points", static_cast<double>(from.points));
  set("copies", static_cast<double>(from.copies));
  set("touches", static_cast<double>(from.touches));
  set("compiled", static_cast<double>(from.compiled));
  set("loaded", static_cast<double>(from.loaded));
  set("waits", static_cast<double>(from.waits));
  set("bytes", static_cast<double>(from.bytes));
  return result;
}

void push_scope(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    engine::require();
    const auto from = read_object(info[0], "options");
    ScopeOptions options;
    if (const Napi::Value v = from.Get("provenance"); !v.IsUndefined()) {
      options.provenance = read_string(v, "provenance");
    }
    if (const Napi::Value v = from.Get("exceptions"); !v.IsUndefined()) {
      options.exceptions = read_string(v, "exceptions");
    }
    if (const Napi::Value v = from.Get("priority"); !v.IsUndefined()) {
      options.priority = static_cast<std::int32_t>(read_integer(v, "priority", -1000, 1000));
    }
    legate_ts::push_scope(options);
  });
}

void pop_scope(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    engine::require();
    legate_ts::pop_scope();
  });
}

Napi::Object define(Napi::Env env, Napi::Object exports)
{
  exports.Set("start", Napi::Function::New<start>(env, "start"));
  exports.Set("finish", Napi::Function::New<finish>(env, "finish"));
  exports.Set("abort", Napi::Function::New<abort>(env, "abort"));
  exports.Set("machine", Napi::Function::New<machine>(env, "machine"));
  exports.Set("fence", Napi::Function::New<fence>(env, "fence"));
  exports.Set("readStores", Napi::Function::New<legate_ts::read_stores>(env, "readStores"));
  exports.Set("execute", Napi::Function::New<execute>(env, "execute"));
  exports.Set("timeTasks", Napi::Function::New<time_tasks>(env, "timeTasks"));
  exports.Set("taskTimes", Napi::Function::New<get_task_times>(env, "taskTimes"));
  exports.Set("counters", Napi::Function::New<get_counters>(env, "counters"));
  exports.Set("pushScope", Napi::Function::New<push_scope>(env, "pushScope"));
  exports.Set("popScope", Napi::Function::New<pop_scope>(env, "popScope"));
  exports.Set("Store", StoreWrapper::define(env));
  exports.Set("Plan", PlanWrapper::define(env));
  exports.Set("here", Napi::Function::New<HerePlan::make>(env, "here"));
  define_jit(env, exports);
  define_random(env, exports);
  define_deaths(env, exports);
  return exports;
}

}  // namespace

}  // namespace legate_ts

extern "C" __attribute__((visibility("default"))) napi_value legate_ts_init(napi_env env,
                                                                            napi_value exports)
{
  return Napi::RegisterModule(env, exports, legate_ts::define);
}
