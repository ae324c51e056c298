// OpenBLAS, opened when a product first asks for it: loading it takes longer than starting Node.
#pragma once

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
};

constexpr int ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112;

// Null when OpenBLAS is not installed: products then take the plain loop.
const Functions* functions();

// How many processors this process has: as many threads OpenBLAS may use, where a task asks for them.
void use_processors(int number);

// Held while a routine runs. As a rule it has one thread, for a Legion processor per core runs the tasks already; a routine
// that is `large`, and at work alone, has all.
class Threads {
 public:
  explicit Threads(bool large);
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
};

// Address of a routine of LAPACK by its Fortran name, without the underscore; ends the process where there is none.
void* lapack(const char* name);

}  // namespace legate_ts::blas
