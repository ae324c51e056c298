// Linear systems: by LU, by Cholesky's factor, in the least squares.
#include <cmath>
#include <cstring>

#include "library_linalg.h"
#include "library_scratch.h"

namespace legate_ts::matrices {

namespace {

// Solves A X = B in place of B, both in columns; what LAPACK says.
template <typename T>
int solve_in_place(T* a, std::int64_t rows, T* b, std::int64_t right)
{
  const auto gesv = routine<T>("gesv");
  int n = static_cast<int>(rows), columns = static_cast<int>(right), info = 0;
  std::vector<int> pivots(static_cast<std::size_t>(rows));
  gesv(&n, &columns, a, &n, pivots.data(), b, &n, &info);
  return checked("gesv", info);
}

}  // namespace

// (A, B) -> (X, info)
template <typename T>
void solve(const TaskCall& call, int dims)
{
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto a = batch.matrix(0), b = batch.matrix(1);
    Arrays<T> memory{a.rows * a.columns, b.rows * b.columns};
    load(a, memory[0], a.rows);
    load(b, memory[1], b.rows);
    *batch.vector<int>(3) = solve_in_place(memory[0], a.rows, memory[1], b.columns);
    store(memory[1], b.rows, batch.matrix(2));
  });
}

// (A) -> (X, info)
template <typename T>
void invert(const TaskCall& call, int dims)
{
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto a = batch.matrix(0);
    Arrays<T> memory{a.rows * a.rows, a.rows * a.rows};
    load(a, memory[0], a.rows);
    T* const b = memory[1];
    std::fill_n(b, a.rows * a.rows, T{});
    for (std::int64_t i = 0; i < a.rows; ++i) b[i * (a.rows + 1)] = T{1};
    *batch.vector<int>(2) = solve_in_place(memory[0], a.rows, b, a.rows);
    store(b, a.rows, batch.matrix(1));
  });
}

// (A) -> (sign, logarithm of the absolute value)
template <typename T>
void determinant(const TaskCall& call, int dims)
{
  using R = Real<T>;
  const auto getrf = routine<T>("getrf");
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

// (A) -> (L or its conjugate transpose, info); attribute 1: of the upper triangle
template <typename T>
void cholesky(const TaskCall& call, int dims)
{
  const auto potrf = routine<T>("potrf");
  const bool upper = call.attributes[1] != 0;
  std::vector<T> a;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0);
    int n = static_cast<int>(from.rows), info = 0;
    a.resize(static_cast<std::size_t>(n) * n);
    load(from, a.data(), n);
    char triangle = upper ? 'U' : 'L';
    potrf(&triangle, &n, a.data(), &n, &info, LENGTH);
    for (int j = 0; j < n; ++j) {
      T* const column = a.data() + static_cast<std::ptrdiff_t>(j) * n;
      if (upper) std::fill(column + j + 1, column + n, T{});
      else std::fill(column, column + j, T{});
    }
    *batch.vector<int>(2) = checked("potrf", info);
    store(a.data(), n, batch.matrix(1));
  });
}

// (A, B; rcond) -> (X, sums of squared residuals, rank, singular values, info)
template <typename T>
void least_squares(const TaskCall& call, int dims)
{
  using R = Real<T>;
  const auto gelsd = routine<T>("gelsd");
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
