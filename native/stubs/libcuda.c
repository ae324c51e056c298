/* libcuda.so.1 for a host that has no NVIDIA driver.
 *
 * Legate's libraries link to the driver even in a CPU-only run. Every entry point here answers
 * "no device", so Realm finds no GPU and carries on. The first-stage loader opens this library only
 * after dlopen("libcuda.so.1") has failed: a driver that is installed is never shadowed. */
#include <string.h>

enum { CUDA_ERROR_NO_DEVICE = 100 };

/* How the addon tells that this is not a driver. */
const char legate_ts_no_cuda_driver = 1;

static int no_device(void) { return CUDA_ERROR_NO_DEVICE; }

int cuInit(unsigned flags)
{
  (void)flags;
  return CUDA_ERROR_NO_DEVICE;
}

int cuDeviceGetCount(int* count)
{
  *count = 0;
  return CUDA_ERROR_NO_DEVICE;
}

int cuDriverGetVersion(int* version)
{
  *version = 0;
  return 0;
}

int cuGetErrorName(int error, const char** name)
{
  (void)error;
  *name = "CUDA_ERROR_NO_DEVICE";
  return 0;
}

int cuGetErrorString(int error, const char** text)
{
  (void)error;
  *text = "this host has no CUDA driver";
  return 0;
}

int cuMemFreeHost(void* memory)
{
  (void)memory;
  return CUDA_ERROR_NO_DEVICE;
}

int cuMemFree_v2(unsigned long long memory)
{
  (void)memory;
  return CUDA_ERROR_NO_DEVICE;
}

/* Functions with out-parameters must be found by name: their callers read the result. */
static const struct {
  const char* name;
  void* address;
} known[] = {
  {"cuInit", (void*)cuInit},
  {"cuDeviceGetCount", (void*)cuDeviceGetCount},
  {"cuDriverGetVersion", (void*)cuDriverGetVersion},
  {"cuGetErrorName", (void*)cuGetErrorName},
  {"cuGetErrorString", (void*)cuGetErrorString},
};

int cuGetProcAddress(const char* name, void** address, int version, unsigned long long flags)
{
  (void)version;
  (void)flags;
  *address = (void*)no_device;
  for (unsigned i = 0; i < sizeof known / sizeof *known; ++i) {
    if (!strcmp(name, known[i].name)) *address = known[i].address;
  }
  return 0;
}

int cuGetProcAddress_v2(
  const char* name, void** address, int version, unsigned long long flags, int* status)
{
  if (status) *status = 0;
  return cuGetProcAddress(name, address, version, flags);
}
