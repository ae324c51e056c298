// Reading what JavaScript passed, with every size checked.
#pragma once

#include "headers.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "dtype.h"
#include "errors.h"

namespace legate_ts {

[[noreturn]] inline void bad_argument(const std::string& message)
{
  throw Error{error_code::BAD_ARGUMENT, message};
}

inline std::int64_t read_integer(const Napi::Value& value, const char* what)
{
  if (!value.IsNumber()) bad_argument(std::string{what} + " must be a number");
  const double number = value.As<Napi::Number>().DoubleValue();
  constexpr double LIMIT = 9007199254740992.0;
  if (!(number >= -LIMIT && number <= LIMIT) || number != static_cast<double>(static_cast<std::int64_t>(number))) {
    bad_argument(std::string{what} + " must be an integer");
  }
  return static_cast<std::int64_t>(number);
}

inline std::int64_t read_integer(
  const Napi::Value& value, const char* what, std::int64_t least, std::int64_t most)
{
  const auto number = read_integer(value, what);
  if (number < least || number > most) {
    bad_argument(std::string{what} + " must be within [" + std::to_string(least) + ", " +
                 std::to_string(most) + "], not " + std::to_string(number));
  }
  return number;
}

inline Napi::Array read_array(const Napi::Value& value, const char* what)
{
  if (!value.IsArray()) bad_argument(std::string{what} + " must be an array");
  return value.As<Napi::Array>();
}

inline std::vector<std::int64_t> read_integers(const Napi::Value& value, const char* what)
{
  const auto array = read_array(value, what);
  std::vector<std::int64_t> numbers(array.Length());
  for (std::uint32_t i = 0; i < numbers.size(); ++i) numbers[i] = read_integer(array[i], what);
  return numbers;
}

// Places of elements in an array of `size`; none where the value is left out.
inline std::vector<std::int64_t> read_places(const Napi::Value& value, const char* what, std::int64_t size)
{
  if (value.IsUndefined()) return {};
  auto places = read_integers(value, what);
  for (const auto place : places) {
    if (place < 0 || place >= size) bad_argument(std::string{what} + ": there is no element " + std::to_string(place));
  }
  return places;
}

inline std::string read_string(const Napi::Value& value, const char* what)
{
  if (!value.IsString()) bad_argument(std::string{what} + " must be a string");
  return value.As<Napi::String>().Utf8Value();
}

inline Napi::Object read_object(const Napi::Value& value, const char* what)
{
  if (!value.IsObject()) bad_argument(std::string{what} + " must be an object");
  return value.As<Napi::Object>();
}

struct Bytes {
  std::uint8_t* data;
  std::size_t size;
};

inline Bytes read_bytes(const Napi::Value& value, const char* what)
{
  if (!value.IsTypedArray() ||
      value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    bad_argument(std::string{what} + " must be a Uint8Array");
  }
  auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

inline DType read_dtype(const Napi::Value& value)
{
  const auto name = read_string(value, "dtype");
  for (std::size_t i = 0; i < DTYPE_COUNT; ++i) {
    if (DTYPES[i].name == name) return static_cast<DType>(i);
  }
  bad_argument("unknown dtype '" + name + "'");
}

}  // namespace legate_ts
