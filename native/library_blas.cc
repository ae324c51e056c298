#include "library_blas.h"

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
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

struct Library {
  void* handle               = nullptr;
  void (*set_threads)(int)   = nullptr;
};

const Library& library()
{
  static const Library opened = [] {
    // OpenBLAS reads both while it is loaded, and starts its threads. Between two parts of a routine they wait for some
    // 100 us, not the usual 30 ms: the cores are wanted for the next task.
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    setenv("OPENBLAS_THREAD_TIMEOUT", "18", 0);
    Library found;
    found.handle = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (found.handle != nullptr && find(found.handle, "openblas_set_num_threads", &found.set_threads)) found.set_threads(1);
    return found;
  }();
  return opened;
}

std::atomic<int> processors{1};

// The routines that are at work in this process.
struct Running {
  std::mutex mutex;
  int routines = 0;
  int threads  = 1;

  void change(int by, bool large)
  {
    const std::lock_guard<std::mutex> lock{mutex};
    routines += by;
    const int wanted = large && routines == 1 ? processors.load() : 1;
    if (wanted == threads || library().set_threads == nullptr) return;
    threads = wanted;
    library().set_threads(wanted);
  }
};
Running running;

const Functions* open()
{
  void* const from = library().handle;
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

void use_processors(int number) { processors = number; }

Threads::Threads(bool large) { running.change(1, large); }
Threads::~Threads() { running.change(-1, false); }

void* lapack(const char* name)
{
  void* address = nullptr;
  if (library().handle == nullptr || !find(library().handle, (std::string{name} + "_").c_str(), &address)) {
    task_failure("linear algebra needs OpenBLAS with LAPACK's %s: install libopenblas0", name);
  }
  return address;
}

}  // namespace legate_ts::blas
