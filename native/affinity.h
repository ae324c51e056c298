// Where processors' threads run.
#pragma once

#include <sched.h>

namespace legate_ts {

// Realm pins its processors' threads only where it has a core for each of its threads, others' too.
// Elsewhere the scheduler wakes two processors on one core now and then, and the one waits for the
// other, while a core is idle. Keeps the calling thread on its processor's own core, if this process may use as many
// cores as it has processors; with fewer processors it is one of several that share the machine.
void keep_on_own_core();

// While it lives, the calling thread may run wherever the process may: threads that a library starts inherit it.
class OnAnyCore {
 public:
  OnAnyCore();
  ~OnAnyCore();
  OnAnyCore(const OnAnyCore&)            = delete;
  OnAnyCore& operator=(const OnAnyCore&) = delete;

 private:
  cpu_set_t before_;
};

}  // namespace legate_ts
