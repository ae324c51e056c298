// fft: discrete Fourier transforms along one axis, complex or of real numbers.
#include <algorithm>
#include <cmath>
#include <list>
#include <mutex>
#include <utility>

#include "library_fft.h"
#include "library_fft_steps.h"
#include "library_view.h"

namespace legate_ts {

namespace {

enum Kind {
  FORWARD, BACKWARD, REAL_FORWARD, REAL_BACKWARD, COLUMNS_FORWARD, COLUMNS_BACKWARD, ROWS_FORWARD, ROWS_BACKWARD,
};
enum Norm { NONE, BY_LENGTH, BY_ROOT };

template <typename R>
R scale_of(std::int64_t norm, std::int64_t n)
{
  if (norm == BY_LENGTH) return R{1} / static_cast<R>(n);
  return norm == BY_ROOT ? static_cast<R>(1 / std::sqrt(static_cast<double>(n))) : R{1};
}

// w^k for k up to half of n, by which halves of a transform of real numbers are put together. Made once.
template <typename R>
std::shared_ptr<const std::vector<std::complex<R>>> turns_of(std::int64_t n)
{
  using Turns = std::vector<std::complex<R>>;
  constexpr std::size_t KEPT = 8;
  static std::mutex mutex;
  static std::list<std::pair<std::int64_t, std::shared_ptr<const Turns>>> recent;
  const std::lock_guard<std::mutex> lock{mutex};
  for (const auto& [length, turns] : recent) {
    if (length == n) return turns;
  }
  const fourier::Roots roots{n};
  Turns turns(static_cast<std::size_t>(n / 2 + 1));
  for (std::int64_t k = 0; k <= n / 2; ++k) {
    const auto w                        = roots(k % n);
    turns[static_cast<std::size_t>(k)] = {static_cast<R>(w.real()), static_cast<R>(w.imag())};
  }
  recent.emplace_front(n, std::make_shared<const Turns>(std::move(turns)));
  if (recent.size() > KEPT) recent.pop_back();
  return recent.front().second;
}

template <typename R, typename In>
class Transforms {
  using C = std::complex<R>;

 public:
  Transforms(const TaskCall& call)
    : x_{call.args[0]},
      y_{call.args[1]},
      dim_{call.info[1].dim},
      axis_{static_cast<int>(call.attributes[0])},
      kind_{static_cast<Kind>(call.attributes[1])},
      n_{call.attributes[2]},
      half_{(kind_ == REAL_FORWARD || kind_ == REAL_BACKWARD) && n_ % 2 == 0},
      plan_{fourier::Plan<R>::of(half_ ? n_ / 2 : n_)},
      given_{std::min(extent(x_, axis_), kind_ == REAL_BACKWARD ? n_ / 2 + 1 : n_)}
  {
    scale_          = scale_of<R>(call.attributes[3], n_);
    const auto size = plan_->size();
    if (plan_->in_lanes()) {
      memory_.resize(static_cast<std::size_t>(4 * size * fourier::LANES));
    } else {
      row_ = fourier::scratch<R>(0, size);
    }
    if (half_) {
      kept_turns_ = turns_of<R>(n_);
      turns_      = kept_turns_->data();
    }
  }

  void run()
  {
    for_each_row(y_, dim_, axis_, [&](const std::int64_t* index) {
      from_[width_] = at(x_, dim_, index);
      to_[width_]   = at(y_, dim_, index);
      if (++width_ == (plan_->in_lanes() ? fourier::LANES : 1)) flush();
    });
    flush();
  }

 private:
  void flush()
  {
    if (width_ == 0) return;
    if (plan_->in_lanes()) {
      const auto size = plan_->size() * width_;
      fourier::Split<R> x{memory_.data(), memory_.data() + size}, y{x.im + size, x.im + 2 * size};
      for (std::int64_t l = 0; l < width_; ++l) {
        for (std::int64_t j = 0; j < plan_->size(); ++j) {
          const C value        = input(l, j);
          x.re[j * width_ + l] = value.real();
          x.im[j * width_ + l] = value.imag();
        }
      }
      const auto done = plan_->lanes(width_, x, y);
      for (std::int64_t l = 0; l < width_; ++l) {
        output(l, [&](std::int64_t k) { return C{done.re[k * width_ + l], done.im[k * width_ + l]}; });
      }
    } else {
      for (std::int64_t j = 0; j < plan_->size(); ++j) row_[j] = input(0, j);
      plan_->row(row_);
      output(0, [&](std::int64_t k) { return row_[k]; });
    }
    width_ = 0;
  }

  // What a lane was given, zero where that is too short.
  C given(std::int64_t l, std::int64_t j) const
  {
    if (j >= given_) return {};
    const In value = *reinterpret_cast<const In*>(from_[l] + j * x_.stride[axis_]);
    return {static_cast<R>(std::real(value)), static_cast<R>(std::imag(value))};
  }

  static C exchanged(C z) { return {z.imag(), z.real()}; }

  // What is transformed forward. A backward transform is one with real and imaginary parts exchanged.
  C input(std::int64_t l, std::int64_t j) const
  {
    switch (kind_) {
      case FORWARD: return given(l, j);
      case BACKWARD: return exchanged(given(l, j));
      case REAL_FORWARD:
        // Pairs of real numbers make complex ones.
        return half_ ? C{given(l, 2 * j).real(), given(l, 2 * j + 1).real()} : given(l, j);
      default: break;
    }
    if (!half_) {
      if (j == 0) return {0, given(l, 0).real()};
      return exchanged(j <= n_ / 2 ? given(l, j) : std::conj(given(l, n_ - j)));
    }
    const auto h = n_ / 2;
    C a = given(l, j), b = std::conj(given(l, h - j));
    // The first and the middle coefficient of real numbers are real.
    if (j == 0) a = a.real(), b = b.real();
    const C sum = a + b, difference = a - b, w = turns_[j];
    const C turned{w.real() * difference.real() + w.imag() * difference.imag(),
                   w.real() * difference.imag() - w.imag() * difference.real()};
    return exchanged({sum.real() - turned.imag(), sum.imag() + turned.real()});
  }

  template <typename Get>
  void output(std::int64_t l, Get&& get) const
  {
    char* const to    = to_[l];
    const auto stride = y_.stride[axis_];
    const auto put    = [&](std::int64_t k, auto value) {
      *reinterpret_cast<decltype(value)*>(to + k * stride) = value * scale_;
    };
    const auto h = n_ / 2;
    switch (kind_) {
      case FORWARD:
        for (std::int64_t k = 0; k < n_; ++k) put(k, get(k));
        return;
      case BACKWARD:
        for (std::int64_t k = 0; k < n_; ++k) put(k, exchanged(get(k)));
        return;
      case REAL_FORWARD:
        if (!half_) {
          put(0, C{get(0).real(), 0});
          for (std::int64_t k = 1; k <= h; ++k) put(k, get(k));
          return;
        }
        for (std::int64_t k = 0; k <= h; ++k) {
          const C a = get(k == h ? 0 : k), b = std::conj(get(k == 0 ? 0 : h - k));
          const C sum = a + b, difference = a - b, w = turns_[k];
          const C turned{w.real() * difference.real() - w.imag() * difference.imag(),
                         w.real() * difference.imag() + w.imag() * difference.real()};
          const C value{(sum.real() + turned.imag()) / 2, (sum.imag() - turned.real()) / 2};
          put(k, k == 0 || k == h ? C{value.real(), 0} : value);
        }
        return;
      case REAL_BACKWARD:
        for (std::int64_t k = 0; k < (half_ ? h : n_); ++k) {
          const C value = exchanged(get(k));
          if (!half_) {
            put(k, value.real());
            continue;
          }
          put(2 * k, value.real());
          put(2 * k + 1, value.imag());
        }
        return;
      default: task_failure("fft: unknown kind");
    }
  }

  const Arg &x_, &y_;
  int dim_, axis_;
  Kind kind_;
  std::int64_t n_;
  bool half_;  // by a transform of half the length
  std::shared_ptr<const fourier::Plan<R>> plan_;
  std::int64_t given_;
  R scale_{1};
  std::vector<R> memory_;
  std::shared_ptr<const std::vector<C>> kept_turns_;
  const C* turns_ = nullptr;
  C* row_ = nullptr;
  std::int64_t width_ = 0;
  const char* from_[fourier::LANES];
  char* to_[fourier::LANES];
};

template <typename R, typename In>
void run_from(const TaskCall& call)
{
  const auto n = call.attributes[2];
  switch (call.attributes[1]) {
    case COLUMNS_FORWARD: return fourier::columns<R, In>(call.args[0], call.args[1], n, false);
    case COLUMNS_BACKWARD: return fourier::columns<R, In>(call.args[0], call.args[1], n, true);
    default: return Transforms<R, In>{call}.run();
  }
}

template <typename R>
void run(const TaskCall& call)
{
  const auto kind = call.attributes[1], n = call.attributes[2];
  if (kind == ROWS_FORWARD || kind == ROWS_BACKWARD) {
    return fourier::rows<R>(call.args[0], call.args[1], scale_of<R>(call.attributes[3], n), kind == ROWS_BACKWARD);
  }
  switch (call.info[0].dtype) {
    case DType::Float32: return run_from<R, float>(call);
    case DType::Float64: return run_from<R, double>(call);
    case DType::Complex64: return run_from<R, std::complex<float>>(call);
    case DType::Complex128: return run_from<R, std::complex<double>>(call);
    default: task_failure("fft: not for elements of %s", name_of(call.info[0].dtype).data());
  }
}

}  // namespace

void fft(const TaskCall& call)
{
  if (call.arg_count != 2 || call.attribute_count != 4) task_failure("fft: wants 2 arguments and 4 attributes");
  if (call.info[1].empty) return;
  const auto dtype = call.info[1].dtype;
  if (dtype == DType::Float32 || dtype == DType::Complex64) return run<float>(call);
  run<double>(call);
}

}  // namespace legate_ts
