// Running a plan: passes in lanes, the four steps of a long transform, Bluestein's convolution.
#include <algorithm>
#include <utility>

#include "library_fft.h"

namespace legate_ts::fourier {

namespace {

template <typename R>
struct Scratch {
  std::vector<R> memory;
  Split<R> x, y;
  explicit Scratch(std::int64_t size) : memory(static_cast<std::size_t>(4 * size))
  {
    x = {memory.data(), memory.data() + size};
    y = {memory.data() + 2 * size, memory.data() + 3 * size};
  }
};

}  // namespace

template <typename R>
Split<R> Plan<R>::lanes(std::int64_t lanes, Split<R> x, Split<R> y) const
{
  const auto run = run_pass<R>();
  auto s         = lanes;
  for (const auto& pass : passes_) {
    run(pass, s, x, y);
    s *= pass.radix;
    std::swap(x, y);
  }
  return x;
}

template <typename R>
void Plan<R>::row(C* data) const
{
  if (!smooth_) return bluestein(data);
  if (first_ != nullptr) return four_steps(data);
  Scratch<R> scratch{n_};
  for (std::int64_t j = 0; j < n_; ++j) {
    scratch.x.re[j] = data[j].real();
    scratch.x.im[j] = data[j].imag();
  }
  const auto result = lanes(1, scratch.x, scratch.y);
  for (std::int64_t j = 0; j < n_; ++j) data[j] = {result.re[j], result.im[j]};
}

// The row as a matrix of `a` rows and `b` columns: transforms of columns, twiddles, transforms of rows, and the
// result is read column by column. In between it lies in blocks of LANES rows, an element of each after the other.
template <typename R>
void Plan<R>::four_steps(C* data) const
{
  const auto a = first_->n_, b = second_->n_;
  const auto blocks = (a + LANES - 1) / LANES;
  Scratch<R> scratch{std::max(a, b) * LANES};
  // The second step of a very long one may take four steps itself.
  std::vector<C> own(static_cast<std::size_t>(second_->in_lanes() ? 0 : blocks * b * LANES));
  C* const between = own.empty() ? fourier::scratch<R>(1, blocks * b * LANES) : own.data();
  std::vector<C> line(static_cast<std::size_t>(b));

  for (std::int64_t column = 0; column < b; column += LANES) {
    const auto width = std::min(LANES, b - column);
    for (std::int64_t i = 0; i < a; ++i) {
      const C* const from = data + i * b + column;
      for (std::int64_t l = 0; l < width; ++l) {
        scratch.x.re[i * width + l] = from[l].real();
        scratch.x.im[i * width + l] = from[l].imag();
      }
    }
    const auto done = first_->lanes(width, scratch.x, scratch.y);
    for (std::int64_t k = 0; k < a; ++k) {
      const auto power = k * column;
      const auto high = static_cast<std::size_t>(power / low_), low = static_cast<std::size_t>(power % low_);
      const R wr = coarse_.re[high] * fine_.re[low] - coarse_.im[high] * fine_.im[low];
      const R wi = coarse_.re[high] * fine_.im[low] + coarse_.im[high] * fine_.re[low];
      const R* const lane_re = lane_.re.data() + k * LANES;
      const R* const lane_im = lane_.im.data() + k * LANES;
      const R* const re      = done.re + k * width;
      const R* const im      = done.im + k * width;
      C* const to            = between + (k / LANES * b + column) * LANES + k % LANES;
      for (std::int64_t l = 0; l < width; ++l) {
        const R tr = wr * lane_re[l] - wi * lane_im[l], ti = wr * lane_im[l] + wi * lane_re[l];
        to[l * LANES] = {re[l] * tr - im[l] * ti, re[l] * ti + im[l] * tr};
      }
    }
  }

  for (std::int64_t block = 0; block < blocks; ++block) {
    const auto row = block * LANES, width = std::min(LANES, a - row);
    const C* const from = between + block * b * LANES;
    if (!second_->in_lanes()) {
      for (std::int64_t l = 0; l < width; ++l) {
        for (std::int64_t j = 0; j < b; ++j) line[static_cast<std::size_t>(j)] = from[j * LANES + l];
        second_->row(line.data());
        for (std::int64_t k = 0; k < b; ++k) data[k * a + row + l] = line[static_cast<std::size_t>(k)];
      }
      continue;
    }
    for (std::int64_t j = 0; j < b; ++j) {
      for (std::int64_t l = 0; l < width; ++l) {
        scratch.x.re[j * width + l] = from[j * LANES + l].real();
        scratch.x.im[j * width + l] = from[j * LANES + l].imag();
      }
    }
    const auto done = second_->lanes(width, scratch.x, scratch.y);
    for (std::int64_t k = 0; k < b; ++k) {
      for (std::int64_t l = 0; l < width; ++l) {
        data[k * a + row + l] = {done.re[k * width + l], done.im[k * width + l]};
      }
    }
  }
}

template <typename R>
void Plan<R>::bluestein(C* data) const
{
  const auto times = [](C x, C y) {
    return C{x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()};
  };
  const auto n = static_cast<std::size_t>(n_), length = static_cast<std::size_t>(longer_->n_);
  C* const work = fourier::scratch<R>(2, longer_->n_);
  std::fill(work, work + length, C{});
  for (std::size_t k = 0; k < n; ++k) work[k] = times(data[k], chirp_[k]);
  longer_->row(work);
  // Backward by exchanging real and imaginary parts, before and after.
  for (std::size_t k = 0; k < length; ++k) {
    const auto product = times(work[k], response_[k]);
    work[k]            = {product.imag(), product.real()};
  }
  longer_->row(work);
  const auto scale = R{1} / static_cast<R>(length);
  for (std::size_t k = 0; k < n; ++k) {
    data[k] = times(C{work[k].imag() * scale, work[k].real() * scale}, chirp_[k]);
  }
}

template <typename R>
std::complex<R>* scratch(int number, std::int64_t size)
{
  static thread_local std::vector<std::complex<R>> kept[3];
  auto& memory = kept[number];
  if (memory.size() < static_cast<std::size_t>(size)) memory.resize(static_cast<std::size_t>(size));
  return memory.data();
}

template std::complex<float>* scratch<float>(int, std::int64_t);
template std::complex<double>* scratch<double>(int, std::int64_t);
template Split<float> Plan<float>::lanes(std::int64_t, Split<float>, Split<float>) const;
template Split<double> Plan<double>::lanes(std::int64_t, Split<double>, Split<double>) const;
template void Plan<float>::row(C*) const;
template void Plan<double>::row(C*) const;

}  // namespace legate_ts::fourier
