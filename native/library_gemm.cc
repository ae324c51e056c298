// gemm: C = A · B, batched over leading dimensions, A and B transposed on demand.
//
// An element's bits don't depend on how the launch is partitioned: K is never cut, and rows only on a grid that is fixed
// by the product alone. OpenBLAS works on up to 24 rows side by side, and rounds otherwise in what is left over; small
// products take another way through it. So where 24 rows are not a small product, any number of 24s gives the bits of
// one call, and B is packed once for all of them. Smaller ones are multiplied block by block.
#include <algorithm>
#include <cstring>
#include <vector>

#include "library_arithmetic.h"
#include "library_blas.h"

namespace legate_ts {

namespace {

// The grid; compiler/ops/matmul.ts cuts on it.
constexpr std::int64_t TILE = 24, BLOCK = 384;
// Multiplications, from which on a product is none of OpenBLAS' small ones, on any processor; those end at 100 cubed.
constexpr std::int64_t LARGE = std::int64_t{1} << 20;

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

int transposition(bool transposed) { return transposed ? blas::TRANSPOSE : blas::NO_TRANSPOSE; }

// Calls with the function for a type, and its one and zero: values of real numbers, addresses of complex ones.
template <typename T, typename Call, typename S, typename D, typename C, typename Z>
void with_blas(Call&& call, S s, D d, C c, Z z)
{
  const T one{1}, zero{0};
  if constexpr (std::is_same_v<T, float>) {
    call(s, one, zero);
  } else if constexpr (std::is_same_v<T, double>) {
    call(d, one, zero);
  } else if constexpr (std::is_same_v<T, std::complex<float>>) {
    call(c, &one, &zero);
  } else {
    call(z, &one, &zero);
  }
}

int blas_int(std::int64_t value) { return static_cast<int>(value); }

// C = A · B. Rows and columns are C's.
template <typename T>
void call_gemm(const blas::Functions& functions, const Dense<T>& a, bool ta, const Dense<T>& b, bool tb, Shape shape,
               std::int64_t depth, std::int64_t row, T* c, std::int64_t ldc)
{
  const auto call = [&](auto function, auto one, auto zero) {
    function(blas::ROW_MAJOR, transposition(ta), transposition(tb), blas_int(shape.rows), blas_int(shape.columns),
             blas_int(depth), one, a.data + (ta ? row : row * a.leading), blas_int(a.leading), b.data, blas_int(b.leading),
             zero, c, blas_int(ldc));
  };
  with_blas<T>(call, functions.sgemm, functions.dgemm, functions.cgemm, functions.zgemm);
}

// y = M · x, or the transposed M's product. Rows and columns are M's; elements of x are `step` apart.
template <typename T>
void call_gemv(const blas::Functions& functions, const T* m, std::int64_t leading, bool transposed, Shape shape, const T* x,
               std::int64_t step, T* y, std::int64_t y_step)
{
  const auto call = [&](auto function, auto one, auto zero) {
    function(blas::ROW_MAJOR, transposition(transposed), blas_int(shape.rows), blas_int(shape.columns), one, m,
             blas_int(leading), x, blas_int(step), zero, y, blas_int(y_step));
  };
  with_blas<T>(call, functions.sgemv, functions.dgemv, functions.cgemv, functions.zgemv);
}

// How many of `rows` rows, the first of which is the product's `first`, one call takes. A row makes `each`
// multiplications.
std::int64_t rows_at_once(std::int64_t first, std::int64_t rows, std::int64_t each)
{
  if (TILE * each <= LARGE) return std::min(BLOCK - first % BLOCK, rows);
  // Only a product's last rows are no multiple of the tile. Whoever has them alone would make a small product of them.
  const auto rest = (first + rows) % TILE;
  return rest * each > LARGE || rest == rows ? rows : rows - rest;
}

// The plain product, for types that BLAS has not.
template <typename T>
void multiply(const Dense<T>& a, bool ta, const Dense<T>& b, bool tb, Shape shape, std::int64_t depth,
              T* c, std::int64_t ldc)
{
  for (std::int64_t i = 0; i < shape.rows; ++i) {
    T* const row = c + i * ldc;
    std::fill(row, row + shape.columns, T{});
    for (std::int64_t k = 0; k < depth; ++k) {
      const T value = ta ? a.data[k * a.leading + i] : a.data[i * a.leading + k];
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

  if constexpr (has_blas<T>) {
    const auto* const functions = depth > 0 ? blas::functions() : nullptr;
    if (functions != nullptr) {
      if (c.columns == 1 && !ta) {
        return call_gemv<T>(*functions, a.data, a.leading, false, {c.rows, depth}, b.data, tb ? 1 : b.leading,
                            reinterpret_cast<T*>(c.data), ldc);
      }
      // The only row: it is the first one on the grid.
      if (c.rows == 1 && first_row == 0) {
        const Shape shape = tb ? Shape{c.columns, depth} : Shape{depth, c.columns};
        return call_gemv<T>(*functions, b.data, b.leading, !tb, shape, a.data, ta ? a.leading : 1,
                            reinterpret_cast<T*>(c.data), 1);
      }
      for (std::int64_t row = 0; row < c.rows;) {
        const auto rows = rows_at_once(first_row + row, c.rows - row, c.columns * depth);
        call_gemm<T>(*functions, a, ta, b, tb, {rows, c.columns}, depth, row, reinterpret_cast<T*>(c.data + row * c.row_stride),
                     ldc);
        row += rows;
      }
      return;
    }
  }
  multiply<T>(a, ta, b, tb, {c.rows, c.columns}, depth, reinterpret_cast<T*>(c.data), ldc);
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
