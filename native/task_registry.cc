// The task kinds, as Legate knows them. All share one body; they are separate classes so that
// profiles name them.
#include "task_registry.h"

#include "task_body.h"

namespace legate_ts {

// Not an anonymous namespace: a task's name in a profile is its class's.
namespace task {

template <typename Self, TaskKind KIND>
class Task : public legate::LegateTask<Self> {
 public:
  static inline const auto TASK_CONFIG =
    legate::TaskConfig{legate::LocalTaskID{static_cast<std::int64_t>(KIND)}};
  static void cpu_variant(legate::TaskContext context) { run_task(context); }
};

class Kernel : public Task<Kernel, TaskKind::Kernel> {};
class Gemm : public Task<Gemm, TaskKind::Gemm> {};
class Sort : public Task<Sort, TaskKind::Sort> {};
class Argsort : public Task<Argsort, TaskKind::Argsort> {};
class Scan : public Task<Scan, TaskKind::Scan> {};
class Linalg : public Task<Linalg, TaskKind::Linalg> {};
class Fft : public Task<Fft, TaskKind::Fft> {};
class Random : public Task<Random, TaskKind::Random> {};
class Take : public Task<Take, TaskKind::Take> {};
class Put : public Task<Put, TaskKind::Put> {};
class Nonzero : public Task<Nonzero, TaskKind::Nonzero> {};
class Search : public Task<Search, TaskKind::Search> {};
class Convolve : public Task<Convolve, TaskKind::Convolve> {};
class Bytes : public Task<Bytes, TaskKind::Bytes> {};
class CopyIn : public Task<CopyIn, TaskKind::CopyIn> {};
class CopyOut : public Task<CopyOut, TaskKind::CopyOut> {};
class Copy : public Task<Copy, TaskKind::Copy> {};
class Fill : public Task<Fill, TaskKind::Fill> {};
class Touch : public Task<Touch, TaskKind::Touch> {};

}  // namespace task

void register_tasks(legate::Library library)
{
  task::Kernel::register_variants(library);
  task::Gemm::register_variants(library);
  task::Sort::register_variants(library);
  task::Argsort::register_variants(library);
  task::Scan::register_variants(library);
  task::Linalg::register_variants(library);
  task::Fft::register_variants(library);
  task::Random::register_variants(library);
  task::Take::register_variants(library);
  task::Put::register_variants(library);
  task::Nonzero::register_variants(library);
  task::Search::register_variants(library);
  task::Convolve::register_variants(library);
  task::Bytes::register_variants(library);
  task::CopyIn::register_variants(library);
  task::CopyOut::register_variants(library);
  task::Copy::register_variants(library);
  task::Fill::register_variants(library);
  task::Touch::register_variants(library);
}

}  // namespace legate_ts
