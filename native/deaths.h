#pragma once

#include "headers.h"

namespace legate_ts {

// Adds `watch`, `drain`, `propose` and `agreed` of index.d.ts.
void define_deaths(Napi::Env env, Napi::Object exports);

}  // namespace legate_ts
