#pragma once

#include "headers.h"

namespace legate_ts {

// Adds `watch` and `drain` of index.d.ts.
void define_deaths(Napi::Env env, Napi::Object exports);

}  // namespace legate_ts
