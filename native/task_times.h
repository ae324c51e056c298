// How long tasks took, by the line that they were launched for. Kept only when asked for.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace legate_ts::task_times {

using Clock = std::chrono::steady_clock;

// From now on, for the rest of the process.
void keep();

// Adds the time from its making to its end to what the tasks of a provenance took.
class Span {
 public:
  explicit Span(std::string_view provenance);
  ~Span();
  Span(const Span&)            = delete;
  Span& operator=(const Span&) = delete;

 private:
  std::string_view provenance_;  // empty: nobody asked
  Clock::time_point begin_;
};

// Milliseconds so far, of this process' processors together.
std::map<std::string, double> all();

}  // namespace legate_ts::task_times
