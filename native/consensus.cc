// Legion's consensus match. On its own: Legion's headers are long, and nobody else needs them.
#include "consensus.h"

#include <legion.h>

#include <utility>

namespace legate_ts::consensus {

namespace {

// Legion reads `input` and writes `output` while the exchange is under way.
struct Exchange {
  std::vector<double> input;
  std::vector<double> output;
  Legion::Future matched;
  bool under_way{false};
};

// Never destroyed: a process may end, by _exit, with an exchange under way.
Exchange& exchange()
{
  static auto* const one = new Exchange{};
  return *one;
}

}  // namespace

void propose(std::vector<double> numbers)
{
  auto& e = exchange();
  if (e.under_way) agreed();
  e.input = std::move(numbers);
  e.output.assign(e.input.size(), 0);
  e.matched = Legion::Runtime::get_runtime()->consensus_match(Legion::Runtime::get_context(),
                                                              e.input.data(),
                                                              e.output.data(),
                                                              e.input.size(),
                                                              sizeof(double));
  e.under_way = true;
}

std::vector<double> agreed()
{
  auto& e = exchange();
  if (!e.under_way) return {};
  const auto count = e.matched.get_result<std::size_t>();
  e.under_way      = false;
  e.matched        = Legion::Future{};
  e.output.resize(count);
  return std::exchange(e.output, {});
}

}  // namespace legate_ts::consensus
