// What generated code may call: see jit.md.
#include <dlfcn.h>

#include <complex>
#include <cstring>
#include <map>

#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

// Complex functions take (re, im) and write (re, im): C++'s complex has no stable place in LLVM IR.
template <typename T, std::complex<T> (*F)(const std::complex<T>&)>
void unary(T re, T im, T* out)
{
  const auto result = F({re, im});
  out[0]            = result.real();
  out[1]            = result.imag();
}

template <typename T>
void power(T are, T aim, T bre, T bim, T* out)
{
  const auto result = std::pow(std::complex<T>{are, aim}, std::complex<T>{bre, bim});
  out[0]            = result.real();
  out[1]            = result.imag();
}

using Table = std::map<std::string, void*>;

template <typename T>
void add_complex(Table& table, const std::string& prefix)
{
  const auto add = [&](const char* name, void (*function)(T, T, T*)) {
    table[prefix + name] = reinterpret_cast<void*>(function);
  };
  add("sqrt", &unary<T, std::sqrt<T>>);
  add("exp", &unary<T, std::exp<T>>);
  add("log", &unary<T, std::log<T>>);
  add("sin", &unary<T, std::sin<T>>);
  add("cos", &unary<T, std::cos<T>>);
  add("tan", &unary<T, std::tan<T>>);
  add("asin", &unary<T, std::asin<T>>);
  add("acos", &unary<T, std::acos<T>>);
  add("atan", &unary<T, std::atan<T>>);
  add("sinh", &unary<T, std::sinh<T>>);
  add("cosh", &unary<T, std::cosh<T>>);
  add("tanh", &unary<T, std::tanh<T>>);
  add("asinh", &unary<T, std::asinh<T>>);
  add("acosh", &unary<T, std::acosh<T>>);
  add("atanh", &unary<T, std::atanh<T>>);
  table[prefix + "pow"] = reinterpret_cast<void*>(&power<T>);
}

const Table& own_functions()
{
  static const auto* const table = [] {
    auto* const all = new Table;
    add_complex<float>(*all, "lt_c64_");
    add_complex<double>(*all, "lt_c128_");
    (*all)["lt_stream_least"] = reinterpret_cast<void*>(&stream_least);
    (*all)["memcpy"]          = reinterpret_cast<void*>(&std::memcpy);
    (*all)["memmove"]         = reinterpret_cast<void*>(&std::memmove);
    (*all)["memset"]          = reinterpret_cast<void*>(&std::memset);
    return all;
  }();
  return *table;
}

void* library(const char* name)
{
  return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

}  // namespace

void* find_symbol(const std::string& name)
{
  static void* const libmvec = library("libmvec.so.1");
  static void* const libm    = library("libm.so.6");
  if (const auto at = own_functions().find(name); at != own_functions().end()) return at->second;
  if (name.compare(0, 4, "_ZGV") == 0) {
    return libmvec == nullptr ? nullptr : dlsym(libmvec, name.c_str());
  }
  return libm == nullptr ? nullptr : dlsym(libm, name.c_str());
}

}  // namespace legate_ts::jit
