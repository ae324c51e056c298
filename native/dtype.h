// Element types, free of Legate's and Node's headers: the library tasks share them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace legate_ts {

enum class DType : std::uint8_t {
  Bool,
  Int8,
  Int16,
  Int32,
  Int64,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Float16,
  Float32,
  Float64,
  Complex64,
  Complex128,
};

struct DTypeInfo {
  std::string_view name;
  std::size_t size;
};

constexpr DTypeInfo DTYPES[] = {
  {"bool", 1},
  {"int8", 1},
  {"int16", 2},
  {"int32", 4},
  {"int64", 8},
  {"uint8", 1},
  {"uint16", 2},
  {"uint32", 4},
  {"uint64", 8},
  {"float16", 2},
  {"float32", 4},
  {"float64", 8},
  {"complex64", 8},
  {"complex128", 16},
};
constexpr std::size_t DTYPE_COUNT = sizeof(DTYPES) / sizeof(*DTYPES);

constexpr std::size_t size_of(DType dtype) { return DTYPES[static_cast<std::size_t>(dtype)].size; }
constexpr std::string_view name_of(DType dtype)
{
  return DTYPES[static_cast<std::size_t>(dtype)].name;
}

}  // namespace legate_ts
