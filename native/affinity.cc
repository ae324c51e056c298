#include "affinity.h"

#include <algorithm>
#include <vector>

#include "engine.h"

namespace legate_ts {

namespace {

cpu_set_t affinity()
{
  cpu_set_t cores;
  CPU_ZERO(&cores);
  sched_getaffinity(0, sizeof cores, &cores);
  return cores;
}

void set_affinity(const cpu_set_t& cores) { sched_setaffinity(0, sizeof cores, &cores); }

// The process's, seen where the addon is loaded: no thread is kept anywhere yet.
const cpu_set_t all = affinity();

struct Cores {
  std::vector<Realm::Processor> processors;
  std::vector<int> numbers;  // of the cores, one for each processor; empty: nobody is kept anywhere

  Cores()
  {
    if (engine::ranks() > 1) return;
    Realm::Machine::ProcessorQuery query{Realm::Machine::get_machine()};
    query.only_kind(Realm::Processor::LOC_PROC).local_address_space();
    processors.assign(query.begin(), query.end());
    if (processors.size() != static_cast<std::size_t>(CPU_COUNT(&all))) return;
    for (int core = 0; core < CPU_SETSIZE; ++core) {
      if (CPU_ISSET(core, &all)) numbers.push_back(core);
    }
  }
};

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
  set_affinity(one);
}

OnAnyCore::OnAnyCore() : before_{affinity()} { set_affinity(all); }
OnAnyCore::~OnAnyCore() { set_affinity(before_); }

}  // namespace legate_ts
