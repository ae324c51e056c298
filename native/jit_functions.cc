// exp and log of doubles as code of our own, for vectors of any length: the polynomials take less than half of the
// time of a call of libmvec, whose functions also keep their vectors apart from what is around them.
//
// Only exact operations, rounded ones of IEEE 754 and fused multiply-adds: an element's bits are the same in every
// length, and on every machine. Both are within one unit in the last place.
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Intrinsics.h>

#include <cstdint>
#include <limits>

#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

llvm::Type* integers_of(llvm::Type* floats)
{
  auto* const element = llvm::Type::getInt64Ty(floats->getContext());
  auto* const vector  = llvm::dyn_cast<llvm::FixedVectorType>(floats);
  if (vector == nullptr) return element;
  return llvm::FixedVectorType::get(element, vector->getNumElements());
}

class Code {
 public:
  Code(llvm::IRBuilder<>& builder, llvm::Type* type)
    : b{builder},
      floats_{type},
      bits_{integers_of(type)}
  {
  }

  llvm::IRBuilder<>& b;

  llvm::Value* number(double v) const { return llvm::ConstantFP::get(floats_, v); }
  llvm::Value* whole(std::uint64_t v) const { return llvm::ConstantInt::get(bits_, v); }
  llvm::Value* fma(llvm::Value* x, llvm::Value* y, llvm::Value* z) const
  {
    return b.CreateIntrinsic(llvm::Intrinsic::fma, {floats_}, {x, y, z});
  }
  llvm::Value* bits(llvm::Value* x) const { return b.CreateBitCast(x, bits_); }
  llvm::Value* floats(llvm::Value* x) const { return b.CreateBitCast(x, floats_); }

  // c[0] + c[1] x + …
  template <std::size_t N>
  llvm::Value* polynomial(llvm::Value* x, const double (&c)[N]) const
  {
    auto* sum = number(c[N - 1]);
    for (std::size_t k = N - 1; k-- > 0;) sum = fma(sum, x, number(c[k]));
    return sum;
  }

 private:
  llvm::Type* floats_;
  llvm::Type* bits_;
};

constexpr std::uint64_t ONE = 0x3FF0000000000000;  // the bits of 1
constexpr double LN2_HIGH   = 0x1.62e42fefa39efp-1;
constexpr double LN2_LOW    = 0x1.abc9e3b39803fp-56;
// The same, with so many zeros at the end that whole multiples are exact.
constexpr double LN2_SHORT = 0x1.62e42fee00000p-1;
constexpr double LN2_REST  = 0x1.a39ef35793c76p-33;
// Added to a number, it rounds it to an integer, which then are the low bits.
constexpr double ROUNDING = 0x1.8p52;

// 2^n for the integer that the low bits of `rounded` are.
llvm::Value* power_of_two(const Code& c, llvm::Value* rounded)
{
  return c.floats(c.b.CreateAdd(c.b.CreateShl(c.bits(rounded), c.whole(52)), c.whole(ONE)));
}

// e^x = 2^n e^r, |r| <= ln(2) / 2.
llvm::Value* exp(const Code& c, llvm::Value* x)
{
  auto& b = c.b;
  // Past this it is 0, or infinite, as at it. NaN compares false.
  x = b.CreateSelect(b.CreateFCmpOLT(x, c.number(-750)), c.number(-750), x);
  x = b.CreateSelect(b.CreateFCmpOGT(x, c.number(750)), c.number(750), x);
  auto* const n = b.CreateFSub(
    b.CreateFAdd(b.CreateFMul(x, c.number(0x1.71547652b82fep0)), c.number(ROUNDING)), c.number(ROUNDING));
  auto* r = c.fma(n, c.number(-LN2_HIGH), x);
  r       = c.fma(n, c.number(-LN2_LOW), r);
  // Taylor's: what is left out is below 2^-57.
  static constexpr double COEFFICIENTS[] = {
    1.0 / 2,        1.0 / 6,         1.0 / 24,         1.0 / 120,         1.0 / 720,         1.0 / 5040,
    1.0 / 40320,    1.0 / 362880,    1.0 / 3628800,    1.0 / 39916800,    1.0 / 479001600,   1.0 / 6227020800};
  auto* const tail = c.polynomial(r, COEFFICIENTS);
  auto* const part = b.CreateFAdd(c.fma(b.CreateFMul(r, r), tail, r), c.number(1));
  // In two steps: 2^n alone may be out of range, and where the result is subnormal, only the last step rounds.
  auto* const half = b.CreateFAdd(b.CreateFMul(n, c.number(0.5)), c.number(ROUNDING));
  auto* const rest = b.CreateFAdd(b.CreateFSub(n, b.CreateFSub(half, c.number(ROUNDING))), c.number(ROUNDING));
  return b.CreateFMul(b.CreateFMul(part, power_of_two(c, half)), power_of_two(c, rest));
}

// log(x) = k ln(2) + log(1 + f), 1 + f between the square roots of 1/2 and 2; with s = f / (2 + f),
// log(1 + f) = 2 atanh(s) = f - f²/2 + s (f²/2 + R(s²)).
llvm::Value* log(const Code& c, llvm::Value* x)
{
  auto& b = c.b;
  constexpr std::uint64_t ROOT = 0x3FE6A09E667F3BCD;
  auto* const tiny   = b.CreateFCmpOLT(x, c.number(0x1p-1022));
  auto* const normal = b.CreateSelect(tiny, b.CreateFMul(x, c.number(0x1p54)), x);
  auto* const bits   = c.bits(normal);
  // The exponent, biased; also of what is a little below a power of two, up to the root.
  auto* const above  = b.CreateAdd(bits, c.whole(ONE - ROOT));
  auto* const biased = b.CreateLShr(above, c.whole(52));
  auto* const m =
    c.floats(b.CreateSub(bits, b.CreateSub(b.CreateAnd(above, c.whole(0xFFF0000000000000)), c.whole(ONE))));
  auto* const bias = b.CreateSelect(tiny, c.number(0x1p52 + 1023 + 54), c.number(0x1p52 + 1023));
  auto* const k    = b.CreateFSub(c.floats(b.CreateOr(biased, c.whole(0x4330000000000000))), bias);

  auto* const f = b.CreateFSub(m, c.number(1));
  auto* const s = b.CreateFDiv(f, b.CreateFAdd(f, c.number(2)));
  auto* const z = b.CreateFMul(s, s);
  static constexpr double COEFFICIENTS[] = {
    2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
  auto* const series = b.CreateFMul(z, c.polynomial(z, COEFFICIENTS));
  auto* const square = b.CreateFMul(b.CreateFMul(f, c.number(0.5)), f);
  auto* const low    = c.fma(s, b.CreateFAdd(square, series), b.CreateFMul(k, c.number(LN2_REST)));
  auto* const small  = b.CreateFSub(b.CreateFSub(square, low), f);
  auto* result       = b.CreateFSub(b.CreateFMul(k, c.number(LN2_SHORT)), small);

  auto* const infinity = c.number(std::numeric_limits<double>::infinity());
  result = b.CreateSelect(b.CreateFCmpOLT(x, infinity), result, x);  // infinity and NaN
  result = b.CreateSelect(b.CreateFCmpOLT(x, c.number(0)), c.number(std::numeric_limits<double>::quiet_NaN()), result);
  return b.CreateSelect(b.CreateFCmpOEQ(x, c.number(0)), c.number(-std::numeric_limits<double>::infinity()), result);
}

}  // namespace

bool has_own_code(llvm::StringRef function, bool f64)
{
  static const bool fused = host_machine().getTargetFeatureString().contains("+fma");
  return f64 && fused && (function == "exp" || function == "log");
}

void define_own(llvm::Function& variant, llvm::StringRef function)
{
  llvm::IRBuilder<> builder{llvm::BasicBlock::Create(variant.getContext(), "", &variant)};
  const Code code{builder, variant.getReturnType()};
  auto* const x = variant.getArg(0);
  builder.CreateRet(function == "exp" ? exp(code, x) : log(code, x));
  variant.setLinkage(llvm::GlobalValue::InternalLinkage);
  variant.addFnAttr(llvm::Attribute::AlwaysInline);
}

}  // namespace legate_ts::jit
