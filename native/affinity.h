// Where processors' threads run.
#pragma once

namespace legate_ts {

// Realm pins its processors' threads only where it has a core for each of its threads, others' too.
// Elsewhere the scheduler wakes two processors on one core now and then, and the one waits for the
// other, while a core is idle. Keeps the calling thread on its processor's own core, if this process may use as many
// cores as it has processors; with fewer processors it is one of several that share the machine.
void keep_on_own_core();

// Ends that: libraries start threads of their own, which inherit it.
void run_anywhere();

}  // namespace legate_ts
