#pragma once

#include "headers.h"

namespace legate_ts {

// Adds the jit… functions of index.d.ts.
void define_jit(Napi::Env env, Napi::Object exports);

}  // namespace legate_ts
