// OpenBLAS, opened when a product first asks for it: loading it takes longer than starting Node.
#pragma once

#include <optional>

#include "affinity.h"

namespace legate_ts::blas {

struct Functions {
  void (*sgemm)(int, int, int, int, int, int, float, const float*, int, const float*, int, float,
                float*, int);
  void (*dgemm)(int, int, int, int, int, int, double, const double*, int, const double*, int, double,
                double*, int);
  void (*cgemm)(int, int, int, int, int, int, const void*, const void*, int, const void*, int,
                const void*, void*, int);
  void (*zgemm)(int, int, int, int, int, int, const void*, const void*, int, const void*, int,
                const void*, void*, int);
  void (*sgemv)(int, int, int, int, float, const float*, int, const float*, int, float, float*, int);
  void (*dgemv)(int, int, int, int, double, const double*, int, const double*, int, double, double*, int);
  void (*cgemv)(int, int, int, int, const void*, const void*, int, const void*, int, const void*, void*, int);
  void (*zgemv)(int, int, int, int, const void*, const void*, int, const void*, int, const void*, void*, int);
};

constexpr int ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112;

// Null when OpenBLAS is not installed: products then take the plain loop.
const Functions* functions();

// Held while functions of OpenBLAS run. As a rule they have one thread, for a Legion processor per core runs the tasks
// already. What is `large`, and one task whatever there is to share, has a second one. Never more or fewer: the number
// changes the last bits of results, which must not depend on the machine.
class Threads {
 public:
  explicit Threads(bool large);
  ~Threads();
  Threads(const Threads&)            = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  bool large_;
  std::optional<OnAnyCore> anywhere_;
};

// Address of a routine of LAPACK by its Fortran name, without the underscore; ends the process where there is none.
void* lapack(const char* name);

}  // namespace legate_ts::blas
