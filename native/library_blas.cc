#include "library_blas.h"

#include <dlfcn.h>
#include <pthread.h>

#include <cstdlib>
#include <shared_mutex>
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

// OpenBLAS has one number of threads for all who call it: whoever changes it is alone.
std::shared_mutex users;

struct Library {
  void* handle             = nullptr;
  void (*set_threads)(int) = nullptr;
};

const Library& library()
{
  static const Library opened = [] {
    // OpenBLAS reads both while it is loaded, and starts its threads. Between two parts of a routine a thread looks for
    // work for some 100 us, not for the usual 30 ms: the cores are wanted for the next task.
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    setenv("OPENBLAS_THREAD_TIMEOUT", "18", 0);
    Library found;
    found.handle = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (found.handle != nullptr && find(found.handle, "openblas_set_num_threads", &found.set_threads)) found.set_threads(1);
    // OpenBLAS ends its threads where the process forks, and would wait for ever for those that work. What is registered
    // last is called first.
    pthread_atfork([] { users.lock(); }, [] { users.unlock(); }, [] { users.unlock(); });
    return found;
  }();
  return opened;
}

const Functions* open()
{
  void* const from = library().handle;
  if (from == nullptr) return nullptr;
  static Functions found;
  const bool all = find(from, "cblas_sgemm", &found.sgemm) && find(from, "cblas_dgemm", &found.dgemm) &&
                   find(from, "cblas_cgemm", &found.cgemm) && find(from, "cblas_zgemm", &found.zgemm) &&
                   find(from, "cblas_sgemv", &found.sgemv) && find(from, "cblas_dgemv", &found.dgemv) &&
                   find(from, "cblas_cgemv", &found.cgemv) && find(from, "cblas_zgemv", &found.zgemv);
  return all ? &found : nullptr;
}

}  // namespace

const Functions* functions()
{
  static const Functions* const opened = open();
  return opened;
}

Threads::Threads(bool large) : large_{large && library().set_threads != nullptr}
{
  if (!large_) {
    users.lock_shared();
    return;
  }
  users.lock();
  anywhere_.emplace();
  library().set_threads(2);
}

Threads::~Threads()
{
  if (!large_) {
    users.unlock_shared();
    return;
  }
  library().set_threads(1);
  users.unlock();
}

void* lapack(const char* name)
{
  void* address = nullptr;
  if (library().handle == nullptr || !find(library().handle, (std::string{name} + "_").c_str(), &address)) {
    task_failure("linear algebra needs OpenBLAS with LAPACK's %s: install libopenblas0", name);
  }
  return address;
}

}  // namespace legate_ts::blas
