// search: how many elements of a sorted list come before each of some values, or how many values lie between each two.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "library_order.h"
#include "library_rows.h"
#include "library_scratch.h"

namespace legate_ts {

namespace {

// A sorted list, NaN last.
template <typename T>
class Sorted {
 public:
  Sorted(const Rows& rows, bool right) : n_{rows.count()}, right_{right}
  {
    const auto* const first = rows.row(rows.begin);
    if (is_dense<T>(first, rows.stride)) {
      elements_ = reinterpret_cast<const T*>(first);
    } else {
      copied_.resize(static_cast<std::size_t>(n_));
      for (std::int64_t i = 0; i < n_; ++i) copied_[static_cast<std::size_t>(i)] = rows.at<T>(rows.begin + i);
      elements_ = copied_.data();
    }
    if constexpr (std::is_arithmetic_v<T>) {
      if (n_ < 2) return;
      first_            = static_cast<double>(elements_[0]);
      const double span = static_cast<double>(elements_[n_ - 1]) - first_;
      const double per  = static_cast<double>(n_ - 1) / span;
      // Also: no NaN among them.
      if (std::isfinite(span) && std::isfinite(per) && span > 0) per_unit_ = per;
    }
  }

  // How many come before the value; those that are equal to it too, on the right.
  std::int64_t count(T value)
  {
    if constexpr (std::is_arithmetic_v<T>) {
      const double place = (static_cast<double>(value) - first_) * per_unit_;
      if (place >= 0 && place < static_cast<double>(n_) && misses_ <= hits_ + MISSES_FORGIVEN) {
        const auto guessed = right_ ? guess<true>(value, static_cast<std::int64_t>(place))
                                    : guess<false>(value, static_cast<std::int64_t>(place));
        if (guessed >= 0) {
          ++hits_;
          return guessed;
        }
        ++misses_;
      }
    }
    std::int64_t low = 0;
    for (std::int64_t left = n_; left > 0;) {
      const auto half = (left + 1) / 2;
      const T at      = elements_[low + half - 1];
      low += (right_ ? !before(value, at) : before(at, value)) ? half : 0;
      left -= half;
    }
    return low;
  }

 private:
  static constexpr std::int64_t MISSES_FORGIVEN = 32;

  // The count, if the elements are so evenly spaced that it is found next to `at`; else -1. None of them is NaN.
  template <bool Right>
  std::int64_t guess(T value, std::int64_t at) const
  {
    const auto comes_before = [&](std::int64_t i) { return Right ? elements_[i] <= value : elements_[i] < value; };
    at += comes_before(at) ? 1 : 0;
    const bool is_low = at == 0 || comes_before(at - 1), is_high = at == n_ || !comes_before(at);
    return is_low && is_high ? at : -1;
  }

  const T* elements_ = nullptr;
  std::vector<T> copied_;
  std::int64_t n_;
  bool right_;
  // Where a value would be if the elements were evenly spaced, NaN if that can't be said; and how often it was so.
  double first_        = 0;
  double per_unit_     = std::numeric_limits<double>::quiet_NaN();
  std::int64_t hits_   = 0;
  std::int64_t misses_ = 0;
};

// What the third argument is: the values' places, left or right of equal elements; or a tally.
enum Result : std::int64_t { LEFT, RIGHT, TALLY };

template <typename T>
void places(const TaskCall& call, bool right)
{
  const Rows values{call.args[1], call.info[1]};
  const Rows target{call.args[2], call.info[2]};
  Sorted<T> sorted{Rows{call.args[0], call.info[0]}, right};
  for (std::int64_t i = target.begin; i < target.end; ++i) {
    const auto at = sorted.count(values.at<T>(i));
    std::memcpy(target.row(i), &at, sizeof at);
  }
}

// A row of the result for each share of the values: how many lie in [e0, e1), [e1, e2), …, the last one closed.
void tally(const TaskCall& call)
{
  const Rows edges{call.args[0], call.info[0]};
  const Rows values{call.args[1], call.info[1]};
  const Rows target{call.args[2], call.info[2]};
  const auto shares = call.attributes[1];
  const auto cells  = target.width;
  if (edges.count() != cells + 1) task_failure("search: the tally's width does not fit the list");
  const double last = edges.at<double>(edges.end - 1);
  Sorted<double> sorted{edges, true};
  // Places 0 and cells + 1 are outside. In turns of four, so that no count waits for the one before.
  constexpr std::int64_t TURNS = 4;
  Scratch<std::int64_t> counts{TURNS * (cells + 2)};
  const auto begin = [&](std::int64_t share) { return values.begin + values.count() / shares * share +
                                                      std::min(share, values.count() % shares); };
  for (std::int64_t share = target.begin; share < target.end; ++share) {
    std::fill_n(counts.data(), TURNS * (cells + 2), 0);
    for (std::int64_t i = begin(share); i < begin(share + 1); ++i) {
      const double value = values.at<double>(i);
      const auto place   = sorted.count(value);
      ++counts[(i % TURNS) * (cells + 2) + place - (value == last)];
    }
    auto* const row = reinterpret_cast<double*>(target.row(share));
    for (std::int64_t cell = 0; cell < cells; ++cell) {
      std::int64_t sum = 0;
      for (std::int64_t turn = 0; turn < TURNS; ++turn) sum += counts[turn * (cells + 2) + cell + 1];
      row[cell] = static_cast<double>(sum);
    }
  }
}

}  // namespace

void search(const TaskCall& call)
{
  check_count(call, 3, "search");
  if (call.info[2].empty) return;
  if (call.info[0].dtype != call.info[1].dtype) task_failure("search: the element types differ");
  const auto wanted = call.attributes[0];
  if (wanted == TALLY) {
    if (call.info[0].dtype != DType::Float64 || call.info[0].empty || call.info[1].empty)
      task_failure("search: a tally is of numbers of type float64");
    return tally(call);
  }
  if (call.info[0].empty) {
    const Rows target{call.args[2], call.info[2]};
    for (std::int64_t i = target.begin; i < target.end; ++i) std::memset(target.row(i), 0, sizeof(std::int64_t));
    return;
  }
  with_type(call.info[1].dtype, [&](auto tag) { places<typename decltype(tag)::type>(call, wanted == RIGHT); });
}

}  // namespace legate_ts
