#include "bindings_jit.h"

#include "engine.h"
#include "jit.h"
#include "napi_read.h"

namespace legate_ts {

namespace {

std::string read_ir(const Napi::Value& value)
{
  if (value.IsString()) return value.As<Napi::String>().Utf8Value();
  const auto bytes = read_bytes(value, "ir (unless a string)");
  return std::string{reinterpret_cast<const char*>(bytes.data), bytes.size};
}

jit::Options read_options(const Napi::Value& value)
{
  jit::Options options;
  if (value.IsUndefined()) return options;
  options.fast_math = read_object(value, "options").Get("fastMath").ToBoolean();
  return options;
}

Napi::Value target(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    const auto from = jit::target();
    auto result     = Napi::Object::New(info.Env());
    result.Set("cpu", from.cpu);
    result.Set("features", from.features);
    result.Set("llvm", from.llvm);
    result.Set("veclib", from.veclib);
    return result;
  });
}

Napi::Value has(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    return Napi::Boolean::New(info.Env(), jit::has(read_string(info[0], "key")));
  });
}

void compile(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    jit::compile(read_string(info[0], "key"), read_ir(info[1]), read_options(info[2]));
  });
}

Napi::Value emit(const Napi::CallbackInfo& info)
{
  return guarded(info, [&]() -> Napi::Value {
    const auto kind = read_string(info[1], "kind");
    if (kind != "asm" && kind != "llvm") bad_argument("kind must be 'asm' or 'llvm'");
    return Napi::String::New(info.Env(),
                             jit::emit(read_ir(info[0]), kind == "asm", read_options(info[2])));
  });
}

void stream_least(const Napi::CallbackInfo& info)
{
  guarded(info, [&] { jit::set_stream_least(read_integer(info[0], "bytes")); });
}

void cache_folder(const Napi::CallbackInfo& info)
{
  guarded(info, [&] { jit::set_cache_folder(read_string(info[0], "path")); });
}

}  // namespace

void define_jit(Napi::Env env, Napi::Object exports)
{
  exports.Set("jitTarget", Napi::Function::New<target>(env, "jitTarget"));
  exports.Set("jitHas", Napi::Function::New<has>(env, "jitHas"));
  exports.Set("jitCompile", Napi::Function::New<compile>(env, "jitCompile"));
  exports.Set("jitEmit", Napi::Function::New<emit>(env, "jitEmit"));
  exports.Set("jitStreamLeast", Napi::Function::New<stream_least>(env, "jitStreamLeast"));
  exports.Set("jitCacheFolder", Napi::Function::New<cache_folder>(env, "jitCacheFolder"));
}

}  // namespace legate_ts
