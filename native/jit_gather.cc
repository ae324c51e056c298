// Vectors whose elements lie apart in memory, read one by one. The processor's instruction for it, which LLVM takes
// to be cheap, was measured to be several times slower than so many loads (ARCHITECTURE.md).
#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/VectorUtils.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/PatternMatch.h>

#include <vector>

#include "jit_llvm.h"

namespace legate_ts::jit {

namespace {

// How far back an address is followed.
constexpr unsigned MOST_STEPS = 8;

// By how much element k of an induction's vector is more than the first, or null: { x + c[0], x + c[1], … }, and in each
// round the same number more.
llvm::Constant* distance(const llvm::PHINode& phi, unsigned k)
{
  using namespace llvm::PatternMatch;
  if (phi.getNumIncomingValues() != 2) return nullptr;
  llvm::Constant* from = nullptr;
  bool counts          = false;
  for (const auto& incoming : phi.incoming_values()) {
    llvm::Constant* by = nullptr;
    llvm::Value* other = nullptr;
    if (match(incoming.get(), m_c_Add(m_Specific(&phi), m_Constant(by)))) {
      counts = by->getSplatValue() != nullptr;
    } else if (!match(incoming.get(), m_Constant(from))) {
      const bool moved = match(incoming.get(), m_c_Add(m_Value(other), m_Constant(from)));
      if (!moved || llvm::getSplatValue(other) == nullptr) return nullptr;
    }
  }
  if (!counts || from == nullptr) return nullptr;
  return llvm::ConstantExpr::getSub(from->getAggregateElement(k), from->getAggregateElement(0U));
}

// Element k of a vector of addresses or integers, without the vector where that can be.
llvm::Value* element(llvm::IRBuilder<>& b, llvm::Value* vector, unsigned k, unsigned steps = MOST_STEPS)
{
  const auto of = [&](llvm::Value* v) {
    return v->getType()->isVectorTy() ? element(b, v, k, steps - 1) : v;
  };
  if (auto* const constant = llvm::dyn_cast<llvm::Constant>(vector)) {
    if (auto* const found = constant->getAggregateElement(k)) return found;
  }
  if (auto* const splat = llvm::getSplatValue(vector)) return splat;
  if (steps > 0) {
    if (auto* const phi = llvm::dyn_cast<llvm::PHINode>(vector)) {
      if (auto* const more = distance(*phi, k)) return b.CreateAdd(b.CreateExtractElement(vector, std::uint64_t{0}), more);
    } else if (auto* const operation = llvm::dyn_cast<llvm::BinaryOperator>(vector)) {
      if (vector->getType()->isIntOrIntVectorTy() && !operation->isIntDivRem()) {
        return b.CreateBinOp(operation->getOpcode(), of(operation->getOperand(0)), of(operation->getOperand(1)));
      }
    } else if (auto* const cast = llvm::dyn_cast<llvm::CastInst>(vector)) {
      auto* const from = cast->getSrcTy();
      if (from->isVectorTy() && (from->isIntOrIntVectorTy() || from->isPtrOrPtrVectorTy()) &&
          llvm::cast<llvm::FixedVectorType>(from)->getElementCount() ==
            llvm::cast<llvm::FixedVectorType>(cast->getType())->getElementCount()) {
        return b.CreateCast(cast->getOpcode(), of(cast->getOperand(0)), cast->getType()->getScalarType());
      }
    } else if (auto* const address = llvm::dyn_cast<llvm::GetElementPtrInst>(vector)) {
      llvm::SmallVector<llvm::Value*, 4> indices;
      for (auto& index : address->indices()) indices.push_back(of(index.get()));
      return b.CreateGEP(address->getSourceElementType(), of(address->getPointerOperand()), indices);
    }
  }
  return b.CreateExtractElement(vector, std::uint64_t{k});
}

void load_one_by_one(llvm::IntrinsicInst& gather)
{
  llvm::IRBuilder<> b{&gather};
  auto* const type       = llvm::cast<llvm::FixedVectorType>(gather.getType());
  auto* const addresses  = gather.getArgOperand(0);
  const auto alignment   = llvm::cast<llvm::ConstantInt>(gather.getArgOperand(1))->getMaybeAlignValue();
  llvm::Value* result    = llvm::PoisonValue::get(type);
  for (unsigned k = 0; k < type->getNumElements(); ++k) {
    auto* const one = b.CreateAlignedLoad(type->getElementType(), element(b, addresses, k), alignment);
    one->setAAMetadata(gather.getAAMetadata());
    result = b.CreateInsertElement(result, one, std::uint64_t{k});
  }
  gather.replaceAllUsesWith(result);
}

}  // namespace

void define_gathers(llvm::Function& kernel)
{
  std::vector<llvm::IntrinsicInst*> gathers;
  for (auto& instruction : llvm::instructions(kernel)) {
    auto* const call = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
    if (call == nullptr || call->getIntrinsicID() != llvm::Intrinsic::masked_gather) continue;
    // What isn't to be read may not be there.
    const auto* const mask = llvm::dyn_cast<llvm::Constant>(call->getArgOperand(2));
    if (mask != nullptr && mask->isAllOnesValue()) gathers.push_back(call);
  }
  for (auto* const gather : gathers) {
    load_one_by_one(*gather);
    gather->eraseFromParent();
  }
}

}  // namespace legate_ts::jit
