// Matrices of a batch, in and out of the column-major order that LAPACK works in.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "library_blas.h"
#include "library_view.h"

namespace legate_ts::matrices {

template <typename T>
struct RealOf {
  using type = T;
};
template <typename T>
struct RealOf<std::complex<T>> {
  using type = T;
};
template <typename T>
using Real = typename RealOf<T>::type;
template <typename T>
using Complex = std::complex<Real<T>>;
template <typename T>
constexpr bool is_complex = !std::is_same_v<T, Real<T>>;
template <typename T>
constexpr char letter = std::is_same_v<Real<T>, float> ? (is_complex<T> ? 'c' : 's')
                                                       : (is_complex<T> ? 'z' : 'd');

// A routine of LAPACK in an element type. Fortran takes addresses; the lengths of its character
// arguments follow at the end.
class Routine {
 public:
  explicit Routine(void* address) : address_{address} {}

  template <typename... A>
  void operator()(A... arguments) const
  {
    reinterpret_cast<void (*)(A...)>(address_)(arguments...);
  }

 private:
  void* address_;
};

constexpr std::size_t LENGTH = 1;  // of every character argument

template <typename T>
Routine routine(const char* name)
{
  return Routine{blas::lapack((letter<T> + std::string{name}).c_str())};
}

// One matrix of an argument. The last dimension of a store is dense.
struct Matrix {
  char* data;
  std::int64_t rows, columns;
  std::int64_t row_stride;  // bytes
};

// The arguments of a call at one index of the leading dimensions, which all arguments share.
class Batch {
 public:
  Batch(const TaskCall& call, int dims, const std::int64_t* index)
    : call_{call}, dims_{dims}, index_{index}
  {
  }

  Matrix matrix(int argument) const
  {
    const auto& arg = call_.args[argument];
    const int dim   = call_.info[argument].dim;
    if (dim != dims_ + 2) task_failure("linalg: argument %d has %d dimensions", argument, dim);
    return {address(argument), extent(arg, dim - 2), extent(arg, dim - 1), arg.stride[dim - 2]};
  }

  // The elements of a vector, or the one of a scalar.
  template <typename T>
  T* vector(int argument) const
  {
    return reinterpret_cast<T*>(address(argument));
  }

  const Slot& scalar(int number) const { return call_.slots[number]; }

 private:
  char* address(int argument) const
  {
    std::int64_t index[MAX_DIM] = {};
    std::copy(index_, index_ + dims_, index);
    return at(call_.args[argument], call_.info[argument].dim, index);
  }

  const TaskCall& call_;
  int dims_;
  const std::int64_t* index_;
};

// Exchanges rows and columns: `to` gets element (i, j) of `from` at i + j * leading, and the other way round. In squares,
// most of which are held in registers, and in patches of them: the next one is fetched meanwhile, for the processor doesn't
// foresee accesses that far apart.
constexpr std::int64_t SQUARE = 4, PATCH = 16 * SQUARE;
// A type of its own: whole squares are unrolled.
constexpr std::integral_constant<std::int64_t, SQUARE> WHOLE;

struct Patch {
  std::int64_t top, bottom, left, right;
};

template <typename Fetch, typename Body>
void in_squares(std::int64_t rows, std::int64_t columns, Fetch&& fetch, Body&& body)
{
  const auto patch_at = [&](std::int64_t i, std::int64_t j) {
    return Patch{i, std::min(i + PATCH, rows), j, std::min(j + PATCH, columns)};
  };
  for (std::int64_t top = 0; top < rows; top += PATCH) {
    for (std::int64_t left = 0; left < columns; left += PATCH) {
      if (left + PATCH < columns) fetch(patch_at(top, left + PATCH));
      const auto patch = patch_at(top, left);
      for (std::int64_t i = top; i < patch.bottom; i += SQUARE) {
        for (std::int64_t j = left; j < patch.right; j += SQUARE) {
          const auto r = patch.bottom - i, c = patch.right - j;
          if (r >= SQUARE && c >= SQUARE) body(i, j, WHOLE, WHOLE);
          else body(i, j, std::min(SQUARE, r), std::min(SQUARE, c));
        }
      }
    }
  }
}

template <typename T>
void fetch_line(const T* line, std::int64_t n)
{
  constexpr std::int64_t IN_A_LINE = 64 / sizeof(T);
  for (std::int64_t i = 0; i < n; i += IN_A_LINE) __builtin_prefetch(line + i);
}

template <typename T>
T* row_of(const Matrix& matrix, std::int64_t i)
{
  return reinterpret_cast<T*>(matrix.data + i * matrix.row_stride);
}

// What a patch is in a matrix, and in columns.
template <typename T>
auto fetches(const Matrix& matrix, const T* columns, std::int64_t leading)
{
  return [=](const Patch& p) {
    for (auto i = p.top; i < p.bottom; ++i) fetch_line(row_of<T>(matrix, i) + p.left, p.right - p.left);
    for (auto j = p.left; j < p.right; ++j) fetch_line(columns + j * leading + p.top, p.bottom - p.top);
  };
}

template <typename T>
void load(const Matrix& from, T* to, std::int64_t leading)
{
  const auto body = [&](std::int64_t i, std::int64_t j, auto rows, auto columns) {
    T square[SQUARE][SQUARE];
    for (std::int64_t r = 0; r < rows; ++r) {
      const auto* row = row_of<T>(from, i + r);
      for (std::int64_t c = 0; c < columns; ++c) square[c][r] = row[j + c];
    }
    for (std::int64_t c = 0; c < columns; ++c) {
      for (std::int64_t r = 0; r < rows; ++r) to[(j + c) * leading + i + r] = square[c][r];
    }
  };
  in_squares(from.rows, from.columns, fetches(from, to, leading), body);
}

template <typename T>
void store(const T* from, std::int64_t leading, const Matrix& to)
{
  const auto body = [&](std::int64_t i, std::int64_t j, auto rows, auto columns) {
    T square[SQUARE][SQUARE];
    for (std::int64_t c = 0; c < columns; ++c) {
      for (std::int64_t r = 0; r < rows; ++r) square[r][c] = from[(j + c) * leading + i + r];
    }
    for (std::int64_t r = 0; r < rows; ++r) {
      auto* row = row_of<T>(to, i + r);
      for (std::int64_t c = 0; c < columns; ++c) row[j + c] = square[r][c];
    }
  };
  in_squares(to.rows, to.columns, fetches(to, from, leading), body);
}

// Fails where LAPACK says that an argument is wrong: that is our mistake, not the data's.
inline int checked(const char* routine, int info)
{
  if (info < 0) task_failure("linalg: %s refuses argument %d", routine, -info);
  return info;
}

// What LAPACK asks for when it is called with a work array of -1 elements.
template <typename T>
int work_size(T answer)
{
  return static_cast<int>(std::max<Real<T>>(std::real(answer), 1));
}

template <typename T>
void resize_work(std::vector<T>* work, T answer)
{
  work->resize(static_cast<std::size_t>(work_size(answer)));
}

// The routines; each is made once a task and called once a matrix.
template <typename T>
void solve(const TaskCall& call, int dims);
template <typename T>
void invert(const TaskCall& call, int dims);
template <typename T>
void determinant(const TaskCall& call, int dims);
template <typename T>
void cholesky(const TaskCall& call, int dims);
template <typename T>
void least_squares(const TaskCall& call, int dims);
template <typename T>
void qr(const TaskCall& call, int dims);
template <typename T>
void svd(const TaskCall& call, int dims, bool vectors);
template <typename T>
void eigen_hermitian(const TaskCall& call, int dims, bool vectors);
template <typename T>
void eigen(const TaskCall& call, int dims, bool vectors);

// Calls body(batch) for every matrix of the first argument.
template <typename Body>
void for_each_matrix(const TaskCall& call, int dims, Body&& body)
{
  for_each_row(call.args[0], dims, -1, [&](const std::int64_t* index) { body(Batch{call, dims, index}); });
}

}  // namespace legate_ts::matrices
