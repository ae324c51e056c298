#include "host_copy.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace legate_ts {

struct HostTransfer::State {
  char* host;
  std::int64_t stride[MAX_DIM];
  std::vector<std::int64_t> elements;
  std::int64_t remaining;
};

namespace {

// Outlives every transfer: who completes one may still be telling so when the one who waited has gone on.
struct Transfers {
  std::mutex mutex;
  std::condition_variable done;
  std::uint64_t next = 1;
  std::unordered_map<std::uint64_t, HostTransfer*> live;
};

Transfers& transfers()
{
  static Transfers* const instance = new Transfers;
  return *instance;
}

HostTransfer* find(std::uint64_t ticket)
{
  auto& all = transfers();
  const std::lock_guard lock{all.mutex};
  const auto at = all.live.find(ticket);
  if (at == all.live.end()) task_failure("host transfer %llu is gone", (unsigned long long)ticket);
  return at->second;
}

}  // namespace

HostTransfer::HostTransfer(char* host,
                           const std::vector<std::int64_t>& shape,
                           DType dtype,
                           std::int64_t points,
                           std::vector<std::int64_t> elements)
  : state_{new State}
{
  state_->host      = host;
  state_->elements  = std::move(elements);
  state_->remaining = points;
  std::int64_t step = static_cast<std::int64_t>(size_of(dtype));
  for (std::size_t d = shape.size(); d-- > 0;) {
    state_->stride[d] = step;
    step *= shape[d];
  }
  auto& all = transfers();
  const std::lock_guard lock{all.mutex};
  ticket_ = all.next++;
  all.live.emplace(ticket_, this);
}

HostTransfer::~HostTransfer()
{
  {
    const std::lock_guard lock{transfers().mutex};
    transfers().live.erase(ticket_);
  }
  delete state_;
}

void HostTransfer::point_done()
{
  auto& all = transfers();
  {
    const std::lock_guard lock{all.mutex};
    if (--state_->remaining > 0) return;
  }
  // Not under the lock, which the one that is woken would have to wait for.
  all.done.notify_all();
}

void HostTransfer::wait()
{
  auto& all = transfers();
  std::unique_lock lock{all.mutex};
  all.done.wait(lock, [this] { return state_->remaining == 0; });
}

void copy_rectangle(const Arg& arg,
                    const ArgInfo& info,
                    char* host,
                    const std::int64_t* host_stride,
                    bool to_host)
{
  if (info.empty) return;
  const int dim   = info.dim;
  const auto size = static_cast<std::int64_t>(size_of(info.dtype));

  // Dimensions that are dense on both sides melt into one run of bytes.
  int outer        = dim;
  std::int64_t run = size;
  while (outer > 0 && arg.stride[outer - 1] == run && host_stride[outer - 1] == run) {
    run *= arg.hi[outer - 1] - arg.lo[outer - 1];
    --outer;
  }

  std::int64_t index[MAX_DIM];
  for (int d = 0; d < dim; ++d) index[d] = arg.lo[d];
  for (;;) {
    char* store_at = arg.base;
    char* host_at  = host;
    for (int d = 0; d < dim; ++d) {
      store_at += index[d] * arg.stride[d];
      host_at += index[d] * host_stride[d];
    }
    std::memcpy(to_host ? host_at : store_at, to_host ? store_at : host_at, run);
    int d = outer - 1;
    while (d >= 0 && ++index[d] == arg.hi[d]) {
      index[d] = arg.lo[d];
      --d;
    }
    if (d < 0) return;
  }
}

namespace {

// Of the elements at `places` of the store those that are in the rectangle, each to where it stands in the list.
void copy_elements(const Arg& arg,
                   const ArgInfo& info,
                   const std::vector<std::int64_t>& places,
                   const std::int64_t* store_stride,
                   char* host)
{
  if (info.empty) return;
  const auto size = static_cast<std::int64_t>(size_of(info.dtype));
  for (std::size_t k = 0; k < places.size(); ++k) {
    std::int64_t rest = places[k] * size;
    const char* from  = arg.base;
    bool inside       = true;
    for (int d = 0; d < info.dim; ++d) {
      const auto index = rest / store_stride[d];
      rest %= store_stride[d];
      inside = inside && index >= arg.lo[d] && index < arg.hi[d];
      from += index * arg.stride[d];
    }
    if (inside) std::memcpy(host + static_cast<std::int64_t>(k) * size, from, size);
  }
}

}  // namespace

void fill_rectangle(const TaskCall& call)
{
  const auto& arg  = call.args[0];
  const auto& info = call.info[0];
  if (info.empty) return;
  const auto size = static_cast<std::int64_t>(size_of(info.dtype));

  int outer        = info.dim;
  std::int64_t run = size;
  while (outer > 0 && arg.stride[outer - 1] == run) {
    run *= arg.hi[outer - 1] - arg.lo[outer - 1];
    --outer;
  }

  std::int64_t index[MAX_DIM];
  for (int d = 0; d < info.dim; ++d) index[d] = arg.lo[d];
  for (;;) {
    char* at = arg.base;
    for (int d = 0; d < info.dim; ++d) at += index[d] * arg.stride[d];
    std::memcpy(at, call.attributes, size);
    for (std::int64_t done = size; done < run; done *= 2) {
      std::memcpy(at + done, at, std::min(done, run - done));
    }
    int d = outer - 1;
    while (d >= 0 && ++index[d] == arg.hi[d]) {
      index[d] = arg.lo[d];
      --d;
    }
    if (d < 0) return;
  }
}

void copy_between(const TaskCall& call)
{
  const auto& from = call.args[0];
  const auto& to   = call.args[1];
  if (call.info[1].empty) return;
  // The target seen from the source's coordinates.
  char* moved = to.base;
  for (int d = 0; d < call.info[1].dim; ++d) moved += (to.lo[d] - from.lo[d]) * to.stride[d];
  copy_rectangle(from, call.info[0], moved, to.stride, true);
}

void copy_from_host(std::uint64_t ticket, const Arg& arg, const ArgInfo& info)
{
  auto* const transfer = find(ticket);
  auto* const state    = transfer->state_;
  copy_rectangle(arg, info, state->host, state->stride, false);
  transfer->point_done();
}

void copy_to_host(std::uint64_t ticket, const Arg& arg, const ArgInfo& info)
{
  auto* const transfer = find(ticket);
  auto* const state    = transfer->state_;
  if (state->elements.empty()) {
    copy_rectangle(arg, info, state->host, state->stride, true);
  } else {
    copy_elements(arg, info, state->elements, state->stride, state->host);
  }
  transfer->point_done();
}

}  // namespace legate_ts
