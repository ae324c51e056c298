// The engine's life: one start, one finish, one owner thread. And how its failures reach JavaScript.
#pragma once

#include "headers.h"

#include <cstdint>
#include <string>

#include "errors.h"

namespace legate_ts::engine {

void start(const std::string& config);
std::int32_t finish();

// Throws unless the engine runs and the caller is its owner.
void require();
bool running();

legate::Runtime& runtime();
const legate::Library& library();
std::uint32_t rank();
std::uint32_t ranks();
std::uint32_t processors();  // CPU processors over all ranks

// The process is to end at `code` without waiting for anybody: on several ranks an orderly end
// needs all of them, and one of them has failed.
[[noreturn]] void abort(int code);

}  // namespace legate_ts::engine

namespace legate_ts {

// Runs one call from JavaScript; whatever it throws becomes a JavaScript Error.
[[noreturn]] void rethrow_to_javascript(Napi::Env env);

template <typename Body>
auto guarded(const Napi::CallbackInfo& info, Body&& body) -> decltype(body())
{
  try {
    return body();
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    rethrow_to_javascript(info.Env());
  }
}

}  // namespace legate_ts
