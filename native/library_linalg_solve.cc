// Linear systems: by LU, by Cholesky's factor, in the least squares.
#include <cmath>
#include <cstring>

#include "library_linalg.h"
#include "library_scratch.h"

namespace legate_ts::matrices {

// (A, B) -> (X, info)
template <typename T>
void solve(const TaskCall& call, int dims)
{
  static const auto gesv = routine<T>("gesv");
  std::vector<int> pivots;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto a = batch.matrix(0), b = batch.matrix(1);
    int n = static_cast<int>(a.rows), columns = static_cast<int>(b.columns), info = 0;
    Arrays<T> memory{a.rows * a.columns, b.rows * b.columns};
    pivots.resize(static_cast<std::size_t>(n));
    load(a, memory[0], n);
    load(b, memory[1], n);
    gesv(&n, &columns, memory[0], &n, pivots.data(), memory[1], &n, &info);
    *batch.vector<int>(3) = checked("gesv", info);
    store(memory[1], n, batch.matrix(2));
  });
}

// (A) -> (X, info). From the factors of A: two thirds of the work of solving for the columns of the identity.
template <typename T>
void invert(const TaskCall& call, int dims)
{
  static const auto getrf = routine<T>("getrf"), getri = routine<T>("getri");
  // Columns that are worked on at once, where there is room for them.
  constexpr int BLOCK = 64;
  std::vector<int> pivots;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0);
    int n = static_cast<int>(from.rows), info = 0, room = std::min(n, BLOCK) * n;
    Arrays<T> memory{from.rows * from.rows, room};
    T* const a    = memory[0];
    T* const work = memory[1];
    pivots.resize(static_cast<std::size_t>(n));
    load(from, a, n);
    getrf(&n, &n, a, &n, pivots.data(), &info);
    if (checked("getrf", info) == 0) getri(&n, a, &n, pivots.data(), work, &room, &info);
    *batch.vector<int>(2) = checked("getri", info);
    // What comes to nothing has whatever sign: the inverse of the identity is the identity.
    for (std::int64_t i = 0; i < from.rows * from.rows; ++i) a[i] += T{0};
    store(a, n, batch.matrix(1));
  });
}

// (A) -> (sign, logarithm of the absolute value)
template <typename T>
void determinant(const TaskCall& call, int dims)
{
  using R = Real<T>;
  static const auto getrf = routine<T>("getrf");
  std::vector<T> a;
  std::vector<int> pivots;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0);
    int n = static_cast<int>(from.rows), info = 0;
    a.resize(static_cast<std::size_t>(n) * n);
    pivots.resize(static_cast<std::size_t>(n));
    load(from, a.data(), n);
    getrf(&n, &n, a.data(), &n, pivots.data(), &info);
    T sign{1};
    R logarithm{0};
    if (checked("getrf", info) > 0) {
      sign      = T{0};
      logarithm = -std::numeric_limits<R>::infinity();
    } else {
      int exchanges = 0;
      for (int i = 0; i < n; ++i) exchanges += pivots[static_cast<std::size_t>(i)] != i + 1;
      if (exchanges % 2 != 0) sign = T{-1};
      for (int i = 0; i < n; ++i) {
        const T element  = a[static_cast<std::size_t>(i) * (n + 1)];
        const R absolute = std::abs(element);
        sign *= element / absolute;
        logarithm += std::log(absolute);
      }
    }
    *batch.vector<T>(1) = sign;
    *batch.vector<R>(2) = logarithm;
  });
}

// (A) -> (L or its conjugate transpose, info); attribute 1: of the upper triangle. In the result's rows, which LAPACK
// takes for columns: its matrix is the conjugate, and its upper triangle the lower one.
template <typename T>
void cholesky(const TaskCall& call, int dims)
{
  static const auto potrf = routine<T>("potrf");
  const bool upper = call.attributes[1] != 0;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0), to = batch.matrix(1);
    for (std::int64_t i = 0; i < from.rows; ++i) {
      const T* const row = row_of<T>(from, i);
      T* const out       = row_of<T>(to, i);
      const auto first = upper ? i : 0, last = upper ? from.rows : i + 1;
      std::fill(out, out + first, T{});
      std::copy(row + first, row + last, out + first);
      std::fill(out + last, out + from.rows, T{});
    }
    int n = static_cast<int>(from.rows), info = 0;
    int leading   = std::max(n, static_cast<int>(to.row_stride / static_cast<std::int64_t>(sizeof(T))));
    char triangle = upper ? 'L' : 'U';
    potrf(&triangle, &n, row_of<T>(to, 0), &leading, &info, LENGTH);
    *batch.vector<int>(2) = checked("potrf", info);
  });
}

// (A, B; rcond) -> (X, sums of squared residuals, rank, singular values, info)
template <typename T>
void least_squares(const TaskCall& call, int dims)
{
  using R = Real<T>;
  static const auto gelsd = routine<T>("gelsd");
  std::vector<T> a, b, work;
  std::vector<R> real_work;
  std::vector<int> integer_work;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0), right = batch.matrix(1);
    int m = static_cast<int>(from.rows), n = static_cast<int>(from.columns);
    int columns = static_cast<int>(right.columns), ld = std::max(m, n), rank = 0, info = 0, query = -1;
    a.resize(static_cast<std::size_t>(m) * n);
    b.assign(static_cast<std::size_t>(ld) * columns, T{});
    load(from, a.data(), m);
    load(right, b.data(), ld);
    double rcond_given;
    std::memcpy(&rcond_given, &batch.scalar(0), sizeof rcond_given);
    const R rcond = static_cast<R>(rcond_given);
    R* const s    = batch.vector<R>(5);
    T answer{};
    R real_answer{};
    int integer_answer = 0;
    const auto run     = [&](T* w, int* size, R* rw, int* iw) {
      if constexpr (is_complex<T>) {
        gelsd(&m, &n, &columns, a.data(), &m, b.data(), &ld, s, &rcond, &rank, w, size, rw, iw, &info);
      } else {
        gelsd(&m, &n, &columns, a.data(), &m, b.data(), &ld, s, &rcond, &rank, w, size, iw, &info);
      }
    };
    run(&answer, &query, &real_answer, &integer_answer);
    resize_work(&work, answer);
    real_work.resize(static_cast<std::size_t>(std::max<R>(real_answer, 1)));
    integer_work.resize(static_cast<std::size_t>(std::max(integer_answer, 1)));
    int size = static_cast<int>(work.size());
    run(work.data(), &size, real_work.data(), integer_work.data());
    *batch.vector<int>(6) = checked("gelsd", info);
    *batch.vector<int>(4) = rank;
    store(b.data(), ld, batch.matrix(2));
    R* const residuals = batch.vector<R>(3);
    for (int j = 0; j < columns; ++j) {
      R sum{0};
      for (int i = n; i < m; ++i) sum += std::norm(b[static_cast<std::size_t>(j) * ld + i]);
      residuals[j] = sum;
    }
  });
}

#define FOR_TYPE(T)                                     \
  template void solve<T>(const TaskCall&, int);         \
  template void invert<T>(const TaskCall&, int);        \
  template void determinant<T>(const TaskCall&, int);   \
  template void cholesky<T>(const TaskCall&, int);      \
  template void least_squares<T>(const TaskCall&, int);
FOR_TYPE(float)
FOR_TYPE(double)
FOR_TYPE(std::complex<float>)
FOR_TYPE(std::complex<double>)
#undef FOR_TYPE

}  // namespace legate_ts::matrices
