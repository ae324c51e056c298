// take, put, nonzero: rows by their numbers, numbers and rows by what a mask says.
#include <algorithm>
#include <cstring>

#include "library_arithmetic.h"
#include "library_rows.h"
#include "library_scratch.h"

namespace legate_ts {

namespace {

// Copies rows of one size known to the compiler, where it is a common one.
template <typename Body>
void with_row_size(std::int64_t bytes, Body&& body)
{
  switch (bytes) {
    case 1: return body([](char* to, const char* from) { std::memcpy(to, from, 1); });
    case 2: return body([](char* to, const char* from) { std::memcpy(to, from, 2); });
    case 4: return body([](char* to, const char* from) { std::memcpy(to, from, 4); });
    case 8: return body([](char* to, const char* from) { std::memcpy(to, from, 8); });
    case 16: return body([](char* to, const char* from) { std::memcpy(to, from, 16); });
    default:
      return body([bytes](char* to, const char* from) {
        std::memcpy(to, from, static_cast<std::size_t>(bytes));
      });
  }
}

std::int64_t wrapped(std::int64_t at, std::int64_t count, const char* task)
{
  const auto from_front = at < 0 ? at + count : at;
  if (from_front < 0 || from_front >= count) {
    task_failure("%s: index %lld is out of bounds for size %lld", task, static_cast<long long>(at),
                 static_cast<long long>(count));
  }
  return from_front;
}

template <typename T>
void add_rows(const Rows& target, const Rows& indices, const Rows& values, std::int64_t size)
{
  const bool one = values.count() == 1;
  for (std::int64_t i = indices.begin; i < indices.end; ++i) {
    const auto at = wrapped(indices.at<std::int64_t>(i), size, "put");
    if (at < target.begin || at >= target.end) continue;
    auto* to         = reinterpret_cast<T*>(target.row(at));
    const auto* from = reinterpret_cast<const T*>(values.row(one ? values.begin : i));
    for (std::int64_t k = 0; k < target.width; ++k) to[k] = plus(to[k], from[k]);
  }
}

// The same of single elements, in which nothing is to be predicted: what another task adds goes to places that nobody
// reads, several, so that no addition waits for the one before.
template <typename T>
void add_elements(const Rows& target, const Rows& indices, const Rows& values, std::int64_t size)
{
  constexpr std::int64_t SPARE = 8;
  const bool one               = values.count() == 1;
  const auto count             = target.count();
  Scratch<T> sums{count + SPARE};
  for (std::int64_t i = 0; i < count; ++i) sums[i] = target.at<T>(target.begin + i);
  std::fill_n(sums.data() + count, SPARE, T{});
  for (std::int64_t i = indices.begin; i < indices.end; ++i) {
    const auto at    = wrapped(indices.at<std::int64_t>(i), size, "put") - target.begin;
    const auto place = at >= 0 && at < count ? at : count + i % SPARE;
    sums[place]      = plus(sums[place], values.at<T>(one ? values.begin : i));
  }
  for (std::int64_t i = 0; i < count; ++i) std::memcpy(target.row(target.begin + i), &sums[i], sizeof(T));
}

// A list of truth values, bytes that are 0 or 1.
class Mask {
 public:
  explicit Mask(const Rows& rows) : copied_{rows.stride == 1 ? 0 : rows.count()}, n_{rows.count()}
  {
    values_ = rows.row(rows.begin);
    if (rows.stride == 1) return;
    for (std::int64_t i = 0; i < n_; ++i) copied_[i] = *rows.row(rows.begin + i);
    values_ = copied_.data();
  }
  Mask(const Mask&)            = delete;
  Mask& operator=(const Mask&) = delete;

  // Calls body(k, i, is_true), in order, for the elements i before which `first + k` are true, up to `last`: the one that
  // is true comes after those that aren't, so that nothing need be predicted.
  template <typename Body>
  void each(std::int64_t first, std::int64_t last, Body&& body) const
  {
    std::int64_t i = 0, place = -first;
    for (std::int64_t of_block; i + BLOCK <= n_ && place + (of_block = count(i, BLOCK)) <= 0; i += BLOCK) place += of_block;
    for (; place < 0 && i < n_; ++i) place += values_[i];
    const auto room = last - first;
    for (; i + WORD <= n_ && place + WORD <= room; i += WORD) {
      if (word(i) == 0) continue;
      for (std::int64_t k = 0; k < WORD; ++k) {
        body(place, i + k, values_[i + k] != 0);
        place += values_[i + k];
      }
    }
    for (; i < n_ && place < room; ++i) {
      body(place, i, values_[i] != 0);
      place += values_[i];
    }
    if (place != room) task_failure("nonzero: the mask has fewer elements that are true than were counted");
  }

 private:
  static constexpr std::int64_t WORD  = 8;
  static constexpr std::int64_t BLOCK = 4096;

  std::uint64_t word(std::int64_t i) const
  {
    std::uint64_t bytes;
    std::memcpy(&bytes, values_ + i, sizeof bytes);
    return bytes;
  }

  // How many of the `n` elements from i on are true; n is whole words.
  std::int64_t count(std::int64_t i, std::int64_t n) const
  {
    std::uint64_t sum = 0;
    // The highest byte of the product is the sum of a word's bytes.
    for (std::int64_t k = 0; k < n; k += WORD) sum += word(i + k) * 0x0101010101010101 >> 56;
    return static_cast<std::int64_t>(sum);
  }

  Scratch<char> copied_;
  const char* values_;
  std::int64_t n_;
};

}  // namespace

void take(const TaskCall& call)
{
  check_count(call, 3, "take");
  if (call.info[2].empty) return;
  const Rows source{call.args[0], call.info[0]};
  const Rows indices{call.args[1], call.info[1]};
  const Rows target{call.args[2], call.info[2]};
  if (source.bytes() != target.bytes()) task_failure("take: the rows differ in size");
  const auto count = source.count();
  with_row_size(source.bytes(), [&](auto copy) {
    for (std::int64_t i = target.begin; i < target.end; ++i) {
      copy(target.row(i), source.row(source.begin + wrapped(indices.at<std::int64_t>(i), count, "take")));
    }
  });
}

void put(const TaskCall& call)
{
  check_count(call, 4, "put");
  const auto& info = call.info[3];
  if (info.empty) return;
  const Rows base{call.args[0], call.info[0]};
  const Rows target{call.args[3], info};
  const auto bytes = target.bytes();
  for (std::int64_t i = target.begin; i < target.end; ++i) {
    std::memcpy(target.row(i), base.row(i), static_cast<std::size_t>(bytes));
  }
  if (call.info[1].empty) return;
  const Rows indices{call.args[1], call.info[1]};
  const Rows values{call.args[2], call.info[2]};
  if (values.bytes() != bytes) task_failure("put: the rows differ in size");
  const auto size = call.attributes[0];
  if (call.attributes[1] != 0) {
    return with_type(info.dtype, [&](auto tag) {
      using T = typename decltype(tag)::type;
      if (target.width == 1) add_elements<T>(target, indices, values, size);
      else add_rows<T>(target, indices, values, size);
    });
  }
  const bool one = values.count() == 1;
  with_row_size(bytes, [&](auto copy) {
    for (std::int64_t i = indices.begin; i < indices.end; ++i) {
      const auto at = wrapped(indices.at<std::int64_t>(i), size, "put");
      if (at >= target.begin && at < target.end) copy(target.row(at), values.row(one ? values.begin : i));
    }
  });
}

void nonzero(const TaskCall& call)
{
  const bool gives_rows = call.arg_count == 3;
  if (!gives_rows) check_count(call, 2, "nonzero");
  const auto last = call.arg_count - 1;
  if (call.info[last].empty) return;
  if (call.info[last - 1].dtype != DType::Bool) task_failure("nonzero: the mask is not bool");
  const Mask mask{Rows{call.args[last - 1], call.info[last - 1]}};
  const Rows target{call.args[last], call.info[last]};
  if (!gives_rows) {
    auto* const to = reinterpret_cast<std::int64_t*>(target.row(target.begin));
    return mask.each(target.begin, target.end, [to](std::int64_t place, std::int64_t i, bool) { to[place] = i; });
  }
  const Rows source{call.args[0], call.info[0]};
  if (source.bytes() != target.bytes()) task_failure("nonzero: the rows differ in size");
  auto* const to         = target.row(target.begin);
  const auto* const from = source.row(source.begin);
  // Predicting costs more than copying a few bytes for nothing.
  const bool copies_all = source.bytes() <= 16;
  with_row_size(source.bytes(), [&](auto copy) {
    mask.each(target.begin, target.end, [&](std::int64_t place, std::int64_t i, bool is_true) {
      if (copies_all || is_true) copy(to + place * target.stride, from + i * source.stride);
    });
  });
}

// The memory of a list as elements of another type; reversed element by element on demand.
void bytes(const TaskCall& call)
{
  check_count(call, 2, "bytes");
  if (call.info[1].empty) return;
  const Rows source{call.args[0], call.info[0]};
  const Rows target{call.args[1], call.info[1]};
  const auto count = (source.end - source.begin) * source.element;
  if (count != (target.end - target.begin) * target.element) task_failure("bytes: the lists differ in size");
  auto* to = target.row(target.begin);
  std::memcpy(to, source.row(source.begin), static_cast<std::size_t>(count));
  if (call.attributes[0] == 0) return;
  const auto width = call.attributes[0];
  for (std::int64_t i = 0; i < count; i += width) std::reverse(to + i, to + i + width);
}

}  // namespace legate_ts
