// Writing code for vectors of doubles of any length, or for one: what functions with code of our own are made of.
#pragma once

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Intrinsics.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <vector>

namespace legate_ts::jit {

inline constexpr std::uint64_t ONE  = 0x3FF0000000000000;  // the bits of 1
inline constexpr std::uint64_t SIGN = 0x8000000000000000;
inline constexpr double LEAST_NORMAL = 0x1p-1022;
// Added to a number, it rounds it to an integer, which then are the low bits.
inline constexpr double ROUNDING = 0x1.8p52;

class Code {
 public:
  // `type`: double, or a vector of them.
  Code(llvm::IRBuilder<>& builder, llvm::Type* type);

  llvm::IRBuilder<>& b;

  llvm::Value* number(double v) const { return llvm::ConstantFP::get(floats_, v); }
  llvm::Value* infinity() const { return number(std::numeric_limits<double>::infinity()); }
  llvm::Value* whole(std::uint64_t v) const { return llvm::ConstantInt::get(bits_, v); }
  llvm::Value* fma(llvm::Value* x, llvm::Value* y, llvm::Value* z) const
  {
    return b.CreateIntrinsic(llvm::Intrinsic::fma, {floats_}, {x, y, z});
  }
  llvm::Value* bits(llvm::Value* x) const { return b.CreateBitCast(x, bits_); }
  llvm::Value* floats(llvm::Value* x) const { return b.CreateBitCast(x, floats_); }
  llvm::Value* unary(llvm::Intrinsic::ID f, llvm::Value* x) const { return b.CreateIntrinsic(f, {floats_}, {x}); }
  llvm::Value* fabs(llvm::Value* x) const { return unary(llvm::Intrinsic::fabs, x); }
  llvm::Value* is_whole(llvm::Value* x) const { return b.CreateFCmpOEQ(unary(llvm::Intrinsic::trunc, x), x); }

  // c[0] + c[1] x + …
  template <std::size_t N>
  llvm::Value* polynomial(llvm::Value* x, const double (&c)[N]) const
  {
    auto* sum = number(c[N - 1]);
    for (std::size_t k = N - 1; k-- > 0;) sum = fma(sum, x, number(c[k]));
    return sum;
  }

  // The same in fewer steps that wait for each other (Estrin's scheme), but for the first coefficient, whose sum counts
  // most: for long chains of operations.
  template <std::size_t N>
  llvm::Value* short_polynomial(llvm::Value* x, const double (&c)[N]) const
  {
    std::vector<llvm::Value*> terms;
    for (std::size_t k = 1; k < N; ++k) terms.push_back(number(c[k]));
    for (auto* power = x; terms.size() > 1; power = b.CreateFMul(power, power)) {
      std::vector<llvm::Value*> pairs;
      for (std::size_t k = 0; k < terms.size(); k += 2) {
        pairs.push_back(k + 1 < terms.size() ? fma(terms[k + 1], power, terms[k]) : terms[k]);
      }
      terms = pairs;
    }
    return fma(terms[0], x, number(c[0]));
  }

 private:
  llvm::Type* floats_;
  llvm::Type* bits_;
};

// `value` with the sign of x.
llvm::Value* with_sign_of(const Code& c, llvm::Value* x, llvm::Value* value);

// Returns `near`, and for the arguments where it isn't right, what `far` says: the library's function, unless it gets code.
void with_far(
  const Code& c, std::vector<llvm::Value*> arguments, llvm::Value* near, llvm::Value* is_far, llvm::Function& far);

// The same, where `any` is the code for all arguments.
template <typename... Arguments>
void with_far(const Code& c,
              std::initializer_list<llvm::Value*> arguments,
              llvm::Value* near,
              llvm::Value* is_far,
              llvm::Function& far,
              llvm::Value* (*any)(const Code&, Arguments...))
{
  with_far(c, arguments, near, is_far, far);
  llvm::IRBuilder<> apart{llvm::BasicBlock::Create(c.b.getContext(), "", &far)};
  const Code code{apart, far.getReturnType()};
  if constexpr (sizeof...(Arguments) == 1) {
    apart.CreateRet(any(code, far.getArg(0)));
  } else {
    apart.CreateRet(any(code, far.getArg(0), far.getArg(1)));
  }
}

}  // namespace legate_ts::jit
