// Mathematical functions: one implementation per function, whatever the loop around the call.
//
// An element's value must not depend on where it stands. libmvec's vector `sin` and libm's scalar
// one differ in the last bit for most arguments, so a vectorised body and its scalar remainder would
// disagree. Hence every call goes to ONE vector function per element type, of one width:
//   1. before anything else, calls to `sin` or llvm.sin become calls to `lts.sin.f64`, a name LLVM
//      knows nothing about: it can't fold a constant argument with the compiler host's libm, nor
//      turn pow(x, 2) into something else;
//   2. the vectoriser is told of variants `lts.sin.f64.N` for every vector length N;
//   3. after it, the scalar function and the variants in use are defined: wider ones split their
//      vector, narrower ones (and the scalar) pad it, all around the same libmvec function.
//      What has code of our own (jit_functions.cc) is that code, in each length.
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/Support/Host.h>

#include <map>
#include <string>
#include <vector>

#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

// Whose vector function it is: libmvec's; or there is none, and libm's is called for each element.
enum class Source { Vectors, Elements };

struct Function {
  const char* name;
  unsigned arity;
  Source source = Source::Vectors;
};

// What glibc's libmvec has, and exact functions that have code of our own (but where the machine can't run it).
constexpr Function FUNCTIONS[] = {
  {"acos", 1},  {"acosh", 1}, {"asin", 1},  {"asinh", 1}, {"atan", 1}, {"atan2", 2}, {"atanh", 1},
  {"cbrt", 1},  {"cos", 1},   {"cosh", 1},  {"erf", 1},   {"erfc", 1}, {"exp", 1},   {"exp10", 1},
  {"exp2", 1},  {"expm1", 1}, {"hypot", 2}, {"log", 1},   {"log10", 1}, {"log1p", 1}, {"log2", 1},
  {"pow", 2},   {"sin", 1},   {"sinh", 1},  {"tan", 1},   {"tanh", 1},
  {"floordiv", 2, Source::Elements}, {"fmod", 2, Source::Elements}, {"nextafter", 2, Source::Elements},
  {"logb", 1, Source::Elements}, {"scalb", 2, Source::Elements},
};

// Functions that are single instructions, and exact: LLVM's own intrinsics serve best.
constexpr struct {
  const char* name;
  llvm::Intrinsic::ID intrinsic;
} EXACT[] = {
  {"sqrt", llvm::Intrinsic::sqrt},         {"fabs", llvm::Intrinsic::fabs},
  {"floor", llvm::Intrinsic::floor},       {"ceil", llvm::Intrinsic::ceil},
  {"trunc", llvm::Intrinsic::trunc},       {"rint", llvm::Intrinsic::rint},
  {"nearbyint", llvm::Intrinsic::nearbyint}, {"copysign", llvm::Intrinsic::copysign},
  {"fma", llvm::Intrinsic::fma},
};

constexpr unsigned MAX_LENGTH = 64;

// AVX2's variants where there is AVX2, else SSE's. Never AVX-512's: they round differently, and the
// choice would then hang on what a machine happens to have beyond AVX2.
bool avx2()
{
  static const bool has = host_machine().getTargetFeatureString().contains("+avx2");
  return has;
}

unsigned native_length(bool f64) { return (avx2() ? 4 : 2) * (f64 ? 1 : 2); }

std::string libmvec_name(const Function& function, bool f64)
{
  return std::string{"_ZGV"} + (avx2() ? "d" : "b") + "N" + std::to_string(native_length(f64)) +
         std::string(function.arity, 'v') + "_" + function.name + (f64 ? "" : "f");
}

std::string scalar_name(const Function& function, bool f64)
{
  return std::string{"lts."} + function.name + (f64 ? ".f64" : ".f32");
}

std::string variant_name(const Function& function, bool f64, unsigned length)
{
  return scalar_name(function, f64) + "." + std::to_string(length);
}

void replace_callee(llvm::Function* from, llvm::Function* to)
{
  if (from == nullptr || from == to) return;
  if (from->getFunctionType() != to->getFunctionType()) return;
  for (auto use = from->use_begin(); use != from->use_end();) {
    auto& current    = *use++;
    auto* const call = llvm::dyn_cast<llvm::CallInst>(current.getUser());
    if (call != nullptr && call->isCallee(&current)) call->setCalledFunction(to);
  }
  if (from->use_empty()) from->eraseFromParent();
}

void make_pure(llvm::Function& function)
{
  function.setDoesNotAccessMemory();
  function.setDoesNotThrow();
  function.addFnAttr(llvm::Attribute::WillReturn);
  function.addFnAttr(llvm::Attribute::Speculatable);
  function.addFnAttr(llvm::Attribute::NoFree);
  function.addFnAttr(llvm::Attribute::NoSync);
}

// Lanes [first, first + length) of `value`, lane 0 repeated past its end.
llvm::Value* lanes(llvm::IRBuilder<>& builder, llvm::Value* value, unsigned first, unsigned length)
{
  auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(value->getType());
  if (vector == nullptr) return builder.CreateVectorSplat(length, value);
  std::vector<int> mask(length);
  for (unsigned i = 0; i < length; ++i) {
    mask[i] = static_cast<int>(first + i < vector->getNumElements() ? first + i : 0);
  }
  return builder.CreateShuffleVector(value, mask);
}

// `variant` of any length around a function of one length.
void define(llvm::Function& variant, llvm::FunctionCallee native, unsigned native_length)
{
  auto& context      = variant.getContext();
  auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(variant.getReturnType());
  const unsigned length = vector == nullptr ? 1 : vector->getNumElements();

  llvm::IRBuilder<> builder{llvm::BasicBlock::Create(context, "", &variant)};
  std::vector<llvm::Value*> parts;
  for (unsigned first = 0; first < length; first += native_length) {
    std::vector<llvm::Value*> arguments;
    for (auto& argument : variant.args()) {
      arguments.push_back(lanes(builder, &argument, first, native_length));
    }
    parts.push_back(builder.CreateCall(native, arguments));
  }
  llvm::Value* result = nullptr;
  if (vector == nullptr) {
    result = builder.CreateExtractElement(parts[0], std::uint64_t{0});
  } else if (length <= native_length) {
    result = lanes(builder, parts[0], 0, length);
  } else {
    while (parts.size() > 1) {
      std::vector<llvm::Value*> joined;
      for (std::size_t i = 0; i < parts.size(); i += 2) {
        const auto count =
          2 * llvm::cast<llvm::FixedVectorType>(parts[i]->getType())->getNumElements();
        std::vector<int> mask(count);
        for (unsigned lane = 0; lane < count; ++lane) mask[lane] = static_cast<int>(lane);
        joined.push_back(builder.CreateShuffleVector(parts[i], parts[i + 1], mask));
      }
      parts = joined;
    }
    result = parts[0];
  }
  builder.CreateRet(result);
  variant.setLinkage(llvm::GlobalValue::InternalLinkage);
  variant.addFnAttr(llvm::Attribute::AlwaysInline);
}

// The same around a function of one element.
void define_by_element(llvm::Function& variant, llvm::FunctionCallee one)
{
  llvm::IRBuilder<> builder{llvm::BasicBlock::Create(variant.getContext(), "", &variant)};
  auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(variant.getReturnType());
  llvm::Value* result = llvm::UndefValue::get(variant.getReturnType());
  for (std::uint64_t lane = 0; lane < (vector == nullptr ? 1 : vector->getNumElements()); ++lane) {
    std::vector<llvm::Value*> arguments;
    for (auto& argument : variant.args()) {
      arguments.push_back(vector == nullptr ? &argument : builder.CreateExtractElement(&argument, lane));
    }
    auto* const value = builder.CreateCall(one, arguments);
    result            = vector == nullptr ? value : builder.CreateInsertElement(result, value, lane);
  }
  builder.CreateRet(result);
  variant.setLinkage(llvm::GlobalValue::InternalLinkage);
}

// What the library has of a function, and a variant of any length around it.
class Library {
 public:
  Library(llvm::Module& module, const Function& function, bool f64)
    : source_{function.source}, length_{source_ == Source::Vectors ? native_length(f64) : 1}
  {
    auto& context    = module.getContext();
    auto* const real = f64 ? llvm::Type::getDoubleTy(context) : llvm::Type::getFloatTy(context);
    auto* const type = source_ == Source::Vectors ? static_cast<llvm::Type*>(llvm::FixedVectorType::get(real, length_)) : real;
    const auto name  = source_ == Source::Vectors ? libmvec_name(function, f64) : std::string{function.name} + (f64 ? "" : "f");
    callee_ = module.getOrInsertFunction(
      name, llvm::FunctionType::get(type, std::vector<llvm::Type*>(function.arity, type), false));
    make_pure(*llvm::cast<llvm::Function>(callee_.getCallee()));
  }

  void define(llvm::Function& variant) const
  {
    if (source_ == Source::Vectors) jit::define(variant, callee_, length_);
    else define_by_element(variant, callee_);
  }

 private:
  Source source_;
  unsigned length_;
  llvm::FunctionCallee callee_;
};

}  // namespace

const char* vector_library_name() { return avx2() ? "libmvec-avx2" : "libmvec-sse"; }

void rename_math(llvm::Module& module)
{
  auto& context = module.getContext();
  for (const bool f64 : {true, false}) {
    auto* const type = f64 ? llvm::Type::getDoubleTy(context) : llvm::Type::getFloatTy(context);
    for (const auto& function : FUNCTIONS) {
      const auto name   = std::string{function.name} + (f64 ? "" : "f");
      auto* const libm  = module.getFunction(name);
      auto* const intrinsic =
        module.getFunction(std::string{"llvm."} + function.name + (f64 ? ".f64" : ".f32"));
      const bool used = (libm != nullptr && libm->isDeclaration()) || intrinsic != nullptr;
      if (!used) continue;
      auto* const signature =
        llvm::FunctionType::get(type, std::vector<llvm::Type*>(function.arity, type), false);
      auto* const renamed = llvm::Function::Create(
        signature, llvm::GlobalValue::ExternalLinkage, scalar_name(function, f64), module);
      make_pure(*renamed);
      if (libm != nullptr && libm->isDeclaration()) replace_callee(libm, renamed);
      replace_callee(intrinsic, renamed);
    }
    for (const auto& exact : EXACT) {
      auto* const libm = module.getFunction(std::string{exact.name} + (f64 ? "" : "f"));
      if (libm == nullptr || !libm->isDeclaration()) continue;
      replace_callee(libm, llvm::Intrinsic::getDeclaration(&module, exact.intrinsic, {type}));
    }
  }
}

void describe_math(llvm::TargetLibraryInfoImpl& library)
{
  // The descriptions refer to their names for ever.
  static const auto* const names = [] {
    auto* const all = new std::vector<std::pair<std::string, std::vector<std::string>>>;
    for (const auto& function : FUNCTIONS) {
      for (const bool f64 : {true, false}) {
        std::vector<std::string> variants;
        for (unsigned length = 2; length <= MAX_LENGTH; length *= 2) {
          variants.push_back(variant_name(function, f64, length));
        }
        all->emplace_back(scalar_name(function, f64), variants);
      }
    }
    return all;
  }();
  std::vector<llvm::VecDesc> descriptions;
  for (const auto& [scalar, variants] : *names) {
    unsigned length = 2;
    for (const auto& variant : variants) {
      descriptions.push_back({scalar, variant, llvm::ElementCount::getFixed(length)});
      length *= 2;
    }
  }
  library.addVectorizableFunctions(descriptions);
}

void define_math(llvm::Module& module)
{
  // The vectoriser kept all variants alive, used or not.
  for (const char* keep : {"llvm.compiler.used", "llvm.used"}) {
    if (auto* const list = module.getGlobalVariable(keep)) list->eraseFromParent();
  }
  for (const auto& function : FUNCTIONS) {
    for (const bool f64 : {true, false}) {
      if (module.getFunction(scalar_name(function, f64)) == nullptr) continue;
      const bool own = has_own_code(function.name, f64);
      const Library library{module, function, f64};
      for (unsigned n = 1; n <= MAX_LENGTH; n *= 2) {
        const auto name =
          n == 1 ? scalar_name(function, f64) : variant_name(function, f64, n);
        auto* const variant = module.getFunction(name);
        if (variant == nullptr) continue;
        if (variant->use_empty()) {
          variant->eraseFromParent();
        } else if (own) {
          // What is seldom needed, mostly the library's function, apart: a call in a loop that has none otherwise.
          auto* const far = llvm::Function::Create(
            variant->getFunctionType(), llvm::GlobalValue::InternalLinkage, name + ".far", module);
          define_own(*variant, function.name, *far);
          if (far->use_empty()) {
            far->eraseFromParent();
          } else {
            if (far->isDeclaration()) library.define(*far);
            far->removeFnAttr(llvm::Attribute::AlwaysInline);
            far->addFnAttr(llvm::Attribute::NoInline);
            far->addFnAttr(llvm::Attribute::Cold);
          }
        } else {
          library.define(*variant);
        }
      }
    }
  }
}

}  // namespace legate_ts::jit
