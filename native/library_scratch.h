// Memory for the length of a task, which its thread keeps for the next one: on a virtual machine the first touch of
// fresh memory takes longer than sorting what is put there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <new>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "huge_pages.h"

namespace legate_ts {

namespace scratch {

struct Free {
  void operator()(std::byte* bytes) const { std::free(bytes); }
};

struct Memory {
  std::unique_ptr<std::byte, Free> bytes;
  std::size_t size = 0;

  static Memory of(std::size_t size)
  {
    auto* const bytes = static_cast<std::byte*>(allocate_in_huge_pages(size));
    if (bytes == nullptr) throw std::bad_alloc{};
    return {std::unique_ptr<std::byte, Free>{bytes}, size};
  }
};

// What this thread keeps, and how much that may be.
inline thread_local Memory kept;
inline constexpr std::size_t MOST = std::size_t{32} << 20;

}  // namespace scratch

// Room for n elements, with any contents.
template <typename T>
class Scratch {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  explicit Scratch(std::int64_t n) : memory_{std::exchange(scratch::kept, {})}
  {
    const auto size = static_cast<std::size_t>(n) * sizeof(T);
    // Another one of this thread may be in use: then nothing is kept now.
    if (memory_.size < size) memory_ = scratch::Memory::of(size);
  }
  ~Scratch()
  {
    if (memory_.size > scratch::kept.size && memory_.size <= scratch::MOST) scratch::kept = std::move(memory_);
  }
  Scratch(const Scratch&)            = delete;
  Scratch& operator=(const Scratch&) = delete;

  T* data() { return reinterpret_cast<T*>(memory_.bytes.get()); }
  T& operator[](std::int64_t i) { return data()[i]; }

 private:
  scratch::Memory memory_;
};

// Room for several arrays.
template <typename T>
class Arrays {
 public:
  explicit Arrays(std::initializer_list<std::int64_t> sizes)
    : sizes_{sizes}, memory_{std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0})}
  {
  }
  T* operator[](std::size_t k)
  {
    return memory_.data() + std::accumulate(sizes_.begin(), sizes_.begin() + static_cast<std::ptrdiff_t>(k), std::int64_t{0});
  }

 private:
  std::vector<std::int64_t> sizes_;
  Scratch<T> memory_;
};

}  // namespace legate_ts
