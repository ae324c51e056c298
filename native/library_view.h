// Typed access to an argument's rectangle, and the dispatch on its element type.
#pragma once

#include <complex>
#include <cstdint>

#include "task_call.h"

namespace legate_ts {

inline std::int64_t extent(const Arg& arg, int d) { return arg.hi[d] - arg.lo[d]; }

// Address of the rectangle's first element.
inline char* first(const Arg& arg, int dim)
{
  char* at = arg.base;
  for (int d = 0; d < dim; ++d) at += arg.lo[d] * arg.stride[d];
  return at;
}

// Calls body(index) for each index of the dimensions below `dims`, `skip` left out (its entry is 0).
// Indices are relative to the rectangle's first element.
template <typename Body>
void for_each_row(const Arg& arg, int dims, int skip, Body&& body)
{
  std::int64_t index[MAX_DIM] = {};
  for (int d = 0; d < dims; ++d) {
    if (d != skip && extent(arg, d) <= 0) return;
  }
  for (;;) {
    body(index);
    int d = dims - 1;
    for (; d >= 0; --d) {
      if (d == skip) continue;
      if (++index[d] < extent(arg, d)) break;
      index[d] = 0;
    }
    if (d < 0) return;
  }
}

inline char* at(const Arg& arg, int dim, const std::int64_t* index)
{
  char* address = first(arg, dim);
  for (int d = 0; d < dim; ++d) address += index[d] * arg.stride[d];
  return address;
}

// Whether elements `step` bytes apart are an array.
template <typename T>
bool is_dense(const char* from, std::int64_t step)
{
  return step == static_cast<std::int64_t>(sizeof(T)) && reinterpret_cast<std::uintptr_t>(from) % alignof(T) == 0;
}

template <typename T>
struct TypeTag {
  using type = T;
};

// bool is a byte of its own here, so that arithmetic on it can be told from uint8's.
enum class Bool : unsigned char {};

template <typename Body>
void with_type(DType dtype, Body&& body)
{
  switch (dtype) {
    case DType::Bool: return body(TypeTag<Bool>{});
    case DType::Int8: return body(TypeTag<std::int8_t>{});
    case DType::Int16: return body(TypeTag<std::int16_t>{});
    case DType::Int32: return body(TypeTag<std::int32_t>{});
    case DType::Int64: return body(TypeTag<std::int64_t>{});
    case DType::UInt8: return body(TypeTag<std::uint8_t>{});
    case DType::UInt16: return body(TypeTag<std::uint16_t>{});
    case DType::UInt32: return body(TypeTag<std::uint32_t>{});
    case DType::UInt64: return body(TypeTag<std::uint64_t>{});
    // Moved only: what computes with elements gets float32.
    case DType::Float16: return body(TypeTag<std::uint16_t>{});
    case DType::Float32: return body(TypeTag<float>{});
    case DType::Float64: return body(TypeTag<double>{});
    case DType::Complex64: return body(TypeTag<std::complex<float>>{});
    case DType::Complex128: return body(TypeTag<std::complex<double>>{});
  }
}

}  // namespace legate_ts
