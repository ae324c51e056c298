#include "affinity.h"

#include <sched.h>

#include <algorithm>
#include <vector>

#include "engine.h"

namespace legate_ts {

namespace {

struct Cores {
  cpu_set_t all;
  std::vector<Realm::Processor> processors;
  std::vector<int> numbers;  // of the cores, one for each processor; empty: nobody is kept anywhere

  Cores()
  {
    CPU_ZERO(&all);
    if (engine::ranks() > 1 || sched_getaffinity(0, sizeof all, &all) != 0) return;
    Realm::Machine::ProcessorQuery query{Realm::Machine::get_machine()};
    query.only_kind(Realm::Processor::LOC_PROC).local_address_space();
    processors.assign(query.begin(), query.end());
    if (processors.size() != static_cast<std::size_t>(CPU_COUNT(&all))) return;
    for (int core = 0; core < CPU_SETSIZE; ++core) {
      if (CPU_ISSET(core, &all)) numbers.push_back(core);
    }
  }
};

// First asked for by a thread that runs anywhere still.
const Cores& cores()
{
  static const Cores cores;
  return cores;
}

thread_local bool kept = false;

}  // namespace

void keep_on_own_core()
{
  if (kept) return;
  kept                   = true;
  const auto& processors = cores().processors;
  const auto self        = Realm::Processor::get_executing_processor();
  const auto at          = std::find(processors.begin(), processors.end(), self) - processors.begin();
  if (static_cast<std::size_t>(at) >= cores().numbers.size()) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cores().numbers[at], &one);
  sched_setaffinity(0, sizeof one, &one);
}

void run_anywhere()
{
  if (!kept) return;
  kept = false;
  if (!cores().numbers.empty()) sched_setaffinity(0, sizeof cores().all, &cores().all);
}

}  // namespace legate_ts
