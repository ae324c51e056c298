// From Legate's task context to the kernel ABI (abi.h).
#include "task_body.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "affinity.h"
#include "counters.h"
#include "host_copy.h"
#include "kernel_table.h"
#include "recast.h"
#include "task_header.h"
#include "task_times.h"

namespace legate_ts {

void task_failure(const char* format, ...)
{
  std::va_list arguments;
  va_start(arguments, format);
  std::fputs("legate-ts: ", stderr);
  std::vfprintf(stderr, format, arguments);
  std::fputc('\n', stderr);
  va_end(arguments);
  std::fflush(nullptr);
  std::_Exit(70);
}

namespace {

class Reader {
 public:
  explicit Reader(const void* data) : at_{static_cast<const char*>(data)} {}

  template <typename T>
  T take()
  {
    T value;
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }

  template <typename T>
  void take(std::vector<T>* into, std::size_t count)
  {
    into->resize(count);
    if (count != 0) std::memcpy(into->data(), at_, count * sizeof(T));
    at_ += count * sizeof(T);
  }

 private:
  const char* at_;
};

// One processor runs one task at a time, but Realm may switch a blocked task's thread: so the
// scratch belongs to the thread.
struct Scratch {
  std::vector<ArgRecord> records;
  std::vector<Arg> args;
  std::vector<ArgInfo> info;
  std::vector<std::int64_t> origins;
  std::vector<RecastAxis> axes;
  std::vector<std::int64_t> attributes;
  std::vector<std::int64_t> rect;
  std::vector<Slot> slots;
  std::vector<Handing> handings;
};

void fill_arg(const legate::PhysicalStore& store,
              const ArgRecord& record,
              const std::int64_t* origin,
              Arg* arg,
              ArgInfo* info)
{
  const auto domain = store.domain();
  const int dim     = record.dim;

  info->dtype  = record.dtype;
  info->dim    = record.dim;
  info->access = record.access;
  info->empty  = domain.get_volume() == 0;
  if (info->empty) {
    *arg = Arg{};
    return;
  }

  const auto allocation = store.get_inline_allocation();
  const auto lo         = domain.lo();
  const auto hi         = domain.hi();

  arg->base = static_cast<char*>(allocation.ptr);
  for (int d = 0; d < dim; ++d) {
    const auto start = lo[d] + origin[d];
    arg->stride[d]   = static_cast<std::int64_t>(allocation.strides[d]);
    arg->lo[d]       = start;
    arg->hi[d]       = hi[d] + origin[d] + 1;
    arg->base -= arg->stride[d] * start;
  }
  for (int d = dim; d < MAX_DIM; ++d) arg->stride[d] = arg->lo[d] = arg->hi[d] = 0;
}

// Generated code takes a dense last dimension for granted. A transposed store has none.
void require_dense(const Arg& arg, const ArgInfo& info, std::size_t index)
{
  if (info.empty || info.dim == 0) return;
  const int last = info.dim - 1;
  if (arg.hi[last] - arg.lo[last] > 1 &&
      arg.stride[last] != static_cast<std::int64_t>(size_of(info.dtype))) {
    task_failure("argument %zu of a kernel has stride %lld in its last dimension, not the %zu of %s: "
                 "the store is not C-ordered",
                 index,
                 static_cast<long long>(arg.stride[last]),
                 size_of(info.dtype),
                 name_of(info.dtype).data());
  }
}

// The launch domain is a line, perhaps embedded in more dimensions: at most one coordinate isn't 0.
std::int64_t point_of(const legate::TaskContext& context)
{
  if (context.is_single_task()) return 0;
  const auto& index  = context.get_task_index();
  std::int64_t point = 0;
  for (int d = 0; d < index.get_dim(); ++d) point += index[d];
  return point;
}

void dispatch(const TaskHeader& header, const TaskCall& call)
{
  keep_on_own_core();
  const auto kind = static_cast<TaskKind>(header.kind);
  switch (kind) {
    case TaskKind::Kernel: {
      if (call.rect[0] >= call.rect[1]) return;
      const Kernel kernel = find_kernel(header.id);
      if (kernel == nullptr) {
        task_failure("kernel %016llx is not loaded on this rank",
                     static_cast<unsigned long long>(header.id));
      }
      return run_body(kind, kernel, call);
    }
    case TaskKind::CopyIn: return copy_from_host(header.id, call.args[0], call.info[0]);
    case TaskKind::CopyOut: return copy_to_host(header.id, call.args[0], call.info[0]);
    case TaskKind::Copy: return copy_between(call);
    case TaskKind::Fill: return fill_rectangle(call);
    case TaskKind::Touch: return;
    default: return run_body(kind, nullptr, call);
  }
}

}  // namespace

void run_body(TaskKind kind, Kernel kernel, const TaskCall& call)
{
  switch (kind) {
    case TaskKind::Kernel: return kernel(call.args, call.rect, call.slots);
    case TaskKind::Gemm: return gemm(call);
    case TaskKind::Sort: return sort(call);
    case TaskKind::Argsort: return argsort(call);
    case TaskKind::Scan: return scan(call);
    case TaskKind::Linalg: return linalg(call);
    case TaskKind::Fft: return fft(call);
    case TaskKind::Random: return random(call);
    case TaskKind::Take: return take(call);
    case TaskKind::Put: return put(call);
    case TaskKind::Nonzero: return nonzero(call);
    case TaskKind::Search: return search(call);
    case TaskKind::Convolve: return convolve(call);
    case TaskKind::Bytes: return bytes(call);
    default: task_failure("a task that moves data has no body of its own");
  }
}

void run_task(legate::TaskContext context)
{
  static thread_local Scratch scratch;
  static const std::int64_t zeros[MAX_DIM] = {};

  const task_times::Span span{context.get_provenance()};
  const auto packed = context.scalar(0);
  Reader reader{packed.ptr()};
  const auto header = reader.take<TaskHeader>();
  reader.take(&scratch.records, header.arg_count);

  std::size_t origins = 0, recasts = 0;
  for (auto&& record : scratch.records) {
    origins += record.has_origin ? record.dim : 0;
    recasts += record.recast;
  }
  reader.take(&scratch.origins, origins);
  reader.take(&scratch.axes, recasts);
  reader.take(&scratch.attributes, header.attribute_count);
  reader.take(&scratch.slots, header.slot_count);
  reader.take(&scratch.handings, header.handing_count);

  scratch.args.resize(header.arg_count);
  scratch.info.resize(header.arg_count);
  std::uint32_t input = 0, output = 0;
  const std::int64_t* origin = scratch.origins.data();
  const RecastAxis* axes     = scratch.axes.data();
  for (std::size_t k = 0; k < header.arg_count; ++k) {
    const auto& record = scratch.records[k];
    const auto store   = record.access == Access::Read ? context.input(input).data()
                                                       : context.output(output).data();
    if (record.access != Access::Write) ++input;
    if (record.access != Access::Read) ++output;
    fill_arg(store, record, record.has_origin ? origin : zeros, &scratch.args[k], &scratch.info[k]);
    if (record.has_origin) origin += record.dim;
    if (record.recast > 0) recast(axes, record.recast, &scratch.args[k], &scratch.info[k]);
    axes += record.recast;
    if (header.kind == static_cast<std::uint16_t>(TaskKind::Kernel)) {
      require_dense(scratch.args[k], scratch.info[k], k);
    }
  }

  const auto point          = point_of(context);
  // Generated code finds the attributes behind the rectangle.
  auto& rect = scratch.rect;
  rect.assign({std::min(point * header.tile, header.extent),
               std::min((point + 1) * header.tile, header.extent),
               point});
  rect.insert(rect.end(), scratch.attributes.begin(), scratch.attributes.end());
  // Before the work: a copy tells the thread that waits for it while it runs, and that one may ask.
  counters.points.fetch_add(1, std::memory_order_relaxed);
  dispatch(header,
           TaskCall{scratch.args.data(),
                    scratch.info.data(),
                    header.arg_count,
                    rect.data(),
                    scratch.slots.data(),
                    header.slot_count,
                    scratch.attributes.data(),
                    header.attribute_count});
  for (auto&& [ticket, arg] : scratch.handings) copy_to_host(ticket, scratch.args[arg], scratch.info[arg]);
}

}  // namespace legate_ts
