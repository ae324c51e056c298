#include "engine.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "engine_flags.h"
#include "huge_pages.h"
#include "scopes.h"
#include "store.h"
#include "task_registry.h"

namespace legate_ts::engine {

namespace {

enum class State { Before, Running, After };

struct Engine {
  State state = State::Before;
  std::thread::id owner;
  legate::Runtime* runtime = nullptr;
  std::optional<legate::Library> library;
  std::uint32_t rank       = 0;
  std::uint32_t ranks      = 1;
  std::uint32_t processors = 1;
  std::int32_t exit_code   = 0;
};

// Never destroyed: tasks and exit handlers may outlive static destructors.
Engine& self()
{
  static Engine* const engine = new Engine;
  return *engine;
}

// Sets a variable for the time of start() only: Legate reads its configuration once, and children
// of this process should not inherit it.
class TemporaryVariable {
 public:
  TemporaryVariable(const char* name, const std::string& value) : name_{name}
  {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~TemporaryVariable()
  {
    if (old_.has_value()) {
      setenv(name_, old_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  TemporaryVariable(const TemporaryVariable&)            = delete;
  TemporaryVariable& operator=(const TemporaryVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

// Realm's background workers poll. On a small machine its two steal the cores from what they wait
// for: with one, a fence or a read takes a quarter of the time.
constexpr unsigned SMALL_MACHINE = 4;

// Of what Realm maps when it starts, its memory for arrays is as large as this, and nothing else.
constexpr std::size_t LARGE_MEMORY = std::size_t{32} << 20;

// Realm says on stderr that it found no GPU and pinned fewer threads than it has: on a small machine
// without a driver that is no news. Put first, so that the user's own arguments prevail.
std::string realm_arguments()
{
  std::string arguments = "-level threads=5";
  if (dlsym(RTLD_DEFAULT, "legate_ts_no_cuda_driver") != nullptr) arguments += ",gpu=6";
  if (std::thread::hardware_concurrency() <= SMALL_MACHINE) arguments += " -ll:bgwork 1";
  // Memory of JavaScript is attached as memory of the processors, where tasks use it as it is. Left alone,
  // Realm counts it as a memory of its own, and the mapper copies to and fro.
  arguments += " -ll:ext_sysmem 0";
  // Megabytes. OpenBLAS keeps up to two on the stack to share work with its threads; all of a task's stack is two otherwise.
  arguments += " -ll:stacksize 16";
  if (const char* own = std::getenv("REALM_DEFAULT_ARGS")) arguments += std::string{" "} + own;
  return arguments;
}

// The program ended without finish(): process.exit(), or an uncaught error. Runs on the owner
// thread, before static destructors. With several ranks a failed one must not wait for the others.
void at_exit(int status, void*)
{
  if (self().state != State::Running || std::this_thread::get_id() != self().owner) return;
  if (self().ranks > 1 && status != 0) abort(status);
  finish();
}

}  // namespace

void start(const std::string& config)
{
  auto& engine = self();
  if (engine.state == State::After) {
    throw Error{error_code::FINISHED,
                "the engine has ended, and Legate can't be started twice in one process"};
  }
  if (engine.state == State::Running) {
    throw Error{error_code::START_FAILED, "the engine has been started already"};
  }

  check_flags(config);

  // Partition whatever is asked to be partitioned: how fine is the planner's business, and a launch
  // with a halo relies on it (see launch.cc).
  const TemporaryVariable flags{"LEGATE_CONFIG", config + " --min-cpu-chunk 1"};
  const TemporaryVariable no_auto{"LEGATE_AUTO_CONFIG", "0"};
  const TemporaryVariable realm{"REALM_DEFAULT_ARGS", realm_arguments()};
  const auto mapped = own_mappings();
  // An aborting start inside Legate can't be caught; what it throws can.
  try {
    legate::start();
  } catch (const std::exception& e) {
    engine.state = State::After;
    throw Error{error_code::START_FAILED, e.what()};
  }

  use_huge_pages(mapped, LARGE_MEMORY);
  engine.runtime    = legate::Runtime::get_runtime();
  engine.owner      = std::this_thread::get_id();
  engine.rank       = engine.runtime->node_id();
  engine.ranks      = engine.runtime->node_count();
  engine.processors = engine.runtime->get_machine().count(legate::mapping::TaskTarget::CPU);
  engine.library    = engine.runtime->create_library("legate_ts");
  register_tasks(*engine.library);
  engine.state = State::Running;
  on_exit(at_exit, nullptr);
}

std::int32_t finish()
{
  auto& engine = self();
  if (engine.state != State::Running) return engine.exit_code;
  if (std::this_thread::get_id() != engine.owner) {
    throw Error{error_code::WRONG_THREAD, "finish() must be called by the thread that called start()"};
  }
  engine.state = State::After;
  release_all_stores();
  clear_scopes();
  engine.library.reset();
  engine.exit_code = legate::finish();
  return engine.exit_code;
}

void require()
{
  const auto& engine = self();
  if (engine.state == State::Running && std::this_thread::get_id() == engine.owner) return;
  switch (engine.state) {
    case State::Before: throw Error{error_code::NOT_STARTED, "the engine has not been started"};
    case State::After: throw Error{error_code::FINISHED, "the engine has ended"};
    case State::Running: break;
  }
  throw Error{error_code::WRONG_THREAD, "only the thread that started the engine may use it"};
}

bool running() { return self().state == State::Running; }

legate::Runtime& runtime() { return *self().runtime; }
const legate::Library& library() { return *self().library; }
std::uint32_t rank() { return self().rank; }
std::uint32_t ranks() { return self().ranks; }
std::uint32_t processors() { return self().processors; }

void abort(int code)
{
  std::fflush(nullptr);
  std::cout.flush();
  std::cerr.flush();
  _exit(code);
}

}  // namespace legate_ts::engine

namespace legate_ts {

namespace {

// Legate's exceptions carry a C++ stack trace behind their first lines: of no use to a caller.
std::string without_stack_trace(std::string text)
{
  for (const char* mark : {"\nStack trace", "\nTraceback", "\nstack trace"}) {
    if (const auto at = text.find(mark); at != std::string::npos) text.resize(at);
  }
  return text;
}

[[noreturn]] void throw_javascript(Napi::Env env, const char* code, const std::string& message)
{
  auto error = Napi::Error::New(env, std::string{code} + ": " + message);
  error.Set("code", Napi::String::New(env, code));
  throw error;
}

}  // namespace

void rethrow_to_javascript(Napi::Env env)
{
  try {
    throw;
  } catch (const Error& e) {
    throw_javascript(env, e.code(), e.what());
  } catch (const std::exception& e) {
    throw_javascript(env, error_code::ENGINE, without_stack_trace(e.what()));
  } catch (...) {
    throw_javascript(env, error_code::ENGINE, "unknown C++ exception");
  }
}

}  // namespace legate_ts
