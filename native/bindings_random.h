#pragma once

namespace legate_ts {

void define_random(Napi::Env env, Napi::Object exports);

}  // namespace legate_ts
