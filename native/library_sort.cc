// sort, argsort and partitions along the last axis, and the elements at some places of that order, in NumPy's order: NaN
// last, complex numbers by real part and then imaginary part, argsort stable. Several tasks may share a line: each finds
// the elements at its own places.
#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "library_argsort.h"
#include "library_keys.h"
#include "library_order.h"

namespace legate_ts {

namespace {

template <typename T>
constexpr Bounds<T> everything()
{
  using Limits = std::numeric_limits<T>;
  if constexpr (Limits::has_infinity) return {-Limits::infinity(), Limits::infinity()};
  return {Limits::lowest(), Limits::max()};
}

template <typename T>
constexpr Bounds<T> finite()
{
  return {everything<T>().least, std::numeric_limits<T>::max()};
}

template <typename T>
std::int64_t between(const Line& line, Bounds<T> bounds, T* to, std::int64_t* below)
{
  if (is_dense<T>(line.from, line.step)) {
    const auto* const x = reinterpret_cast<const T*>(line.from);
    return numbers::between(x, line.n, bounds.least, bounds.greatest, to, below);
  }
  std::int64_t kept = 0;
  *below            = 0;
  for (std::int64_t i = 0; i < line.n; ++i) {
    const T v = line.at<T>(i);
    *below += v < bounds.least;
    to[kept] = v;
    kept += (v >= bounds.least) & (v <= bounds.greatest);
  }
  return kept;
}

struct Candidates {
  std::int64_t count;
  std::int64_t below;  // so many are less
  bool finite;         // infinity is not among them
};

// The numbers among the elements that can have the places [lo, hi).
template <typename T>
Candidates candidates(const Line& line, const Guess<T>& guess, T* to)
{
  const auto within = [&](Bounds<T> bounds) {
    Candidates found{0, 0, bounds.greatest <= finite<T>().greatest};
    found.count = between(line, bounds, to, &found.below);
    return found;
  };
  const auto found = within(guess.outer);
  if (found.below <= line.lo && found.below + found.count >= line.hi) return found;
  // The samples misled, or there are infinite ones or NaN among them.
  return within(everything<T>());
}

// Those at [lo, hi) that are NaN, in order, into the places that the numbers leave.
template <typename T>
void place_nans(const Line& line, T* to)
{
  const auto is_nan  = [&](std::int64_t i) { return line.at<T>(i) != line.at<T>(i); };
  std::int64_t place = line.n;
  for (std::int64_t i = 0; i < line.n; ++i) place -= is_nan(i);
  for (std::int64_t i = 0; i < line.n && place < line.hi; ++i) {
    if (!is_nan(i)) continue;
    if (place >= line.lo) std::memcpy(to + (place - line.lo), line.from + i * line.step, sizeof(T));
    ++place;
  }
}

// What is at the places for sure is sorted where it is to be, and of what is around the first and the last of them, which
// is little, what they take. Returns false, and nothing is done, if that can't be, or the samples misled.
template <typename T>
bool sort_in_place(const Line& line, const Guess<T>& guess, T* to)
{
  if constexpr (!std::is_floating_point_v<T>) {
    return false;
  } else {
    const auto [outer, inner] = guess;
    if (line.whole() || !is_dense<T>(line.from, line.step) || !(inner.least < inner.greatest)) return false;
    const T bounds[] = {outer.least, inner.least, inner.greatest, outer.greatest};
    const auto length = line.hi - line.lo, little = line.n / 8 + 1024;
    Arrays<T> around{little, little};
    T* const low     = around[0];
    T* const high    = around[1];
    T* const parts[] = {low, to, high};
    const auto places        = [](std::int64_t n) { return static_cast<std::size_t>(n); };
    const std::size_t room[] = {places(little), places(length), places(little)};
    numbers::Apart found;
    if (!numbers::apart(reinterpret_cast<const T*>(line.from), line.n, bounds, parts, room, &found)) return false;
    // So many places are those of the last of the one, and of the first of the other.
    const auto first = found.below + found.low - line.lo, last = length - first - found.core;
    if (first < 0 || first > found.low || last < 0 || last > found.high) return false;
    // In whatever order yet: only as many are moved as are in the way.
    std::copy_backward(to, to + std::min(first, found.core), to + found.core + first);
    numbers::sort(to + first, found.core, true);
    numbers::sort(low, found.low, true);
    std::copy(low + (found.low - first), low + found.low, to);
    numbers::sort(high, found.high, true);
    std::copy_n(high, last, to + first + found.core);
    return true;
  }
}

template <typename T>
void sort_numbers(const Line& line, T* to)
{
  const auto length = line.hi - line.lo;
  if (line.whole() && !std::is_floating_point_v<T>) {
    for (std::int64_t i = 0; i < line.n; ++i) to[i] = line.at<T>(i);
    return numbers::sort(to, length);
  }
  const auto guess = probable_bounds<T>([&](std::int64_t i) { return line.at<T>(i); }, line.n, line.lo, line.hi, finite<T>());
  if (sort_in_place(line, guess, to)) return;
  Scratch<T> kept{line.n + numbers::SLACK};
  const auto [count, below, finite] = candidates(line, guess, kept.data());
  // What of the places is numbers'.
  const auto numbers_end = std::clamp<std::int64_t>(below + count - line.lo, 0, length);
  numbers::sort(kept.data(), count, finite);
  std::copy_n(kept.data() + (line.lo - below), numbers_end, to);
  if (numbers_end < length) place_nans(line, to);
}

template <typename T>
void sort_line(const Line& line, T* to)
{
  if constexpr (std::is_arithmetic_v<T>) {
    sort_numbers(line, to);
  } else {
    Scratch<T> values{line.n};
    for (std::int64_t i = 0; i < line.n; ++i) values[i] = line.at<T>(i);
    std::sort(values.data(), values.data() + line.n, [](T a, T b) { return before(a, b); });
    std::copy(values.data() + line.lo, values.data() + line.hi, to);
  }
}

template <typename T>
void argsort_line(const Line& line, char* to, std::int64_t step)
{
  const auto put = [&](std::int64_t place, std::int64_t index) {
    std::memcpy(to + (place - line.lo) * step, &index, sizeof index);
  };
  if constexpr (std::is_arithmetic_v<T>) {
    // 0 and -0 are equal: adding 0 makes them the same.
    argsort_keys([&](std::int64_t i) { return keys::of(static_cast<T>(line.at<T>(i) + T{0})); }, line, put);
  } else {
    struct Item {
      T value;
      std::int64_t index;
    };
    Scratch<Item> items{line.n};
    for (std::int64_t i = 0; i < line.n; ++i) items[i] = {line.at<T>(i), i};
    std::stable_sort(items.data(), items.data() + line.n, [](const Item& a, const Item& b) {
      return before(a.value, b.value);
    });
    for (std::int64_t i = line.lo; i < line.hi; ++i) put(i, items[i].index);
  }
}

// The element at a place of a line's order.
template <typename T>
T element_at(const Line& line, std::int64_t place)
{
  if constexpr (std::is_arithmetic_v<T>) {
    auto wanted = line;
    wanted.lo   = place;
    wanted.hi   = place + 1;
    const auto value = [&](std::int64_t i) { return line.at<T>(i); };
    const auto guess = probable_bounds<T>(value, line.n, wanted.lo, wanted.hi, finite<T>());
    Scratch<T> kept{line.n + numbers::SLACK};
    const auto found = candidates(wanted, guess, kept.data());
    const auto among = place - found.below;
    if (among >= found.count) return std::numeric_limits<T>::quiet_NaN();
    std::nth_element(kept.data(), kept.data() + among, kept.data() + found.count);
    return kept[among];
  } else {
    Scratch<T> values{line.n};
    for (std::int64_t i = 0; i < line.n; ++i) values[i] = line.at<T>(i);
    std::nth_element(values.data(), values.data() + place, values.data() + line.n, [](T a, T b) { return before(a, b); });
    return values[place];
  }
}

// Calls put(place, i, value) for the elements that are less, then for the others that aren't more, then for these, each in
// their order. What is put last at a place counts.
template <typename T, typename Put, typename Less, typename More>
void split(const T* values, std::int64_t n, Put put, Less is_less, More is_more)
{
  std::int64_t less = 0, more = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    less += is_less(values[i]);
    more += is_more(values[i]);
  }
  const auto part = [=](std::int64_t begin, std::int64_t end, auto belongs) {
    // Without a branch: what doesn't belong at a place is put there too, until what does comes.
    for (std::int64_t i = 0, place = begin; place < end; ++i) {
      put(place, i, values[i]);
      place += belongs(values[i]);
    }
  };
  part(0, less, is_less);
  part(less, n - more, [=](T v) { return !is_less(v) & !is_more(v); });
  part(n - more, n, is_more);
}

// Splits a line at what has place `kth` of its order.
template <typename T, typename Put>
void partition_line(const Line& line, std::int64_t kth, Put&& put)
{
  const auto n     = line.n;
  const auto pivot = element_at<T>(line, kth);
  const bool dense = is_dense<T>(line.from, line.step);
  Scratch<T> copy{dense ? 0 : n};
  for (std::int64_t i = 0; !dense && i < n; ++i) copy[i] = line.at<T>(i);
  const T* const values = dense ? reinterpret_cast<const T*>(line.from) : copy.data();
  if constexpr (std::is_arithmetic_v<T>) {
    if (pivot != pivot) return split(values, n, put, [](T v) { return v == v; }, [](T) { return false; });
    // NaN is more.
    split(values, n, put, [=](T v) { return v < pivot; }, [=](T v) { return !(v <= pivot); });
  } else {
    split(values, n, put, [=](T v) { return before(v, pivot); }, [=](T v) { return before(pivot, v); });
  }
}

// bool is sorted as the bytes 0 and 1 that it is.
template <typename T>
using Sorted = std::conditional_t<std::is_same_v<T, Bool>, std::uint8_t, T>;

// All places, and the one that has what it has in the whole order.
bool is_partition(const TaskCall& call) { return call.attribute_count > 1; }

std::int64_t place_of_partition(const TaskCall& call, const Line& line)
{
  const auto kth = call.attributes[1];
  if (kth < 0 || kth >= line.n || !line.whole()) task_failure("partition: there is no such place");
  return kth;
}

template <typename Body>
void for_each_line(const TaskCall& call, const char* name, Body&& body)
{
  if (call.arg_count != 2) task_failure("%s: wants 2 arguments", name);
  const auto& x  = call.args[0];
  const auto& y  = call.args[1];
  const int dim  = call.info[1].dim;
  const int last = dim - 1;
  if (call.info[0].dim != dim) task_failure("%s: the ranks differ", name);
  for (int d = 0; d < last; ++d) {
    if (extent(x, d) != extent(y, d)) task_failure("%s: the rectangles differ in shape", name);
  }
  Line line{nullptr, x.stride[last], extent(x, last), 0, extent(y, last)};
  // What is made are the places from the attribute on, or those of one of several tasks that sort a line, or all.
  const bool shared = dim == 1 && line.hi < line.n;
  const auto first  = call.attribute_count > 0 ? call.attributes[0] : shared ? y.lo[0] : 0;
  line.lo += first;
  line.hi += first;
  if (line.lo < 0 || line.hi > line.n || (line.hi - line.lo < line.n && call.attribute_count == 0 && !shared)) {
    task_failure("%s: the rectangles differ in shape", name);
  }
  for_each_row(y, dim, last, [&](const std::int64_t* index) {
    line.from = at(x, dim, index);
    body(line, at(y, dim, index));
  });
}

}  // namespace

void sort(const TaskCall& call)
{
  if (call.info[call.arg_count - 1].empty) return;
  const auto& y  = call.args[1];
  const int last = call.info[1].dim - 1;
  if (call.info[0].dtype != call.info[1].dtype) task_failure("sort: the element types differ");
  with_type(call.info[1].dtype, [&](auto tag) {
    using T = Sorted<typename decltype(tag)::type>;
    if (y.stride[last] != static_cast<std::int64_t>(sizeof(T)) && extent(y, last) > 1) {
      task_failure("sort: the result is not C-ordered");
    }
    for_each_line(call, "sort", [&](const Line& line, char* to) {
      auto* const values = reinterpret_cast<T*>(to);
      if (!is_partition(call)) return sort_line(line, values);
      partition_line<T>(line, place_of_partition(call, line), [values](std::int64_t place, std::int64_t, T value) {
        values[place] = value;
      });
    });
  });
}

void argsort(const TaskCall& call)
{
  if (call.info[call.arg_count - 1].empty) return;
  if (call.info[1].dtype != DType::Int64) task_failure("argsort: the result is not int64");
  const auto step = call.args[1].stride[call.info[1].dim - 1];
  with_type(call.info[0].dtype, [&](auto tag) {
    using T = Sorted<typename decltype(tag)::type>;
    for_each_line(call, "argsort", [&](const Line& line, char* to) {
      if (!is_partition(call)) return argsort_line<T>(line, to, step);
      partition_line<T>(line, place_of_partition(call, line), [to, step](std::int64_t place, std::int64_t i, T) {
        std::memcpy(to + place * step, &i, sizeof i);
      });
    });
  });
}

}  // namespace legate_ts
