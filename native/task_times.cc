#include "task_times.h"

#include <atomic>
#include <mutex>

namespace legate_ts::task_times {

namespace {

std::atomic<bool> kept{false};

struct Times {
  std::mutex mutex;
  std::map<std::string, double, std::less<>> by_provenance;
};

// Never destroyed: tasks may outlive static destructors.
Times& times()
{
  static Times* const times = new Times;
  return *times;
}

}  // namespace

void keep() { kept.store(true, std::memory_order_relaxed); }

Span::Span(std::string_view provenance)
{
  if (!kept.load(std::memory_order_relaxed)) return;
  provenance_ = provenance;
  begin_      = Clock::now();
}

Span::~Span()
{
  if (provenance_.empty()) return;
  const std::chrono::duration<double, std::milli> took = Clock::now() - begin_;
  const std::lock_guard lock{times().mutex};
  auto& known   = times().by_provenance;
  const auto at = known.find(provenance_);
  if (at != known.end()) {
    at->second += took.count();
  } else {
    known.emplace(provenance_, took.count());
  }
}

std::map<std::string, double> all()
{
  const std::lock_guard lock{times().mutex};
  return {times().by_provenance.begin(), times().by_provenance.end()};
}

}  // namespace legate_ts::task_times
