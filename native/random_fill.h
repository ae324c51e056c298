// Draws from a distribution into host memory, one after the other.
#pragma once

#include <cstdint>

namespace legate_ts::random_numbers {

// Numbers of the distributions: the order of `Distribution` in runtime/numpy/random-bits.ts.
enum class Distribution : int {
  Doubles, Bounded, Masked, Permutation, Normal, Exponential, Poisson, Binomial, Gamma, Beta, ChiSquare,
  NoncentralChiSquare, F, NoncentralF, Cauchy, T, Laplace, Logistic, Gumbel, Pareto, Power, Rayleigh, Triangular, Wald,
  Weibull, VonMises, Geometric, Hypergeometric, LogSeries, NegativeBinomial, Zipf, Multinomial, Dirichlet, Floyd,
  Tail, LogNormal,
};

// Fills `count` elements; false where the generator has no such distribution. `parameters` are 8 bytes each: a
// double, or an integer where the distribution takes one. Results are float64 or int64; Masked: integers of
// `width` bytes (bool: 0).
bool fill_pcg64(void* state, Distribution which, const void* parameters, int width, void* out, std::int64_t count);
bool fill_twister(void* state, Distribution which, const void* parameters, int width, void* out, std::int64_t count);

}  // namespace legate_ts::random_numbers
