// The task kinds, as Legate knows them. All share one body; they are separate classes so that
// profiles name them.
#include "task_registry.h"

#include "task_body.h"

namespace legate_ts {

namespace {

template <typename Self, TaskKind KIND>
class Task : public legate::LegateTask<Self> {
 public:
  static inline const auto TASK_CONFIG =
    legate::TaskConfig{legate::LocalTaskID{static_cast<std::int64_t>(KIND)}};
  static void cpu_variant(legate::TaskContext context) { run_task(context); }
};

class KernelTask : public Task<KernelTask, TaskKind::Kernel> {};
class GemmTask : public Task<GemmTask, TaskKind::Gemm> {};
class SortTask : public Task<SortTask, TaskKind::Sort> {};
class ArgsortTask : public Task<ArgsortTask, TaskKind::Argsort> {};
class ScanTask : public Task<ScanTask, TaskKind::Scan> {};
class CopyInTask : public Task<CopyInTask, TaskKind::CopyIn> {};
class CopyOutTask : public Task<CopyOutTask, TaskKind::CopyOut> {};
class CopyTask : public Task<CopyTask, TaskKind::Copy> {};
class TouchTask : public Task<TouchTask, TaskKind::Touch> {};

}  // namespace

void register_tasks(legate::Library library)
{
  KernelTask::register_variants(library);
  GemmTask::register_variants(library);
  SortTask::register_variants(library);
  ArgsortTask::register_variants(library);
  ScanTask::register_variants(library);
  CopyInTask::register_variants(library);
  CopyOutTask::register_variants(library);
  CopyTask::register_variants(library);
  TouchTask::register_variants(library);
}

}  // namespace legate_ts
