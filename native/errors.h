// Errors of the native part. Each carries its number, which becomes `error.code` in JavaScript.
#pragma once

#include <stdexcept>
#include <string>

namespace legate_ts {

namespace error_code {
constexpr const char* NOT_STARTED    = "LGT7001";  // call start() first
constexpr const char* FINISHED       = "LGT7002";  // a call after finish()
constexpr const char* WRONG_THREAD   = "LGT7003";  // only the thread that called start() may call
constexpr const char* START_FAILED   = "LGT7004";  // Legate can't start with these flags
constexpr const char* BAD_ARGUMENT   = "LGT7010";  // an argument of the wrong type, size or range
constexpr const char* RELEASED       = "LGT7011";  // a store used after release()
constexpr const char* MAPPED         = "LGT7012";  // map() and unmap() don't pair up
constexpr const char* BAD_PLAN       = "LGT7020";  // a plan that breaks its contract
constexpr const char* UNKNOWN_KERNEL = "LGT7021";  // the JIT doesn't know the kernel
constexpr const char* BAD_IR         = "LGT7030";  // malformed LLVM IR
constexpr const char* CODEGEN        = "LGT7031";  // LLVM or its object can't be used on this host
constexpr const char* CACHE          = "LGT7032";  // the folder for compiled objects is unusable
constexpr const char* ENGINE         = "LGT7099";  // an exception out of Legate
}  // namespace error_code

class Error : public std::runtime_error {
 public:
  Error(const char* code, const std::string& message) : std::runtime_error{message}, code_{code} {}
  const char* code() const noexcept { return code_; }

 private:
  const char* code_;
};

}  // namespace legate_ts
