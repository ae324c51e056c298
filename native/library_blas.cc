#include "library_blas.h"

#include <dlfcn.h>

#include <cstdlib>

namespace legate_ts::blas {

namespace {

template <typename F>
bool find(void* library, const char* name, F* function)
{
  *function = reinterpret_cast<F>(dlsym(library, name));
  return *function != nullptr;
}

const Functions* open()
{
  // One thread: a Legion processor per core runs the tasks already. OpenBLAS starts its threads
  // while it is loaded, so this must be said before.
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  void* const library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return nullptr;
  void (*set_threads)(int) = nullptr;
  if (find(library, "openblas_set_num_threads", &set_threads)) set_threads(1);
  static Functions found;
  const bool all = find(library, "cblas_sgemm", &found.sgemm) &&
                   find(library, "cblas_dgemm", &found.dgemm) &&
                   find(library, "cblas_cgemm", &found.cgemm) &&
                   find(library, "cblas_zgemm", &found.zgemm);
  return all ? &found : nullptr;
}

}  // namespace

const Functions* functions()
{
  static const Functions* const opened = open();
  return opened;
}

}  // namespace legate_ts::blas
