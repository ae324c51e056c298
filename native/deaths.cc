// Tells which watched objects the garbage collector has found dead.
//
// JavaScript's FinalizationRegistry is silent while synchronous code runs. Node-API's basic
// finalizers run inside the collection itself; all one may do is take a note of the id. The notes are
// read when the program's order says so. The collector runs finalizers on the thread whose heap it
// collects: hence notes for each thread.
#include "deaths.h"

#include <vector>

#include "consensus.h"
#include "engine.h"
#include "napi_read.h"

namespace legate_ts {

namespace {

std::vector<double>& dead()
{
  static thread_local std::vector<double> ids;
  return ids;
}

// The id travels in the data pointer: nothing is allocated for a watched object.
void note(node_api_basic_env /*env*/, void* data, void* /*hint*/)
{
  dead().push_back(static_cast<double>(reinterpret_cast<std::uintptr_t>(data)));
}

napi_value watch(napi_env env, napi_callback_info info)
{
  std::size_t count = 2;
  napi_value args[2];
  double id = 0;
  if (napi_get_cb_info(env, info, &count, args, nullptr, nullptr) != napi_ok || count < 2 ||
      napi_get_value_double(env, args[1], &id) != napi_ok || !(id >= 1 && id < 9e15) ||
      napi_add_finalizer(env,
                         args[0],
                         reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)),
                         note,
                         nullptr,
                         nullptr) != napi_ok) {
    napi_throw_type_error(env, nullptr, "watch(object, id) takes an object and a positive integer");
  }
  return nullptr;
}

Napi::Value drain(const Napi::CallbackInfo& info)
{
  auto& ids         = dead();
  auto result       = Napi::Array::New(info.Env(), ids.size());
  std::uint32_t at  = 0;
  // Making the array may itself collect garbage, which appends: so by index, to the current end.
  for (; at < ids.size(); ++at) result.Set(at, Napi::Number::New(info.Env(), ids[at]));
  ids.clear();
  return result;
}

void propose(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    engine::require();
    const auto ids = read_integers(info[0], "ids");
    consensus::propose({ids.begin(), ids.end()});
  });
}

Napi::Value agreed(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    engine::require();
    const auto ids = consensus::agreed();
    auto result    = Napi::Array::New(info.Env(), ids.size());
    for (std::uint32_t i = 0; i < ids.size(); ++i) result.Set(i, Napi::Number::New(info.Env(), ids[i]));
    return result;
  });
}

}  // namespace

void define_deaths(Napi::Env env, Napi::Object exports)
{
  napi_value function = nullptr;
  if (napi_create_function(env, "watch", NAPI_AUTO_LENGTH, watch, nullptr, &function) == napi_ok) {
    exports.Set("watch", Napi::Value{env, function});
  }
  exports.Set("drain", Napi::Function::New<drain>(env, "drain"));
  exports.Set("propose", Napi::Function::New<propose>(env, "propose"));
  exports.Set("agreed", Napi::Function::New<agreed>(env, "agreed"));
}

}  // namespace legate_ts
