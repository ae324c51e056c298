#include "engine_flags.h"

#include <unistd.h>

#include <cstdint>
#include <map>
#include <set>
#include <sstream>

#include "errors.h"

namespace legate_ts {

namespace {

const std::set<std::string> NUMBERS = {
  "--cpus",           "--gpus",           "--omps",
  "--ompthreads",     "--utility",        "--sysmem",
  "--numamem",        "--fbmem",          "--zcmem",
  "--regmem",         "--window-size",    "--field-reuse-fraction",
  "--min-cpu-chunk",  "--min-gpu-chunk",  "--field-reuse-frequency",
  "--min-omp-chunk",  "--max-exception-size",
};
const std::set<std::string> TEXTS = {
  "--profile-name", "--logging", "--logdir", "--cuda-driver-path",
};
const std::set<std::string> SWITCHES = {
  "--auto-config",        "--consensus",          "--disable-mpi",
  "--experimental-copy-path", "--freeze-on-error", "--inline-task-launch",
  "--io-use-vfd-gds",     "--log-to-file",        "--profile",
  "--provenance",         "--show-config",        "--show-memory-usage",
  "--show-progress",      "--use-empty-task",     "--warmup-nccl",
  "--single-controller-execution",
};

// Legion is compiled for this many processors in a process.
constexpr std::int64_t MAX_PROCESSORS = 64;

[[noreturn]] void bad(const std::string& message) { throw Error{error_code::START_FAILED, message}; }

std::int64_t number(const std::string& flag, const std::string& value)
{
  std::size_t used    = 0;
  std::int64_t result = -1;
  try {
    result = std::stoll(value, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  // -1 asks Legate to choose.
  if (used == 0 || used != value.size() || result < -1) {
    bad(flag + " wants a number, not '" + value + "'");
  }
  return result;
}

}  // namespace

void check_flags(const std::string& config)
{
  std::istringstream words{config};
  std::map<std::string, std::int64_t> numbers;
  std::string flag;
  while (words >> flag) {
    std::string value;
    const auto equals   = flag.find('=');
    const bool attached = equals != std::string::npos;
    if (attached) {
      value = flag.substr(equals + 1);
      flag.resize(equals);
    }
    if (SWITCHES.count(flag) != 0) {
      // A value may follow; a word that is no flag is one.
      const auto at = words.tellg();
      std::string next;
      if (!attached && words >> next && next[0] == '-') words.seekg(at);
      continue;
    }
    if (NUMBERS.count(flag) == 0 && TEXTS.count(flag) == 0) bad("unknown flag '" + flag + "'");
    if (!attached && !(words >> value)) bad(flag + " wants a value");
    if (NUMBERS.count(flag) != 0) numbers[flag] = number(flag, value);
  }

  const auto given = [&](const char* name, std::int64_t otherwise) {
    const auto at = numbers.find(name);
    return at == numbers.end() || at->second < 0 ? otherwise : at->second;
  };
  if (given("--cpus", 1) + given("--omps", 0) < 1) bad("--cpus must be at least 1");
  if (given("--cpus", 1) + given("--omps", 0) + given("--gpus", 0) + given("--utility", 2) >
      MAX_PROCESSORS) {
    bad("more than " + std::to_string(MAX_PROCESSORS) +
        " processors (--cpus and --utility together) in one process; start more ranks");
  }
  const auto megabytes =
    static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) / (1024 * 1024 / sysconf(_SC_PAGESIZE));
  if (given("--sysmem", 0) > megabytes) {
    bad("--sysmem " + std::to_string(given("--sysmem", 0)) + ": this machine has " +
        std::to_string(megabytes) + " MB");
  }
}

}  // namespace legate_ts
