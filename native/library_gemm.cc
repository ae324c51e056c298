// gemm: C = A · B, batched over leading dimensions, A and B transposed on demand.
//
// Rows are computed in blocks of BLOCK on a grid that is fixed by the product alone, and K is never
// cut: an element's bits then don't depend on how the launch is partitioned. Several blocks are not multiplied at once,
// though BLAS packs all of B each time: of 512 rows OpenBLAS gives other bits than of 256 and 256.
#include <algorithm>
#include <cstring>
#include <vector>

#include "library_arithmetic.h"
#include "library_blas.h"

namespace legate_ts {

namespace {

constexpr std::int64_t BLOCK = 256;

struct Matrix {
  char* data;
  std::int64_t rows, columns;
  std::int64_t row_stride, column_stride;  // bytes
};

struct Shape {
  std::int64_t rows, columns;
};

// A dense copy of a matrix whose columns are not contiguous, or whose rows overlap.
template <typename T>
struct Dense {
  explicit Dense(const Matrix& matrix)
  {
    const auto size = static_cast<std::int64_t>(sizeof(T));
    if ((matrix.column_stride == size || matrix.columns == 1) &&
        (matrix.rows == 1 || (matrix.row_stride % size == 0 &&
                              matrix.row_stride >= matrix.columns * size))) {
      data    = reinterpret_cast<const T*>(matrix.data);
      leading = matrix.rows == 1 ? std::max<std::int64_t>(matrix.columns, 1)
                                 : matrix.row_stride / size;
      return;
    }
    copy.resize(static_cast<std::size_t>(matrix.rows * matrix.columns));
    for (std::int64_t i = 0; i < matrix.rows; ++i) {
      for (std::int64_t j = 0; j < matrix.columns; ++j) {
        std::memcpy(&copy[static_cast<std::size_t>(i * matrix.columns + j)],
                    matrix.data + i * matrix.row_stride + j * matrix.column_stride,
                    sizeof(T));
      }
    }
    data    = copy.data();
    leading = std::max<std::int64_t>(matrix.columns, 1);
  }
  std::vector<T> copy;
  const T* data;
  std::int64_t leading;
};

template <typename T>
constexpr bool has_blas = std::is_floating_point_v<T>;
template <typename T>
constexpr bool has_blas<std::complex<T>> = true;

template <typename T>
void call_blas(const blas::Functions& functions,
               int ta,
               int tb,
               int m,
               int n,
               int k,
               const T* a,
               int lda,
               const T* b,
               int ldb,
               T* c,
               int ldc)
{
  const T one{1}, zero{0};
  if constexpr (std::is_same_v<T, float>) {
    functions.sgemm(blas::ROW_MAJOR, ta, tb, m, n, k, one, a, lda, b, ldb, zero, c, ldc);
  } else if constexpr (std::is_same_v<T, double>) {
    functions.dgemm(blas::ROW_MAJOR, ta, tb, m, n, k, one, a, lda, b, ldb, zero, c, ldc);
  } else if constexpr (std::is_same_v<T, std::complex<float>>) {
    functions.cgemm(blas::ROW_MAJOR, ta, tb, m, n, k, &one, a, lda, b, ldb, &zero, c, ldc);
  } else {
    functions.zgemm(blas::ROW_MAJOR, ta, tb, m, n, k, &one, a, lda, b, ldb, &zero, c, ldc);
  }
}

// The plain product, for types that BLAS has not.
template <typename T>
void multiply(const Dense<T>& a, bool ta, const Dense<T>& b, bool tb, Shape shape, std::int64_t depth,
              std::int64_t first_row, T* c, std::int64_t ldc)
{
  for (std::int64_t i = 0; i < shape.rows; ++i) {
    T* const row = c + i * ldc;
    std::fill(row, row + shape.columns, T{});
    for (std::int64_t k = 0; k < depth; ++k) {
      const auto r  = first_row + i;
      const T value = ta ? a.data[k * a.leading + r] : a.data[r * a.leading + k];
      if (tb) {
        for (std::int64_t j = 0; j < shape.columns; ++j) {
          row[j] = plus(row[j], times(value, b.data[j * b.leading + k]));
        }
      } else {
        const T* const from = b.data + k * b.leading;
        for (std::int64_t j = 0; j < shape.columns; ++j) row[j] = plus(row[j], times(value, from[j]));
      }
    }
  }
}

template <typename T>
void product(const Matrix& a_in, bool ta, const Matrix& b_in, bool tb, const Matrix& c,
             std::int64_t first_row)
{
  const Dense<T> a{a_in}, b{b_in};
  const auto depth = ta ? a_in.rows : a_in.columns;
  const auto size  = static_cast<std::int64_t>(sizeof(T));
  if (c.columns > 1 && c.column_stride != size) task_failure("gemm: the result is not C-ordered");
  const auto ldc = c.rows > 1 ? c.row_stride / size : std::max<std::int64_t>(c.columns, 1);

  for (std::int64_t row = 0; row < c.rows;) {
    const auto in_block = BLOCK - (first_row + row) % BLOCK;
    const auto rows     = std::min(in_block, c.rows - row);
    T* const to         = reinterpret_cast<T*>(c.data + row * c.row_stride);
    const auto* const functions = has_blas<T> && depth > 0 ? blas::functions() : nullptr;
    if constexpr (has_blas<T>) {
      if (functions != nullptr) {
        call_blas<T>(*functions,
                     ta ? blas::TRANSPOSE : blas::NO_TRANSPOSE,
                     tb ? blas::TRANSPOSE : blas::NO_TRANSPOSE,
                     static_cast<int>(rows),
                     static_cast<int>(c.columns),
                     static_cast<int>(depth),
                     a.data + (ta ? row : row * a.leading),
                     static_cast<int>(a.leading),
                     b.data,
                     static_cast<int>(b.leading),
                     to,
                     static_cast<int>(ldc));
      }
    }
    if (functions == nullptr) {
      multiply<T>(a, ta, b, tb, {rows, c.columns}, depth, row, to, ldc);
    }
    row += rows;
  }
}

// The last two dimensions of an argument at a batch index. A vector is a row, or a column.
Matrix matrix_of(const Arg& arg, int dim, const std::int64_t* batch, int batch_dims, bool column)
{
  std::int64_t index[MAX_DIM] = {};
  const int own               = std::max(dim - 2, 0);
  // Leading dimensions are matched from the right; an extent of one is repeated.
  for (int d = 0; d < own; ++d) {
    const int b = batch_dims - own + d;
    index[d]    = b < 0 || extent(arg, d) == 1 ? 0 : batch[b];
  }
  char* const data = at(arg, dim, index);
  if (dim == 1 && column) return {data, extent(arg, 0), 1, arg.stride[0], arg.stride[0]};
  if (dim == 1) return {data, 1, extent(arg, 0), arg.stride[0], arg.stride[0]};
  return {data, extent(arg, dim - 2), extent(arg, dim - 1), arg.stride[dim - 2], arg.stride[dim - 1]};
}

}  // namespace

void gemm(const TaskCall& call)
{
  if (call.arg_count != 3 || call.attribute_count != 3) {
    task_failure("gemm: wants 3 arguments and 3 attributes");
  }
  const auto& c = call.args[2];
  if (call.info[2].empty) return;
  const int da = call.info[0].dim, db = call.info[1].dim, dc = call.info[2].dim;
  const bool ta = call.attributes[0] != 0, tb = call.attributes[1] != 0;
  const bool a_vector = da == 1, b_vector = db == 1;
  if (call.info[0].dtype != call.info[2].dtype || call.info[1].dtype != call.info[2].dtype) {
    task_failure("gemm: the element types differ");
  }
  // C's own matrix dimensions: a vector operand takes one away.
  const int matrix_dims = 2 - a_vector - b_vector;
  const int batch_dims  = std::max(dc - matrix_dims, 0);
  const int row_dim     = a_vector ? -1 : batch_dims;
  const blas::Threads threads{false};

  with_type(call.info[2].dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    for_each_row(c, batch_dims, -1, [&](const std::int64_t* batch) {
      const auto a = matrix_of(call.args[0], da, batch, batch_dims, ta);
      const auto b = matrix_of(call.args[1], db, batch, batch_dims, !tb);
      std::int64_t index[MAX_DIM] = {};
      std::copy(batch, batch + batch_dims, index);
      Matrix to{at(c, dc, index), ta ? a.columns : a.rows, tb ? b.rows : b.columns, 0, 0};
      if (!a_vector) to.row_stride = c.stride[batch_dims];
      if (!b_vector) to.column_stride = c.stride[batch_dims + (a_vector ? 0 : 1)];
      if (b_vector) to.column_stride = static_cast<std::int64_t>(sizeof(T));
      if ((ta ? a.rows : a.columns) != (tb ? b.columns : b.rows) ||
          (row_dim >= 0 && to.rows != extent(c, row_dim))) {
        task_failure("gemm: the operands don't fit together");
      }
      const auto first_row = row_dim < 0 ? 0 : c.lo[row_dim] - call.attributes[2];
      product<T>(a, ta, b, tb, to, first_row);
    });
  });
}

}  // namespace legate_ts
