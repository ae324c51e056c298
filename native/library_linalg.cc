// linalg: one task for all of LAPACK's routines; a number says which.
#include "library_linalg.h"

namespace legate_ts {

namespace {

enum Number {
  SOLVE, INVERT, DETERMINANT, CHOLESKY, QR, SVD, SINGULAR_VALUES,
  EIGEN_HERMITIAN, EIGENVALUES_HERMITIAN, EIGEN, EIGENVALUES, LEAST_SQUARES,
};

// Elements of a matrix from which on a second thread is worth its while. One takes a few milliseconds for the factors of
// 500 rows, in which two lose more by waiting for each other than they win; where a processor is busy with something
// else, many times as much.
std::int64_t large(std::int64_t number)
{
  return number <= CHOLESKY ? 1 << 20 : 1 << 16;
}

template <typename T>
void run(const TaskCall& call, int dims)
{
  switch (call.attributes[0]) {
    case SOLVE: return matrices::solve<T>(call, dims);
    case INVERT: return matrices::invert<T>(call, dims);
    case DETERMINANT: return matrices::determinant<T>(call, dims);
    case CHOLESKY: return matrices::cholesky<T>(call, dims);
    case QR: return matrices::qr<T>(call, dims);
    case SVD: return matrices::svd<T>(call, dims, true);
    case SINGULAR_VALUES: return matrices::svd<T>(call, dims, false);
    case EIGEN_HERMITIAN: return matrices::eigen_hermitian<T>(call, dims, true);
    case EIGENVALUES_HERMITIAN: return matrices::eigen_hermitian<T>(call, dims, false);
    case EIGEN: return matrices::eigen<T>(call, dims, true);
    case EIGENVALUES: return matrices::eigen<T>(call, dims, false);
    case LEAST_SQUARES: return matrices::least_squares<T>(call, dims);
    default: task_failure("linalg: unknown routine");
  }
}

}  // namespace

void linalg(const TaskCall& call)
{
  if (call.arg_count < 2 || call.attribute_count != 2) {
    task_failure("linalg: wants a matrix, a result and 2 attributes");
  }
  if (call.info[0].empty) return;
  const int dims = call.info[0].dim - 2;
  if (dims < 0) task_failure("linalg: the first argument is no matrix");
  // The matrices of a batch are shared among tasks.
  const blas::Threads threads{dims == 0 && extent(call.args[0], 0) * extent(call.args[0], 1) >= large(call.attributes[0])};
  switch (call.info[0].dtype) {
    case DType::Float32: return run<float>(call, dims);
    case DType::Float64: return run<double>(call, dims);
    case DType::Complex64: return run<std::complex<float>>(call, dims);
    case DType::Complex128: return run<std::complex<double>>(call, dims);
    default: task_failure("linalg: not for elements of %s", name_of(call.info[0].dtype).data());
  }
}

}  // namespace legate_ts
