// random: uniform doubles of PCG64, each part of an array made where it is: the generator jumps ahead.
#include <cstring>

#include "library_view.h"
#include "random_bits.h"

namespace legate_ts {

void random(const TaskCall& call)
{
  if (call.arg_count != 1 || call.slot_count != 4 || call.info[0].dtype != DType::Float64) {
    task_failure("random: wants an argument of float64 and 4 scalars");
  }
  if (call.info[0].empty) return;
  const auto& y = call.args[0];
  const int dim = call.info[0].dim;
  std::uint64_t words[4];
  for (int i = 0; i < 4; ++i) std::memcpy(&words[i], &call.slots[i], sizeof words[i]);
  random_numbers::Pcg64 bits{words[0], words[1], words[2], words[3], 0, 0};
  // The launch is cut along the first dimension: the part is one piece of the numbers.
  std::int64_t row = 1;
  for (int d = 1; d < dim; ++d) row *= extent(y, d);
  bits.advance(static_cast<std::uint64_t>(y.lo[0] * row));
  for_each_row(y, dim - 1, -1, [&](const std::int64_t* index) {
    auto* const to = reinterpret_cast<double*>(at(y, dim, index));
    const auto n   = extent(y, dim - 1);
    for (std::int64_t i = 0; i < n; ++i) to[i] = bits.next_double();
  });
}

}  // namespace legate_ts
