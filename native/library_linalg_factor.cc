// Factorisations: QR, singular values, eigenvalues.
#include <cmath>

#include "library_linalg.h"
#include "library_scratch.h"

namespace legate_ts::matrices {

namespace {

enum QrMode { REDUCED, COMPLETE, ONLY_R, RAW };

// What `info` says when a matrix holds what has no eigenvalues: LAPACK might look for them forever.
constexpr int NOT_FINITE = 1 << 30;

template <typename T>
bool finite(const std::vector<T>& elements)
{
  return std::all_of(elements.begin(), elements.end(),
                     [](T x) { return std::isfinite(std::real(x)) && std::isfinite(std::imag(x)); });
}

}  // namespace

// (A) -> reduced, complete: (Q, R); only r: (R); raw: (transposed reflectors, their factors)
template <typename T>
void qr(const TaskCall& call, int dims)
{
  static const auto geqrf = routine<T>("geqrf"), orgqr = routine<T>(is_complex<T> ? "ungqr" : "orgqr");
  const auto mode = call.attributes[1];
  std::vector<T> a, tau, work;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0);
    int m = static_cast<int>(from.rows), n = static_cast<int>(from.columns), k = std::min(m, n);
    int q = mode == COMPLETE ? m : k, info = 0, query = -1;
    T answer{};
    a.resize(static_cast<std::size_t>(m) * std::max(n, q));
    tau.resize(static_cast<std::size_t>(k));
    load(from, a.data(), m);
    geqrf(&m, &n, a.data(), &m, tau.data(), &answer, &query, &info);
    resize_work(&work, answer);
    int size = static_cast<int>(work.size());
    geqrf(&m, &n, a.data(), &m, tau.data(), work.data(), &size, &info);
    checked("geqrf", info);
    if (mode == RAW) {
      // LAPACK's columns are the rows of the result.
      const auto h = batch.matrix(1);
      for (int j = 0; j < n; ++j) {
        std::copy_n(a.data() + static_cast<std::ptrdiff_t>(j) * m, m, reinterpret_cast<T*>(h.data + j * h.row_stride));
      }
      std::copy(tau.begin(), tau.end(), batch.vector<T>(2));
      return;
    }
    const auto r = batch.matrix(mode == ONLY_R ? 1 : 2);
    for (std::int64_t i = 0; i < r.rows; ++i) {
      auto* const row = reinterpret_cast<T*>(r.data + i * r.row_stride);
      for (std::int64_t j = 0; j < n; ++j) row[j] = j < i ? T{} : a[static_cast<std::size_t>(j * m + i)];
    }
    if (mode == ONLY_R) return;
    orgqr(&m, &q, &k, a.data(), &m, tau.data(), &answer, &query, &info);
    resize_work(&work, answer);
    size = static_cast<int>(work.size());
    orgqr(&m, &q, &k, a.data(), &m, tau.data(), work.data(), &size, &info);
    checked("orgqr", info);
    store(a.data(), m, batch.matrix(1));
  });
}

// (A) -> (U, singular values, V transposed, info), or without vectors (singular values, info);
// attribute 1: U and V square
template <typename T>
void svd(const TaskCall& call, int dims, bool vectors)
{
  using R = Real<T>;
  static const auto gesdd = routine<T>("gesdd");
  const bool full  = call.attributes[1] != 0;
  std::vector<R> real_work;
  std::vector<int> integer_work;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0);
    int m = static_cast<int>(from.rows), n = static_cast<int>(from.columns), k = std::min(m, n);
    int left = full ? m : k, right = full ? n : k, info = 0, query = -1;
    char job = !vectors ? 'N' : full ? 'A' : 'S';
    integer_work.resize(static_cast<std::size_t>(8) * k);
    const auto least = static_cast<std::size_t>(k), most = static_cast<std::size_t>(std::max(m, n));
    if (is_complex<T>) {
      real_work.resize(vectors ? std::max(5 * least * least + 5 * least, 2 * most * least + 2 * least * least + least)
                               : 7 * least);
    }
    R* const s = batch.vector<R>(vectors ? 2 : 1);
    T answer{};
    int ldu = vectors ? m : 1, ldvt = vectors ? right : 1;
    const auto run = [&](T* a, T* u, T* vt, T* w, int* size) {
      if constexpr (is_complex<T>) {
        gesdd(&job, &m, &n, a, &m, s, u, &ldu, vt, &ldvt, w, size, real_work.data(),
              integer_work.data(), &info, LENGTH);
      } else {
        gesdd(&job, &m, &n, a, &m, s, u, &ldu, vt, &ldvt, w, size, integer_work.data(), &info,
              LENGTH);
      }
    };
    run(&answer, &answer, &answer, &answer, &query);
    int size = work_size(answer);
    Arrays<T> memory{from.rows * n, vectors ? from.rows * left : 1, vectors ? from.columns * right : 1, size};
    T *const a = memory[0], *const u = memory[1], *const vt = memory[2];
    load(from, a, m);
    run(a, u, vt, memory[3], &size);
    // LAPACK refuses NaN as argument 4: it is the data's fault.
    *batch.vector<int>(vectors ? 4 : 2) = info == -4 ? 1 : checked("gesdd", info);
    if (!vectors) return;
    store(u, m, batch.matrix(1));
    store(vt, right, batch.matrix(3));
  });
}

// (A) -> (eigenvalues, eigenvectors, info), or without vectors (eigenvalues, info);
// attribute 1: of the upper triangle
template <typename T>
void eigen_hermitian(const TaskCall& call, int dims, bool vectors)
{
  using R = Real<T>;
  static const auto evd = routine<T>(is_complex<T> ? "heevd" : "syevd");
  char job = vectors ? 'V' : 'N', triangle = call.attributes[1] != 0 ? 'U' : 'L';
  std::vector<T> a, work;
  std::vector<R> real_work;
  std::vector<int> integer_work;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0);
    int n = static_cast<int>(from.rows), info = 0, query = -1;
    a.resize(static_cast<std::size_t>(n) * n);
    load(from, a.data(), n);
    R* const w = batch.vector<R>(1);
    T answer{};
    R real_answer{};
    int integer_answer = 0;
    const auto run     = [&](T* own, int* size, R* real, int* real_size, int* integers, int* integer_size) {
      if constexpr (is_complex<T>) {
        evd(&job, &triangle, &n, a.data(), &n, w, own, size, real, real_size, integers, integer_size, &info, LENGTH,
            LENGTH);
      } else {
        evd(&job, &triangle, &n, a.data(), &n, w, own, size, integers, integer_size, &info, LENGTH, LENGTH);
      }
    };
    run(&answer, &query, &real_answer, &query, &integer_answer, &query);
    resize_work(&work, answer);
    real_work.resize(static_cast<std::size_t>(std::max<R>(real_answer, 1)));
    integer_work.resize(static_cast<std::size_t>(std::max(integer_answer, 1)));
    int size = static_cast<int>(work.size()), real_size = static_cast<int>(real_work.size());
    int integer_size = static_cast<int>(integer_work.size());
    run(work.data(), &size, real_work.data(), &real_size, integer_work.data(), &integer_size);
    *batch.vector<int>(vectors ? 3 : 2) = checked("evd", info);
    if (vectors) store(a.data(), n, batch.matrix(2));
  });
}

// (A) -> (eigenvalues, eigenvectors, info), or without vectors (eigenvalues, info); both are complex
template <typename T>
void eigen(const TaskCall& call, int dims, bool vectors)
{
  using R = Real<T>;
  using C = Complex<T>;
  static const auto geev = routine<T>("geev");
  char none = 'N', job = vectors ? 'V' : 'N';
  std::vector<T> a, v, work;
  std::vector<R> parts;
  std::vector<C> columns;
  for_each_matrix(call, dims, [&](const Batch& batch) {
    const auto from = batch.matrix(0);
    int n = static_cast<int>(from.rows), info = 0, query = -1, one = 1, ldv = vectors ? n : 1;
    const auto size_n = static_cast<std::size_t>(n);
    a.resize(size_n * size_n);
    v.resize(vectors ? size_n * size_n : 1);
    parts.resize(2 * size_n);
    load(from, a.data(), n);
    C* const w = batch.vector<C>(1);
    if (!finite(a)) {
      *batch.vector<int>(vectors ? 3 : 2) = NOT_FINITE;
      return;
    }
    T answer{};
    const auto run = [&](T* own, int* size) {
      if constexpr (is_complex<T>) {
        geev(&none, &job, &n, a.data(), &n, w, static_cast<T*>(nullptr), &one, v.data(), &ldv, own, size, parts.data(),
             &info, LENGTH, LENGTH);
      } else {
        geev(&none, &job, &n, a.data(), &n, parts.data(), parts.data() + n, static_cast<T*>(nullptr), &one, v.data(),
             &ldv, own, size, &info, LENGTH, LENGTH);
      }
    };
    run(&answer, &query);
    resize_work(&work, answer);
    int size = static_cast<int>(work.size());
    run(work.data(), &size);
    *batch.vector<int>(vectors ? 3 : 2) = checked("geev", info);
    if constexpr (is_complex<T>) {
      if (vectors) store(v.data(), n, batch.matrix(2));
    } else {
      for (int j = 0; j < n; ++j) w[j] = {parts[static_cast<std::size_t>(j)], parts[static_cast<std::size_t>(n + j)]};
      if (!vectors) return;
      // A pair of conjugate eigenvectors is in two columns: real and imaginary part of the first.
      columns.resize(size_n * size_n);
      for (int j = 0; j < n; ++j) {
        const auto* const x = v.data() + static_cast<std::ptrdiff_t>(j) * n;
        auto* const to      = columns.data() + static_cast<std::ptrdiff_t>(j) * n;
        if (w[j].imag() == 0 || j + 1 == n) {
          for (int i = 0; i < n; ++i) to[i] = x[i];
          continue;
        }
        for (int i = 0; i < n; ++i) {
          to[i]     = {x[i], x[i + n]};
          to[i + n] = {x[i], -x[i + n]};
        }
        ++j;
      }
      store(columns.data(), n, batch.matrix(2));
    }
  });
}

#define FOR_TYPE(T)                                              \
  template void qr<T>(const TaskCall&, int);                     \
  template void svd<T>(const TaskCall&, int, bool);              \
  template void eigen_hermitian<T>(const TaskCall&, int, bool);  \
  template void eigen<T>(const TaskCall&, int, bool);
FOR_TYPE(float)
FOR_TYPE(double)
FOR_TYPE(std::complex<float>)
FOR_TYPE(std::complex<double>)
#undef FOR_TYPE

}  // namespace legate_ts::matrices
