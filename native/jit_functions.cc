// exp, log, pow, sin, cos and what is made of them as code of our own, for vectors of any length: the polynomials take less
// than half of the time of a call of libmvec, whose functions also keep their vectors apart from what is around them. And
// the table of all functions with such code, of exact ones too (jit_exact.h).
//
// Only exact operations, rounded ones of IEEE 754 and fused multiply-adds: an element's bits are the same in every
// length, and on every machine. exp, log, pow, sin and cos are within one unit in the last place, hyperbolic functions and
// their inverses, expm1 and log1p within three; what pow can give exactly, it does.
#include <llvm/IR/Constants.h>

#include <cstdint>
#include <limits>

#include "jit_exact.h"
#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

constexpr double LN2_HIGH   = 0x1.62e42fefa39efp-1;
constexpr double LN2_LOW    = 0x1.abc9e3b39803fp-56;
// The same, with so many zeros at the end that whole multiples are exact.
constexpr double LN2_SHORT = 0x1.62e42fee00000p-1;
constexpr double LN2_REST  = 0x1.a39ef35793c76p-33;

// 2^n for the integer that the low bits of `rounded` are.
llvm::Value* power_of_two(const Code& c, llvm::Value* rounded)
{
  return c.floats(c.b.CreateAdd(c.b.CreateShl(c.bits(rounded), c.whole(52)), c.whole(ONE)));
}

// e^r = 1 + r + r² (c[0] + c[1] r + …), |r| <= ln(2) / 2. Taylor's: what is left out is below 2^-57.
constexpr double EXP[] = {
  1.0 / 2,        1.0 / 6,         1.0 / 24,         1.0 / 120,         1.0 / 720,         1.0 / 5040,
  1.0 / 40320,    1.0 / 362880,    1.0 / 3628800,    1.0 / 39916800,    1.0 / 479001600,   1.0 / 6227020800};

// Past this e^x is 0, or infinite, as at it. NaN compares false.
constexpr double EXP_LIMIT = 750;

llvm::Value* limited(const Code& c, llvm::Value* x)
{
  x = c.b.CreateSelect(c.b.CreateFCmpOLT(x, c.number(-EXP_LIMIT)), c.number(-EXP_LIMIT), x);
  return c.b.CreateSelect(c.b.CreateFCmpOGT(x, c.number(EXP_LIMIT)), c.number(EXP_LIMIT), x);
}

// x / ln(2), rounded to an integer: in the low bits.
llvm::Value* whole_power_bits(const Code& c, llvm::Value* x)
{
  return c.b.CreateFAdd(c.b.CreateFMul(x, c.number(0x1.71547652b82fep0)), c.number(ROUNDING));
}

// The same as a number.
llvm::Value* whole_powers(const Code& c, llvm::Value* x)
{
  return c.b.CreateFSub(whole_power_bits(c, x), c.number(ROUNDING));
}

// part 2^n, in two steps: 2^n alone may be out of range, and where the result is subnormal, only the last step rounds.
llvm::Value* scaled(const Code& c, llvm::Value* part, llvm::Value* n)
{
  auto& b = c.b;
  auto* const half = b.CreateFAdd(b.CreateFMul(n, c.number(0.5)), c.number(ROUNDING));
  auto* const rest = b.CreateFAdd(b.CreateFSub(n, b.CreateFSub(half, c.number(ROUNDING))), c.number(ROUNDING));
  return b.CreateFMul(b.CreateFMul(part, power_of_two(c, half)), power_of_two(c, rest));
}

// e^(x - n ln(2)) - 1, n = x / ln(2), rounded.
llvm::Value* expm1_rest(const Code& c, llvm::Value* x, llvm::Value* n)
{
  auto* r = c.fma(n, c.number(-LN2_HIGH), x);
  r       = c.fma(n, c.number(-LN2_LOW), r);
  return c.fma(c.b.CreateFMul(r, r), c.polynomial(r, EXP), r);
}

llvm::Value* exp_rest(const Code& c, llvm::Value* x, llvm::Value* n)
{
  return c.b.CreateFAdd(expm1_rest(c, x, n), c.number(1));
}

llvm::Value* any_exp(const Code& c, llvm::Value* x)
{
  x             = limited(c, x);
  auto* const n = whole_powers(c, x);
  return scaled(c, exp_rest(c, x, n), n);
}

// e^708 and e^-708 are within the range of normal numbers.
constexpr double EXP_NORMAL = 708;

// part 2^n, which is normal; n in the low bits of `rounded`.
llvm::Value* raised(const Code& c, llvm::Value* part, llvm::Value* rounded)
{
  return c.floats(c.b.CreateAdd(c.bits(part), c.b.CreateShl(c.bits(rounded), c.whole(52))));
}

// e^x = 2^n e^r, |r| <= ln(2) / 2.
void exp(const Code& c, llvm::Value* x, llvm::Function& far)
{
  auto& b             = c.b;
  auto* const rounded = whole_power_bits(c, x);
  auto* const near    = raised(c, exp_rest(c, x, b.CreateFSub(rounded, c.number(ROUNDING))), rounded);
  with_far(c, {x}, near, b.CreateFCmpUGE(c.fabs(x), c.number(EXP_NORMAL)), far, any_exp);
}

// e^x - 1 = 2^n (e^r - 1) + (2^n - 1), where e^r - 1 is exact in all its digits; without the sign of zero.
llvm::Value* near_expm1(const Code& c, llvm::Value* x)
{
  auto& b             = c.b;
  auto* const rounded = whole_power_bits(c, x);
  auto* const n       = b.CreateFSub(rounded, c.number(ROUNDING));
  auto* const power   = power_of_two(c, rounded);
  return c.fma(power, expm1_rest(c, x, n), b.CreateFSub(power, c.number(1)));
}

llvm::Value* far_expm1(const Code& c, llvm::Value* x) { return c.b.CreateFSub(any_exp(c, x), c.number(1)); }

void expm1(const Code& c, llvm::Value* x, llvm::Function& far)
{
  auto* const near = with_sign_of(c, x, near_expm1(c, x));
  with_far(c, {x}, near, c.b.CreateFCmpUGE(c.fabs(x), c.number(EXP_NORMAL)), far, far_expm1);
}

// (e^2x - 1) / (e^2x + 1). From some 19 on it is 1, to the last digit.
llvm::Value* tanh(const Code& c, llvm::Value* x)
{
  auto& b            = c.b;
  auto* const twice  = b.CreateFMul(c.fabs(x), c.number(2));
  auto* const within = b.CreateSelect(b.CreateFCmpOGT(twice, c.number(40)), c.number(40), twice);
  auto* const less   = near_expm1(c, within);
  return with_sign_of(c, x, b.CreateFDiv(less, b.CreateFAdd(less, c.number(2))));
}

// x = 2^k m, m between the square roots of 1/2 and 2; x is positive and finite, or it doesn't matter.
struct Split {
  llvm::Value* k;
  llvm::Value* m;
  llvm::Value* down;  // 2^-k
};

// Of a normal number; what is to be subtracted from its exponent as it is written, and 2^52.
Split split(const Code& c, llvm::Value* normal, llvm::Value* bias)
{
  auto& b = c.b;
  constexpr std::uint64_t ROOT = 0x3FE6A09E667F3BCD;
  auto* const bits = c.bits(normal);
  // The exponent, biased; also of what is a little below a power of two, up to the root.
  auto* const above  = b.CreateAdd(bits, c.whole(ONE - ROOT));
  auto* const biased = b.CreateLShr(above, c.whole(52));
  auto* const exponent = b.CreateAnd(above, c.whole(0xFFF0000000000000));
  auto* const m        = c.floats(b.CreateSub(bits, b.CreateSub(exponent, c.whole(ONE))));
  auto* const down     = c.floats(b.CreateSub(c.whole(2 * ONE), exponent));
  return {b.CreateFSub(c.floats(b.CreateOr(biased, c.whole(0x4330000000000000))), bias), m, down};
}

constexpr double BIAS = 0x1p52 + 1023;

Split split(const Code& c, llvm::Value* x)
{
  auto& b = c.b;
  auto* const tiny   = b.CreateFCmpOLT(x, c.number(LEAST_NORMAL));
  auto* const normal = b.CreateSelect(tiny, b.CreateFMul(x, c.number(0x1p54)), x);
  return split(c, normal, b.CreateSelect(tiny, c.number(BIAS + 54), c.number(BIAS)));
}

llvm::Value* is_positive_normal(const Code& c, llvm::Value* x)
{
  auto* const least = c.b.CreateFCmpOGE(x, c.number(LEAST_NORMAL));
  return c.b.CreateAnd(least, c.b.CreateFCmpOLT(x, c.infinity()));
}

// log(2^k m) = k ln(2) + log(1 + f), 1 + f = m; with s = f / (2 + f),
// log(1 + f) = 2 atanh(s) = f - f²/2 + s (f²/2 + R(s²)). R(z) / z, 2/3 + 2/5 z + …, is the polynomial that it is at
// Chebyshev's nodes, within 2^-57 of the sum.
llvm::Value* log(const Code& c, llvm::Value* k, llvm::Value* f)
{
  auto& b       = c.b;
  auto* const s = b.CreateFDiv(f, b.CreateFAdd(f, c.number(2)));
  auto* const z = b.CreateFMul(s, s);
  static constexpr double COEFFICIENTS[] = {
    0x1.5555555555558p-1, 0x1.99999999952d7p-2, 0x1.2492492df281ap-2, 0x1.c71c62e3f11e6p-3,
    0x1.7462b51cb66b1p-3, 0x1.39fe51a7c18f9p-3, 0x1.2b5900de53b32p-3};
  auto* const series = b.CreateFMul(z, c.polynomial(z, COEFFICIENTS));
  auto* const square = b.CreateFMul(b.CreateFMul(f, c.number(0.5)), f);
  auto* const low    = c.fma(s, b.CreateFAdd(square, series), b.CreateFMul(k, c.number(LN2_REST)));
  auto* const small  = b.CreateFSub(b.CreateFSub(square, low), f);
  return b.CreateFSub(b.CreateFMul(k, c.number(LN2_SHORT)), small);
}

llvm::Value* log(const Code& c, const Split& x) { return log(c, x.k, c.b.CreateFSub(x.m, c.number(1))); }

llvm::Value* any_log(const Code& c, llvm::Value* x)
{
  auto& b      = c.b;
  auto* result = log(c, split(c, x));
  result = b.CreateSelect(b.CreateFCmpOLT(x, c.infinity()), result, x);  // infinity and NaN
  result = b.CreateSelect(b.CreateFCmpOLT(x, c.number(0)), c.number(std::numeric_limits<double>::quiet_NaN()), result);
  return b.CreateSelect(b.CreateFCmpOEQ(x, c.number(0)), c.number(-std::numeric_limits<double>::infinity()), result);
}

void log(const Code& c, llvm::Value* x, llvm::Function& far)
{
  auto* const near = log(c, split(c, x, c.number(BIAS)));
  with_far(c, {x}, near, c.b.CreateNot(is_positive_normal(c, x)), far, any_log);
}

// Squares of this are far from infinite.
constexpr double LARGE = 0x1p200;

// log(1 + x): what the sum 1 + x lacks, of whichever of both is less, is added to f. Without the sign of zero.
llvm::Value* near_log1p(const Code& c, llvm::Value* x)
{
  auto& b                  = c.b;
  auto* const sum          = b.CreateFAdd(x, c.number(1));
  auto* const part         = b.CreateFSub(sum, c.number(1));
  auto* const rest         = b.CreateFAdd(b.CreateFSub(x, part), b.CreateFSub(c.number(1), b.CreateFSub(sum, part)));
  const auto [k, m, down]  = split(c, sum, c.number(BIAS));
  return log(c, k, c.fma(rest, down, b.CreateFSub(m, c.number(1))));
}

llvm::Value* far_log1p(const Code& c, llvm::Value* x) { return any_log(c, c.b.CreateFAdd(x, c.number(1))); }

void log1p(const Code& c, llvm::Value* x, llvm::Function& far)
{
  auto& b             = c.b;
  auto* const is_near = b.CreateAnd(b.CreateFCmpOGT(x, c.number(-1)), b.CreateFCmpOLT(x, c.number(LARGE)));
  with_far(c, {x}, with_sign_of(c, x, near_log1p(c, x)), b.CreateNot(is_near), far, far_log1p);
}

// log(2 x)
llvm::Value* log_of_twice(const Code& c, llvm::Value* x) { return c.b.CreateFAdd(any_log(c, x), c.number(LN2_HIGH)); }

llvm::Value* far_asinh(const Code& c, llvm::Value* x) { return with_sign_of(c, x, log_of_twice(c, c.fabs(x))); }

// log(x + sqrt(x² + 1)) = log(1 + x + x² / (1 + sqrt(x² + 1)))
void asinh(const Code& c, llvm::Value* x, llvm::Function& far)
{
  auto& b            = c.b;
  auto* const a      = c.fabs(x);
  auto* const square = b.CreateFMul(a, a);
  auto* const root   = c.unary(llvm::Intrinsic::sqrt, b.CreateFAdd(square, c.number(1)));
  auto* const more   = b.CreateFAdd(a, b.CreateFDiv(square, b.CreateFAdd(root, c.number(1))));
  with_far(c, {x}, with_sign_of(c, x, near_log1p(c, more)), b.CreateFCmpUGE(a, c.number(LARGE)), far, far_asinh);
}

llvm::Value* far_acosh(const Code& c, llvm::Value* x)
{
  auto* const nothing = c.number(std::numeric_limits<double>::quiet_NaN());
  return c.b.CreateSelect(c.b.CreateFCmpOLT(x, c.number(1)), nothing, log_of_twice(c, x));
}

// log(x + sqrt(x² - 1)) = log(1 + t + sqrt(t (t + 2))), t = x - 1
void acosh(const Code& c, llvm::Value* x, llvm::Function& far)
{
  auto& b             = c.b;
  auto* const t       = b.CreateFSub(x, c.number(1));
  auto* const root    = c.unary(llvm::Intrinsic::sqrt, b.CreateFMul(t, b.CreateFAdd(t, c.number(2))));
  auto* const is_near = b.CreateAnd(b.CreateFCmpOGE(x, c.number(1)), b.CreateFCmpOLT(x, c.number(LARGE)));
  with_far(c, {x}, near_log1p(c, b.CreateFAdd(t, root)), b.CreateNot(is_near), far, far_acosh);
}

// At 1 and past it.
llvm::Value* far_atanh(const Code& c, llvm::Value* x)
{
  using Limits = std::numeric_limits<double>;
  auto* const is_end = c.b.CreateFCmpOEQ(c.fabs(x), c.number(1));
  return with_sign_of(c, x, c.b.CreateSelect(is_end, c.number(Limits::infinity()), c.number(Limits::quiet_NaN())));
}

// log((1 + x) / (1 - x)) / 2 = log(1 + 2 x / (1 - x)) / 2
void atanh(const Code& c, llvm::Value* x, llvm::Function& far)
{
  auto& b          = c.b;
  auto* const a    = c.fabs(x);
  auto* const more = b.CreateFDiv(b.CreateFMul(a, c.number(2)), b.CreateFSub(c.number(1), a));
  auto* const near = with_sign_of(c, x, b.CreateFMul(near_log1p(c, more), c.number(0.5)));
  with_far(c, {x}, near, b.CreateFCmpUGE(a, c.number(1)), far, far_atanh);
}

// A number as the sum of two, the second one a correction of the first.
struct Pair {
  llvm::Value* high;
  llvm::Value* low;
};

// a + b, where |a| >= |b| or a = 0: exact.
Pair sum(const Code& c, llvm::Value* a, llvm::Value* b)
{
  auto* const high = c.b.CreateFAdd(a, b);
  return {high, c.b.CreateFAdd(c.b.CreateFSub(a, high), b)};
}

// x y, but for the product of the corrections.
Pair product(const Code& c, Pair x, Pair y)
{
  auto* const high  = c.b.CreateFMul(x.high, y.high);
  auto* const error = c.fma(x.high, y.high, c.b.CreateFNeg(high));
  return {high, c.b.CreateFAdd(error, c.fma(x.high, y.low, c.b.CreateFMul(x.low, y.high)))};
}

// log(2^k m) to 63 bits: 2 atanh(s) = s (2 + s² (2/3 + s² (2/5 + …))), s = f / (2 + f). The series from 2/5 on is the
// polynomial that it is at Chebyshev's nodes, within 2^-66 of the sum.
Pair exact_log(const Code& c, const Split& x)
{
  auto& b            = c.b;
  auto* const f      = b.CreateFSub(x.m, c.number(1));
  const auto divisor = sum(c, c.number(2), f);
  auto* const inverse = b.CreateFDiv(c.number(1), divisor.high);
  auto* const guess   = b.CreateFMul(f, inverse);
  auto* const missing = c.fma(b.CreateFNeg(guess), divisor.low, c.fma(b.CreateFNeg(guess), divisor.high, f));
  const Pair s{guess, b.CreateFMul(missing, inverse)};
  const auto z = product(c, s, s);
  static constexpr double COEFFICIENTS[] = {
    0x1.999999999999ap-2, 0x1.2492492492521p-2, 0x1.c71c71c6eaa10p-3, 0x1.745d177a96056p-3,
    0x1.3b1395d2190c1p-3, 0x1.1118c7e4b0917p-3, 0x1.df7cc8e5fa539p-4, 0x1.e02e6fff27908p-4};
  constexpr double TWO_THIRDS = 2.0 / 3, TWO_THIRDS_REST = 0x1.5555555555555p-55;
  auto third      = sum(c, c.number(TWO_THIRDS), b.CreateFMul(z.high, c.short_polynomial(z.high, COEFFICIENTS)));
  third.low       = b.CreateFAdd(third.low, c.number(TWO_THIRDS_REST));
  const auto tail = product(c, z, third);
  auto factor     = sum(c, c.number(2), tail.high);
  factor.low      = b.CreateFAdd(factor.low, tail.low);
  const auto part = product(c, s, factor);
  auto result     = sum(c, b.CreateFMul(x.k, c.number(LN2_SHORT)), part.high);
  result.low      = b.CreateFAdd(result.low, c.fma(x.k, c.number(LN2_REST), part.low));
  return result;
}

// y log(x).
Pair exponent_of(const Code& c, const Pair& logarithm, llvm::Value* y)
{
  auto& b          = c.b;
  auto* const high = b.CreateFMul(y, logarithm.high);
  auto* const rest = c.fma(y, logarithm.high, b.CreateFNeg(high));
  return {high, b.CreateFAdd(rest, b.CreateFMul(y, logarithm.low))};
}

// e^x / 2^n, where n = x / ln(2), rounded: the polynomial that the series from r² / 2 on is at Chebyshev's nodes, within
// 2^-61.
llvm::Value* exact_exp(const Code& c, const Pair& x, llvm::Value* n)
{
  static constexpr double COEFFICIENTS[] = {
    0x1.0000000000000p-1,  0x1.5555555555557p-3,  0x1.5555555555556p-5,  0x1.11111111100dcp-7,
    0x1.6c16c16c162d4p-10, 0x1.a01a01abe7fe1p-13, 0x1.a01a01a6d889cp-16, 0x1.71de0231960ebp-19,
    0x1.27e4db646b17ep-22, 0x1.af4de97ca4194p-26, 0x1.1f730349868cep-29};
  auto& b            = c.b;
  const auto r       = sum(c, c.fma(n, c.number(-LN2_HIGH), x.high), c.fma(n, c.number(-LN2_LOW), x.low));
  auto* const square = b.CreateFMul(r.high, r.high);
  const auto linear  = sum(c, c.number(1), r.high);
  auto* const tail   = c.fma(square, c.short_polynomial(r.high, COEFFICIENTS), r.low);
  return b.CreateFAdd(linear.high, b.CreateFAdd(linear.low, tail));
}

// |x|^y = e^(y log|x|), and what C says of signs, zeros, infinities and NaN.
llvm::Value* any_pow(const Code& c, llvm::Value* x, llvm::Value* y)
{
  auto& b              = c.b;
  const double inf     = std::numeric_limits<double>::infinity();
  auto* const zero     = c.number(0);
  auto* const nan      = c.number(std::numeric_limits<double>::quiet_NaN());
  auto* const absolute = c.fabs(x);

  auto logarithm      = exact_log(c, split(c, absolute));
  auto* const is_zero = b.CreateFCmpOEQ(x, zero);
  auto* const is_inf  = b.CreateFCmpOEQ(absolute, c.number(inf));
  logarithm.high      = b.CreateSelect(is_zero, c.number(-inf), b.CreateSelect(is_inf, c.number(inf), logarithm.high));
  const auto exponent = exponent_of(c, logarithm, y);
  auto* const limit   = b.CreateFCmpOLT(c.fabs(exponent.high), c.number(EXP_LIMIT));
  const Pair bounded{limited(c, exponent.high), b.CreateSelect(limit, exponent.low, zero)};
  auto* const n       = whole_powers(c, bounded.high);
  auto* result        = scaled(c, exact_exp(c, bounded, n), n);
  // Also to an infinite power.
  result = b.CreateSelect(b.CreateFCmpOEQ(absolute, c.number(1)), c.number(1), result);

  auto* const is_whole = c.is_whole(y);
  auto* const is_odd   = b.CreateAnd(is_whole, b.CreateNot(c.is_whole(b.CreateFMul(y, c.number(0.5)))));
  auto* const sign     = b.CreateAnd(c.bits(x), c.whole(SIGN));
  result = c.floats(b.CreateOr(c.bits(result), b.CreateSelect(is_odd, sign, c.whole(0))));
  auto* const is_negative = b.CreateAnd(b.CreateFCmpOLT(x, zero), b.CreateNot(is_inf));
  auto* const has_none    = b.CreateOr(b.CreateAnd(is_negative, b.CreateNot(is_whole)), b.CreateFCmpUNO(x, y));
  result = b.CreateSelect(has_none, nan, result);
  auto* const is_one = b.CreateOr(b.CreateFCmpOEQ(y, zero), b.CreateFCmpOEQ(x, c.number(1)));
  return b.CreateSelect(is_one, c.number(1), result);
}

// x - n pi/2, n whole: between -pi/4 and pi/4. The low bits of `rounded` are n.
struct Angle {
  Pair rest;
  llvm::Value* rounded;
};

// Of at most CIRCULAR_LIMIT: the first difference is exact, and what is lost of the second is in the low part.
constexpr double CIRCULAR_LIMIT = 0x1p21;

Angle reduced(const Code& c, llvm::Value* x)
{
  constexpr double HIGH = 0x1.921fb54442d18p0, MIDDLE = 0x1.1a62633145c07p-54, LOW = -0x1.f1976b7ed8fbcp-110;
  auto& b             = c.b;
  auto* const rounded = c.fma(x, c.number(0x1.45f306dc9c883p-1), c.number(ROUNDING));
  auto* const n       = b.CreateFSub(rounded, c.number(ROUNDING));
  auto* const first   = c.fma(n, c.number(-HIGH), x);
  auto* const taken   = b.CreateFMul(n, c.number(MIDDLE));
  auto* const more    = c.fma(n, c.number(MIDDLE), b.CreateFNeg(taken));
  auto rest           = sum(c, first, b.CreateFNeg(taken));
  rest.low            = c.fma(n, c.number(-LOW), b.CreateFSub(rest.low, more));
  return {rest, rounded};
}

// Of positive normal numbers, where the result is normal too, there is little to decide. The others are `far`'s.
void pow(const Code& c, llvm::Value* x, llvm::Value* y, llvm::Function& far)
{
  auto& b = c.b;
  const auto exponent    = exponent_of(c, exact_log(c, split(c, x, c.number(BIAS))), y);
  auto* const rounded    = whole_power_bits(c, exponent.high);
  auto* const part       = exact_exp(c, exponent, b.CreateFSub(rounded, c.number(ROUNDING)));
  auto* const near       = raised(c, part, rounded);
  auto* const is_near    = b.CreateAnd(is_positive_normal(c, x), b.CreateFCmpOLT(c.fabs(exponent.high), c.number(EXP_NORMAL)));
  with_far(c, {x, y}, near, b.CreateNot(is_near), far, any_pow);
}

// The sine, or the cosine, by Taylor's series of the one or the other. Of numbers so large that more of pi would be
// needed, it is what `far` says.
void circular(const Code& c, llvm::Value* x, bool cosine, llvm::Function& far)
{
  auto& b                    = c.b;
  auto* const absolute       = c.fabs(x);
  const auto [rest, rounded] = reduced(c, absolute);
  const auto [r, low]        = rest;
  static constexpr double SINE[]   = {-1.0 / 6,           1.0 / 120,        -1.0 / 5040,          1.0 / 362880,
                                      -1.0 / 39916800,    1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000};
  static constexpr double COSINE[] = {1.0 / 24,        -1.0 / 720,         1.0 / 40320,          -1.0 / 3628800,
                                      1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000, -1.0 / 6402373705728000};
  auto* const square = b.CreateFMul(r, r);
  auto* const sine   = b.CreateFAdd(r, c.fma(b.CreateFMul(square, r), c.polynomial(square, SINE), low));
  const auto part    = sum(c, c.number(1), b.CreateFNeg(b.CreateFMul(square, c.number(0.5))));
  auto* const tail   = c.fma(b.CreateFMul(square, square), c.polynomial(square, COSINE), b.CreateFNeg(b.CreateFMul(r, low)));
  auto* const cos    = b.CreateFAdd(part.high, b.CreateFAdd(part.low, tail));

  auto* const quarter = b.CreateAdd(c.bits(rounded), c.whole(cosine ? 1 : 0));
  auto* const is_odd  = b.CreateICmpNE(b.CreateAnd(quarter, c.whole(1)), c.whole(0));
  auto* sign          = b.CreateShl(b.CreateAnd(quarter, c.whole(2)), c.whole(62));
  if (!cosine) sign = b.CreateXor(sign, b.CreateAnd(c.bits(x), c.whole(SIGN)));
  auto* const near = c.floats(b.CreateXor(c.bits(b.CreateSelect(is_odd, cos, sine)), sign));

  with_far(c, {x}, near, b.CreateFCmpOGT(absolute, c.number(CIRCULAR_LIMIT)), far);
}

// By name: how many vectors are worked on together, and what gives a variant its code, where `far` is the library's
// function of its length, unless it gets code here too. The steps of one vector wait for each other, and a processor doesn't
// look far enough ahead to begin with the next one; more than fit into the registers cost more than they save. Measured with
// AVX-512, in and past the caches.
struct Own {
  const char* name;
  unsigned together;
  void (*write)(const Code& code, llvm::Function& variant, llvm::Function& far);
};

constexpr Own OWN[] = {
  {"acosh", 2, [](const Code& c, llvm::Function& f, llvm::Function& far) { acosh(c, f.getArg(0), far); }},
  {"asinh", 2, [](const Code& c, llvm::Function& f, llvm::Function& far) { asinh(c, f.getArg(0), far); }},
  {"atanh", 2, [](const Code& c, llvm::Function& f, llvm::Function& far) { atanh(c, f.getArg(0), far); }},
  {"cos", 4, [](const Code& c, llvm::Function& f, llvm::Function& far) { circular(c, f.getArg(0), true, far); }},
  {"exp", 1, [](const Code& c, llvm::Function& f, llvm::Function& far) { exp(c, f.getArg(0), far); }},
  {"expm1", 1, [](const Code& c, llvm::Function& f, llvm::Function& far) { expm1(c, f.getArg(0), far); }},
  {"floordiv", 2, [](const Code& c, llvm::Function& f, llvm::Function& far) { floordiv(c, f.getArg(0), f.getArg(1), far); }},
  {"fmod", 2, [](const Code& c, llvm::Function& f, llvm::Function& far) { fmod(c, f.getArg(0), f.getArg(1), far); }},
  {"log", 1, [](const Code& c, llvm::Function& f, llvm::Function& far) { log(c, f.getArg(0), far); }},
  {"log1p", 2, [](const Code& c, llvm::Function& f, llvm::Function& far) { log1p(c, f.getArg(0), far); }},
  {"logb", 2, [](const Code& c, llvm::Function& f, llvm::Function&) { c.b.CreateRet(logb(c, f.getArg(0))); }},
  {"nextafter", 2, [](const Code& c, llvm::Function& f, llvm::Function&) { c.b.CreateRet(nextafter(c, f.getArg(0), f.getArg(1))); }},
  {"pow", 4, [](const Code& c, llvm::Function& f, llvm::Function& far) { pow(c, f.getArg(0), f.getArg(1), far); }},
  {"scalb", 2, [](const Code& c, llvm::Function& f, llvm::Function& far) { scalb(c, f.getArg(0), f.getArg(1), far); }},
  {"sin", 4, [](const Code& c, llvm::Function& f, llvm::Function& far) { circular(c, f.getArg(0), false, far); }},
  {"tanh", 1, [](const Code& c, llvm::Function& f, llvm::Function&) { c.b.CreateRet(tanh(c, f.getArg(0))); }},
};

const Own* find_own(llvm::StringRef function)
{
  for (const auto& own : OWN) {
    if (function == own.name) return &own;
  }
  return nullptr;
}

}  // namespace

bool has_own_code(llvm::StringRef function, bool f64)
{
  static const bool fused = host_machine().getTargetFeatureString().contains("+fma");
  // Fused operations that the processor doesn't have are slow calls. But no library has floordiv.
  return f64 && (fused || function == "floordiv") && find_own(function) != nullptr;
}

unsigned vectors_together(llvm::StringRef function) { return find_own(function)->together; }

void define_own(llvm::Function& variant, llvm::StringRef function, llvm::Function& far)
{
  llvm::IRBuilder<> builder{llvm::BasicBlock::Create(variant.getContext(), "", &variant)};
  find_own(function)->write({builder, variant.getReturnType()}, variant, far);
  variant.setLinkage(llvm::GlobalValue::InternalLinkage);
  variant.addFnAttr(llvm::Attribute::AlwaysInline);
}

}  // namespace legate_ts::jit
