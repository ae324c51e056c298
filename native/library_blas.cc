#include "library_blas.h"

#include <dlfcn.h>

#include <cstdlib>
#include <string>

#include "task_call.h"

namespace legate_ts::blas {

namespace {

template <typename F>
bool find(void* library, const char* name, F* function)
{
  *function = reinterpret_cast<F>(dlsym(library, name));
  return *function != nullptr;
}

void* library()
{
  static void* const opened = [] {
    // One thread: a Legion processor per core runs the tasks already. OpenBLAS starts its threads
    // while it is loaded, so this must be said before.
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    void* const handle = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    void (*set_threads)(int) = nullptr;
    if (handle != nullptr && find(handle, "openblas_set_num_threads", &set_threads)) set_threads(1);
    return handle;
  }();
  return opened;
}

const Functions* open()
{
  void* const from = library();
  if (from == nullptr) return nullptr;
  static Functions found;
  const bool all = find(from, "cblas_sgemm", &found.sgemm) && find(from, "cblas_dgemm", &found.dgemm) &&
                   find(from, "cblas_cgemm", &found.cgemm) && find(from, "cblas_zgemm", &found.zgemm);
  return all ? &found : nullptr;
}

}  // namespace

const Functions* functions()
{
  static const Functions* const opened = open();
  return opened;
}

void* lapack(const char* name)
{
  void* address = nullptr;
  if (library() == nullptr || !find(library(), (std::string{name} + "_").c_str(), &address)) {
    task_failure("linear algebra needs OpenBLAS with LAPACK's %s: install libopenblas0", name);
  }
  return address;
}

}  // namespace legate_ts::blas
