#include "jit_exact.h"

#include <llvm/IR/Constants.h>

#include <limits>

namespace legate_ts::jit {

namespace {

// A number as m 2^(e - 1023), m between 1 and 2 in `bits`, with any exponent: not of 0, infinities and NaN, which are
// not `regular`.
struct Normal {
  llvm::Value* bits;
  llvm::Value* e;
  llvm::Value* regular;
};

Normal normal(const Code& c, llvm::Value* x)
{
  auto& b              = c.b;
  constexpr int DIGITS = 54;
  auto* const absolute = c.fabs(x);
  auto* const tiny     = b.CreateFCmpOLT(absolute, c.number(LEAST_NORMAL));
  auto* const bits     = c.bits(b.CreateSelect(tiny, b.CreateFMul(x, c.number(0x1p54)), x));
  auto* const biased   = b.CreateAnd(b.CreateLShr(bits, c.whole(52)), c.whole(0x7FF));
  auto* const regular =
    b.CreateAnd(b.CreateFCmpOGT(absolute, c.number(0)), b.CreateFCmpOLT(absolute, c.infinity()));
  return {bits, b.CreateSub(biased, b.CreateSelect(tiny, c.whole(DIGITS), c.whole(0))), regular};
}

// NumPy's steps: the quotient of what is left when the remainder is taken away.
llvm::Value* any_floordiv(const Code& c, llvm::Value* x, llvm::Value* y)
{
  auto& b              = c.b;
  auto* const zero     = c.number(0);
  auto* const ratio    = b.CreateFDiv(x, y);
  auto* const rest     = b.CreateFRem(x, y);
  auto* const turned   = b.CreateXor(b.CreateFCmpOLT(y, zero), b.CreateFCmpOLT(rest, zero));
  auto* const is_less  = b.CreateAnd(turned, b.CreateFCmpUNE(rest, zero));
  auto* const division = b.CreateFDiv(b.CreateFSub(x, rest), y);
  auto* const quotient = b.CreateSelect(is_less, b.CreateFSub(division, c.number(1)), division);
  auto* const whole    = c.unary(llvm::Intrinsic::floor, quotient);
  auto* const is_above = b.CreateFCmpOGT(b.CreateFSub(quotient, whole), c.number(0.5));
  auto* const nearest  = b.CreateSelect(is_above, b.CreateFAdd(whole, c.number(1)), whole);
  auto* const result   = b.CreateSelect(b.CreateFCmpOEQ(quotient, zero), with_sign_of(c, ratio, zero), nearest);
  return b.CreateSelect(b.CreateFCmpOEQ(y, zero), ratio, result);
}

}  // namespace

// Of |x| and |y|. Both quotient and product may be rounded: the fused operation is exact all the same, for what is left are
// units of y's last place, and not more than |y|. A quotient that was rounded up to the next whole number leaves a negative
// rest.
void fmod(const Code& c, llvm::Value* x, llvm::Value* y, llvm::Function& far)
{
  auto& b             = c.b;
  auto* const divisor = c.fabs(y);
  auto* const ratio   = b.CreateFDiv(c.fabs(x), divisor);
  auto* const whole   = c.unary(llvm::Intrinsic::trunc, ratio);
  auto* rest          = c.fma(b.CreateFNeg(whole), divisor, c.fabs(x));
  rest                = b.CreateSelect(b.CreateFCmpOLT(rest, c.number(0)), b.CreateFAdd(rest, divisor), rest);
  rest                = with_sign_of(c, x, rest);
  // Also of NaN and infinities, and by nothing.
  auto* const is_near =
    b.CreateAnd(b.CreateFCmpOLT(ratio, c.number(0x1p52)), b.CreateFCmpOLT(divisor, c.infinity()));
  with_far(c, {x, y}, rest, b.CreateNot(is_near), far);
}

// The rounded quotient may be the next whole number where the exact one is a little less: then the exact rest, a fused
// operation, has not the sign of y.
void floordiv(const Code& c, llvm::Value* x, llvm::Value* y, llvm::Function& far)
{
  auto& b             = c.b;
  auto* const ratio   = b.CreateFDiv(x, y);
  auto* const whole   = c.unary(llvm::Intrinsic::floor, ratio);
  auto* const rest    = c.fma(b.CreateFNeg(whole), y, x);
  auto* const turned  = b.CreateICmpSLT(b.CreateXor(c.bits(rest), c.bits(y)), c.whole(0));
  auto* const is_less = b.CreateAnd(turned, b.CreateFCmpONE(rest, c.number(0)));
  auto* const near    = b.CreateSelect(is_less, b.CreateFSub(whole, c.number(1)), whole);
  // NumPy's steps give this quotient where it has some digits to spare. Not of NaN and infinities, nor by nothing.
  auto* const is_near =
    b.CreateAnd(b.CreateFCmpOLT(c.fabs(ratio), c.number(0x1p50)), b.CreateFCmpOLT(c.fabs(y), c.infinity()));
  with_far(c, {x, y}, near, b.CreateNot(is_near), far, any_floordiv);
}

// Its bits are those of the number, counted up or down.
llvm::Value* nextafter(const Code& c, llvm::Value* x, llvm::Value* y)
{
  auto& b             = c.b;
  auto* const away    = b.CreateXor(b.CreateFCmpOGT(y, x), b.CreateFCmpOLT(x, c.number(0)));
  auto* const step    = b.CreateSelect(away, c.whole(1), c.whole(~std::uint64_t{0}));
  auto* const least   = with_sign_of(c, y, c.floats(c.whole(1)));
  auto* const counted = c.floats(b.CreateAdd(c.bits(x), step));
  auto* const next    = b.CreateSelect(b.CreateFCmpOEQ(x, c.number(0)), least, counted);
  auto* const other   = b.CreateSelect(b.CreateFCmpUNO(x, y), b.CreateFAdd(x, y), y);
  return b.CreateSelect(b.CreateFCmpONE(x, y), next, other);
}

llvm::Value* logb(const Code& c, llvm::Value* x)
{
  auto& b                       = c.b;
  const auto [bits, e, regular] = normal(c, x);
  // e + 1.5 2^52, by its bits.
  auto* const exponent = b.CreateFSub(c.floats(b.CreateAdd(e, c.bits(c.number(ROUNDING)))), c.number(ROUNDING + 1023));
  auto* const zero     = b.CreateFCmpOEQ(x, c.number(0));
  auto* const other    = b.CreateSelect(zero, c.number(-std::numeric_limits<double>::infinity()), c.fabs(x));
  return b.CreateSelect(regular, exponent, other);
}

namespace {

llvm::Value* any_scalb(const Code& c, llvm::Value* x, llvm::Value* n)
{
  auto& b = c.b;
  // Past this every result is 0 or infinite.
  constexpr double MOST = 4096;
  n                     = b.CreateSelect(b.CreateFCmpOLT(n, c.number(-MOST)), c.number(-MOST), n);
  n                     = b.CreateSelect(b.CreateFCmpOGT(n, c.number(MOST)), c.number(MOST), n);
  auto* const integer   = b.CreateSub(c.bits(b.CreateFAdd(n, c.number(ROUNDING))), c.bits(c.number(ROUNDING)));

  const auto [bits, before, regular] = normal(c, x);
  auto* const e        = b.CreateAdd(before, integer);
  auto* const fraction = b.CreateAnd(bits, c.whole(0x800FFFFFFFFFFFFF));
  const auto with      = [&](llvm::Value* exponent) {
    return c.floats(b.CreateOr(fraction, b.CreateShl(exponent, c.whole(52))));
  };
  // What is subnormal is made with a larger exponent first: the product rounds it. Less than its last place is nothing.
  auto* const raised   = b.CreateAdd(e, c.whole(54));
  auto* const low      = b.CreateFMul(with(b.CreateSelect(b.CreateICmpSGT(raised, c.whole(0)), raised, c.whole(1))), c.number(0x1p-54));
  auto* const infinite = c.floats(b.CreateOr(b.CreateAnd(bits, c.whole(SIGN)), c.whole(0x7FF0000000000000)));
  auto* result         = b.CreateSelect(b.CreateICmpSGT(e, c.whole(0)), with(e), low);
  result               = b.CreateSelect(b.CreateICmpSGT(e, c.whole(2046)), infinite, result);
  return b.CreateSelect(regular, result, x);
}

}  // namespace

// A product with a power of two is rounded once, also to what is subnormal. Larger powers are no numbers.
void scalb(const Code& c, llvm::Value* x, llvm::Value* n, llvm::Function& far)
{
  auto& b            = c.b;
  auto* const exact  = c.bits(b.CreateFAdd(n, c.number(ROUNDING + 1023)));
  auto* const power  = c.floats(b.CreateShl(exact, c.whole(52)));
  auto* const is_far = b.CreateNot(b.CreateFCmpOLE(c.fabs(n), c.number(1022)));
  with_far(c, {x, n}, b.CreateFMul(x, power), is_far, far, any_scalb);
}

}  // namespace legate_ts::jit
