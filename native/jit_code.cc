#include "jit_code.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/MDBuilder.h>

namespace legate_ts::jit {

namespace {

llvm::Type* integers_of(llvm::Type* floats)
{
  auto* const element = llvm::Type::getInt64Ty(floats->getContext());
  auto* const vector  = llvm::dyn_cast<llvm::FixedVectorType>(floats);
  if (vector == nullptr) return element;
  return llvm::FixedVectorType::get(element, vector->getNumElements());
}

}  // namespace

Code::Code(llvm::IRBuilder<>& builder, llvm::Type* type)
  : b{builder},
    floats_{type},
    bits_{integers_of(type)}
{
}

llvm::Value* with_sign_of(const Code& c, llvm::Value* x, llvm::Value* value)
{
  return c.floats(c.b.CreateOr(c.bits(c.fabs(value)), c.b.CreateAnd(c.bits(x), c.whole(SIGN))));
}

void with_far(
  const Code& c, std::vector<llvm::Value*> arguments, llvm::Value* near, llvm::Value* is_far, llvm::Function& far)
{
  auto& b              = c.b;
  auto& context        = b.getContext();
  auto* const function = b.GetInsertBlock()->getParent();
  auto* const any      = is_far->getType()->isVectorTy() ? b.CreateOrReduce(is_far) : is_far;
  auto* const seldom   = llvm::BasicBlock::Create(context, "far", function);
  auto* const end      = llvm::BasicBlock::Create(context, "end", function);
  auto* const begin    = b.GetInsertBlock();
  b.CreateCondBr(any, seldom, end, llvm::MDBuilder{context}.createBranchWeights(1, 1 << 20));
  b.SetInsertPoint(seldom);
  auto* const mixed = b.CreateSelect(is_far, b.CreateCall(&far, arguments), near);
  b.CreateBr(end);
  b.SetInsertPoint(end);
  auto* const result = b.CreatePHI(near->getType(), 2);
  result->addIncoming(near, begin);
  result->addIncoming(mixed, seldom);
  b.CreateRet(result);
}

}  // namespace legate_ts::jit
