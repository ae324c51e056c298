// Random numbers into typed arrays, on the calling thread.
#include "headers.h"

#include "bindings_random.h"
#include "engine.h"
#include "napi_read.h"
#include "random_bits.h"
#include "random_fill.h"

namespace legate_ts {

namespace {

using namespace random_numbers;

void draw_random(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    const auto generator  = read_string(info[0], "generator");
    const auto state      = read_bytes(info[1], "state");
    const auto which      = static_cast<Distribution>(read_integer(info[2], "distribution", 0, 100));
    const auto parameters = read_bytes(info[3], "parameters");
    const auto width      = static_cast<int>(read_integer(info[4], "width", 0, 8));
    const auto out        = read_bytes(info[5], "out");
    const auto count      = static_cast<std::int64_t>(out.size) / std::max(width, 1);
    const bool pcg        = generator == "pcg64";
    if (state.size != (pcg ? sizeof(Pcg64) : sizeof(TwisterState))) bad_argument("the generator's state has another size");
    if (parameters.size < 24) bad_argument("a distribution has at least 3 parameters");
    const bool known = pcg ? fill_pcg64(state.data, which, parameters.data, width, out.data, count)
                           : fill_twister(state.data, which, parameters.data, width, out.data, count);
    if (!known) bad_argument("the generator has no such distribution");
  });
}

void seed_twister(const Napi::CallbackInfo& info)
{
  guarded(info, [&] {
    const auto state = read_bytes(info[0], "state");
    if (state.size != sizeof(TwisterState)) bad_argument("the generator's state has another size");
    static_cast<TwisterState*>(static_cast<void*>(state.data))
      ->seed(static_cast<std::uint32_t>(read_integer(info[1], "seed", 0, 0xffffffffLL)));
  });
}

}  // namespace

void define_random(Napi::Env env, Napi::Object exports)
{
  exports.Set("drawRandom", Napi::Function::New<draw_random>(env, "drawRandom"));
  exports.Set("seedTwister", Napi::Function::New<seed_twister>(env, "seedTwister"));
}

}  // namespace legate_ts
